"""The daily log of a control room, put together from the records. Commits nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.areas.tree import full_name
from cloud.duty import checks_repository, cover, entries, rota_repository, said, told, views
from cloud.duty import handover_repository as handovers
from cloud.duty import log_repository as repository
from cloud.duty.days import DAY_MS, start_of
from cloud.duty.log_schemas import (
    DailyLog,
    LoggedAlarm,
    LoggedGateway,
    LoggedShift,
    LoggedStep,
    LoggedSystem,
)
from cloud.duty.schemas import ShiftOut
from cloud.duty.tables import DutyHoliday, DutyRoom
from cloud.people.asker import LOCAL
from cloud.vocabulary import LabelOut
from telemetry.component_types import SYSTEM_TYPES
from telemetry.event_kinds import FIRE_CLASS, EventKind

_FIRES: Final = frozenset(kind.value for kind in FIRE_CLASS)
#: What the log writes out, in its two lists.
ALARMS: Final = sorted(_FIRES | {EventKind.LINKAGE.value, EventKind.SUPERVISORY.value})
FAULTS: Final = sorted({EventKind.FAULT.value, EventKind.DEVICE_OFFLINE.value, EventKind.DISABLED.value})
_FAULTS: Final = frozenset({EventKind.FAULT.value, EventKind.DEVICE_OFFLINE.value})


def daily_log(session: Session, room: DutyRoom, day: date, now: int) -> DailyLog:
    """What a day's log says."""
    start_at, end_at = start_of(day), start_of(day) + DAY_MS
    until = min(end_at, max(now, start_at))
    organisation, address = repository.whose(session, room)
    zh, en = full_name(room.area)
    holiday = session.get(DutyHoliday, (room.id, day.isoformat()))
    shifts = rota_repository.shifts(session, [room.id], start_at, end_at)
    watches = rota_repository.watches(session, room.id, start_at, end_at)
    gaps = cover.gaps(watches, room.persons_needed, start_at, until) if until > start_at and shifts else []
    alarms = repository.alarms(session, room, ALARMS, start_at, end_at)
    faults = repository.alarms(session, room, FAULTS, start_at, end_at)
    counted = repository.counted(session, room, start_at, end_at)
    shown = alarms[: repository.AT_MOST] + faults[: repository.AT_MOST]
    in_lists = sum(each.alarms for each in counted if each.kind in (*ALARMS, *FAULTS))
    steps = repository.steps(session, [row.id for row in shown])
    lines = [told.entry(row) for row in entries.of_span(session, room.id, start_at, end_at)]
    checks = checks_repository.page(
        session, LOCAL, room_id=room.id, state=None, start_at=start_at, end_at=end_at, limit=500
    )
    return DailyLog(
        room_id=room.id,
        room=room.name,
        organisation=organisation,
        address=address,
        area=LabelOut(zh=zh, en=en),
        persons_needed=room.persons_needed,
        day=day.isoformat(),
        holiday=holiday.name if holiday is not None else "",
        start_at=start_at,
        end_at=end_at,
        made_at=now,
        complete=now >= end_at,
        shifts=_shifts(session, [each.id for each in shifts], views.shifts(session, shifts)),
        gaps=[views.gap(gap, room.persons_needed) for gap in gaps],
        gateways=[
            LoggedGateway(gateway=row.gateway, online=row.link == "online", last_seen=row.last_seen)
            for row in repository.gateways(session, room)
        ],
        systems=_systems(session, room, counted, until),
        alarms=_alarms(alarms[: repository.AT_MOST], steps),
        faults=_alarms(faults[: repository.AT_MOST], steps),
        alarms_left_out=max(0, in_lists - len(shown)),
        checks=told.checks(session, checks[::-1]),
        panel_checks=[line for line in lines if line.kind == "panel-check"],
        notes=[line for line in lines if line.kind == "note"],
    )


def _shifts(session: Session, ids: Iterable[int], shown: Iterable[ShiftOut]) -> list[LoggedShift]:
    made = [handovers.of_shift(session, number) for number in ids]
    out = {row.shift_id: row for row in told.handovers_out(session, [row for row in made if row is not None])}
    return [LoggedShift(shift=shift, handover=out.get(shift.id)) for shift in shown]


def _systems(
    session: Session, room: DutyRoom, counted: Iterable[repository.Counted], until: int
) -> list[LoggedSystem]:
    points = repository.points(session, room)
    came: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for each in counted:
        came[each.system_type][each.kind] += each.alarms
        if each.kind in _FIRES and each.outcome == "false":
            came[each.system_type]["false"] += each.alarms
    stood: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for system, kind, alarms in repository.stood(session, room, until):
        stood[system][kind] += alarms
    return [
        _system(system, points.get(system), came[system], stood[system])
        for system in sorted(points.keys() | came.keys() | stood.keys())
    ]


def _system(system: int, points: int | None, came: Counter[str], stood: Counter[str]) -> LoggedSystem:
    name = SYSTEM_TYPES.name(system)
    return LoggedSystem(
        system_type=system,
        label=LabelOut(zh=name.zh, en=name.en),
        points=points,
        fires=sum(came[kind] for kind in _FIRES),
        false_alarms=came["false"],
        linkage=came[EventKind.LINKAGE.value],
        supervisory=came[EventKind.SUPERVISORY.value],
        faults=sum(came[kind] for kind in _FAULTS),
        disabled=came[EventKind.DISABLED.value],
        tests=came[EventKind.TEST.value],
        standing=stood.total() - stood[EventKind.TEST.value],
        standing_faults=sum(stood[kind] for kind in _FAULTS),
        standing_disabled=stood[EventKind.DISABLED.value],
    )


def _alarms(rows: Iterable[Alarm], steps: dict[int, list[TimelineEntry]]) -> list[LoggedAlarm]:
    return [
        LoggedAlarm(
            id=row.id,
            at=row.raised_at,
            kind=row.kind,
            place=LabelOut(zh=row.place_zh, en=row.place_en),
            device=LabelOut(zh=row.device_zh, en=row.device_en),
            gateway=row.gateway,
            part=row.part,
            system_type=row.system_type,
            state=row.state,
            outcome=row.outcome,
            cleared_at=row.cleared_at,
            closed_at=row.closed_at,
            steps=[_step(step) for step in steps[row.id]],
        )
        for row in rows
    ]


def _step(step: TimelineEntry) -> LoggedStep:
    return LoggedStep(
        at=step.at,
        by=step.by or "",
        action=step.action,
        label=said.done(step.action),
        note=step.note or "",
        said=said.said(step.action, step.note or "", step.detail or {}),
    )
