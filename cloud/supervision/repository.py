"""Queries of the supervision of gateways."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.registry.service import DEFAULT_INTERVAL_S
from cloud.registry.tables import Gateway
from cloud.supervision.quiet import quiet
from cloud.supervision.scopes import Deaf
from cloud.supervision.settings import SupervisionSettings
from cloud.supervision.tables import DeafSpan


def overdue(
    session: Session,
    now: int,
    settings: SupervisionSettings,
    deaf: Deaf,
    limit: int,
    among_these: Collection[str] | None = None,
) -> list[str]:
    """Online gateways that have been quiet beyond their limits; those not heard for longest first."""
    limit_ms = func.coalesce(Gateway.interval_s, DEFAULT_INTERVAL_S) * (settings.missed * 1000)
    query = (
        select(Gateway.gateway)
        .where(Gateway.link == "online", quiet(now, limit_ms, deaf, int(settings.settle_s * 1000)))
        .order_by(Gateway.last_seen)
        .limit(limit)
    )
    if among_these is not None:
        query = query.where(among(session, Gateway.gateway, among_these))
    return list(session.scalars(query))


def areas(session: Session) -> list[str]:
    """Every area that a gateway is bound to."""
    return list(session.scalars(select(Gateway.area).distinct()))


def spans(session: Session, scope: str) -> list[DeafSpan]:
    """The deaf spans of one scope, in their order."""
    return list(session.scalars(select(DeafSpan).where(DeafSpan.scope == scope).order_by(DeafSpan.began)))
