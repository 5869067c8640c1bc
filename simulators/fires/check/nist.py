"""Our jets and rooms beside five real home fires (NIST TN 1455): ratios, and times for a fitted growth.

Where the stations hang is not in the data: they are ordered by when smoke reaches them. The first is compared
with our detector 2 m from the fire, the one in the middle with our corridor, the last with the room beyond.
Only the growth (kW/s²) is fitted, to the seconds between the first trace and 12 %/m at the first station.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulators.fires import cases, ignitions
from simulators.fires.check.compared import Compared, first
from simulators.fires.constants import Array
from simulators.fires.light import density_of, obscuration
from simulators.fires.materials import MATERIALS
from simulators.fires.sources import Source, given_off

FOLDER = Path("nist_smoke_alarms")
#: Flaming chairs and mattresses (TN 1455).
_TESTS = ("SDC02", "SDC05", "SDC07", "SDC33", "SDC38")
_FUEL = "furniture"
_TRACE, _ALARM = 0.5, 12.0
_STEP_S = 2.0
#: Response time index of a thin thermocouple, (m s)^(1/2).
_THERMOCOUPLE = 3.0
_GROWTHS = np.geomspace(0.0003, 0.3, 32)


class Station(NamedTuple):
    """A station's series: s, optical density 1/m, excess K, CO ppm (empty where it had no gauge)."""

    times_s: Array
    density: Array
    excess_k: Array
    co_ppm: Array

    @property
    def obscuration(self) -> Array:
        """Light lost over a metre, %."""
        return obscuration(self.density)


def compared(data: Path) -> list[Compared]:
    """All five tests."""
    stations = _stations(data / FOLDER / "curves.csv")
    rows: list[Compared] = []
    values, times = _ours(_FUEL)
    for test in _TESTS:
        some = [station for (name, _), station in stations.items() if name == test]
        rows += _test(test, some, values, times)
    return rows


def _stations(path: Path) -> dict[tuple[str, str], Station]:
    kept: dict[tuple[str, str], list[list[float]]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            cells = (row[name] for name in ("time_s", "od_upper_per_m", "ceiling_tc_C", "co_volpct"))
            kept.setdefault((row["test"], row["station"]), []).append(
                [float(cell) if cell else float("nan") for cell in cells]
            )
    made = {}
    for name, rows in kept.items():
        times, density, celsius, volume = np.array(rows).T
        for values in (density, celsius):
            gaps = np.isnan(values)
            if gaps.any() and not gaps.all():
                values[gaps] = np.interp(times[gaps], times[~gaps], values[~gaps])
        co = np.array([]) if np.isnan(volume).any() else volume * 10_000.0
        made[name] = Station(times, np.maximum(density, 0.0), celsius - celsius[:5].mean(), co)
    return made


def _test(test: str, stations: list[Station], values: Array, times: Array) -> list[Compared]:
    alarms = [first(station.times_s, station.obscuration, _ALARM) for station in stations]
    order = [number for number in np.argsort(alarms) if not np.isnan(alarms[number])]
    here, last = stations[order[0]], alarms[order[-1]]
    middle = alarms[order[len(order) // 2]]
    trace = first(here.times_s, here.obscuration, _TRACE)
    wanted = alarms[order[0]] - trace
    spans = np.array([_alarm(times, run[:, 1, 0]) - first(times, run[:, 1, 0], _TRACE) for run in values])
    best = int(np.nanargmin(np.abs(np.log(np.maximum(spans, 1.0) / max(wanted, 1.0)))))
    ours = values[best]
    begun = first(times, ours[:, 1, 0], _TRACE)
    theirs_ratio = float(
        np.median([_per_kelvin(station) for station in stations if station.excess_k.max() > 20])
    )
    pairs = [
        ("s from trace to 12 %/m, first station (fitted)", float(spans[best]), wanted),
        ("s from trace to 12 %/m, corridor and middle", _alarm(times, ours[:, 3, 0]) - begun, middle - trace),
        ("s from trace to 12 %/m, beyond and last", _alarm(times, ours[:, 4, 0]) - begun, last - trace),
        ("OD per K, jet and median station", _our_per_kelvin(ours[:, 1]), theirs_ratio),
    ]
    gas = [_gas_ratio(station) for station in stations if station.co_ppm.size and station.co_ppm.max() > 40]
    if gas:
        pairs.append(
            ("CO ppm per OD, mid and median station", _our_gas_ratio(ours[:, 1]), float(np.median(gas)))
        )
    return [Compared("nist", test, name, left, right) for name, left, right in pairs]


def _ours(fuel: str) -> tuple[Array, Array]:
    times = np.arange(300, dtype=np.float64) * _STEP_S
    place = cases.still((5.0, 4.0, 2.4), (1.0, 2.0, 3.5, 3.0, 3.0), corridor_height_m=2.4)
    sources = []
    for alpha in _GROWTHS:
        power = ignitions.grown(times, float(alpha), 1500.0, 600.0, 300.0)
        sources.append(Source(given_off(MATERIALS[fuel], power, 0 * power), fuel, 0.4, 0.5))
    followed = cases.follow([place] * len(sources), sources, _STEP_S, rti=_THERMOCOUPLE)
    return followed.values.transpose(1, 0, 2, 3), times


def _alarm(times: Array, obscuration: Array) -> float:
    return first(times, obscuration, _ALARM)


def _per_kelvin(station: Station) -> float:
    hot = station.excess_k > 15
    return float(np.median(station.density[hot] / station.excess_k[hot]))


def _our_per_kelvin(values: Array) -> float:
    excess = values[:, 1] - values[0, 1]
    warm = (excess > 15) & (excess < 100)
    return float(np.median(density_of(np.minimum(values[warm, 0], 99.99)) / excess[warm]))


def _gas_ratio(station: Station) -> float:
    dense = station.density > 0.1
    return float(np.median(station.co_ppm[dense] / station.density[dense])) if dense.any() else float("nan")


def _our_gas_ratio(values: Array) -> float:
    density = density_of(np.minimum(values[:, 0], 99.99))
    dense = (density > 0.1) & (density < 2.0)
    return float(np.median(values[dense, 2] / density[dense]))
