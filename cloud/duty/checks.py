"""Duty checks (查岗): sent, answered once, unanswered after their limit. Opens and commits nothing.

1. A room has one open check at most. It is answered on the page, or on site at a transmission device or a
   gateway; the first answer counts, whoever comes second is told who was first.
2. An answer after the limit changes nothing: the check stays unanswered, the late answer stands beside it.
3. Whoever sent it does not answer it, and who is on no shift of the room does not either.
4. An unanswered one is escalated.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database.alone import alone
from cloud.duty import checks_repository as repository
from cloud.duty import escalations, rota_repository, service
from cloud.duty.checks_repository import ANSWERED, UNANSWERED, WAITING, Answer
from cloud.duty.days import HOUR_MS, MINUTE_MS, clock_of, words_s
from cloud.duty.settings import DutySettings
from cloud.duty.tables import DutyCheck, DutyCheckPerson, DutyRoom, DutyShift
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.people.asker import Asker, Permission
from runtime.logging import get_logger

log = get_logger("duty")

#: Who sends the random ones.
AUTOMATIC = Asker("自动查岗 automatic", areas=("15",), permissions=frozenset(Permission), via="centre")
#: An answer of a device that came in time may reach the records a little later.
GRACE_MS = 5_000
#: Of the waiting checks of a scope, the newest looked at for one person.
_TO_ANSWER = 500


def send(
    session: Session,
    asker: Asker,
    room_id: int,
    note: str,
    settings: DutySettings,
    now: int,
    planned_at: int | None = None,
) -> DutyCheck:
    """Send a check to a room. Raises ApiError."""
    room = service.found(session, asker, room_id, for_update=True)
    if not room.enabled:
        raise ApiError(409, "room-off", "该控制室已停用。", "The room is not in use.", "path.id")
    waiting = repository.waiting_in(session, room_id)
    if waiting is not None:
        raise ApiError(
            409,
            "check-waiting",
            f"该控制室正有查岗等待应答({clock_of(waiting.due_at)} 截止)。",
            f"A duty check of this room waits for its answer until {clock_of(waiting.due_at)}.",
            "path.id",
        )
    shift = current_shift(session, room_id, now)
    row = DutyCheck(
        room_id=room_id,
        shift_id=shift.id if shift is not None else None,
        planned_at=planned_at,
        sent_at=now,
        due_at=now + settings.check_min * MINUTE_MS,
        sent_by=asker.name[:128],
        sent_by_account=asker.account_id,
        state=WAITING,
        requests=[],
        note=note,
    )
    session.add(row)
    session.flush()
    if shift is not None:
        for one in rota_repository.on_shifts(session, [shift.id])[shift.id]:
            session.add(
                DutyCheckPerson(check_id=row.id, account_id=one.assignment.account_id, name=one.name[:128])
            )
    session.flush()
    _changed(session, row)
    told = {"room": room_id, "planned_at": planned_at, "note": note}
    audit.record(session, asker, "duty-check.send", f"duty-check/{row.id}", None, told, at=now)
    return row


def answer(session: Session, asker: Asker, number: int, named: int | None, now: int) -> DutyCheck:
    """Answer on the page. Raises ApiError."""
    if repository.one(session, asker, number) is None:
        raise not_found("查岗", "duty check", "path.id")
    row = repository.locked(session, number)
    room = service.found(session, asker, row.room_id)
    account, name = service.signer(session, asker, room, named, now)
    if row.sent_by_account == account:
        raise ApiError(
            409,
            "own-check",
            "查岗不能由发起人本人应答。",
            "Whoever sent a duty check does not answer it.",
            "path.id",
        )
    _check_on_duty(session, room, account, row.sent_at, now)
    if row.state == ANSWERED:
        raise ApiError(
            409,
            "already-answered",
            f"该查岗已由 {row.answered_by} 于 {words_s(row.answered_at or 0)} 应答。",
            f"{row.answered_by} answered it at {words_s(row.answered_at or 0)}.",
            "path.id",
        )
    _take(session, row, now, name, account, "page")
    session.flush()
    told = {"by": name, "state": row.state, "late": row.late_at is not None}
    audit.record(session, asker, "duty-check.answer", f"duty-check/{number}", None, told, at=now)
    return row


def to_answer(session: Session, asker: Asker, now: int) -> list[DutyCheck]:
    """The waiting checks that the asker could answer: of a shift of theirs, and not sent by themselves."""
    rows = repository.page(session, asker, room_id=None, state=WAITING, limit=_TO_ANSWER)
    account = asker.account_id
    if account is None or not rows:
        return rows
    rooms = {row.room_id for row in rows}
    shifts = rota_repository.shifts(session, rooms, min(row.sent_at for row in rows), now + 1)
    on = rota_repository.on_shifts(session, [shift.id for shift in shifts])
    found = []
    for row in rows:
        held = [shift for shift in shifts if shift.room_id == row.room_id and shift.end_at > row.sent_at]
        there = {one.assignment.account_id for shift in held for one in on[shift.id]}
        if row.sent_by_account != account and (not there or account in there):
            found.append(row)
    return found


def settle(session: Session, settings: DutySettings, now: int) -> int:
    """Take in what devices have answered, end what is over its limit; returns how many moved."""
    moved = 0
    waiting = repository.open_checks(session)
    answers = repository.device_answers(session, waiting)
    for seen in waiting:
        found = answers.get(seen.id)
        if found is None and now <= seen.due_at + GRACE_MS:
            continue
        with alone(session, partial(_unsettled, seen.id)):
            moved += _settle(session, repository.locked(session, seen.id), found, settings, now)
    session.flush()
    return moved


def _unsettled(number: int, _fault: Exception) -> None:
    log.exception("a duty check cannot be settled", check=number)


def _settle(session: Session, row: DutyCheck, found: Answer | None, settings: DutySettings, now: int) -> bool:
    if row.state != WAITING:
        return False
    if found is not None:
        _answered_on_site(session, row, found)
    if row.state == WAITING and now > row.due_at + GRACE_MS:
        _unanswered(session, row, settings, now)
    return True


def due(session: Session, now: int) -> bool:
    """Whether `settle` has anything to do."""
    waiting = repository.open_checks(session)
    over = any(now > row.due_at + GRACE_MS for row in waiting)
    return over or bool(repository.device_answers(session, waiting))


def current_shift(session: Session, room_id: int, at: int) -> DutyShift | None:
    """The shift of a room at a moment."""
    held = rota_repository.shifts(session, [room_id], at, at + 1)
    return held[0] if held else None


def _check_on_duty(session: Session, room: DutyRoom, account: int, sent_at: int, now: int) -> None:
    """Refuse who is on none of the shifts since the check was sent; a room without a rota has none."""
    held = rota_repository.shifts(session, [room.id], sent_at, now + 1)
    on = rota_repository.on_shifts(session, [each.id for each in held])
    there = {one.assignment.account_id for each in on.values() for one in each}
    if there and account not in there:
        raise ApiError(
            409,
            "not-on-duty",
            "您不在该控制室的当前班次,不能应答查岗。",
            "You are not on the shift of this room, and cannot answer for it.",
            "path.id",
        )


def _answered_on_site(session: Session, row: DutyCheck, found: Answer) -> None:
    who = f"现场操作员 {found.operator}".strip() if found.operator else "现场 on site"
    _take(session, row, found.at, who[:128], None, "device")


def _take(session: Session, row: DutyCheck, at: int, name: str, account: int | None, via: str) -> None:
    if at <= row.due_at and row.state == WAITING:
        row.state = ANSWERED
        row.answered_at, row.answered_by, row.answered_by_account, row.answered_via = at, name, account, via
    elif row.late_at is None:
        row.late_at, row.late_by = at, name
    _changed(session, row)


def _unanswered(session: Session, row: DutyCheck, settings: DutySettings, now: int) -> None:
    row.state = UNANSWERED
    session.flush()
    _changed(session, row)
    escalations.escalate(session, row.room_id, escalations.CHECK_UNANSWERED, f"check/{row.id}", settings, now)


def _changed(session: Session, row: DutyCheck) -> None:
    changes.note(session, changes.DUTY, ("check", row.id))


#: How far back a random check may be sent that its moment has passed: a centre that was off sends none late.
CATCH_UP_MS = 2 * MINUTE_MS
LOOK_BACK_MS = 36 * HOUR_MS
