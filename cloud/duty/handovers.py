"""Hand-over (交接班). Opens and commits nothing.

1. The one who leaves signs a record of what is open; from then on its content never changes, and its SHA-256
   stands in the audit log.
2. The one who comes signs that very content by its hash. It is another person, of the shift that begins.
3. Not confirmed in time, or a shift that ends without one: it is escalated, and can still be done.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.duty import escalations, open_points, rota_repository, service
from cloud.duty import handover_repository as repository
from cloud.duty.days import HOUR_MS, MINUTE_MS, words, words_s
from cloud.duty.handover_repository import CONFIRMED, OFFERED
from cloud.duty.settings import DutySettings
from cloud.duty.tables import DutyHandover, DutyRoom, DutyShift
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.people.asker import Asker

#: So long before its end a shift may be handed over.
EARLY_MS = HOUR_MS
#: So long after its end one that was forgotten can still be.
LATEST_MS = 36 * HOUR_MS


def offer(
    session: Session,
    asker: Asker,
    room_id: int,
    notes: list[str],
    named: int | None,
    settings: DutySettings,
    now: int,
) -> DutyHandover:
    """The one who leaves signs what is handed over. Raises ApiError."""
    room = service.found(session, asker, room_id, for_update=True)
    account, name = service.signer(session, asker, room, named, now)
    shift = _ending(session, room_id, now)
    on = rota_repository.on_shifts(session, [shift.id])[shift.id]
    _check_on(shift, account, [one.assignment.account_id for one in on])
    following = rota_repository.following(session, shift)
    content = canonical(_content(session, room, shift, following, notes, now))
    row = DutyHandover(
        room_id=room_id,
        shift_id=shift.id,
        next_shift_id=following.id if following is not None else None,
        state=OFFERED,
        left_at=now,
        left_by=name,
        left_by_account=account,
        due_at=max(now, shift.end_at) + settings.confirm_min * MINUTE_MS,
        content=content,
        digest=hashlib.sha256(content.encode()).hexdigest(),
    )
    session.add(row)
    session.flush()
    escalations.settle(session, escalations.HANDOVER_MISSING, f"shift/{shift.id}", now)
    changes.note(session, changes.DUTY, ("handover", row.id))
    told = {"room": room_id, "shift": shift.id, "by": name, "sha256": row.digest}
    audit.record(session, asker, "duty-handover.offer", f"duty-handover/{row.id}", None, told, at=now)
    return row


def confirm(
    session: Session, asker: Asker, number: int, digest: str, remark: str, named: int | None, now: int
) -> DutyHandover:
    """The one who comes signs what they have read. Raises ApiError."""
    row = repository.one(session, asker, number, for_update=True)
    if row is None:
        raise not_found("交接班记录", "hand-over", "path.id")
    room = service.found(session, asker, row.room_id)
    if row.state == CONFIRMED:
        raise ApiError(
            409,
            "confirmed",
            f"该交接班已由 {row.confirmed_by} 于 {words_s(row.confirmed_at or 0)} 确认,不能更改。",
            f"{row.confirmed_by} confirmed it at {words_s(row.confirmed_at or 0)}; it cannot be changed.",
            "path.id",
        )
    if digest != row.digest:
        raise ApiError(
            409,
            "digest-differs",
            "签字内容与记录不一致,请重新打开记录核对后确认。",
            "What you sign is not what was handed over. Open the record again and read it.",
            "body.digest",
        )
    account, name = service.signer(session, asker, room, named, now)
    if account == row.left_by_account:
        raise ApiError(
            409,
            "same-person",
            "交班人与接班人不能为同一人。",
            "The one who comes is another person than the one who leaves.",
            "path.id",
        )
    if row.next_shift_id is not None:
        on = rota_repository.on_shifts(session, [row.next_shift_id])[row.next_shift_id]
        there = [one.assignment.account_id for one in on]
        if there and account not in there:
            raise ApiError(
                409,
                "not-on-duty",
                "您不在接班班次,不能确认交接班。",
                "You are not on the shift that takes over.",
                "path.id",
            )
    row.state, row.confirmed_at, row.confirmed_by = CONFIRMED, now, name
    row.confirmed_by_account, row.remark = account, remark
    session.flush()
    escalations.settle(session, escalations.HANDOVER_UNCONFIRMED, f"handover/{number}", now)
    changes.note(session, changes.DUTY, ("handover", number))
    told = {"by": name, "sha256": row.digest, "remark": remark}
    audit.record(session, asker, "duty-handover.confirm", f"duty-handover/{number}", None, told, at=now)
    return row


def canonical(content: dict[str, Any]) -> str:
    """The one text of a content: what is hashed and kept."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def intact(row: DutyHandover) -> bool:
    """Whether the content is what was signed."""
    return hashlib.sha256(row.content.encode()).hexdigest() == row.digest


def _content(
    session: Session,
    room: DutyRoom,
    shift: DutyShift,
    following: DutyShift | None,
    notes: list[str],
    now: int,
) -> dict[str, Any]:
    shifts = [each for each in (shift, following) if each is not None]
    on = rota_repository.on_shifts(session, [each.id for each in shifts])
    told = [
        {
            "id": each.id,
            "name": each.name,
            "start_at": each.start_at,
            "end_at": each.end_at,
            "people": [{"account_id": one.assignment.account_id, "name": one.name} for one in on[each.id]],
        }
        for each in shifts
    ]
    return {
        "at": now,
        "room": {"id": room.id, "name": room.name},
        "shift": told[0],
        "next": told[1] if len(told) > 1 else None,
        "notes": notes,
        "points": {name: points._asdict() for name, points in open_points.read(session, room).items()},
    }


def _ending(session: Session, room_id: int, now: int) -> DutyShift:
    shift = repository.to_hand_over(session, room_id, now - LATEST_MS, now + EARLY_MS)
    if shift is not None:
        return shift
    for later in rota_repository.shifts(session, [room_id], now, now + 1):
        ends = words(later.end_at)
        raise ApiError(
            409,
            "too-early",
            f"班次“{later.name}”{ends} 结束,最早提前 1 小时办理交接。",
            f"The shift “{later.name}” ends at {ends}; it is handed over in its last hour.",
            "path.id",
        )
    raise ApiError(
        409,
        "nothing-to-hand-over",
        "没有待交接的班次:尚未排班,或已办理交接。",
        "There is no shift to hand over: none is manned, or it has been done.",
        "path.id",
    )


def _check_on(shift: DutyShift, account: int, there: list[int]) -> None:
    if account not in there:
        raise ApiError(
            409,
            "not-on-duty",
            f"您不在班次“{shift.name}”({words(shift.start_at)} – {words(shift.end_at)}),不能交班。",
            f"You are not on the shift “{shift.name}” ({words(shift.start_at)} – {words(shift.end_at)}).",
            "path.id",
        )
