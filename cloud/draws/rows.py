"""One draw's row: found within a scope, held, taken on by the state table, entered in its timeline."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.draws import repository, state_table
from cloud.draws.state_table import Action, State
from cloud.draws.tables import Draw, DrawEntry
from cloud.errors import not_found, refused
from cloud.people.asker import Asker
from cloud.refusal import Refusal
from cloud.versions import check_version


def found(session: Session, asker: Asker, number: int) -> Draw:
    """One draw that the asker sees. Raises ApiError 404."""
    row = repository.by_id(session, asker, number)
    if row is None:
        raise not_found("抽取", "draw", "path.id")
    return row


def seen(row: Draw) -> dict[str, Any]:
    """A draw as the audit log keeps it."""
    names = ("number", "state", "not_before", "commitment", "seed", "units", "drawn", "unserved", "version")
    return {name: getattr(row, name) for name in names}


def content(session: Session, row: Draw, kind: str) -> bytes:
    """A draw's own file of that kind. Raises ApiError 404."""
    held = repository.file(session, row.id, kind)
    if held is None:
        raise not_found("文件", "document", "path.id")
    return held.content


def locked(session: Session, asker: Asker, number: int, version: int | None) -> Draw:
    """The draw's row, held, as the asker saw it. Raises ApiError 404, or 409 where it has moved on."""
    row = repository.by_id(session, asker, number, for_update=True)
    if row is None:
        raise not_found("抽取", "draw", "path.id")
    check_version(row.version, version)
    return row


def move(session: Session, row: Draw, action: Action, by: str, note: str, now: int) -> None:
    """Take it on by the state table, with its line in the timeline. Raises ApiError 409."""
    try:
        row.state = state_table.act(State(row.state), action).value
    except Refusal as refusal:
        raise refused(refusal) from None
    noted(session, row, action.value, by, note, now)


def noted(session: Session, row: Draw, action: str, by: str, note: str, now: int) -> None:
    """One line of the timeline, and so another version."""
    row.version += 1
    session.add(DrawEntry(draw_id=row.id, at=now, action=action, state=row.state, by=by, note=note))
    session.flush()
