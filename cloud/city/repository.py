"""Queries of claims, and of the alarms of a unit."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from cloud.alarm_groups.grouping import APART
from cloud.alarm_groups.repository import DISMISSED, SITE
from cloud.alarms.state_table import State
from cloud.alarms.tables import Alarm
from cloud.city.tables import GroupClaim
from cloud.city.units import FIRE, Unit
from cloud.database import bulk
from cloud.database.among import among
from cloud.organisations.tables import Building
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway
from telemetry.event_kinds import EventKind


def held(session: Session, asker: Asker, now: int) -> list[GroupClaim]:
    """The claims in force that the asker may see, the oldest first."""
    return list(
        session.scalars(
            select(GroupClaim)
            .where(GroupClaim.ended_at.is_(None), GroupClaim.until > now, _seen_by(asker))
            .order_by(GroupClaim.id)
        )
    )


def of_unit(session: Session, unit: str) -> GroupClaim | None:
    """The claim of a unit that has not been ended, locked; it may have lapsed."""
    return session.scalars(
        select(GroupClaim).where(GroupClaim.unit == unit, GroupClaim.ended_at.is_(None)).with_for_update()
    ).one_or_none()


def insert(session: Session, row: GroupClaim) -> bool:
    """Write a claim down, unless somebody holds the unit."""
    told = {
        name: getattr(row, name) for name in ("unit", "by", "taken_at", "until", "area", "organisation_id")
    }
    return bulk.insert(session, GroupClaim, [told], or_ignore=True) == 1


def end_lapsed(session: Session, now: int) -> None:
    """End what has outlived its time."""
    session.execute(
        update(GroupClaim)
        .where(GroupClaim.ended_at.is_(None), GroupClaim.until <= now)
        .values(ended_at=now, end="lapsed")
        .execution_options(synchronize_session=False)
    )


def end_done(session: Session, seen: Collection[int], now: int) -> None:
    """End claims of what is not open any more."""
    session.execute(
        update(GroupClaim)
        .where(GroupClaim.ended_at.is_(None), among(session, GroupClaim.id, set(seen)))
        .values(ended_at=now, end="done")
        .execution_options(synchronize_session=False)
    )


def organisation_of(session: Session, site: str) -> int | None:
    """Whose site it is."""
    kind, _, name = site.partition("/")
    if kind == "building":
        return session.scalar(select(Building.organisation_id).where(Building.id == int(name)))
    return session.scalar(select(Gateway.organisation_id).where(Gateway.gateway == name))


def seats_since(session: Session, asker: Asker, since: int) -> dict[str, int]:
    """How many groups each seat has taken since then."""
    rows = session.execute(
        select(GroupClaim.by, func.count())
        .where(GroupClaim.taken_at >= since, _seen_by(asker))
        .group_by(GroupClaim.by)
    )
    return {str(by): int(count) for by, count in rows}


def acknowledged_since(session: Session, asker: Asker, since: int) -> list[tuple[str, int, int]]:
    """Who acknowledged what since then, when, and how long it had rung; milliseconds."""
    rows = session.execute(
        select(Alarm.acknowledged_by, Alarm.acknowledged_at, Alarm.acknowledged_at - Alarm.rung_at)
        .where(
            Alarm.acknowledged_at >= since,
            Alarm.acknowledged_by.is_not(None),
            within(asker, Alarm.area, Alarm.organisation_id),
        )
        .order_by(Alarm.id)
    )
    return [(str(by), at or 0, max(0, waited or 0)) for by, at, waited in rows]


def alarms_of(
    session: Session,
    asker: Asker,
    unit: Unit,
    burning: Collection[str],
    states: Collection[State],
    up_to: int,
) -> list[int]:
    """The ids of a unit's alarms in these states, no newer than `up_to`; fires first."""
    cause, site = unit.group.cause, unit.group.site
    rows = session.execute(
        select(Alarm.id, SITE)
        .join(Gateway, Gateway.gateway == Alarm.gateway, isouter=True)
        .where(
            Alarm.state.in_(states),
            Alarm.id <= up_to,
            within(asker, Alarm.area, Alarm.organisation_id),
            _of_unit(cause, site, unit.area),
        )
        .order_by(Alarm.kind != EventKind.FIRE, Alarm.raised_at, Alarm.id)
    )
    # What rings at a site on fire is that site's, but for what stands apart.
    apart = site is not None or cause in APART
    return [alarm_id for alarm_id, at in rows if apart or at not in burning]


def newest_id(session: Session, asker: Asker) -> int:
    """The newest open alarm; 0: there is none."""
    query = select(func.max(Alarm.id)).where(
        Alarm.state != State.CLOSED, within(asker, Alarm.area, Alarm.organisation_id)
    )
    return session.scalar(query) or 0


def _of_unit(cause: str, site: str | None, area: str) -> ColumnElement[bool]:
    if cause == FIRE and site is not None:
        return and_(SITE.in_((site,)), Alarm.kind.not_in(APART), ~DISMISSED)
    of_cause = Alarm.kind == cause
    dismissed = or_(DISMISSED, of_cause) if cause == EventKind.TEST else and_(of_cause, ~DISMISSED)
    return and_(Alarm.area == area, dismissed)


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, GroupClaim.area, GroupClaim.organisation_id)
