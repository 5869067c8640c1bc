"""What a site tells of its water: which channels, offset, drift, noise, steps, spikes, losses."""

from __future__ import annotations

import numpy as np

from simulators.series_blocks import DAY_S, HOUR_S, Array
from simulators.wandering import between

#: pressure MPa, level m, flow L/s, pump running 0/1, ambient °C.
CHANNELS = 5
PRESSURE, LEVEL, FLOW, PUMP, AMBIENT = range(CHANNELS)
KITS: tuple[tuple[tuple[int, ...], float], ...] = (
    ((PRESSURE,), 0.26),
    ((PRESSURE, LEVEL), 0.18),
    ((PRESSURE, AMBIENT), 0.10),
    ((PRESSURE, LEVEL, PUMP), 0.14),
    ((PRESSURE, PUMP), 0.08),
    ((PRESSURE, LEVEL, FLOW, PUMP, AMBIENT), 0.12),
    ((PRESSURE, LEVEL, AMBIENT), 0.06),
    ((LEVEL,), 0.06),
)
_NEEDS = {"tank": LEVEL, "normal": None}


def kit(draw: np.random.Generator, kind: str) -> list[int]:
    """A random kit that can see something of the fault at all."""
    needed = _NEEDS.get(kind, PRESSURE)
    while True:
        chosen = KITS[draw.choice(len(KITS), p=[share for _, share in KITS])][0]
        if needed is None or needed in chosen:
            return list(chosen)


def told(draw: np.random.Generator, truth: Array, kinds: list[str], step_s: float) -> Array:
    """`truth` (ticks, runs, channels) as instruments tell it; NaN where nothing is told."""
    ticks, runs, _ = truth.shape
    days = np.arange(ticks)[:, None] * step_s / DAY_S
    seen = truth + draw.normal(0.0, 1.0, (runs, CHANNELS)) * np.array([0.005, 0.03, 0.05, 0.0, 1.0])
    seen[:, :, PRESSURE] += days * draw.normal(0.0, 0.0004, runs)
    spread = np.array([0.0012, 0.006, 0.04, 0.0, 0.15]) * np.exp(draw.normal(0.0, 0.5, (runs, CHANNELS)))
    seen += draw.standard_normal(seen.shape) * spread
    spikes = draw.random((ticks, runs)) < between(draw, 0.0, 4.0, runs) * step_s / DAY_S
    seen[:, :, PRESSURE] += spikes * draw.normal(0.0, 0.12, (ticks, runs))
    fine, coarse = np.array([0.001, 0.01, 0.1, 1.0, 0.1]), np.array([0.01, 0.01, 0.1, 1.0, 1.0])
    steps = np.where(draw.random((runs, 1)) < 0.25, coarse, fine)
    seen[:, :, PUMP] = truth[:, :, PUMP] > 0.5
    seen = np.round(seen / steps) * steps
    seen[:, :, :PUMP] = np.maximum(seen[:, :, :PUMP], 0.0)
    for run, kind in enumerate(kinds):
        seen[:, run, np.setdiff1d(np.arange(CHANNELS), kit(draw, kind))] = np.nan
    for lost in np.flatnonzero(draw.random(runs) < 0.4):
        at = int(draw.random() * ticks)
        length = int(draw.uniform(0.1, 30.0) * HOUR_S / step_s)
        seen[at : at + length, lost, draw.integers(0, CHANNELS)] = np.nan
    return np.asarray(seen)
