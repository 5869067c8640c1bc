"""The chain of the audit log: how an entry is sealed, and what a walk along the chain finds. No I/O.

1. Entries are numbered from 1 without gaps. Each names the seal of the one before; the first names `GENESIS`.
2. A seal is the SHA-256 of the entry's canonical JSON (keys sorted, no spaces, UTF-8), `previous` included.
3. Whoever changes, removes or inserts an entry breaks the chain there, unless every later entry is sealed
   anew. Against that, and against cutting the end off, a head that was noted elsewhere is compared.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

GENESIS = hashlib.sha256(b"steppewatch audit log 1").hexdigest()


@dataclass(frozen=True)
class Content:
    """What an entry says; `before` and `after` are canonical JSON text."""

    number: int
    at: int
    who: str
    account_id: int | None
    via: str
    action: str
    subject: str
    before: str | None
    after: str | None
    previous: str


class Sealed(NamedTuple):
    """An entry as it is kept."""

    content: Content
    seal: str


class Head(NamedTuple):
    """The last entry's number and seal: what to keep elsewhere. Number 0: the log is empty."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}:{self.seal}"


class Break(NamedTuple):
    """The first place at which the chain does not hold."""

    number: int
    what: str


def canonical(value: Any) -> str:
    """JSON that is written one way only, and that every database and file takes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def seal(content: Content) -> str:
    """The entry's seal."""
    return hashlib.sha256(canonical(asdict(content)).encode()).hexdigest()


def parse_head(text: str) -> Head | None:
    """`NUMBER:SEAL` as `audit head` prints it; None when it is not that."""
    match = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip())
    return Head(int(match[1]), match[2]) if match is not None else None


def walk(entries: Iterable[Sealed], expected: Head | None = None) -> Iterator[Head | Break]:
    """Follow the chain: a `Head` for each entry that holds; ends behind the first `Break`.

    `expected` is a head noted earlier: the entry of that number must carry that seal.
    """
    head = Head(0, GENESIS)
    for entry in entries:
        fault = _fault(entry, head, expected)
        if fault is not None:
            yield fault
            return
        head = Head(entry.content.number, entry.seal)
        yield head
    if expected is not None and expected.number > head.number:
        yield Break(
            head.number + 1,
            f"the log ends at entry {head.number}, but entry {expected.number} was noted: the end is cut off",
        )


def _fault(entry: Sealed, head: Head, expected: Head | None) -> Break | None:
    content = entry.content
    due = head.number + 1
    if content.number > due:
        return Break(due, f"entry {due} is missing; the next one here is {content.number}")
    if content.number < due:
        return Break(content.number, f"entry {content.number} stands where entry {due} is due")
    if seal(content) != entry.seal:
        return Break(due, f"entry {due} is not what was sealed: its content was changed")
    if content.previous != head.seal:
        return Break(due, f"entry {due} does not follow entry {head.number}: one was replaced or inserted")
    if expected is not None and expected.number == due and expected.seal != entry.seal:
        return Break(due, f"entry {due} is not the one that was noted: the log was written anew")
    return None
