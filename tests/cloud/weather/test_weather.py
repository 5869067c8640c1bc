"""The weather as it is told: by county, with its age, and no more than is on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from cloud.duty.days import day_of
from cloud.server import serving
from cloud.settings import CloudSettings
from cloud.weather import wind
from cloud.weather.tables import WeatherDay


@pytest.mark.parametrize(
    ("speed", "force"),
    [
        (0.0, 0),
        (0.2, 0),
        (0.3, 1),
        (1.5, 1),
        (3.3, 2),
        (3.4, 3),
        (10.7, 5),
        (10.8, 6),
        (32.6, 11),
        (32.7, 12),
    ],
)
def test_wind_has_the_force_of_the_standard(speed: float, force: int) -> None:
    assert wind.force(speed) == force


def test_what_has_fallen_is_told_by_the_temperature_where_that_is_known() -> None:
    said = [wind.fallen(*day) for day in ((None, 5.0), (0.0, 5.0), (3.0, None), (3.0, -4.0), (3.0, 9.0))]
    assert [each and each.en for each in said] == [None, None, "precipitation", "snow", "rain"]


async def test_the_newest_day_of_each_county_is_told_with_its_age(
    make_settings: Callable[..., CloudSettings],
) -> None:
    async with (
        serving(make_settings()) as (centre, at),
        httpx.AsyncClient(base_url=f"http://{at}/api/v1", trust_env=False, timeout=30) as http,
    ):
        empty = (await http.get("/weather")).json()
        assert (empty["items"], "wind direction" in empty["not_held"]["en"]) == ([], True)
        now = centre.clock.now_ms()
        today = day_of(now)
        with centre.database.write() as session:
            for area, days_old, celsius in (
                ("150102", 3, 1.0), ("150102", 1, -12.5), ("150102", -2, 30.0), ("150202", 0, None),
            ):  # fmt: skip
                day = (today - timedelta(days=days_old)).isoformat()
                session.add(
                    WeatherDay(area=area, day=day, temperature_c=celsius, wind_ms=11.0, changed_at=now)
                )
        place = {"area": "150102", "longitude": 111.6, "latitude": 40.8}
        await http.post("/stations", json={"number": "a", "name": "甲站", "kind": "regular", **place})
        first, second = (await http.get("/weather")).json()["items"]
    assert (first["days_old"], first["temperature_c"], first["wind_force"], first["strong"]) == (
        1, -12.5, 6, True,
    )  # fmt: skip
    assert (first["longitude"], first["latitude"], first["precipitation_mm"]) == (111.6, 40.8, None)
    assert (second["area"], second["days_old"], second["temperature_c"]) == ("150202", 0, None)
    assert second["longitude"] is None
