"""`python -m simulators.sensor_ageing`: weeks of detectors that age and fail, written as training data.

A run is a site with six detectors that share weather, people and, in part, smoke. Channels: obscuration
%/m, °C, CO ppm, relative humidity %, battery %; with noise and steps, as told every five minutes. `kind`,
`event_s`, `alarm_s` (when the fault alone would sound the detector, also past the end), `alarm_db_m` and
`type` are (runs, detectors). CO cells lose 5 to 10 % of their sensitivity a year (EN 50291-1 annex; makers'
data sheets).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from runtime.faults import PlainFault, tell
from simulators import series_folder
from simulators.ageing_faults import DAY_S, FAULTS, Detector
from simulators.ageing_types import SITES, TYPES, DetectorType, Site
from simulators.fires.constants import Array
from simulators.fires.light import obscuration
from simulators.series_folder import Block

STEP_S = 300.0
CHANNELS = ("smoke", "heat", "co", "humidity", "battery")
DETECTORS = 6
#: Runs of one block.
RUNS = 16
#: Share of the detectors with each fault; the others are healthy.
_SHARES = {"contamination": 0.12, "stuck": 0.08, "noisy": 0.08, "blocked": 0.08, "offset_step": 0.06}
#: What a detector has beside its chamber: temperature, CO, humidity, battery.
_HAS = np.array([0.75, 0.3, 0.25, 0.5])


def draw(runs: int, days: float, types: Sequence[str], sites: Sequence[str], seed: Sequence[int]) -> Block:
    """A block of sites and their detectors."""
    ticks = int(days * DAY_S / STEP_S)
    values = np.empty((ticks, runs, DETECTORS, len(CHANNELS)), dtype=np.float32)
    told: dict[str, NDArray[np.generic]] = {
        "kind": np.full((runs, DETECTORS), "healthy", dtype="<U16"),
        "type": np.full((runs, DETECTORS), "", dtype="<U16"),
        "event_s": np.full((runs, DETECTORS), np.nan),
        "alarm_s": np.full((runs, DETECTORS), np.nan),
        "alarm_db_m": np.zeros((runs, DETECTORS)),
    }
    named = []
    for run in range(runs):
        generator = np.random.default_rng([*seed, run])
        named.append(str(generator.choice(np.array(sites))))
        _site(values[:, run], {key: of[run] for key, of in told.items()}, SITES[named[-1]], types, generator)
    return {
        "values": values,
        "channels": np.array(CHANNELS),
        "step_s": np.float64(STEP_S),
        "site": np.array(named),
        **told,
    }


def _site(
    values: NDArray[np.float32],
    told: dict[str, NDArray[np.generic]],
    site: Site,
    types: Sequence[str],
    draw: np.random.Generator,
) -> None:
    seconds = np.arange(values.shape[0], dtype=np.float64) * STEP_S
    weather = _weather(seconds, draw)
    day = np.sin(2 * np.pi * (seconds / DAY_S - draw.random()))
    smoke, warm, co = _events(seconds, site, draw)
    own = str(draw.choice(np.array(types)))
    has = draw.random(4) < _HAS
    names = np.array(list(FAULTS))
    for place in range(values.shape[1]):
        name = own if draw.random() < 0.8 else str(draw.choice(np.array(types)))
        kind = TYPES[name]
        share = draw.uniform(0.15, 1.0)
        temperature = site.mean_c + draw.normal(0, 1.5) + site.swing_k * draw.uniform(0.5, 1.2) * day
        temperature += 0.4 * site.swing_k * weather + 0.6 * share * warm
        humidity = np.clip(
            site.humidity - 1.5 * site.swing_k * day + 12.0 * weather + 10 * share * warm, 5, 100
        )
        one = _detector(seconds, kind, share * smoke, temperature, humidity, bool(has[0]), draw)
        told["type"][place], told["alarm_db_m"][place] = name, kind.alarm
        fault = int(np.searchsorted(np.cumsum(list(_SHARES.values())), draw.random()))
        if fault < names.size:
            event = float(draw.uniform(0.1 if fault else -0.4, 0.7)) * seconds[-1]
            FAULTS[names[fault]](one, event)
            told["kind"][place], told["event_s"][place], told["alarm_s"][place] = (
                names[fault],
                event,
                one.alarm_s,
            )
        columns = _finished(one, kind, temperature, share * co, humidity, draw)
        columns[1:, :][~has] = np.nan
        values[:, place] = columns.T


def _weather(seconds: Array, draw: np.random.Generator) -> Array:
    """Days of mild and cold, dry and moist: a wandering of some standard deviation 1, smooth over hours."""
    knots = np.arange(0.0, seconds[-1] + 2 * DAY_S, 0.5 * DAY_S)
    walk = np.zeros(knots.size)
    for at in range(1, knots.size):
        walk[at] = 0.85 * walk[at - 1] + 0.5 * draw.normal()
    return np.interp(seconds, knots, walk)


def _events(seconds: Array, site: Site, draw: np.random.Generator) -> tuple[Array, Array, Array]:
    """Cooking, smoking, steam and small smoke of a site: dB/m, K, ppm; they decay within half an hour."""
    smoke, warm, co = (np.zeros(seconds.size) for _ in range(3))
    count = draw.poisson(site.events * draw.uniform(0.4, 1.5) * seconds[-1] / DAY_S)
    hours = draw.choice([7.0, 12.0, 18.5, 21.0], size=count) + draw.normal(0, 1.5, count)
    begins = draw.integers(0, max(int(seconds[-1] / DAY_S), 1), count) * DAY_S + hours * 3600.0
    for begin in begins:
        since = seconds - begin
        on = (since >= 0) & (since < 20_000.0)
        fall = draw.uniform(300.0, 2400.0)
        shape = np.clip(since[on] / draw.uniform(300, 900), 0, 1) * np.exp(-since[on] / fall)
        strength = draw.exponential(site.strength)
        smoke[on] += strength * shape
        warm[on] += draw.uniform(0, 4) * shape
        co[on] += strength * draw.uniform(0, 60) * shape
    return smoke, warm, co


def _detector(
    seconds: Array,
    kind: DetectorType,
    smoke: Array,
    temperature: Array,
    humidity: Array,
    heat: bool,
    draw: np.random.Generator,
) -> Detector:
    pulled = kind.per_k * draw.normal(0, 1) * (temperature - 20.0)
    pulled += kind.per_percent * np.maximum(humidity - 60.0, 0.0)
    dust = draw.exponential(0.02) * kind.alarm * seconds / (90 * DAY_S)
    return Detector(
        seconds=seconds,
        smoke=smoke * np.exp(draw.normal(0, 0.25)),
        zero=kind.zero * np.exp(draw.normal(0, 0.3)) + pulled + dust,
        sigma=np.full(seconds.size, kind.noise * np.exp(draw.normal(0, 0.3))),
        alarm=kind.alarm,
        heat=heat,
        draw=draw,
        finished=[],
    )


def _finished(
    one: Detector,
    kind: DetectorType,
    temperature: Array,
    co: Array,
    humidity: Array,
    draw: np.random.Generator,
) -> Array:
    """All columns as told: (channels, ticks)."""
    ticks = one.seconds.size
    smoke = np.maximum(one.smoke + one.zero + draw.standard_normal(ticks) * one.sigma, 0.0)
    smoke = np.round(smoke / kind.step) * kind.step
    heat = np.round((temperature + 0.15 * draw.standard_normal(ticks)) / 0.1) * 0.1
    age = draw.uniform(0.0, 7.0)
    cell = co * (1.0 - draw.uniform(0.05, 0.10)) ** age
    cell = np.maximum(np.round(cell + 0.6 * draw.standard_normal(ticks)), 0.0)
    moist = np.round(humidity + 0.3 * draw.standard_normal(ticks))
    battery = np.round(draw.uniform(30, 100) - draw.uniform(0.01, 0.1) * one.seconds / DAY_S)
    columns = np.stack((smoke, heat, cell, moist, battery))
    for channel, first, change in one.finished:
        if first < ticks:
            columns[channel, first:] = change(columns[channel, first:])
    columns[0] = obscuration(columns[0] / 10.0)
    return columns


def write(
    folder: Path, runs: int, seed: int, days: float, types: Sequence[str], sites: Sequence[str]
) -> None:
    """Write the series of `runs` sites into a new or empty folder; PlainFault says what is wrong."""
    parts = [min(RUNS, runs - first) for first in range(0, runs, RUNS)]
    series_folder.write(
        folder, len(parts), lambda block: draw(parts[block], days, types, sites, [seed, block])
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the series cannot be written."""
    parser = argparse.ArgumentParser(
        prog="python -m simulators.sensor_ageing", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--runs", type=int, default=100, help=f"sites with {DETECTORS} detectors each")
    parser.add_argument("--days", type=float, default=40.0, help="length of a run")
    parser.add_argument("--types", nargs="+", choices=list(TYPES), default=list(TYPES), help="detector types")
    parser.add_argument("--sites", nargs="+", choices=list(SITES), default=list(SITES), help="kinds of sites")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    chosen = parser.parse_args(argv)
    try:
        write(chosen.output, chosen.runs, chosen.seed, chosen.days, chosen.types, chosen.sites)
    except PlainFault as fault:
        return tell(fault)
    return 0


if __name__ == "__main__":
    sys.exit(main())
