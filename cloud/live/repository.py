"""Queries of the change log.

A change has a number among all, and a place among those of its class. What is let go is the oldest of a
class, so the places of a class are always a span; among the numbers there may be holes below `gone`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cloud.database import bulk, counters
from cloud.live.classes import CLASSES, class_of
from cloud.live.ownership import Owner
from cloud.live.tables import Change
from cloud.people.asker import Asker
from cloud.people.scope import within

#: The counter that numbers changes.
CURSOR = "change"
_PLACE = "change-place-"
_GONE = "change-gone-"
#: A class is cut back each time that it has grown by this part of its bound.
_CUT_AT = 100


class ChangeRecord(NamedTuple):
    """One change as it is sent."""

    id: int
    kind: str
    payload: str
    area: str | None = None
    organisation_id: int | None = None
    rank: int = 0
    place: int = 0
    at: int = 0


_COLUMNS = tuple(getattr(Change, name) for name in ChangeRecord._fields)


class Told(NamedTuple):
    """One change to be written down."""

    kind: str
    payload: str
    owner: Owner


def append(session: Session, changes: Sequence[Told], keep: Mapping[int, int], now: int) -> int:
    """Write changes down, keep of each class only the newest; returns the last number."""
    ranks = [class_of(told.kind, told.payload) for told in changes]
    added = Counter(ranks)
    raised = counters.advance_all(
        session, {CURSOR: len(changes), **{f"{_PLACE}{rank}": number for rank, number in added.items()}}
    )
    last = raised[CURSOR]
    number = last - len(changes)
    places = {rank: raised[f"{_PLACE}{rank}"] - count for rank, count in added.items()}
    rows = []
    for told, rank in zip(changes, ranks, strict=True):
        number += 1
        places[rank] += 1
        rows.append(
            {
                "id": number,
                "kind": told.kind,
                "rank": rank,
                "place": places[rank],
                "at": now,
                "payload": told.payload,
                "area": told.owner.area,
                "organisation_id": told.owner.organisation_id,
            }
        )
    bulk.insert(session, Change, rows)
    for rank, count in added.items():
        step = max(1, keep[rank] // _CUT_AT)
        if places[rank] // step != (places[rank] - count) // step:
            let_go(session, rank, places[rank] - keep[rank])
    return last


def let_go(session: Session, rank: int, place: int) -> int:
    """Forget what stands in a class up to this place; returns how many."""
    old = (Change.rank == rank, Change.place <= place)
    gone = session.scalar(select(func.max(Change.id)).where(*old))
    if gone is None:
        return 0
    counters.raise_to(session, f"{_GONE}{rank}", gone)
    return len(session.execute(delete(Change).where(*old).returning(Change.id)).all())


def cursor(session: Session) -> int:
    """The number of the newest change; 0 when there has been none."""
    return counters.current(session, CURSOR)


def gone(session: Session, ranks: Iterable[int] = CLASSES) -> int:
    """The number of the newest change of these classes that is not held any more."""
    numbers = counters.beginning(session, _GONE)
    return max(numbers.get(f"{_GONE}{rank}", 0) for rank in ranks)


def after(session: Session, cursor: int, limit: int) -> list[ChangeRecord]:
    """Changes with numbers above `cursor`, in order."""
    rows = session.execute(select(*_COLUMNS).where(Change.id > cursor).order_by(Change.id).limit(limit))
    return [ChangeRecord(*row) for row in rows]


def newest_of(
    session: Session, asker: Asker, kind: str, ranks: Iterable[int], reach: int, limit: int
) -> list[ChangeRecord]:
    """The newest changes of a kind within the asker's scope, of the last `reach` of each class."""
    places = newest_places(session)
    found: list[ChangeRecord] = []
    for rank in ranks:
        rows = session.execute(
            select(*_COLUMNS)
            .where(
                Change.rank == rank,
                Change.place > places[rank] - reach,
                Change.kind == kind,
                within(asker, Change.area, Change.organisation_id),
            )
            .order_by(Change.place.desc())
            .limit(limit)
        )
        found += [ChangeRecord(*row) for row in rows]
    return sorted(found, key=lambda one: one.id, reverse=True)[:limit]


def newest_places(session: Session) -> dict[int, int]:
    """The newest place of each class."""
    places = counters.beginning(session, _PLACE)
    return {rank: places.get(f"{_PLACE}{rank}", 0) for rank in CLASSES}


def oldest_place(session: Session, rank: int) -> int | None:
    """The oldest place of a class that is still held."""
    return session.scalar(select(func.min(Change.place)).where(Change.rank == rank))


def aged_place(session: Session, rank: int, before: int) -> int | None:
    """The newest place of a class that was written before that time."""
    return session.scalar(select(func.max(Change.place)).where(Change.rank == rank, Change.at < before))


def of_class(session: Session, rank: int, place: int, limit: int) -> list[ChangeRecord]:
    """Changes of a class behind a place, in order."""
    rows = session.execute(
        select(*_COLUMNS).where(Change.rank == rank, Change.place > place).order_by(Change.place).limit(limit)
    )
    return [ChangeRecord(*row) for row in rows]
