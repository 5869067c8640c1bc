"""Registering vehicle terminals. Opens and commits nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.dispatch.jt808 import repository
from cloud.dispatch.jt808.roster import plain_phone
from cloud.dispatch.jt808.schemas import TerminalChange, TerminalIn
from cloud.dispatch.jt808.tables import VehicleTerminal
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees

_FIELDS = ("area", "organisation_id", "name", "plate", "enabled")


def register(session: Session, asker: Asker, told: TerminalIn, now: int, until: int) -> VehicleTerminal:
    """Enter a terminal; it may register itself until then. Raises ApiError."""
    _check_scope(asker, told)
    phone = plain_phone(told.phone)
    if repository.phone_taken(session, phone):
        raise ApiError(
            409,
            "phone-taken",
            f"终端手机号 {phone} 已登记。请核对号码,或修改已登记的终端。",
            f"The phone number {phone} is registered already. Check it, or change that terminal.",
            "body.phone",
        )
    row = VehicleTerminal(
        phone=phone,
        registration_until=until,
        created_at=now,
        created_by=asker.name,
        version=repository.next_version(session),
        **told.model_dump(include=set(_FIELDS)),
    )
    session.add(row)
    session.flush()
    audit.record(session, asker, "vehicle-terminal.enter", _subject(row), None, shown(row))
    return row


def change(session: Session, asker: Asker, number: int, told: TerminalChange) -> VehicleTerminal:
    """Change a terminal. Raises ApiError."""
    row = found(session, asker, number)
    _check_scope(asker, told)
    before = shown(row)
    for name in _FIELDS:
        setattr(row, name, getattr(told, name))
    row.version = repository.next_version(session)
    audit.record(session, asker, "vehicle-terminal.change", _subject(row), before, shown(row))
    return row


def open_registration(session: Session, asker: Asker, number: int, until: int) -> VehicleTerminal:
    """It may register again until then; its old code holds until it has. Raises ApiError."""
    row = found(session, asker, number)
    row.registration_until = until
    row.version = repository.next_version(session)
    audit.record(session, asker, "vehicle-terminal.open-registration", _subject(row), None, {"until": until})
    return row


def told(session: Session, asker: Asker, row: VehicleTerminal, what: dict[str, Any]) -> None:
    """Note what a driver is told, before they are."""
    audit.record(session, asker, "vehicle-terminal.text", _subject(row), None, what)


def found(session: Session, asker: Asker, number: int) -> VehicleTerminal:
    """One terminal in the asker's scope, or ApiError 404."""
    row = repository.terminal(session, asker, number)
    if row is None:
        raise not_found("车载终端", "vehicle terminal", f"path.number {number}")
    return row


def shown(row: VehicleTerminal) -> dict[str, Any]:
    """What the audit log keeps of a terminal."""
    return {"phone": row.phone} | {name: getattr(row, name) for name in _FIELDS}


def _subject(row: VehicleTerminal) -> str:
    return f"vehicle-terminal/{row.id}"


def _check_scope(asker: Asker, told: TerminalChange) -> None:
    if not sees(asker, told.area, told.organisation_id):
        raise outside()
