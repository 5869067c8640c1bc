"""Fires: taken over from dispatch once, and completed by people. Opens and commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.dispatch.incidents.tables import Incident
from cloud.errors import not_found
from cloud.fires import repository
from cloud.fires.causes import of_alarm
from cloud.fires.schemas import FireChangeIn
from cloud.fires.tables import Fire
from cloud.people.asker import Asker
from cloud.versions import check_version

_NUMBER = "incident-"


def take_over(session: Session, limit: int, now: int) -> int:
    """Incidents that dispatch closed as real fires become confirmed ones; returns how many did."""
    incidents = repository.of_dispatch(session, limit)
    session.add_all([_of(row, now) for row in incidents])
    session.flush()
    return len(incidents)


def found(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> Fire:
    """One fire of the asker's scope. Raises ApiError."""
    row = repository.by_id(session, asker, number, for_update=for_update)
    if row is None:
        raise not_found("火灾记录", "fire", "path.id")
    return row


def change(session: Session, asker: Asker, number: int, told: FireChangeIn, now: int) -> Fire:
    """What was found out afterwards. Raises ApiError."""
    row = found(session, asker, number, for_update=True)
    check_version(row.version, told.version, "该火灾记录", "The fire", "fire-moved")
    changed = told.model_dump(exclude_unset=True, exclude={"version"}, exclude_none=True)
    before = {name: getattr(row, name) for name in changed}
    if before == changed:
        return row
    for name, value in changed.items():
        setattr(row, name, value)
    if before.get("status") != changed.get("status"):
        row.known_at = now
    row.version, row.changed_at = row.version + 1, now
    session.flush()
    audit.record(session, asker, "fire.change", f"fire/{row.id}", before, changed)
    return row


def _of(incident: Incident, now: int) -> Fire:
    return Fire(
        number=f"{_NUMBER}{incident.id}",
        status="confirmed",
        area=incident.area,
        organisation_id=incident.organisation_id,
        building_id=incident.building_id,
        place=incident.place,
        longitude=incident.longitude,
        latitude=incident.latitude,
        at=incident.opened_at,
        cause=of_alarm(incident.cause),
        injured=None,
        dead=None,
        loss_yuan=None,
        note="",
        source="dispatch",
        incident_id=incident.id,
        known_at=incident.closed_at or now,
        version=1,
        changed_at=now,
    )
