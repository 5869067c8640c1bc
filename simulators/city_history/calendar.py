"""Days of a simulated city: heating season, festivals and weather, one value a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
EPOCH: Final = date(1970, 1, 1)
#: First days of the lunar year; crackers are let off from the eve to the Lantern Festival.
_SPRING_FESTIVAL: Final = (
    date(2016, 2, 8), date(2017, 1, 28), date(2018, 2, 16), date(2019, 2, 5), date(2020, 1, 25),
    date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29),
    date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26),
)  # fmt: skip
#: Month and day of heating's begin and end; in the north-east it lasts longer.
_HEATING: Final = ((10, 15), (4, 15))
_HEATING_NORTH: Final = ((9, 25), (5, 10))
#: Mean of the year and half the swing of the seasons, °C, by city.
_CLIMATE: Final = {"1507": (-0.5, 21.0), "1522": (4.0, 18.5), "1525": (2.0, 19.5)}
_USUAL_CLIMATE: Final = (6.5, 17.0)


@dataclass(frozen=True)
class Days:
    """The days of one city; all (days,). `day` counts from 1970; `dry` and `cold` are 0 to about 2."""

    day: NDArray[np.int32]
    heating: Floats
    festival: Floats
    temperature_c: Floats
    wind_ms: Floats
    humidity: Floats

    @property
    def dry(self) -> Floats:
        """How far wind and drought feed a fire outdoors: 0 on a still wet day, about 1 on a spring day."""
        return np.asarray(
            np.clip((60.0 - self.humidity) / 40.0, 0.0, 1.5) * np.clip(self.wind_ms / 4.0, 0, 2)
        )


def days(city: str, first: date, count: int, draw: np.random.Generator) -> Days:
    """`count` days of a city from `first` on; weather is a seasonal mean with a slow wander about it."""
    dates = [first + timedelta(days=number) for number in range(count)]
    of_year = np.array([one.timetuple().tm_yday for one in dates], dtype=np.float64)
    mean, swing = _CLIMATE.get(city, _USUAL_CLIMATE)
    season = -np.cos(2 * np.pi * (of_year - 15.0) / 365.25)
    wander = _wander(draw, count)
    spring = np.exp(-(((of_year - 105.0) / 35.0) ** 2))
    return Days(
        day=np.array([(one - EPOCH).days for one in dates], dtype=np.int32),
        heating=np.array([_heats(city, one) for one in dates], dtype=np.float32),
        festival=np.array([_feast(one) for one in dates], dtype=np.float32),
        temperature_c=(mean + swing * season + 4.0 * wander).astype(np.float32),
        wind_ms=np.clip(2.5 + 2.5 * spring + draw.gamma(2.0, 0.6, count) - 1.0, 0.2, 20.0).astype(np.float32),
        humidity=np.clip(52.0 - 18.0 * spring + 9.0 * _wander(draw, count), 8.0, 100.0).astype(np.float32),
    )


def _wander(draw: np.random.Generator, count: int) -> NDArray[np.float64]:
    """A stationary wander of unit spread that forgets itself over about a week."""
    keep, step = 0.85, draw.standard_normal(count)
    found = np.empty(count)
    now = step[0]
    for place in range(count):
        now = keep * now + np.sqrt(1 - keep**2) * step[place]
        found[place] = now
    return found


def _heats(city: str, day: date) -> bool:
    begins, ends = _HEATING_NORTH if city in _CLIMATE else _HEATING
    return (day.month, day.day) >= begins or (day.month, day.day) < ends


def _feast(day: date) -> bool:
    if any(-1 <= (day - new_year).days <= 14 for new_year in _SPRING_FESTIVAL):
        return True
    return (day.month, day.day) in {(4, 4), (4, 5), (4, 6)} or (day.month == 10 and day.day <= 7)
