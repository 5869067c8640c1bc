"""Hazards whose deadline passed with a midnight: an event that nobody tells."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.duty.days import day_of, start_of
from cloud.hazards.state_table import State
from cloud.hazards.tables import Hazard
from cloud.risk.scores.keeping import Event


def passed(session: Session, looked: int, now: int) -> list[tuple[int, Event]]:
    """Organisations and their hazards that became overdue since the day of the last look (its midnight)."""
    today = start_of(day_of(now))
    if looked >= today:
        return []
    query = (
        select(Hazard.organisation_id, Hazard.id, Hazard.building_id)
        .where(
            Hazard.state == State.ORDERED,
            Hazard.deadline >= day_of(looked - 1).isoformat() if looked else Hazard.deadline.is_not(None),
            Hazard.deadline < day_of(now).isoformat(),
        )
        .order_by(Hazard.id)
    )
    return [
        (owner, Event("hazard", number, today, building))
        for owner, number, building in session.execute(query)
    ]
