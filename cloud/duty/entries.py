"""Lines that people write into a room's log. Opens and commits nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.duty import service
from cloud.duty.record_schemas import PANEL_ITEMS, EntryIn
from cloud.duty.tables import DutyEntry
from cloud.errors import ApiError
from cloud.people.asker import Asker


def write(session: Session, asker: Asker, room_id: int, told: EntryIn, now: int) -> DutyEntry:
    """Add a line. Raises ApiError."""
    room = service.found(session, asker, room_id)
    account, name = service.signer(session, asker, room, told.person, now)
    missing = [item for item in PANEL_ITEMS if item not in told.items]
    if told.kind == "panel-check" and missing:
        raise ApiError(
            422,
            "items-missing",
            f"控制器日检查须逐项填写,缺少:{'、'.join(missing)}。",
            f"A panel check says what was found of each item; missing: {', '.join(missing)}.",
            "body.items",
        )
    if told.kind == "note" and not told.text:
        raise ApiError(422, "text-missing", "请填写内容。", "The text is empty.", "body.text")
    row = DutyEntry(
        room_id=room_id,
        at=now,
        by=name,
        by_account=account,
        kind=told.kind,
        text=told.text,
        items=dict(told.items),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        asker,
        "duty-entry.write",
        f"duty-entry/{row.id}",
        None,
        {"room": room_id, "kind": told.kind, "text": told.text, "items": dict(told.items)},
        at=now,
    )
    return row


def of_span(
    session: Session, room_id: int, start_at: int, end_at: int, limit: int = 2_000
) -> list[DutyEntry]:
    """The lines of a room in a span, in order."""
    return list(
        session.scalars(
            select(DutyEntry)
            .where(DutyEntry.room_id == room_id, DutyEntry.at >= start_at, DutyEntry.at < end_at)
            .order_by(DutyEntry.at, DutyEntry.id)
            .limit(limit)
        )
    )
