"""Queries of groups and lists of open alarms."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, select
from sqlalchemy.orm import Session

from cloud.alarm_groups.grouping import Tally
from cloud.alarms.state_table import UNVERIFIED, Level, Outcome, State
from cloud.alarms.tables import Alarm
from cloud.database.among import among
from cloud.organisations.tables import Building
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway
from telemetry.event_kinds import FIRE_CLASS, EventKind

#: EEMUA 191 and ISA-18.2: annunciated for a day or longer.
STALE_MS = 86_400_000
_BUILDING, _GATEWAY = "building/", "gateway/"


#: The site of an alarm joined to its gateway: the building, or where there is none the gateway.
SITE = case(
    (Gateway.building_id.is_not(None), literal(_BUILDING) + cast(Gateway.building_id, String)),
    else_=literal(_GATEWAY) + Alarm.gateway,
)

#: A verdict has found it to be none of what it says, or it is logged within declared works.
DISMISSED = func.coalesce(Alarm.outcome, "").in_((Outcome.FALSE, Outcome.TEST))


class ListName(StrEnum):
    """The lists that somebody has to go through once a shift."""

    STANDING = "standing"
    STALE = "stale"
    CHATTERING = "chattering"
    SHELVED = "shelved"
    CONSEQUENCES = "consequences"
    LOGGED = "logged"
    TIMED_OUT = "timed-out"


#: Of each list the condition on an open alarm; `now` in milliseconds.
LISTS: dict[ListName, Callable[[int], ColumnElement[bool]]] = {
    # Seen by somebody, and active still.
    ListName.STANDING: lambda _now: and_(Alarm.level == Level.ACTIVE, Alarm.state != State.RAISED),
    ListName.STALE: lambda now: Alarm.raised_at <= now - STALE_MS,
    ListName.CHATTERING: lambda _now: Alarm.chatter.is_(True),
    ListName.SHELVED: lambda now: Alarm.shelved_until > now,
    ListName.CONSEQUENCES: lambda _now: Alarm.consequence_of.is_not(None),
    ListName.LOGGED: lambda _now: and_(Alarm.maintenance_id.is_not(None), Alarm.outcome == Outcome.TEST),
    ListName.TIMED_OUT: lambda _now: and_(Alarm.timed_out_at.is_not(None), Alarm.state.in_(UNVERIFIED)),
}


class SiteName(NamedTuple):
    """How a site is called, and what it is."""

    zh: str
    en: str
    building_id: int | None
    gateway: str | None


def tallies(session: Session, asker: Asker, now: int) -> list[Tally]:
    """The open alarms by site and kind, but for what is shelved."""
    site = SITE
    dismissed = case((DISMISSED, 1), else_=0)
    first = func.row_number().over(
        partition_by=(site, Alarm.kind, dismissed), order_by=(Alarm.raised_at, Alarm.id)
    )
    each = (
        select(
            site.label("site"),
            Alarm.kind,
            dismissed.label("dismissed"),
            Alarm.area,
            Alarm.state,
            Alarm.id,
            Alarm.raised_at,
            Alarm.rung_at,
            first.label("place"),
        )
        .join(Gateway, Gateway.gateway == Alarm.gateway, isouter=True)
        .where(_open(asker), func.coalesce(Alarm.shelved_until, 0) <= now)
        .subquery()
        .c
    )
    unverified = and_(each.state.in_(UNVERIFIED), each.kind.in_(FIRE_CLASS))
    rows = session.execute(
        select(
            each.site,
            func.min(each.area),
            each.kind,
            func.count(),
            func.sum(case((each.state == State.RAISED, 1), else_=0)),
            func.min(case((each.place == 1, each.id))),
            func.min(each.raised_at),
            each.dismissed,
            func.sum(case((unverified, 1), else_=0)),
            func.min(case((unverified, each.id))),
            func.max(case((each.state == State.RAISED, each.rung_at))),
        ).group_by(each.site, each.kind, each.dismissed)
    )
    return [
        Tally(key, area, EventKind(kind), count, unseen, first, at, bool(gone), waiting, oldest, rung)
        for key, area, kind, count, unseen, first, at, gone, waiting, oldest, rung in rows
    ]


def first_fire(session: Session, asker: Asker) -> Alarm | None:
    """Of the open fires the one that was raised first; not one that was verified as none."""
    return session.scalars(
        select(Alarm)
        .where(
            _open(asker),
            Alarm.kind == EventKind.FIRE,
            ~DISMISSED,
        )
        .order_by(Alarm.raised_at, Alarm.id)
        .limit(1)
    ).one_or_none()


def site_names(session: Session, sites: Collection[str]) -> dict[str, SiteName]:
    """How these sites are called."""
    found: dict[str, SiteName] = {}
    buildings = {int(site.removeprefix(_BUILDING)) for site in sites if site.startswith(_BUILDING)}
    gateways = {site.removeprefix(_GATEWAY) for site in sites if site.startswith(_GATEWAY)}
    for number, name in session.execute(
        select(Building.id, Building.name).where(among(session, Building.id, buildings))
    ):
        found[f"{_BUILDING}{number}"] = SiteName(name, "", number, None)
    for gateway, zh, en in session.execute(
        select(Gateway.gateway, Gateway.building_zh, Gateway.building_en).where(
            among(session, Gateway.gateway, gateways)
        )
    ):
        found[f"{_GATEWAY}{gateway}"] = SiteName(zh or gateway, en or gateway, None, gateway)
    return found


def listed(
    session: Session, asker: Asker, name: ListName, now: int, *, before: int | None, limit: int
) -> tuple[list[Alarm], bool]:
    """The newest alarms of a list below `before`, and whether there are older ones."""
    query = select(Alarm).where(_open(asker), LISTS[name](now)).order_by(Alarm.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(Alarm.id < before)
    rows = list(session.scalars(query))
    return rows[:limit], len(rows) > limit


def _open(asker: Asker) -> ColumnElement[bool]:
    return and_(Alarm.state != State.CLOSED, within(asker, Alarm.area, Alarm.organisation_id))
