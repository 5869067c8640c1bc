"""Queries of the weather."""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from cloud.dispatch.forces.tables import Station
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.weather.tables import WeatherDay


def newest(session: Session, asker: Asker, until: str) -> list[WeatherDay]:
    """The newest day of each county within the asker's scope, none later than `until`; by county."""
    last = (
        select(WeatherDay.area.label("area"), func.max(WeatherDay.day).label("day"))
        .where(WeatherDay.day <= until, within(asker, WeatherDay.area))
        .group_by(WeatherDay.area)
        .subquery()
    )
    query = select(WeatherDay).join(last, and_(WeatherDay.area == last.c.area, WeatherDay.day == last.c.day))
    return list(session.scalars(query.order_by(WeatherDay.area)))


def middles(session: Session) -> dict[str, tuple[float, float]]:
    """The middle of each county's stations: longitude, latitude."""
    query = select(Station.area, func.avg(Station.longitude), func.avg(Station.latitude)).group_by(
        Station.area
    )
    return {area: (float(longitude), float(latitude)) for area, longitude, latitude in session.execute(query)}
