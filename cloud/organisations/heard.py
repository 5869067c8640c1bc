"""The look for what has been heard: bindings, points, last signs of life. Queries and moves; commits nothing.

It goes by gateway, in bounded pieces, so that a million planned points that nobody has heard cost nothing,
and so that no transaction holds ingest up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from cloud.organisations import progress, repository, service
from cloud.organisations.commissioning import Action, State
from cloud.organisations.tables import Commissioning, GatewayPlace, Point
from cloud.registry.tables import Gateway, Part

HOUR_MS: Final = 3_600_000


def unowned(session: Session, limit: int) -> list[str]:
    """Gateways that are heard and planned, and do not know yet whose they are."""
    return list(
        session.scalars(
            select(Gateway.gateway)
            .join(GatewayPlace, GatewayPlace.gateway == Gateway.gateway)
            .where(
                or_(
                    Gateway.organisation_id.is_(None),
                    Gateway.organisation_id != GatewayPlace.organisation_id,
                    Gateway.building_id.is_distinct_from(GatewayPlace.building_id),
                )
            )
            .order_by(Gateway.gateway)
            .limit(limit)
        )
    )


def own(session: Session, gateways: Sequence[str]) -> None:
    """Write onto these gateways whose they are."""
    for name in gateways:
        place = repository.gateway_place(session, name)
        if place is not None:
            service.own(session, place)
    session.flush()


def missing(session: Session, after: str, limit: int) -> list[str]:
    """Gateways behind `after` that were heard, and have planned points that were not."""
    return list(
        session.scalars(
            select(GatewayPlace.gateway)
            .join(Gateway, Gateway.gateway == GatewayPlace.gateway)
            .where(GatewayPlace.points_heard < GatewayPlace.points_planned, GatewayPlace.gateway > after)
            .order_by(GatewayPlace.gateway)
            .limit(limit)
        )
    )


def newly_heard(session: Session, gateways: Sequence[str]) -> list[tuple[int, int, str, int]]:
    """Point, time, gateway and organisation of planned points on these gateways that are heard by now."""
    rows = session.execute(
        select(Point.id, Part.last_heard, Point.gateway, Point.organisation_id)
        .join(Part, (Part.gateway == Point.gateway) & (Part.part == Point.part))
        .where(Point.gateway.in_(gateways), Point.heard_at.is_(None), Part.last_heard.is_not(None))
    )
    return [(row[0], int(row[1] or 0), row[2], row[3]) for row in rows]


def mark(session: Session, heard: Sequence[tuple[int, int, str, int]]) -> None:
    """Keep that these points were heard, and count anew."""
    if heard:
        session.execute(update(Point), [{"id": number, "heard_at": at} for number, at, _, _ in heard])
        repository.recount(session, {row[3] for row in heard}, {row[2] for row in heard})


def signs(session: Session, after: int, limit: int) -> list[tuple[int, int]]:
    """The last sign of life, to the hour, of organisations behind `after` where it is later than known."""
    last = func.max(Gateway.last_seen) // HOUR_MS * HOUR_MS
    rows = session.execute(
        select(Commissioning.organisation_id, last)
        .join(Gateway, Gateway.organisation_id == Commissioning.organisation_id)
        .where(Commissioning.organisation_id > after)
        .group_by(Commissioning.organisation_id, Commissioning.heard_at, Commissioning.state)
        .having(or_(Commissioning.heard_at.is_(None), Commissioning.heard_at < last))
        .order_by(Commissioning.organisation_id)
        .limit(limit)
    )
    return [(row[0], int(row[1])) for row in rows]


def hear(session: Session, heard: Sequence[tuple[int, int]], now: int) -> None:
    """Keep the signs of life; who was only planned or enrolled is heard from now on."""
    if not heard:
        return
    session.execute(
        update(Commissioning), [{"organisation_id": number, "heard_at": at} for number, at in heard]
    )
    waiting = session.scalars(
        select(Commissioning.organisation_id).where(
            Commissioning.organisation_id.in_([number for number, _ in heard]),
            or_(
                Commissioning.state.in_([State.PLANNED, State.ENROLLED]),
                Commissioning.former.in_([State.PLANNED, State.ENROLLED]),
            ),
        )
    )
    for number in waiting.all():
        progress.saw(session, number, Action.HEAR, now)
