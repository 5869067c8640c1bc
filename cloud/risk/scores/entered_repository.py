"""Queries of what came in by files or was entered: fires that dispatch did not close, works, days of weather.

As in `source_repository`: what the centre knew at a moment, as columns; what is not known is NaN.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.duty.days import DAY_MS, day_of
from cloud.fires.tables import Fire
from cloud.risk.scores.source_repository import REACH_MS, Columns, Owners, columns, of_owners
from cloud.weather.tables import WeatherDay
from cloud.work_permits.tables import WorkPermit

#: Weather is looked back on for thirty days.
_WEATHER_DAYS = 31


def fires(session: Session, owners: Owners, moment: int) -> Columns:
    """Confirmed fires known by then; those that dispatch closed are told by their incident or alarm."""
    query = (
        select(
            Fire.id, Fire.organisation_id, Fire.building_id, Fire.at, Fire.cause, Fire.loss_yuan,
            func.coalesce(Fire.injured, 0) + func.coalesce(Fire.dead, 0),
        )
        .where(
            Fire.status == "confirmed",
            Fire.incident_id.is_(None),
            Fire.organisation_id.is_not(None),
            Fire.known_at <= moment,
            Fire.at > moment - REACH_MS,
            Fire.at <= moment,
            of_owners(session, Fire.organisation_id, owners),
        )
        .order_by(Fire.id)
    )  # fmt: skip
    names = ("id", "organisation_id", "building_id", "at", "cause", "loss_yuan", "hurt")
    return columns(session, query, names, text=("cause",))


def works(session: Session, owners: Owners, moment: int) -> Columns:
    """Works that had begun, of which it was known by then until when they were permitted."""
    query = (
        select(
            WorkPermit.id, WorkPermit.organisation_id, WorkPermit.building_id, WorkPermit.at, WorkPermit.until
        )
        .where(
            WorkPermit.known_at <= moment,
            WorkPermit.at > moment - REACH_MS,
            WorkPermit.at <= moment,
            of_owners(session, WorkPermit.organisation_id, owners),
        )
        .order_by(WorkPermit.id)
    )
    found = columns(session, query, ("id", "organisation_id", "building_id", "at", "until"), text=("until",))
    found["until"] = found["until"].astype("datetime64[D]").astype(np.int64)
    return found


def weather(session: Session, moment: int) -> Columns:
    """The last month by league and day, the mean of its counties: what the models' table of weather takes."""
    first, last = day_of(moment - _WEATHER_DAYS * DAY_MS).isoformat(), day_of(moment).isoformat()
    city = func.substr(WeatherDay.area, 1, 4)
    query = (
        select(
            city, WeatherDay.day, func.avg(WeatherDay.temperature_c), func.avg(WeatherDay.wind_ms),
            func.avg(WeatherDay.humidity),
        )
        .where(WeatherDay.day >= first, WeatherDay.day <= last, WeatherDay.changed_at <= moment)
        .group_by(city, WeatherDay.day)
        .order_by(WeatherDay.day, city)
    )  # fmt: skip
    found = columns(
        session, query, ("city", "day", "temperature_c", "wind_ms", "humidity"), text=("city", "day")
    )
    found["city"] = found["city"].astype(str)
    found["day"] = found["day"].astype("datetime64[D]").astype(np.int64)
    return found
