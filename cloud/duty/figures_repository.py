"""Counts of alarms for the figures of seats: grouped by the database, a span of time in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.alarms.timeline import Happening
from cloud.database import bulk
from cloud.database.among import among
from cloud.duty.days import MINUTE_MS
from cloud.duty.load import STALE_MS
from cloud.duty.tables import DutyFigure, DutyRoom, DutySeat, DutyShift
from cloud.registry.tables import Gateway
from telemetry.event_kinds import EventKind

#: What a person does first about an alarm. What the centre does by itself, and what only looks for somebody
#: to look, is no answer.
RESPONSES: Final = (Happening.ACKNOWLEDGE, Happening.VERIFY, Happening.SHELVE)


class Place(NamedTuple):
    """Where alarms were: what decides whose they are."""

    area: str
    organisation_id: int | None
    building_id: int | None


class Came(NamedTuple):
    """Alarms of one kind that came within one minute."""

    place: Place
    minute: int
    kind: str
    alarms: int


class Answered(NamedTuple):
    """Alarms that a person first did something about after so long, to the second."""

    place: Place
    after_ms: int
    alarms: int


class Stands(NamedTuple):
    """Alarms that are active now, and those of them that came more than a day ago."""

    place: Place
    alarms: int
    stale: int


#: Of gateways that the registry does not know yet the building is nobody's.
_PLACE: Final = (Alarm.area, Alarm.organisation_id, Gateway.building_id)
#: What is only logged within declared works asks nobody for anything, like a test.
_kind: Final[ColumnElement[str]] = case(
    (Alarm.maintenance_id.is_not(None), literal_column(f"'{EventKind.TEST.value}'")), else_=Alarm.kind
)


def _placed(*columns: Any) -> Select[Any]:
    return select(*_PLACE, *columns).join(Gateway, Gateway.gateway == Alarm.gateway, isouter=True)


def came(session: Session, start_at: int, end_at: int, *which: ColumnElement[bool]) -> list[Came]:
    """The alarms of a span by place, minute and kind."""
    minute = (Alarm.ts_cloud // MINUTE_MS).label("minute")
    rows = session.execute(
        _placed(minute, _kind, func.count())
        .where(Alarm.ts_cloud >= start_at, Alarm.ts_cloud < end_at, *which)
        .group_by(*_PLACE, minute, _kind)
    )
    return [
        Came(Place(area, organisation, building), at * MINUTE_MS, kind, alarms)
        for area, organisation, building, at, kind, alarms in rows
    ]


def answered(session: Session, start_at: int, end_at: int, *which: ColumnElement[bool]) -> list[Answered]:
    """How long the alarms of a span waited for a person, by place; those that still wait are left out."""
    first = (
        select(func.min(TimelineEntry.at))
        .where(
            TimelineEntry.alarm_id == Alarm.id,
            TimelineEntry.action.in_(RESPONSES),
            TimelineEntry.by.is_not(None),
        )
        .scalar_subquery()
    )
    each = (
        _placed(((first - Alarm.ts_cloud) // 1000).label("after"))
        .where(
            Alarm.ts_cloud >= start_at,
            Alarm.ts_cloud < end_at,
            _kind != EventKind.TEST.value,
            *which,
        )
        .subquery()
    )
    rows = session.execute(select(each, func.count()).where(each.c.after.is_not(None)).group_by(*each.c))
    return [
        Answered(Place(area, organisation, building), max(0, after) * 1000, alarms)
        for area, organisation, building, after, alarms in rows
    ]


def standing(session: Session, now: int, end_at: int, *which: ColumnElement[bool]) -> list[Stands]:
    """What is active now of what came before the end of a span, by place."""
    old = func.sum(case((Alarm.ts_cloud < now - STALE_MS, 1), else_=0))
    rows = session.execute(
        _placed(func.count(), old)
        .where(
            Alarm.state != "closed",
            Alarm.level == "active",
            _kind != EventKind.TEST.value,
            Alarm.ts_cloud < end_at,
            *which,
        )
        .group_by(*_PLACE)
    )
    return [
        Stands(Place(area, organisation, building), alarms, int(stale or 0))
        for area, organisation, building, alarms, stale in rows
    ]


def seats_with_rooms(
    session: Session, room_ids: Sequence[int] | None = None
) -> list[tuple[DutyRoom, DutySeat]]:
    """Seats in use with their rooms, of these rooms or of all."""
    query = (
        select(DutyRoom, DutySeat)
        .join(DutySeat, DutySeat.room_id == DutyRoom.id)
        .where(DutySeat.enabled, DutyRoom.enabled)
        .order_by(DutySeat.id)
    )
    if room_ids is not None:
        query = query.where(among(session, DutyRoom.id, set(room_ids)))
    return [(room, seat) for room, seat in session.execute(query)]


def ended_spans(session: Session, since: int, until: int) -> dict[tuple[int, int], list[int]]:
    """The spans of the shifts that ended in this time, each with its rooms, by their end."""
    rows = session.execute(
        select(DutyShift.start_at, DutyShift.end_at, DutyShift.room_id)
        .where(DutyShift.end_at > since, DutyShift.end_at <= until)
        .order_by(DutyShift.end_at, DutyShift.start_at)
    )
    found: dict[tuple[int, int], list[int]] = {}
    for start_at, end_at, room in rows:
        found.setdefault((start_at, end_at), []).append(room)
    return found


def write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write figures down, over those that are there."""
    bulk.upsert(session, DutyFigure, rows)


def figures(
    session: Session, room_id: int, period: str, start_at: int, end_at: int, limit: int = 5_000
) -> list[tuple[DutyFigure, str]]:
    """The figures of a room's seats for the days or shifts that began in a span, with the seats' names."""
    rows = session.execute(
        select(DutyFigure, DutySeat.name)
        .join(DutySeat, DutySeat.id == DutyFigure.seat_id)
        .where(
            DutySeat.room_id == room_id,
            DutyFigure.period == period,
            DutyFigure.start_at >= start_at,
            DutyFigure.start_at < end_at,
        )
        .order_by(DutyFigure.start_at, DutyFigure.seat_id)
        .limit(limit)
    )
    return [(row, name) for row, name in rows]
