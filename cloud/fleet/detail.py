"""One gateway with everything about it, and the newest events of a gateway or an organisation."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.events.schemas import EventOut, event
from cloud.events.tables import EventRow
from cloud.fleet.schemas import FleetGatewayOut
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.quality.schemas import QualityStep
from cloud.registry.schemas import GatewayOut


class GatewayDetail(BaseModel):
    """One gateway: its line in the list, what it told of itself, and the quality of its data."""

    line: FleetGatewayOut
    told: GatewayOut | None = Field(description="Null while it was never heard.")
    hours: list[QualityStep]
    days: list[QualityStep]


class RecentEvents(BaseModel):
    """Events, newest first; `next`: ask with `before` this number for older ones."""

    items: list[EventOut]
    next: int | None


def recent_events(
    session: Session,
    asker: Asker,
    *,
    gateway: str | None,
    organisation_id: int | None,
    before: int | None,
    limit: int,
) -> RecentEvents:
    """The newest events of a gateway, of an organisation, or of everything in the asker's scope."""
    query = select(EventRow).where(within(asker, EventRow.area, EventRow.organisation_id))
    if gateway is not None:
        query = query.where(EventRow.gateway == gateway)
    if organisation_id is not None:
        query = query.where(EventRow.organisation_id == organisation_id)
    if before is not None:
        query = query.where(EventRow.id < before)
    rows = session.scalars(query.order_by(EventRow.id.desc()).limit(limit + 1)).all()
    return RecentEvents(
        items=[event(row) for row in rows[:limit]], next=rows[limit - 1].id if len(rows) > limit else None
    )
