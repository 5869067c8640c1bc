"""Queries of the daily log: the alarms of a day and what was done about them, and what stood at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.alarms.timeline import Happening
from cloud.database.among import among
from cloud.duty import reach
from cloud.duty.days import DAY_MS
from cloud.duty.tables import DutyRoom
from cloud.organisations.tables import Building, Organisation
from cloud.registry.tables import Gateway, Part

#: Alarms that are written out.
AT_MOST = 2_000
GATEWAYS_AT_MOST = 100
#: What the centre did by itself that a log must tell.
OWN_STEPS: Final = (
    Happening.TIME_OUT,
    Happening.ESCALATE,
    Happening.REQUEST,
    Happening.CONFIRM_REQUEST,
    Happening.WITHDRAW_REQUEST,
    Happening.LOG,
    Happening.RESUME,
    Happening.CHATTER,
    Happening.SHELVE,
    Happening.UNSHELVE,
)
#: How long before a day's end an alarm may have been raised that had been closed since, and stood then.
_STOOD_MS = 31 * DAY_MS


class Counted(NamedTuple):
    """Alarms of one system, kind and verdict."""

    system_type: int
    kind: str
    outcome: str | None
    alarms: int


def whose(session: Session, room: DutyRoom) -> tuple[str, str]:
    """The name and the address of the room's organisation or building; a centre's are empty."""
    if room.organisation_id is None:
        return "", ""
    owner = session.get(Organisation, room.organisation_id)
    building = session.get(Building, room.building_id) if room.building_id is not None else None
    if owner is None:
        return "", ""
    name = f"{owner.name} {building.name}" if building is not None else owner.name
    return name, (building.address if building is not None else "") or owner.address


def counted(session: Session, room: DutyRoom, start_at: int, end_at: int) -> list[Counted]:
    """The alarms of a day by system, kind and verdict."""
    keys = (Alarm.system_type, Alarm.kind, Alarm.outcome)
    rows = session.execute(
        select(*keys, func.count())
        .where(reach.alarms_of(room), Alarm.raised_at >= start_at, Alarm.raised_at < end_at)
        .group_by(*keys)
    )
    return [Counted(*row) for row in rows]


def stood(session: Session, room: DutyRoom, at: int) -> list[tuple[int, str, int]]:
    """What was active at a moment, by system and kind."""
    keys = (Alarm.system_type, Alarm.kind)
    held = (
        reach.alarms_of(room),
        Alarm.raised_at < at,
        or_(Alarm.cleared_at.is_(None), Alarm.cleared_at >= at),
    )
    found: dict[tuple[int, str], int] = {}
    for which in (
        (Alarm.state != "closed",),
        (Alarm.state == "closed", Alarm.closed_at >= at, Alarm.raised_at >= at - _STOOD_MS),
    ):
        for system, kind, alarms in session.execute(
            select(*keys, func.count()).where(*held, *which).group_by(*keys)
        ):
            found[system, kind] = found.get((system, kind), 0) + alarms
    return [(system, kind, alarms) for (system, kind), alarms in found.items()]


def alarms(session: Session, room: DutyRoom, kinds: Sequence[str], start_at: int, end_at: int) -> list[Alarm]:
    """The alarms of a day of some kinds, in order; one more than is written out where there are more."""
    return list(
        session.scalars(
            select(Alarm)
            .where(
                reach.alarms_of(room),
                Alarm.raised_at >= start_at,
                Alarm.raised_at < end_at,
                Alarm.kind.in_(kinds),
            )
            .order_by(Alarm.raised_at, Alarm.id)
            .limit(AT_MOST + 1)
        )
    )


def steps(session: Session, ids: Sequence[int]) -> dict[int, list[TimelineEntry]]:
    """What was done about these alarms, by people and by the centre itself, in order."""
    found: dict[int, list[TimelineEntry]] = {number: [] for number in ids}
    for entry in session.scalars(
        select(TimelineEntry)
        .where(
            among(session, TimelineEntry.alarm_id, set(ids)),
            or_(TimelineEntry.by.is_not(None), TimelineEntry.action.in_(OWN_STEPS)),
        )
        .order_by(TimelineEntry.id)
    ):
        found[entry.alarm_id].append(entry)
    return found


def points(session: Session, room: DutyRoom) -> dict[int, int]:
    """How many parts of each system the registry knows; of an organisation's room."""
    if room.organisation_id is None:
        return {}
    rows = session.execute(
        select(Part.system_type, func.count())
        .join(Gateway, Gateway.gateway == Part.gateway)
        .where(reach.gateways_of(room))
        .group_by(Part.system_type)
    )
    return {system: parts for system, parts in rows}


def gateways(session: Session, room: DutyRoom) -> list[Gateway]:
    """The gateways of an organisation's room."""
    if room.organisation_id is None:
        return []
    return list(
        session.scalars(
            select(Gateway).where(reach.gateways_of(room)).order_by(Gateway.gateway).limit(GATEWAYS_AT_MOST)
        )
    )
