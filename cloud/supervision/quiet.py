"""Whether a gateway has been quiet beyond a limit, as conditions on its row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, literal, or_, select

from cloud.registry.homes import BROKER, DIRECT
from cloud.registry.tables import Gateway
from cloud.supervision.scopes import EVERYBODY, Deaf
from cloud.supervision.tables import DeafSpan, OrganisationLimit


def overstayed(now: int, limit_ms: Any) -> ColumnElement[bool]:
    """Not heard for longer than `limit_ms`, the time left out in which nobody could hear it."""
    silence = now - Gateway.last_seen
    return and_(silence > limit_ms, silence - _unheard_ms() > limit_ms)


def judged(now: int, limit_ms: Any, deaf: Deaf, settle_ms: int) -> ColumnElement[bool]:
    """Heard now, and since long enough to have spoken: `settle_ms`, or its limit where that is shorter."""
    settled = case((limit_ms < settle_ms, limit_ms), else_=literal(settle_ms, BigInteger))
    recently = select(DeafSpan.scope).where(_of_this(), DeafSpan.ended >= literal(now, BigInteger) - settled)
    return and_(_heard_now(deaf), ~recently.correlate(Gateway, OrganisationLimit).exists())


def quiet(now: int, limit_ms: Any, deaf: Deaf, settle_ms: int) -> ColumnElement[bool]:
    """That the gateway has been quiet for more than `limit_ms`, and that this can be said now."""
    # The first is cheap, and holds for few.
    return and_(
        now - Gateway.last_seen > limit_ms,
        judged(now, limit_ms, deaf, settle_ms),
        overstayed(now, limit_ms),
    )


def _heard_now(deaf: Deaf) -> ColumnElement[bool]:
    by_broker: ColumnElement[bool] = literal(BROKER not in deaf.scopes)
    if deaf.areas:
        by_broker = Gateway.area.not_in(sorted(deaf.areas))
    return case((Gateway.way == DIRECT, literal(DIRECT not in deaf.scopes)), else_=by_broker)


def _of_this() -> ColumnElement[bool]:
    """That a span is of one of the gateway's scopes."""
    own = case((Gateway.way == DIRECT, DIRECT), else_=Gateway.area)
    return or_(
        DeafSpan.scope == EVERYBODY,
        DeafSpan.scope == own,
        and_(DeafSpan.scope == BROKER, Gateway.way != DIRECT),
    )


def _unheard_ms() -> ColumnElement[int]:
    """How much of the gateway's silence nobody could have heard it."""
    covered = DeafSpan.ended - Gateway.last_seen
    # A span that began before its last sign of life counts with what is left of it at most.
    counted = case((DeafSpan.deaf_ms < covered, DeafSpan.deaf_ms), else_=covered)
    return (
        select(func.coalesce(func.sum(counted), 0))
        .where(_of_this(), DeafSpan.ended > Gateway.last_seen)
        .correlate(Gateway)
        .scalar_subquery()
    )
