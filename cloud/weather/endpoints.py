"""The weather over HTTP: what was last on record of each county, and how old it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter

from cloud.areas.tree import AREAS
from cloud.centre import CentreOf
from cloud.duty.days import day_of
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs
from cloud.vocabulary import LabelOut
from cloud.weather import repository, wind
from cloud.weather.schemas import WeatherList, WeatherOut
from cloud.weather.tables import WeatherDay

router = APIRouter(prefix="/api/v1/weather", tags=["map"])

_NOT_HELD: Final = LabelOut(
    zh="本中心没有风向和气象预警资料",
    en="wind directions and warnings of the weather service are not on record",
)
Middle = tuple[float, float]


@router.get("", summary="The weather of each county 气象", responses=responses())
def weather(centre: CentreOf, asker: Annotated[Asker, needs(Permission.VIEW)]) -> WeatherList:
    """The newest day that came in by files. Days that lie ahead are no weather."""
    today = day_of(centre.clock.now_ms())
    with centre.database.read() as session:
        rows = repository.newest(session, asker, today.isoformat())
        middles = repository.middles(session) if rows else {}
    _, borders = centre.boundaries
    middles |= {code: _middle(rings) for code, rings in borders.items()}
    return WeatherList(
        items=[_weather(row, today, middles.get(row.area)) for row in rows], not_held=_NOT_HELD
    )


def _middle(rings: list[list[Middle]]) -> Middle:
    """The middle of the box around the largest ring."""
    east, north = zip(*max(rings, key=len), strict=True)
    return (min(east) + max(east)) / 2, (min(north) + max(north)) / 2


def _weather(row: WeatherDay, today: date, middle: Middle | None) -> WeatherOut:
    force = None if row.wind_ms is None else wind.force(row.wind_ms)
    area = AREAS.get(row.area)
    return WeatherOut(
        area=row.area,
        area_name=LabelOut(zh=area.zh, en=area.en)
        if area is not None
        else LabelOut(zh=row.area, en=row.area),
        day=row.day,
        days_old=(today - date.fromisoformat(row.day)).days,
        temperature_c=row.temperature_c,
        wind_ms=row.wind_ms,
        wind_force=force,
        strong=force is not None and force >= wind.STRONG,
        humidity=row.humidity,
        precipitation_mm=row.precipitation_mm,
        fallen=wind.fallen(row.precipitation_mm, row.temperature_c),
        longitude=middle[0] if middle is not None else None,
        latitude=middle[1] if middle is not None else None,
    )
