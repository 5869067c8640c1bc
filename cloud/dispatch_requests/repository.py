"""Queries of the outbox."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.among import among
from cloud.dispatch_requests.rules import RequestState
from cloud.dispatch_requests.tables import DispatchRequest
from cloud.people.asker import Asker
from cloud.people.scope import within

_NUMBER = "dispatch-request"


def next_number(session: Session) -> int:
    """The number of the next change; its counter stays locked to the end of the transaction."""
    return counters.advance(session, _NUMBER)


def of_activation(session: Session, alarm_id: int, activation: int) -> DispatchRequest | None:
    """The request of one activation."""
    return session.scalars(
        select(DispatchRequest).where(
            DispatchRequest.alarm_id == alarm_id, DispatchRequest.activation == activation
        )
    ).one_or_none()


def standing(session: Session, alarm_id: int) -> DispatchRequest | None:
    """The newest request of an alarm that is not withdrawn."""
    return session.scalars(
        select(DispatchRequest)
        .where(DispatchRequest.alarm_id == alarm_id, DispatchRequest.state != RequestState.WITHDRAWN)
        .order_by(DispatchRequest.activation.desc())
        .limit(1)
    ).one_or_none()


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
