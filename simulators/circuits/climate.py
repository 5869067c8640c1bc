"""Warmth and damp of a switch room: season, weather over days, the day itself. (ticks, runs)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulators.circuits.sites import SITES
from simulators.series_blocks import DAY_S, HOUR_S, Array
from simulators.wandering import between, wander


class Climate(NamedTuple):
    """Air temperature, °C, and relative humidity, %."""

    warmth_c: Array
    humidity: Array


def climate(draw: np.random.Generator, sites: Sequence[str], ticks: int, step_s: float) -> Climate:
    """A month of some season: what changes slowly may rise or fall by several kelvin in it."""
    runs = len(sites)
    hour = np.arange(ticks)[:, None] * step_s / HOUR_S
    mean = np.array([SITES[site].warmth_c for site in sites]) + draw.normal(0.0, 5.0, runs)
    swing = np.array([SITES[site].daily_c for site in sites]) * between(draw, 0.5, 1.5, runs)
    season = draw.normal(0.0, 0.15, runs) * hour / 24.0
    weather = wander(draw, ticks, runs, 2.0 * DAY_S / step_s)
    day = np.cos(2.0 * np.pi * (hour - 15.0) / 24.0)
    warmth = mean + season + 2.0 * weather + swing * day
    damp = np.array([SITES[site].humidity for site in sites]) + draw.normal(0.0, 5.0, runs)
    rain = wander(draw, ticks, runs, 1.5 * DAY_S / step_s)
    humidity = damp + 10.0 * rain - 1.5 * swing * day
    return Climate(warmth, np.clip(humidity, 10.0, 98.0))
