"""Decisions on the limits of organisations. Commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.budgets.repository import organisation_seen
from cloud.errors import not_found
from cloud.people.asker import Asker
from cloud.supervision import organisation_links
from cloud.supervision.schemas import LimitIn, LimitOut
from cloud.supervision.settings import SupervisionSettings
from cloud.supervision.tables import OrganisationLimit


def limit(session: Session, asker: Asker, organisation: int, settings: SupervisionSettings) -> LimitOut:
    """How long an organisation may be silent. ApiError 404 outside the asker's scope."""
    _seen(session, asker, organisation)
    row = organisation_links.own_limit(session, organisation)
    told = settings.organisation_s if row is None else row.silent_after_s
    return LimitOut(organisation_id=organisation, own=row is not None, silent_after_s=told)


def change_limit(session: Session, asker: Asker, organisation: int, told: LimitIn | None) -> None:
    """Give it a limit of its own, or take that away."""
    _seen(session, asker, organisation)
    row = organisation_links.own_limit(session, organisation, for_update=True)
    before = None if row is None else {"silent_after_s": row.silent_after_s}
    if told is not None:
        session.merge(OrganisationLimit(organisation_id=organisation, silent_after_s=told.silent_after_s))
    elif row is not None:
        session.delete(row)
    session.flush()
    after = None if told is None else told.model_dump()
    if before != after:
        audit.record(session, asker, "organisation.limit", f"organisation/{organisation}", before, after)


def _seen(session: Session, asker: Asker, organisation: int) -> None:
    if not organisation_seen(session, asker, organisation):
        raise not_found("单位", "organisation", "path.organisation")
