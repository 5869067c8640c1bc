"""What is left open in a room as one shift hands over to the next. A source is a row of `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.alarms.state_table import State
from cloud.alarms.tables import Alarm
from cloud.duty import reach
from cloud.duty.checks_repository import WAITING
from cloud.duty.escalations import KINDS
from cloud.duty.tables import DutyCheck, DutyEscalation, DutyRoom
from cloud.maintenance.tables import Maintenance
from cloud.registry.tables import Gateway
from cloud.shelving.tables import Shelf
from telemetry.event_kinds import FIRE_CLASS, EventKind

#: Of each source, how many are written out; the rest is counted.
AT_MOST: Final = 200

Point = dict[str, Any]


class Points(NamedTuple):
    """What a source has: how many in all, and the first of them."""

    total: int
    items: list[Point]


class Source(NamedTuple):
    """A kind of open points."""

    name: str
    zh: str
    en: str
    read: Callable[[Session, DutyRoom], Points]


def _alarms(kinds: Collection[EventKind], session: Session, room: DutyRoom) -> Points:
    held = (
        reach.alarms_of(room),
        Alarm.state != State.CLOSED,
        Alarm.kind.in_(sorted(kind.value for kind in kinds)),
    )
    rows = session.scalars(select(Alarm).where(*held).order_by(Alarm.raised_at, Alarm.id).limit(AT_MOST))
    total = session.scalar(select(func.count()).select_from(Alarm).where(*held)) or 0
    return Points(total, [_alarm(row) for row in rows])


def _alarm(row: Alarm) -> Point:
    return {
        "alarm": row.id,
        "kind": row.kind,
        "state": row.state,
        "level": row.level,
        "outcome": row.outcome,
        "raised_at": row.raised_at,
        "gateway": row.gateway,
        "part": row.part,
        "place_zh": row.place_zh,
        "place_en": row.place_en,
        "device_zh": row.device_zh,
        "device_en": row.device_en,
    }


def _silent_gateways(session: Session, room: DutyRoom) -> Points:
    held = (reach.gateways_of(room), Gateway.link == "silent")
    rows = session.execute(
        select(Gateway.gateway, Gateway.last_seen).where(*held).order_by(Gateway.last_seen).limit(AT_MOST)
    )
    total = session.scalar(select(func.count()).select_from(Gateway).where(*held)) or 0
    return Points(total, [{"gateway": name, "last_seen": seen} for name, seen in rows])


def _shelved(session: Session, room: DutyRoom) -> Points:
    held = (reach.shelves_of(room), Shelf.ended_at.is_(None))
    rows = session.scalars(select(Shelf).where(*held).order_by(Shelf.until, Shelf.id).limit(AT_MOST))
    names = ("gateway", "part", "kind", "reason", "by", "at", "until")
    told = [{"shelf": row.id} | {name: getattr(row, name) for name in names} for row in rows]
    return Points(session.scalar(select(func.count()).select_from(Shelf).where(*held)) or 0, told)


def _works(session: Session, room: DutyRoom) -> Points:
    held = (reach.works_of(room), Maintenance.ended_at.is_(None))
    rows = session.scalars(
        select(Maintenance).where(*held).order_by(Maintenance.until, Maintenance.id).limit(AT_MOST)
    )
    names = ("mode", "building_id", "gateway", "parts", "reason", "by", "begun_at", "until")
    told = [{"maintenance": row.id} | {name: getattr(row, name) for name in names} for row in rows]
    return Points(session.scalar(select(func.count()).select_from(Maintenance).where(*held)) or 0, told)


def _escalations(session: Session, room: DutyRoom) -> Points:
    rows = session.scalars(
        select(DutyEscalation)
        .where(
            DutyEscalation.room_id == room.id,
            DutyEscalation.settled_at.is_(None),
            DutyEscalation.taken_at.is_(None),
        )
        .order_by(DutyEscalation.id)
        .limit(AT_MOST)
    ).all()
    told = [
        {
            "kind": row.kind,
            "kind_zh": KINDS[row.kind].zh,
            "kind_en": KINDS[row.kind].en,
            "subject": row.subject,
            "raised_at": row.raised_at,
        }
        for row in rows
    ]
    return Points(len(told), told)


def _open_checks(session: Session, room: DutyRoom) -> Points:
    rows = session.scalars(
        select(DutyCheck).where(DutyCheck.room_id == room.id, DutyCheck.state == WAITING)
    ).all()
    return Points(
        len(rows), [{"check": row.id, "sent_at": row.sent_at, "due_at": row.due_at} for row in rows]
    )


SOURCES: Final = (
    Source("fires", "未关闭的火警与预警", "open fires and warnings", partial(_alarms, FIRE_CLASS)),
    Source(
        "other-alarms",
        "未关闭的联动与监管",
        "open linkage and supervisory",
        partial(_alarms, (EventKind.LINKAGE, EventKind.SUPERVISORY)),
    ),
    Source(
        "faults",
        "现存故障与离线设备",
        "standing faults and devices offline",
        partial(_alarms, (EventKind.FAULT, EventKind.DEVICE_OFFLINE)),
    ),
    Source("disabled", "屏蔽点", "disabled points", partial(_alarms, (EventKind.DISABLED,))),
    Source("tests", "未结束的测试", "tests under way", partial(_alarms, (EventKind.TEST,))),
    Source("shelved", "搁置中的警情", "alarms on the shelf", _shelved),
    Source("works", "进行中的维保与步测", "maintenance and walk tests under way", _works),
    Source("silent-gateways", "失联网关", "silent gateways", _silent_gateways),
    Source("checks", "待应答查岗", "duty checks waiting", _open_checks),
    Source("escalations", "未处理的升级事项", "escalations nobody has taken", _escalations),
)


def read(session: Session, room: DutyRoom) -> dict[str, Points]:
    """Everything that is open in a room, by source."""
    return {source.name: source.read(session, room) for source in SOURCES}
