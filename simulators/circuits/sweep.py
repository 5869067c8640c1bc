"""`python -m simulators.circuits.sweep`: random circuits over weeks, written as training data."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np

from simulators import series_sweep
from simulators.circuits import instruments, physics
from simulators.circuits.climate import climate
from simulators.circuits.faults import CABLES, FAULTS, Course, begins_s
from simulators.circuits.loads import Load, load
from simulators.circuits.sites import SITES
from simulators.series_blocks import DAY_S, HOUR_S, Array, SeriesBlock
from simulators.wandering import between, wander

STEP_S = 120.0
_RATED_A = (32, 40, 63, 80, 100, 125, 160, 200, 250)
#: What can just be told from nothing: mA, and as a share of what is there; kelvin; share of rated current.
_MA, _MA_SHARE, _KELVIN, _OVER, _ARCING = 8.0, 0.12, 4.0, 0.06, 0.12


def draw_block(kinds: Sequence[str], sites: Sequence[str], days: float, seed: list[int]) -> SeriesBlock:
    """One run for each kind; `normal` has no fault."""
    draw = np.random.default_rng(seed)
    ticks, runs = int(days * DAY_S / STEP_S), len(kinds)
    air = climate(draw, sites, ticks, STEP_S)
    usual = load(draw, sites, ticks, STEP_S)
    event = np.array([np.nan if kind == "normal" else begins_s(draw, days) for kind in kinds])
    courses = [
        _course(draw, kind, at, usual.share[:, run])
        for run, (kind, at) in enumerate(zip(kinds, event, strict=True))
    ]
    rated = np.asarray(draw.choice(_RATED_A, runs), dtype=np.float64)
    joint = np.stack([course.joint for course in courses], axis=1)
    flicker = np.stack([course.flicker for course in courses], axis=1)
    share = (usual.share + np.stack([course.extra for course in courses], axis=1)) * (1.0 - flicker)
    cables = share[:, :, None] * _phases(draw, runs)
    rated_k = between(draw, 22.0, 36.0, runs)[:, None]
    tau = between(draw, 12.0, 40.0, runs)[:, None] * 60.0 / STEP_S
    heat = physics.temperatures(air.warmth_c, cables, rated_k, joint, tau)
    sound, residual = _residual(draw, usual, air.humidity, rated, sites, courses)
    truth = np.concatenate(
        [residual[:, :, None], heat, air.warmth_c[:, :, None], (share * rated)[:, :, None]], axis=2
    )
    effect = _effect(kinds, residual - sound, sound, joint, share, flicker, rated_k[:, 0], usual)
    values = instruments.told(draw, truth, list(kinds), STEP_S)
    return SeriesBlock(
        values=values[:, :, None, :].astype(np.float32),
        step_s=STEP_S,
        event_s=event,
        kind=tuple(kinds),
        site=tuple(sites),
        effect=effect,
    )


def _course(draw: np.random.Generator, kind: str, event: float, busy: Array) -> Course:
    course = Course.none(busy.size)
    if kind != "normal":
        seconds = np.arange(busy.size) * STEP_S
        since = np.maximum(seconds - event, 0.0) / DAY_S
        FAULTS[kind](draw, course, since, busy, seconds >= event)
    return course


def _phases(draw: np.random.Generator, runs: int) -> Array:
    """How the load is shared: three phases about alike, the neutral with what is left (harmonics)."""
    told = np.empty((runs, CABLES))
    told[:, :3] = np.clip(draw.normal(1.0, 0.08, (runs, 3)), 0.7, 1.3)
    told[:, 3] = draw.uniform(0.15, 0.6, runs)
    return told


def _residual(
    draw: np.random.Generator,
    usual: Load,
    humidity: Array,
    rated: Array,
    sites: Sequence[str],
    courses: Sequence[Course],
) -> tuple[Array, Array]:
    """mA without and with the fault: (ticks, runs) each."""
    ticks, runs = humidity.shape
    filters = np.array([SITES[site].filters for site in sites]) * rated * between(draw, 0.5, 1.6, runs)
    capacitive = rated * between(draw, 0.04, 0.2, runs) + filters * usual.share
    capacitive = capacitive + usual.inverter * between(draw, 6.0, 60.0, runs)
    capacitive = capacitive + usual.added * between(draw, 2.0, 25.0, runs)
    capacitive = capacitive + usual.welding * between(draw, 0.0, 15.0, runs)
    capacitive *= 1.0 + 0.03 * wander(draw, ticks, runs, 1800.0 / STEP_S)
    resistive = between(draw, 0.5, 6.0, runs) * physics.damp_factor(humidity, between(draw, 0.05, 0.3, runs))
    extra = np.stack([course.leak_ma for course in courses], axis=1)
    damp = np.array([course.damp for course in courses])
    extra = extra * np.minimum(physics.damp_factor(humidity, damp), 4.0)
    flicker = np.stack([course.flicker for course in courses], axis=1)
    extra = extra + flicker * rated * draw.uniform(0.5, 3.0, runs) * draw.random((ticks, runs))
    sound = physics.residual_ma(capacitive, resistive)
    return sound, physics.residual_ma(capacitive, resistive + extra)


def _effect(
    kinds: Sequence[str],
    more_ma: Array,
    sound_ma: Array,
    joint: Array,
    share: Array,
    flicker: Array,
    rated_k: Array,
    usual: Load,
) -> Array:
    peak = np.quantile(usual.share, 0.95, axis=0)
    recent = int(2 * HOUR_S / STEP_S)
    effects: dict[str, Callable[[], Array]] = {
        "drift": lambda: more_ma / (_MA + _MA_SHARE * sound_ma),
        "step": lambda: _held(more_ma / (_MA + _MA_SHARE * sound_ma), recent),
        "contact": lambda: joint.max(axis=2) * rated_k * peak**2 / _KELVIN,
        "overload": lambda: (_mean(share, recent // 4) - 1.0) / _OVER,
        "arc": lambda: _mean((flicker > 0).astype(float), recent) / _ARCING,
    }
    told = np.zeros_like(share)
    for kind in set(kinds) - {"normal"}:
        runs = np.array([one == kind for one in kinds])
        told[:, runs] = effects[kind]()[:, runs]
    return told


def _mean(values: Array, length: int) -> Array:
    """The mean of the last `length` ticks."""
    total = np.cumsum(np.concatenate([np.zeros((length, values.shape[1])), values]), axis=0)
    return np.asarray((total[length:] - total[:-length]) / length)


def _held(values: Array, length: int) -> Array:
    """What comes and goes counts while it came within the last `length` ticks, by its mean."""
    return np.asarray(np.minimum(np.maximum(values, _mean(values, length) * 4.0), 1000.0))


WORLD = series_sweep.World(
    program="simulators.circuits.sweep",
    says="random circuits over weeks, written as training data",
    faults=tuple(FAULTS),
    sites=tuple(SITES),
    days=24.0,
    draw=draw_block,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the sweep cannot be written."""
    return series_sweep.main(WORLD, argv)


if __name__ == "__main__":
    sys.exit(main())
