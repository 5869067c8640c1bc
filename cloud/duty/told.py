"""Duty checks, hand-overs and escalations as the API and the live stream tell of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cloud.duty import checks_repository, escalation_repository, handover_repository, handovers, open_points
from cloud.duty import repository as rooms_repository
from cloud.duty.checks_repository import Tally
from cloud.duty.escalations import KINDS, LEVELS
from cloud.duty.record_schemas import (
    CheckOut,
    DutyChange,
    EntryOut,
    EscalationOut,
    HandoverDetail,
    HandoverOut,
    PointsOut,
    TallyOut,
)
from cloud.duty.tables import DutyCheck, DutyEntry, DutyEscalation, DutyHandover, DutyRoom
from cloud.vocabulary import LabelOut

_LEVELS = {level.number: LabelOut(zh=level.zh, en=level.en) for level in LEVELS}
_UNKNOWN = LabelOut(zh="未知", en="unknown")


def checks(session: Session, rows: Sequence[DutyCheck]) -> list[CheckOut]:
    """Checks with who was on duty."""
    rooms = rooms_repository.rooms_by_id(session, {row.room_id for row in rows})
    on = checks_repository.persons(session, [row.id for row in rows])
    return [_check(row, rooms[row.room_id], on[row.id]) for row in rows]


def check(session: Session, row: DutyCheck) -> CheckOut:
    """One check."""
    return checks(session, [row])[0]


def handovers_out(session: Session, rows: Sequence[DutyHandover]) -> list[HandoverOut]:
    """Hand-overs, without what was handed over."""
    rooms = rooms_repository.rooms_by_id(session, {row.room_id for row in rows})
    return [_handover(row, rooms[row.room_id]) for row in rows]


def handover(session: Session, row: DutyHandover) -> HandoverDetail:
    """One hand-over with its content."""
    (short,) = handovers_out(session, [row])
    return HandoverDetail(**short.model_dump(), intact=handovers.intact(row), content=json.loads(row.content))


def escalations(session: Session, rows: Sequence[DutyEscalation]) -> list[EscalationOut]:
    """Escalations."""
    rooms = rooms_repository.rooms_by_id(session, {row.room_id for row in rows})
    return [_escalation(row, rooms[row.room_id]) for row in rows]


def points(found: Mapping[str, open_points.Points]) -> list[PointsOut]:
    """Open points by source."""
    return [
        PointsOut(
            name=source.name,
            label=LabelOut(zh=source.zh, en=source.en),
            total=found[source.name].total,
            items=found[source.name].items,
        )
        for source in open_points.SOURCES
    ]


def tally(row: Tally) -> TallyOut:
    """How one has answered."""
    told = row._asdict()
    return TallyOut(id=told.pop("key"), **told)


def entry(row: DutyEntry) -> EntryOut:
    """A line of the log."""
    return EntryOut(id=row.id, at=row.at, by=row.by, kind=row.kind, text=row.text, items=row.items)


def by_key(session: Session, keys: Iterable[tuple[str, int]]) -> list[DutyChange]:
    """What has changed, for the live stream."""
    wanted: dict[str, list[int]] = {"check": [], "handover": [], "escalation": []}
    for what, number in keys:
        wanted[what].append(number)
    told: list[DutyChange] = []
    if wanted["check"]:
        on = checks_repository.persons(session, wanted["check"])
        for row, room in checks_repository.by_ids(session, wanted["check"]):
            told.append(_change("check", room, check=_check(row, room, on[row.id])))
    if wanted["handover"]:
        for one, room in handover_repository.by_ids(session, wanted["handover"]):
            told.append(_change("handover", room, handover=_handover(one, room)))
    if wanted["escalation"]:
        for raised, room in escalation_repository.by_ids(session, wanted["escalation"]):
            told.append(_change("escalation", room, escalation=_escalation(raised, room)))
    return told


def _change(what: Any, room: DutyRoom, **told: Any) -> DutyChange:
    return DutyChange(what=what, area=room.area, organisation_id=room.organisation_id, **told)


def _check(row: DutyCheck, room: DutyRoom, on: list[str]) -> CheckOut:
    names = (
        "id", "room_id", "shift_id", "sent_at", "due_at", "sent_by", "state", "answered_at", "answered_by",
        "late_at", "late_by", "note",
    )  # fmt: skip
    return CheckOut.model_validate(
        {name: getattr(row, name) for name in names}
        | {
            "room": room.name,
            "automatic": row.planned_at is not None,
            "answered_via": row.answered_via or None,
            "devices": len(row.requests),
            "on_duty": on,
        }
    )


def _handover(row: DutyHandover, room: DutyRoom) -> HandoverOut:
    told = {name: getattr(row, name) for name in HandoverOut.model_fields if name != "room"}
    return HandoverOut.model_validate(told | {"room": room.name})


def _escalation(row: DutyEscalation, room: DutyRoom) -> EscalationOut:
    names = (
        "id", "room_id", "kind", "subject", "raised_at", "level", "taken_at", "taken_by", "settled_at",
        "note",
    )  # fmt: skip
    return EscalationOut(
        **{name: getattr(row, name) for name in names},
        room=room.name,
        label=KINDS.get(row.kind, _UNKNOWN),
        level_label=_LEVELS.get(row.level, _UNKNOWN),
    )
