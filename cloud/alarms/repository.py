"""Queries of the alarms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.alarms.state_table import State
from cloud.alarms.tables import OPEN, Alarm, TimelineEntry
from cloud.database.upsert import insert

_CHUNK = 500


def open_alarms(session: Session, keys: Collection[tuple[str, str]]) -> list[Alarm]:
    """The open alarms of these (gateway, part) pairs."""
    by_gateway: dict[str, list[str]] = defaultdict(list)
    for gateway, part in keys:
        by_gateway[gateway].append(part)
    found: list[Alarm] = []
    for gateway, parts in by_gateway.items():
        for start in range(0, len(parts), _CHUNK):
            found += session.scalars(
                select(Alarm).where(
                    Alarm.gateway == gateway,
                    Alarm.part.in_(parts[start : start + _CHUNK]),
                    Alarm.state != State.CLOSED,
                )
            )
    return found


def raise_or_find(session: Session, values: dict[str, Any]) -> tuple[Alarm, bool]:
    """Insert an open alarm, or find the one that is open already; True when it was made now.

    The partial unique index decides, so that two who raise at once end with one alarm.
    """
    statement = (
        insert(session, Alarm)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["gateway", "part", "kind"], index_where=OPEN)
        .returning(Alarm)
    )
    made = session.scalars(statement).one_or_none()
    if made is not None:
        return made, True
    there = select(Alarm).where(
        Alarm.gateway == values["gateway"],
        Alarm.part == values["part"],
        Alarm.kind == values["kind"],
        Alarm.state != State.CLOSED,
    )
    return session.scalars(there.with_for_update()).one(), False


def closed_over(session: Session, gateway: str, part: str, kind: str, seq: int) -> Alarm | None:
    """The newest closed alarm of this key that was closed with `seq` already in the past."""
    session.flush()
    return session.scalars(
        select(Alarm)
        .where(Alarm.gateway == gateway, Alarm.part == part, Alarm.kind == kind, Alarm.covers_seq >= seq)
        .order_by(Alarm.id.desc())
        .limit(1)
    ).one_or_none()


def by_id(session: Session, alarm_id: int, *, for_update: bool = False) -> Alarm | None:
    """One alarm."""
    return session.get(Alarm, alarm_id, with_for_update=for_update or None)


def by_ids(session: Session, ids: Iterable[int]) -> list[Alarm]:
    """Alarms by id, in the order of their ids."""
    return list(session.scalars(select(Alarm).where(Alarm.id.in_(sorted(ids))).order_by(Alarm.id)))


def page(
    session: Session,
    *,
    is_open: bool | None,
    kind: str | None,
    gateway: str | None,
    before: int | None,
    limit: int,
) -> tuple[list[Alarm], bool]:
    """The newest alarms below `before` by id, and whether there are older ones."""
    query = select(Alarm).order_by(Alarm.id.desc()).limit(limit + 1)
    if is_open is not None:
        query = query.where(Alarm.state != State.CLOSED if is_open else Alarm.state == State.CLOSED)
    if kind is not None:
        query = query.where(Alarm.kind == kind)
    if gateway is not None:
        query = query.where(Alarm.gateway == gateway)
    if before is not None:
        query = query.where(Alarm.id < before)
    rows = list(session.scalars(query))
    return rows[:limit], len(rows) > limit


def all_open(session: Session) -> list[Alarm]:
    """Every open alarm."""
    return list(session.scalars(select(Alarm).where(Alarm.state != State.CLOSED)))


def count_open(session: Session) -> int:
    """How many alarms are open."""
    return session.scalar(select(func.count()).select_from(Alarm).where(Alarm.state != State.CLOSED)) or 0


def timeline(session: Session, alarm_id: int) -> list[TimelineEntry]:
    """What happened to an alarm, oldest first."""
    return list(
        session.scalars(
            select(TimelineEntry).where(TimelineEntry.alarm_id == alarm_id).order_by(TimelineEntry.id)
        )
    )


def add_entry(
    session: Session, alarm_id: int, at: int, action: str, by: str | None = None, note: str | None = None
) -> None:
    """Write one thing down."""
    session.add(TimelineEntry(alarm_id=alarm_id, at=at, action=action, by=by, note=note))
