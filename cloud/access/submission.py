"""What speaks to the centre itself, as messages of a virtual gateway: numbered as they are stored.

What comes of what was said is found out under the locks of its gateways, by whoever said it. A key that is
stored with it tells its repetition from news.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cloud.access.examine import Arrival, Examined, Identity, examine
from cloud.access.ledger import Books
from cloud.access.tables import Submitted
from cloud.database import bulk
from cloud.database.among import among
from telemetry import encoding, topics
from telemetry.messages import Stream, UplinkMessage

MAX_KEY = 128

#: Whose it is, and what it is known by.
Key = tuple[str, str]


class Said(Protocol):
    """Something that one gateway has said."""

    @property
    def gateway(self) -> str:
        """Whose word it is."""
        ...


S = TypeVar("S", bound=Said)
S_contra = TypeVar("S_contra", bound=Said, contravariant=True)


@dataclass(frozen=True)
class Submission:
    """A message of a gateway that has no numbers of its own; `message.seq` stands for none."""

    area: str
    gateway: str
    message: UplinkMessage

    def __post_init__(self) -> None:
        if self.message.gateway != self.gateway:
            raise ValueError(f"the message is {self.message.gateway!r}'s, not {self.gateway!r}'s")

    def identity(self, seq: int) -> Identity:
        """Its identity under a number."""
        return Identity(topics.Topic(self.area, self.gateway, self.stream), seq)

    @property
    def stream(self) -> Stream:
        """The stream it belongs to."""
        return Stream(self.message.stream)


@dataclass(frozen=True)
class Told:
    """What is to be stored of what was said, and the keys by which it will be known."""

    messages: Sequence[Submission] = ()
    keys: Sequence[Key] = ()

    def __post_init__(self) -> None:
        if not all(0 < len(name) <= MAX_KEY for _, name in self.keys):
            raise ValueError(f"a key has 1 to {MAX_KEY} characters")


class Telling(Protocol[S_contra]):
    """Says what is to be stored of what was said.

    It is asked within the transaction that stores it, while nobody else writes of these gateways; anew for
    every try, and perhaps for the parts of a batch one by one. It writes nothing itself. Unless `measured`,
    no readings are taken now.
    """

    def __call__(self, session: Session, said: Sequence[S_contra], /, *, measured: bool) -> Told:
        """What is to be stored."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What became of a message: its number, and why it was put into quarantine; empty: it was stored."""

    seq: int
    refused: str = ""


def numbered(submissions: Sequence[Submission], books: Books) -> list[tuple[Submission, int]]:
    """Each with the next number of its stream."""
    highest: dict[tuple[str, Stream], int] = {}
    found = []
    for submission in submissions:
        stream = (submission.gateway, submission.stream)
        before = highest.get(stream) or books.highest(submission.gateway, submission.stream.value)
        highest[stream] = before + 1
        found.append((submission, before + 1))
    return found


def examined(submission: Submission, seq: int, now: int) -> Examined:
    """The message under its number, looked at like any other that arrives."""
    message = msgspec.structs.replace(submission.message, seq=seq)
    topic = topics.prefix(submission.area, submission.gateway) + message.stream
    return examine(Arrival(topic, encoding.encode(message), now, direct=True))


def known(session: Session, keys: Collection[Key]) -> set[Key]:
    """Those of these keys that are remembered."""
    if not keys:
        return set()
    rows = session.execute(
        select(Submitted.gateway, Submitted.dedupe).where(
            among(session, Submitted.gateway, {gateway for gateway, _ in keys}),
            among(session, Submitted.dedupe, {name for _, name in keys}),
        )
    )
    return {(gateway, name) for gateway, name in rows} & set(keys)


def remember(session: Session, keys: Sequence[Key], keep: int) -> None:
    """Keep these keys, which are new, and of each gateway only the newest `keep` or a few more."""
    if not keys:
        return
    newest: dict[str, int] = {
        gateway: int(number)
        for gateway, number in session.execute(
            select(Submitted.gateway, func.max(Submitted.number))
            .where(among(session, Submitted.gateway, {gateway for gateway, _ in keys}))
            .group_by(Submitted.gateway)
        )
    }
    step = keep // 16 + 1
    full: set[str] = set()
    rows = []
    for gateway, name in keys:
        number = newest[gateway] = newest.get(gateway, 0) + 1
        rows.append({"gateway": gateway, "dedupe": name, "number": number})
        if number > keep and number % step == 0:
            full.add(gateway)
    bulk.insert(session, Submitted, rows)
    for gateway in sorted(full):
        session.execute(
            delete(Submitted).where(Submitted.gateway == gateway, Submitted.number <= newest[gateway] - keep)
        )
