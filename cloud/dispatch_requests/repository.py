"""Queries of the outbox."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.among import among
from cloud.dispatch_requests.tables import DispatchRequest
from cloud.live import changes
from cloud.people.asker import Asker
from cloud.people.scope import within

_NUMBER = "dispatch-request"


def next_numbers(session: Session, count: int) -> int:
    """The first of so many numbers; their counter stays locked to the end of the transaction.

    Whoever takes numbers writes to the outbox: dispatch is woken.
    """
    changes.wake(session, changes.DISPATCH)
    return counters.advance(session, _NUMBER, count) - count + 1


def of_alarms(session: Session, ids: Collection[int]) -> list[DispatchRequest]:
    """The requests of these alarms."""
    query = select(DispatchRequest).where(among(session, DispatchRequest.alarm_id, set(ids)))
    return list(session.scalars(query.order_by(DispatchRequest.id)))


def after(session: Session, asker: Asker, number: int, limit: int) -> list[DispatchRequest]:
    """What has changed since, in order."""
    return list(
        session.scalars(
            select(DispatchRequest)
            .where(
                DispatchRequest.number > number,
                within(asker, DispatchRequest.area, DispatchRequest.organisation_id),
            )
            .order_by(DispatchRequest.number)
            .limit(limit)
        )
    )
