"""What duty owes at this moment: random checks, hand-overs, cover, and what goes a level up."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.duty import (
    checks,
    checks_repository,
    cover,
    escalation_repository,
    escalations,
    handover_repository,
    repository,
    rota_repository,
)
from cloud.duty.cover import Watch
from cloud.duty.days import DAY_MS, HOUR_MS, MINUTE_MS, day_of
from cloud.duty.random_checks import check_times
from cloud.duty.settings import DutySettings
from cloud.duty.tables import DutyHandover, DutyRoom, DutyShift
from cloud.errors import ApiError
from cloud.people.asker import LOCAL

#: A shift that ended longer ago without a hand-over is not escalated any more.
_FORGOTTEN_MS = DAY_MS


def random_checks_due(
    session: Session, rooms: list[DutyRoom], settings: DutySettings, now: int
) -> list[tuple[int, int]]:
    """The random checks of these rooms whose moment has just come: (room, moment)."""
    held = {room.id: room for room in rooms if room.enabled and room.checks_per_shift}
    drawn = [
        (shift.room_id, at)
        for shift in rota_repository.shifts(session, held.keys(), now - checks.CATCH_UP_MS, now + 1)
        for at in check_times(
            held[shift.room_id].check_seed,
            shift.room_id,
            shift.start_at,
            shift.end_at,
            held[shift.room_id].checks_per_shift,
            margin_ms=settings.check_margin_min * MINUTE_MS,
            gap_ms=settings.check_gap_min * MINUTE_MS,
        )
        if now - checks.CATCH_UP_MS < at <= now
    ]
    if not drawn:
        return []
    sent = checks_repository.planned(session, [room for room, _ in drawn], now - HOUR_MS)
    return [each for each in drawn if each not in sent]


def send_random(session: Session, room_id: int, at: int, settings: DutySettings, now: int) -> bool:
    """Send a random check; False: the room cannot be checked now, or it has been sent."""
    if (room_id, at) in checks_repository.planned(session, [room_id], now - HOUR_MS):
        return False
    try:
        checks.send(session, checks.AUTOMATIC, room_id, "", settings, now, planned_at=at)
    except ApiError:
        return False
    return True


def hand_overs(session: Session, settings: DutySettings, now: int) -> int:
    """Escalate hand-overs that were not confirmed or not made; returns how many."""
    raised = 0
    up = escalation_repository.is_open(escalations.HANDOVER_UNCONFIRMED, "handover", DutyHandover.id)
    for row in handover_repository.unconfirmed(session, now, up):
        raised += escalations.escalate(
            session, row.room_id, escalations.HANDOVER_UNCONFIRMED, f"handover/{row.id}", settings, now
        )
    before = now - settings.missing_min * MINUTE_MS
    up = escalation_repository.is_open(escalations.HANDOVER_MISSING, "shift", DutyShift.id)
    for shift in rota_repository.ended_without_handover(session, before - _FORGOTTEN_MS, before, up):
        raised += escalations.escalate(
            session, shift.room_id, escalations.HANDOVER_MISSING, f"shift/{shift.id}", settings, now
        )
    return raised


def covered(session: Session, rooms: list[DutyRoom], settings: DutySettings, now: int) -> int:
    """Escalate rooms that are not covered, settle those that are again; returns how many were raised.

    A room without a rota promises nothing, and is told of on the page only.
    """
    with_rota = rota_repository.with_rota(session, [room.id for room in rooms])
    planned = [room for room in rooms if room.enabled and room.id in with_rota]
    end_at = now + max(1, settings.cover_min * MINUTE_MS)
    shifts = rota_repository.shifts(session, [room.id for room in planned], now, end_at)
    on = rota_repository.on_shifts(session, [shift.id for shift in shifts])
    open_ones = escalation_repository.open_of_rooms(
        session, escalations.NOT_COVERED, [room.id for room in planned]
    )
    raised = 0
    for room in planned:
        watches = [
            Watch(shift.start_at, shift.end_at, one.assignment.account_id, one.certified(shift.end_at - 1))
            for shift in shifts
            if shift.room_id == room.id
            for one in on[shift.id]
            if one.enabled
        ]
        if cover.gaps(watches, room.persons_needed, now, end_at):
            subject = f"cover/{room.id}/{day_of(now)}"
            raised += escalations.escalate(session, room.id, escalations.NOT_COVERED, subject, settings, now)
        else:
            for row in open_ones:
                if row.room_id == room.id:
                    escalations.settle(session, row.kind, row.subject, now)
    return raised


def rooms_in_use(session: Session, after: int, limit: int = 500) -> list[DutyRoom]:
    """Rooms in use behind an id."""
    return repository.rooms(session, LOCAL, enabled=True, after=after, limit=limit)
