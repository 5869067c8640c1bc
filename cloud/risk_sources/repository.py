"""How many records of each source there are, from when to when. Within the scope of who asks."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Executable, and_, func, select
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.duty.days import day_of
from cloud.fires.tables import Fire
from cloud.hazards.tables import Hazard
from cloud.inspections.state_table import DONE
from cloud.inspections.tables import Inspection
from cloud.organisations.tables import Point
from cloud.patrols.tables import Patrol
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.population.tables import PopulationCount
from cloud.weather.tables import WeatherDay
from cloud.work_permits.tables import WorkPermit


class Held(NamedTuple):
    """`with_building` is None where the source knows no buildings; days are ISO."""

    rows: int
    first_day: str | None
    last_day: str | None
    with_building: int | None


def held(session: Session, asker: Asker, area: str | None) -> dict[str, Held]:
    """Every source by its code."""
    done = Inspection.state.in_([state.value for state in DONE])
    return {
        "inspections": _records(session, asker, area, Inspection, Inspection.submitted_at, done),
        "findings": _records(session, asker, area, Hazard, Hazard.found_at),
        "patrols": _records(session, asker, area, Patrol, Patrol.at),
        "signals": _signals(session, asker, area),
        "fires": _records(session, asker, area, Fire, Fire.at, Fire.status == "confirmed"),
        "works": _records(session, asker, area, WorkPermit, WorkPermit.at),
        "weather": _daily(session, asker, area, WeatherDay),
        "population": _daily(session, asker, area, PopulationCount),
    }


def _scope(
    asker: Asker, area: str | None, column: Any, organisation: Any = None
) -> list[ColumnElement[bool]]:
    narrowed = [in_area(column, area)] if area is not None else []
    return [within(asker, column, organisation), *narrowed]


def _records(
    session: Session, asker: Asker, area: str | None, table: Any, at: Any, *conditions: ColumnElement[bool]
) -> Held:
    query = select(func.count(), func.min(at), func.max(at), func.count(table.building_id))
    return _of_moments(
        session, query.where(*_scope(asker, area, table.area, table.organisation_id), *conditions)
    )


def _signals(session: Session, asker: Asker, area: str | None) -> Held:
    query = (
        select(
            func.count(), func.min(Alarm.raised_at), func.max(Alarm.raised_at), func.count(Point.building_id)
        )
        .select_from(Alarm)
        .outerjoin(Point, and_(Point.gateway == Alarm.gateway, Point.part == Alarm.part))
        .where(*_scope(asker, area, Alarm.area, Alarm.organisation_id))
    )
    return _of_moments(session, query)


def _daily(session: Session, asker: Asker, area: str | None, table: Any) -> Held:
    query = select(func.count(), func.min(table.day), func.max(table.day))
    rows, first, last = session.execute(query.where(*_scope(asker, area, table.area))).one()
    return Held(rows, first, last, None)


def _of_moments(session: Session, query: Executable) -> Held:
    rows, first, last, with_building = session.execute(query).one()
    days = [None if at is None else day_of(at).isoformat() for at in (first, last)]
    return Held(rows, days[0], days[1], with_building)
