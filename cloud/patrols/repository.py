"""Queries of patrols. What the asker may not see is not found."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.patrols.tables import Patrol
from cloud.people.asker import Asker
from cloud.people.scope import within


def page(
    session: Session, asker: Asker, *, organisation_id: int | None, before: int | None, limit: int
) -> list[Patrol]:
    """Patrols, those told last first."""
    query = select(Patrol).where(within(asker, Patrol.area, Patrol.organisation_id))
    if organisation_id is not None:
        query = query.where(Patrol.organisation_id == organisation_id)
    if before is not None:
        query = query.where(Patrol.id < before)
    return list(session.scalars(query.order_by(Patrol.id.desc()).limit(limit)))
