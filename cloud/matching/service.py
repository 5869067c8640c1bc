"""Which organisation a spelling means, and what a person says of it. Opens and commits nothing.

1. What a person has said of this spelling holds. Then a name that exactly one organisation bears, when
   nothing speaks against it. Then the likeliest candidate, when it is sure and alone; else a person is asked.
2. A spelling is asked once: the same name, address and area later is the same question.
3. *Same* settles every other candidate of the spelling; *new* says that it is none of them. Taking a decision
   back asks anew: what was imported by it stays, with where it came from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.matching import repository
from cloud.matching.blocks import Blocks
from cloud.matching.choosing import Say, choose
from cloud.matching.comparing import Likeness, Spelling, organisations
from cloud.matching.repository import WAITING
from cloud.matching.spelling import plain
from cloud.matching.tables import SpellingMatch
from cloud.matching.weights import SURE
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.versions import check_version

Decision = Literal["same", "different", "new"]
#: Candidates of one spelling that a person is shown.
MOST_CANDIDATES: Final = 5


@dataclass(frozen=True)
class Asked:
    """A spelling in a row of a file."""

    spelling: Spelling
    import_id: int | None = None
    kind: str = ""
    row: int = 0


class Meant(NamedTuple):
    """`number`: the organisation's; `waits`: the key under which a person is asked; both None: nobody's."""

    number: str | None = None
    waits: str | None = None


def key_of(spelling: Spelling) -> str:
    """The same for spellings that differ in width, blanks and marks only."""
    text = "\n".join((plain(spelling.name), plain(spelling.address), spelling.area))
    return hashlib.sha256(text.encode()).hexdigest()


class Matcher:
    """Spellings of one asker's rows. The registry is read when the first needs it, once."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._blocks: Blocks | None = None

    def meant(self, session: Session, asked: Sequence[Asked], now: int) -> list[Meant]:
        """What each means; those that wait are asked, unless they were before."""
        keys = [key_of(one.spelling) for one in asked]
        said = repository.said(session, self._asker, keys)
        exact = repository.named(session, self._asker, {one.spelling.name for one in asked})
        found: list[int | str | None] = []
        for key, one in zip(keys, asked, strict=True):
            told = self._meant(session, key, one, said.get(key, []), exact.get(one.spelling.name, []), now)
            if isinstance(told, list):
                said[key] = told
                told = key
            found.append(told)
        numbers = repository.numbers(session, {id for id in found if isinstance(id, int)})
        return [Meant(number=numbers[one]) if isinstance(one, int) else Meant(waits=one) for one in found]

    def _meant(
        self,
        session: Session,
        key: str,
        one: Asked,
        said: list[SpellingMatch],
        exact: list[Organisation],
        now: int,
    ) -> int | str | list[SpellingMatch] | None:
        states = {match.state: match for match in said}
        if "same" in states:
            return states["same"].organisation_id
        if "new" in states:
            return None
        if WAITING in states:
            return key
        refused = {match.organisation_id for match in said}
        if len(exact) == 1 and exact[0].id not in refused:
            there = Spelling(exact[0].name, exact[0].address, exact[0].area)
            if organisations(one.spelling, there).confidence >= SURE:
                return exact[0].id
        likeliest = self._index(session).best(one.spelling, most=MOST_CANDIDATES + len(refused))
        choice = choose([each for each in likeliest if each[0] not in refused][:MOST_CANDIDATES])
        if choice.say is Say.NONE:
            return None
        if choice.say is Say.SAME:
            return choice.candidates[0][0]
        return [_ask(session, key, one, id, likeness, now) for id, likeness in choice.candidates]

    def _index(self, session: Session) -> Blocks:
        if self._blocks is None:
            self._blocks = Blocks(repository.spellings(session, self._asker))
        return self._blocks


def _ask(
    session: Session, key: str, one: Asked, organisation_id: int, likeness: Likeness, now: int
) -> SpellingMatch:
    row = SpellingMatch(
        key=key,
        name=one.spelling.name,
        address=one.spelling.address,
        area=one.spelling.area,
        organisation_id=organisation_id,
        confidence=likeness.confidence,
        reasons=list(likeness.reasons),
        state=WAITING,
        import_id=one.import_id,
        kind=one.kind,
        row=one.row,
        asked_at=now,
        version=1,
    )
    session.add(row)
    session.flush()
    return row


def decide(
    session: Session, asker: Asker, number: int, version: int, say: Decision, now: int
) -> SpellingMatch:
    """A person says what a spelling is. Raises ApiError."""
    row = held(session, asker, number, version)
    if row.state != WAITING:
        raise ApiError(
            409,
            "already-decided",
            "该写法已有结论,请先撤回。",
            "This spelling has been decided. Take that back first.",
            "path.id",
        )
    others = [each for each in repository.said(session, asker, [row.key])[row.key] if each.id != row.id]
    _settle(row, say, asker, now)
    for each in others:
        if say != "different" and each.state == WAITING:
            _settle(each, "different" if say == "same" else "new", asker, now)
    session.flush()
    _seal(session, asker, row, "match.decide", WAITING)
    return row


def take_back(session: Session, asker: Asker, number: int, version: int) -> SpellingMatch:
    """The question is open again, for every candidate that was settled with it. Raises ApiError."""
    row = held(session, asker, number, version)
    if row.state == WAITING:
        raise ApiError(
            409, "not-decided", "该写法尚无结论。", "This spelling has not been decided.", "path.id"
        )
    before = row.state
    for each in repository.said(session, asker, [row.key])[row.key]:
        if each.id == row.id or before != "different" or each.state in ("same", "new"):
            each.state, each.decided_by, each.decided_at = WAITING, None, None
            each.version += 1
    session.flush()
    _seal(session, asker, row, "match.take-back", before)
    return row


def held(session: Session, asker: Asker, number: int, version: int) -> SpellingMatch:
    """One of the asker's scope, locked, as the asker saw it. Raises ApiError."""
    found = repository.by_id(session, asker, number, for_update=True)
    if found is None:
        raise not_found("待确认写法", "spelling", "path.id")
    check_version(found[0].version, version, "该写法", "The spelling", "match-moved")
    return found[0]


def _settle(row: SpellingMatch, state: str, asker: Asker, now: int) -> None:
    row.state, row.decided_by, row.decided_at = state, asker.name, now
    row.version += 1


def _seal(session: Session, asker: Asker, row: SpellingMatch, action: str, before: str) -> None:
    told = {"spelling": row.name, "address": row.address, "organisation": row.organisation_id}
    audit.record(
        session,
        asker,
        action,
        f"match/{row.id}",
        {**told, "state": before},
        {**told, "state": row.state},
    )
