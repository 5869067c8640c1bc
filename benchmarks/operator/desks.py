"""What stands around a region's alarms: control rooms, messages, requests, the shelf, works, claims.

Written once the alarms are (`benchmarks.operator.alarm_year`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from benchmarks.operator.alarm_year import filled
from benchmarks.operator.seed import DAY_MS, Region
from cloud.areas.tree import AREAS
from cloud.database import bulk
from cloud.duty.tables import DutyCheck, DutyFigure, DutyRoom, DutySeat, DutyShift
from cloud.notification.tables import NotificationChannel, NotificationRecipient

#: Rooms of organisations; the first room is the region's own centre, with a seat a league.
ROOMS: Final = 2_000
_CENTRE: Final = 1
_PEOPLE: Final = 200
#: Besides the page, which every centre has as its first.
_CHANNELS: Final = ("webhook", "sms", "voice")
_LEAGUES: Final = tuple(code for code in AREAS if len(code) == 4)

#: One message for each alarm of the fire class; most have arrived.
_MESSAGES: Final = """
    INSERT INTO notification (
        message_id, channel_id, target, step, test, rank, kind, moment, gathers, alarm_id, matters, area,
        organisation_id, at, state, tries, created_at, due_at, next_at, claimed_until, sealed_at, ended_at,
        text, answer
    )
    SELECT 'bench-' || id, id % 4 + 1,
        CASE WHEN id % 4 < 2 THEN 'channel' ELSE 'person/' || (id / 4 % $people + 1) END,
        0, false, 0, kind, 'raised', gateway, id, 0, area, organisation_id, raised_at,
        CASE WHEN id % 997 = 0 THEN 'given-up' WHEN id % 4 = 1 THEN 'delivered' ELSE 'sent' END, 1,
        raised_at + 60, raised_at + 60, raised_at + 60, 0, raised_at + 80, raised_at + 200,
        '火警 1层101室', ''
    FROM alarm WHERE kind IN $fire_class ORDER BY id
"""
_ITEMS: Final = """
    INSERT INTO notification_item (notification_id, entry_id, alarm_id, organisation_id)
    SELECT notification.id, entry.id, notification.alarm_id, notification.organisation_id
    FROM notification
    JOIN alarm_timeline AS entry ON entry.alarm_id = notification.alarm_id AND entry.action = 'raise'
"""
_TRIES: Final = """
    INSERT INTO notification_try (notification_id, channel_id, at, result, answer, took_ms)
    SELECT id, channel_id, at + 90, 'sent', '', 40 FROM notification ORDER BY id
"""
_REQUESTS: Final = """
    INSERT INTO dispatch_request (
        alarm_id, activation, number, state, reason, kind, probability, evidence, requested_at, changed_at,
        area, organisation_id
    )
    SELECT id, 1, id, CASE outcome WHEN 'real' THEN 'confirmed' ELSE 'withdrawn' END, 'verified', kind,
        probability, '[["prior", -0.8]]', raised_at + 30000, verified_at, area, organisation_id
    FROM alarm WHERE kind = 'fire' AND verified_at IS NOT NULL ORDER BY id
"""
_STEPS: Final = """
    INSERT INTO alarm_step (number, alarm_id, activation, step, role, kind, at, area, organisation_id)
    SELECT id, id, 1, 0, 'seat', kind, raised_at + 500, area, organisation_id
    FROM alarm WHERE kind IN $fire_class ORDER BY id
"""
#: What stands and was seen a while ago is shelved now and then; what is over was, each for a day.
_SHELVED: Final = """
    INSERT INTO alarm_shelf (gateway, part, kind, reason, "by", at, until, ended_at, area, organisation_id)
    SELECT gateway, part, kind, '等待更换', 'seat-1', raised_at + 60000, raised_at + 86400000,
        raised_at + 86400000, area, organisation_id
    FROM alarm WHERE kind = 'fault' AND state = 'closed' AND id % 50 = 0 ORDER BY id
"""
_ON_THE_SHELF: Final = """
    INSERT INTO alarm_shelf (gateway, part, kind, reason, "by", at, until, area, organisation_id)
    SELECT gateway, part, kind, '等待更换', 'seat-1', :now - 60000, :now + 43200000, area, organisation_id
    FROM alarm WHERE kind = 'fault' AND state = 'acknowledged' AND id % 3 = 0 ORDER BY id
    ON CONFLICT DO NOTHING
"""
_WORKS: Final = """
    INSERT INTO maintenance (
        mode, gateway, parts, reason, "by", begun_at, until, ended_at, area, organisation_id
    )
    SELECT 'maintenance', gateway, '[]', '年度维保', '维保公司', raised_at, raised_at + 14400000,
        raised_at + 14400000, area, organisation_id
    FROM alarm WHERE kind = 'test' AND id % 5 = 0 ORDER BY id
"""
_CLAIMS: Final = """
    INSERT INTO group_claim (unit, "by", taken_at, until, ended_at, "end", area, organisation_id)
    SELECT 'fire@gateway/' || gateway, acknowledged_by, acknowledged_at, acknowledged_at + 1800000,
        acknowledged_at + 900000, 'done', area, organisation_id
    FROM alarm WHERE kind IN $fire_class AND acknowledged_by IS NOT NULL ORDER BY id
"""
_ALL: Final = (_MESSAGES, _ITEMS, _TRIES, _REQUESTS, _STEPS, _SHELVED, _ON_THE_SHELF, _WORKS, _CLAIMS)


def write(session: Session, region: Region) -> None:
    """Write it all down."""
    bulk.insert(session, NotificationChannel, [_channel(region, at) for at in range(len(_CHANNELS))])
    bulk.insert(session, NotificationRecipient, [_person(region, at) for at in range(_PEOPLE)])
    engine = session.get_bind().dialect.name
    for statement in _ALL:
        told = {"now": region.now} if ":now" in statement else {}
        session.execute(filled(statement, engine, people=_PEOPLE), told)
    _duty(session, region)


def centre_room() -> int:
    """The region's own control room."""
    return _CENTRE


def _duty(session: Session, region: Region) -> None:
    rooms = min(ROOMS, region.organisations)
    bulk.insert(session, DutyRoom, [_room(region, number) for number in range(rooms + 1)])
    seats = [_seat(at + 1, _CENTRE, f"{at + 1}号席", [area]) for at, area in enumerate(_LEAGUES)]
    seats += [_seat(len(seats) + at + 1, _CENTRE + at + 1, "1号席", []) for at in range(rooms)]
    bulk.insert(session, DutySeat, seats)
    bulk.insert(session, DutyShift, list(_shifts(region)))
    bulk.insert(session, DutyFigure, list(_figures(region)))
    bulk.insert(session, DutyCheck, list(_checks(region, rooms)))


def _room(region: Region, number: int) -> dict[str, Any]:
    centre = number == 0
    return {
        "id": number + 1,
        "name": "自治区监控中心" if centre else f"{number}号消防控制室",
        "area": "15" if centre else region.county(number),
        "organisation_id": None if centre else number,
        "persons_needed": 2,
        "checks_per_shift": 1,
        "check_seed": f"{number:032x}",
        "enabled": True,
        "version": 1,
        "created_at": region.now - 365 * DAY_MS,
        "changed_at": region.now - 365 * DAY_MS,
    }


def _seat(number: int, room: int, name: str, areas: list[str]) -> dict[str, Any]:
    return {"id": number, "room_id": room, "name": name, "areas": areas, "enabled": True, "version": 1}


def _shifts(region: Region) -> Iterator[dict[str, Any]]:
    first = region.now // DAY_MS * DAY_MS - 364 * DAY_MS
    for at in range(3 * 366):
        start = first + at * DAY_MS // 3
        yield {
            "room_id": _CENTRE,
            "name": "早中夜"[at % 3] + "班",
            "team": f"{at % 4 + 1}组",
            "start_at": start,
            "end_at": start + DAY_MS // 3,
            "by_pattern": True,
        }


def _figures(region: Region) -> Iterator[dict[str, Any]]:
    last = region.now // DAY_MS * DAY_MS
    for seat in range(1, len(_LEAGUES) + 1):
        for back in range(1, 366):
            start = last - back * DAY_MS
            yield {
                "seat_id": seat,
                "period": "day",
                "start_at": start,
                "end_at": start + DAY_MS,
                "alarms": 220,
                "by_kind": {"fire": 30, "fault": 90, "linkage": 40},
                "peak": 14,
                "peak_at": start + 3_600_000,
                "floods": 1,
                "flood_ms": 900_000,
                "flood_alarms": 31,
                "acknowledged": 210,
                "acknowledge_p50_ms": 31_000,
                "acknowledge_p90_ms": 84_000,
                "standing": 90,
                "stale": 60,
                "made_at": start + DAY_MS,
            }


def _checks(region: Region, rooms: int) -> Iterator[dict[str, Any]]:
    for at in range(rooms * 5):
        sent = region.now - at * 600_000 - 3_600_000
        yield {
            "room_id": at % (rooms + 1) + 1,
            "sent_at": sent,
            "due_at": sent + 180_000,
            "sent_by": "监控中心",
            "state": "answered" if at % 9 else "unanswered",
            "answered_at": sent + 40_000 if at % 9 else None,
            "answered_by": "王芳",
            "answered_via": "page",
            "late_by": "",
            "requests": [],
            "note": "",
        }


def _channel(region: Region, at: int) -> dict[str, Any]:
    return {
        "id": at + 2,
        "name": f"{_CHANNELS[at]} 通道",
        "kind": _CHANNELS[at],
        "areas": [],
        "organisations": [],
        "form": {"kind": _CHANNELS[at]},
        "locked": "",
        "per_minute": 600,
        "enabled": True,
        "created_at": region.now,
        "created_by": "bench",
        "paused_until": 0,
        "fault": "",
        "dropped": 0,
        "version": 1,
    }


def _person(region: Region, at: int) -> dict[str, Any]:
    return {
        "id": at + 1,
        "name": f"值班员{at + 1}",
        "language": "zh",
        "email": f"duty{at + 1}@example.org",
        "phone": f"138{at:08}",
        "areas": [],
        "organisations": [],
        "enabled": True,
        "created_at": region.now,
        "created_by": "bench",
        "version": 1,
    }
