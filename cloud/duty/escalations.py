"""What nobody has seen to goes up: from the room to whoever supervises it, to the platform. Commits nothing.

Those whom it concerns by then are told at every level, by the rules of notification.

1. One thing is escalated once: a second raising of it changes nothing while it is open.
2. Every so many minutes it goes one level up, until somebody takes it, it comes right by itself, or it is at
   the top, where it stays open until it is taken.
"""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database.alone import alone
from cloud.duty import escalation_repository as repository
from cloud.duty import repository as rooms
from cloud.duty.days import MINUTE_MS
from cloud.duty.settings import DutySettings
from cloud.duty.tables import DutyEscalation, DutyRoom
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.notification import matters
from cloud.notification.moments import MOMENTS, Moment
from cloud.people.asker import Asker
from cloud.people.duties import Duty
from cloud.vocabulary import LabelOut
from runtime.logging import get_logger

log = get_logger("duty")

CHECK_UNANSWERED: Final = Moment.CHECK_UNANSWERED.value
HANDOVER_UNCONFIRMED: Final = Moment.HANDOVER_UNCONFIRMED.value
HANDOVER_MISSING: Final = Moment.HANDOVER_MISSING.value
NOT_COVERED: Final = Moment.NOT_COVERED.value

#: What is escalated, in the words in which it is told.
KINDS: Final = {
    kind: LabelOut(zh=MOMENTS[Moment(kind)].zh, en=MOMENTS[Moment(kind)].en)
    for kind in (CHECK_UNANSWERED, HANDOVER_UNCONFIRMED, HANDOVER_MISSING, NOT_COVERED)
}


class Level(NamedTuple):
    """Who is told at a level."""

    number: int
    zh: str
    en: str
    duties: frozenset[str]


LEVELS: Final = (
    Level(1, "单位", "organisation", frozenset({Duty.CONTROL_ROOM.value, Duty.SAFETY_MANAGER.value})),
    Level(2, "监督员", "area supervisor", frozenset({Duty.AREA_SUPERVISOR.value})),
    Level(3, "平台", "platform", frozenset({Duty.PLATFORM_OPERATOR.value})),
)
TOP: Final = LEVELS[-1].number


def escalate(
    session: Session, room_id: int, kind: str, subject: str, settings: DutySettings, now: int
) -> bool:
    """Raise it, unless it is open already; whether it was raised."""
    next_at = now + settings.escalate_min * MINUTE_MS
    number = repository.put(session, room_id, kind, subject, now, next_at)
    if number is None:
        return False
    log.warning("duty is escalated", kind=kind, room=room_id, subject=subject)
    changes.note(session, changes.DUTY, ("escalation", number))
    _tell(session, session.get_one(DutyEscalation, number), now)
    return True


def settle(session: Session, kind: str, subject: str, now: int) -> None:
    """What it was about has come right."""
    row = repository.open_one(session, kind, subject)
    if row is not None:
        row.settled_at, row.next_at = now, None
        session.flush()
        changes.note(session, changes.DUTY, ("escalation", row.id))


def climb(session: Session, settings: DutySettings, now: int) -> int:
    """Whatever has waited long enough goes a level up; returns how many did."""
    risen = 0
    for row in repository.due(session, now):
        with alone(session, partial(_left, row.id)):
            row.level += 1
            row.next_at = now + settings.escalate_min * MINUTE_MS if row.level < TOP else None
            changes.note(session, changes.DUTY, ("escalation", row.id))
            _tell(session, row, now)
            risen += 1
    session.flush()
    return risen


def _left(number: int, _fault: Exception) -> None:
    log.exception("duty cannot be escalated", escalation=number)


def take(session: Session, asker: Asker, number: int, note: str, now: int) -> DutyEscalation:
    """Somebody sees to it. Raises ApiError."""
    row = repository.one(session, asker, number, for_update=True)
    if row is None:
        raise not_found("升级事项", "escalation", "path.id")
    if row.taken_at is not None:
        raise ApiError(
            409,
            "taken",
            f"该事项已由 {row.taken_by} 处理。",
            f"{row.taken_by} sees to it already.",
            "path.id",
        )
    row.taken_at, row.taken_by, row.note, row.next_at = now, asker.name[:128], note, None
    session.flush()
    changes.note(session, changes.DUTY, ("escalation", row.id))
    told = {"kind": row.kind, "subject": row.subject, "level": row.level, "note": note}
    audit.record(session, asker, "duty-escalation.take", f"duty-escalation/{number}", None, told, at=now)
    return row


def to_be_told(session: Session, row: DutyEscalation, now: int) -> dict[int, str]:
    """The people whom it concerns by now: those of its level and of every level below."""
    room: DutyRoom | None = rooms.rooms_by_id(session, [row.room_id]).get(row.room_id)
    duties = frozenset[str]().union(*(level.duties for level in LEVELS if level.number <= row.level))
    return {} if room is None else rooms.overseers(session, room, duties, now)


def _tell(session: Session, row: DutyEscalation, now: int) -> None:
    room = rooms.rooms_by_id(session, [row.room_id])[row.room_id]
    matters.tell(
        session,
        Moment(row.kind),
        f"escalation/{row.id}",
        at=now,
        place=LabelOut(zh=room.name, en=room.name),
        area=room.area,
        organisation_id=room.organisation_id,
        building_id=room.building_id,
        persons=to_be_told(session, row, now),
    )
