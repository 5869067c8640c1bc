"""Trying batches again that the engine refused, and giving them up. Commits nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.access.tables import JournalRow
from cloud.audit import service as audit
from cloud.database import counters
from cloud.errors import not_found
from cloud.people.asker import Asker
from cloud.set_aside import repository, views


def retry(session: Session, asker: Asker, id: int) -> None:
    """Hand it to the engine once more; refused again it is set aside again. ApiError 404."""
    row = _found(session, id)
    audit.record(session, asker, "set-aside.retry", f"journal/{id}", _told(row))
    repository.give_back(session, id)


def drop(session: Session, asker: Asker, id: int, reason: str) -> None:
    """Give its values up, which their gateways have forgotten: they are counted. ApiError 404."""
    row = _found(session, id)
    counters.advance(session, repository.DROPPED, row.rows)
    audit.record(session, asker, "set-aside.drop", f"journal/{id}", _told(row), {"reason": reason})
    repository.drop(session, id)


def _found(session: Session, id: int) -> JournalRow:
    row: JournalRow | None = repository.one(session, id)
    if row is None:
        raise not_found("搁置批次", "batch that is set aside", "path.id")
    return row


def _told(row: JournalRow) -> dict[str, Any]:
    shown = views.batch(row)
    return shown.model_dump(include={"at", "values", "reason", "gateways", "gateways_total"})
