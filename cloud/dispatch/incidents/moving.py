"""An incident as it is taken in hand: found in the asker's scope, locked, and its change written down.

Opens and commits nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.dispatch.incidents import repository
from cloud.dispatch.incidents.happenings import STANDING, STATE_NAMES, IncidentState
from cloud.dispatch.incidents.tables import Incident
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.versions import check_version


def found(session: Session, asker: Asker, number: int) -> Incident:
    """One incident in the asker's scope, or ApiError 404."""
    row = repository.incident(session, asker, number)
    if row is None:
        raise not_found("灾情", "incident", f"path.number {number}")
    return row


def held(session: Session, asker: Asker, number: int, version: int | None = None) -> Incident:
    """One incident in the asker's scope that is not over, locked. Raises ApiError."""
    row = repository.incident(session, asker, number, lock=True)
    if row is None:
        raise not_found("灾情", "incident", f"path.number {number}")
    if row.state not in STANDING:
        name = STATE_NAMES[IncidentState(row.state)]
        raise ApiError(
            409, "incident-over", f"灾情{name.zh}。", f"The incident is {name.en}.", f"path.number {number}"
        )
    check_version(row.version, version, "灾情", "The incident", "incident-moved")
    return row


def record(
    session: Session, asker: Asker, incident: Incident, verb: str, what: Mapping[str, Any], now: int
) -> None:
    """The incident has moved on: its version, and the entry in the audit log."""
    incident.version, incident.changed_at = incident.version + 1, now
    audit.record(session, asker, f"incident.{verb}", f"incident/{incident.id}", None, what, at=now)
