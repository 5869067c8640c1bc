"""Queries of the alarms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from cloud.alarms.records import COLUMNS, AlarmRecord
from cloud.alarms.state_table import State
from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.database import bulk, counters
from cloud.database.among import among
from cloud.database.faults import Overtaken
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within

#: The counter of ids, on SQLite.
_ID = "alarm-id"
_NEXT_IDS = text("SELECT nextval(pg_get_serial_sequence('alarm', 'id')) FROM generate_series(1, :count)")


def open_alarms(session: Session, keys: Collection[tuple[str, str]]) -> list[AlarmRecord]:
    """The open alarms of these (gateway, part) pairs, locked to the end of the transaction."""
    if not keys:
        return []
    wanted = set(keys)
    rows = session.execute(
        select(*COLUMNS)
        .where(
            among(session, Alarm.gateway, {gateway for gateway, _ in wanted}),
            among(session, Alarm.part, {part for _, part in wanted}),
            Alarm.state != State.CLOSED,
        )
        .order_by(Alarm.id)
        .with_for_update()
    )
    found = (AlarmRecord(*row) for row in rows)
    return [alarm for alarm in found if (alarm.gateway, alarm.part) in wanted]


def closed_over(
    session: Session, gateway: str, part: str, kind: str, seq: int, but: Collection[int]
) -> AlarmRecord | None:
    """The newest closed alarm of this key that was closed with `seq` already in the past, but for some."""
    row = session.execute(
        select(*COLUMNS)
        .where(
            Alarm.gateway == gateway,
            Alarm.part == part,
            Alarm.kind == kind,
            Alarm.covers_seq >= seq,
            Alarm.state == State.CLOSED,
            Alarm.id.not_in(but),
        )
        .order_by(Alarm.id.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    return AlarmRecord(*row) if row is not None else None


def write(session: Session, alarms: Sequence[AlarmRecord]) -> None:
    """Write alarms down, those that have an id over their rows; the others get one.

    Closed before opened: of a key there is never more than one open. Raises Overtaken when another
    transaction has raised one of them meanwhile.
    """
    bulk.update(session, Alarm, [alarm.row() for alarm in alarms if alarm.id])
    new = [alarm for alarm in alarms if not alarm.id]
    for alarm, row_id in zip(new, _next_ids(session, len(new)), strict=True):
        alarm.id = row_id
    if bulk.insert(session, Alarm, [alarm.row() for alarm in new], or_ignore=True) != len(new):
        raise Overtaken("an alarm was raised by another transaction")


def _next_ids(session: Session, count: int) -> Sequence[int]:
    if not count:
        return []
    if session.get_bind().dialect.name == "postgresql":
        return list(session.scalars(_NEXT_IDS, {"count": count}))
    # An id is never given again, even when the newest alarms have been deleted.
    newest = max(counters.current(session, _ID), session.scalar(select(func.max(Alarm.id))) or 0)
    counters.raise_to(session, _ID, newest + count)
    return range(newest + 1, newest + count + 1)


def by_id(session: Session, asker: Asker, alarm_id: int, *, for_update: bool = False) -> Alarm | None:
    """One alarm, if the asker may see it."""
    query = select(Alarm).where(Alarm.id == alarm_id, _seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def by_ids(session: Session, ids: Iterable[int]) -> list[Alarm]:
    """Alarms by id, in the order of their ids."""
    return list(session.scalars(select(Alarm).where(among(session, Alarm.id, set(ids))).order_by(Alarm.id)))


def page(
    session: Session,
    asker: Asker,
    *,
    is_open: bool | None,
    kind: str | None,
    gateway: str | None,
    area: str | None = None,
    organisation: int | None = None,
    before: int | None,
    limit: int,
) -> tuple[list[Alarm], bool]:
    """The newest alarms below `before` by id, and whether there are older ones."""
    query = select(Alarm).where(_seen_by(asker)).order_by(Alarm.id.desc()).limit(limit + 1)
    if is_open is not None:
        query = query.where(Alarm.state != State.CLOSED if is_open else Alarm.state == State.CLOSED)
    if kind is not None:
        query = query.where(Alarm.kind == kind)
    if gateway is not None:
        query = query.where(Alarm.gateway == gateway)
    if area is not None:
        query = query.where(in_area(Alarm.area, area))
    if organisation is not None:
        query = query.where(Alarm.organisation_id == organisation)
    if before is not None:
        query = query.where(Alarm.id < before)
    rows = list(session.scalars(query))
    return rows[:limit], len(rows) > limit


def count_open(session: Session, asker: Asker) -> int:
    """How many alarms are open that the asker may see."""
    query = select(func.count()).select_from(Alarm).where(Alarm.state != State.CLOSED, _seen_by(asker))
    return session.scalar(query) or 0


def timeline(session: Session, alarm_id: int) -> list[TimelineEntry]:
    """What happened to an alarm, oldest first."""
    return list(
        session.scalars(
            select(TimelineEntry).where(TimelineEntry.alarm_id == alarm_id).order_by(TimelineEntry.id)
        )
    )


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Alarm.area, Alarm.organisation_id)


def add_entries(session: Session, entries: Sequence[tuple[int, int, str]]) -> None:
    """Write things down that nobody did: (alarm, when, action)."""
    bulk.insert(
        session,
        TimelineEntry,
        [{"alarm_id": alarm, "at": at, "action": str(action)} for alarm, at, action in entries],
    )


def add_entry(
    session: Session,
    alarm_id: int,
    at: int,
    action: str,
    by: str | None = None,
    note: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one thing down."""
    session.add(TimelineEntry(alarm_id=alarm_id, at=at, action=str(action), by=by, note=note, detail=detail))
