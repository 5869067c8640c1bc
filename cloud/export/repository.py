"""Queries of the pull interface. Every one reads forward from a cursor along an index."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.events.tables import EventRow
from cloud.live.tables import Change
from cloud.people.asker import Asker
from cloud.people.scope import within


def changes(
    session: Session, asker: Asker, after: int, up_to: int, kinds: Collection[str], limit: int
) -> list[Change]:
    """Changes of these kinds numbered above `after` and up to `up_to` within the asker's scope."""
    query = (
        select(Change)
        .where(
            Change.id > after,
            Change.id <= up_to,
            Change.kind.in_(sorted(kinds)),
            within(asker, Change.area, Change.organisation_id),
        )
        .order_by(Change.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def events(session: Session, asker: Asker, after: int, limit: int) -> list[EventRow]:
    """Events with ids above `after` within the asker's scope."""
    query = (
        select(EventRow)
        .where(EventRow.id > after, within(asker, EventRow.area, EventRow.organisation_id))
        .order_by(EventRow.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def alarms(session: Session, asker: Asker, after: int, limit: int) -> list[Alarm]:
    """Alarms with ids above `after` within the asker's scope."""
    query = (
        select(Alarm)
        .where(Alarm.id > after, within(asker, Alarm.area, Alarm.organisation_id))
        .order_by(Alarm.id)
        .limit(limit)
    )
    return list(session.scalars(query))
