"""Queries for what a page starts from."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.alarms.state_table import State
from cloud.alarms.tables import Alarm
from cloud.people.asker import Asker
from cloud.people.scope import within


def open_alarms(
    session: Session, asker: Asker, organisation_id: int | None, gateway: str | None, limit: int
) -> list[Alarm]:
    """The newest open alarms in the asker's scope, of one organisation, or of one gateway; newest last."""
    query = select(Alarm).where(Alarm.state != State.CLOSED, within(asker, Alarm.area, Alarm.organisation_id))
    if organisation_id is not None:
        query = query.where(Alarm.organisation_id == organisation_id)
    if gateway is not None:
        query = query.where(Alarm.gateway == gateway)
    return list(session.scalars(query.order_by(Alarm.id.desc()).limit(limit)))[::-1]
