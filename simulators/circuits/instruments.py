"""What the monitor of a circuit has and tells: which channels, offset, noise, steps; losses and exchanges."""

from __future__ import annotations

import numpy as np

from simulators.series_blocks import DAY_S, HOUR_S, Array

#: residual mA, cables L1, L2, L3, N °C, ambient °C, load A.
CHANNELS = 7
RESIDUAL, FIRST_CABLE, AMBIENT, LOAD = 0, 1, 5, 6
#: What monitors of the market have, and how common each is here.
KITS: tuple[tuple[tuple[int, ...], float], ...] = (
    ((0, 1, 2, 3, 4, 5, 6), 0.26),
    ((0, 1, 2, 3, 4), 0.18),
    ((0, 1, 2, 3), 0.12),
    ((0, 1, 2, 3, 6), 0.12),
    ((0, 1, 2, 3, 5), 0.06),
    ((0, 1), 0.06),
    ((0,), 0.12),
    ((0, 6), 0.04),
    ((1, 2, 3), 0.04),
)
_NEEDS = {"drift": {0}, "step": {0}, "contact": {1, 2, 3}, "overload": {1, 2, 3}, "arc": {0, 6}}


def kit(draw: np.random.Generator, kind: str) -> list[int]:
    """A random kit that can see something of the fault at all."""
    while True:
        chosen = KITS[draw.choice(len(KITS), p=[share for _, share in KITS])][0]
        if _NEEDS.get(kind, set()) <= set(chosen):
            return list(chosen)


def told(draw: np.random.Generator, truth: Array, kinds: list[str], step_s: float) -> Array:
    """`truth` (ticks, runs, channels) as instruments tell it; NaN where nothing is told."""
    runs = truth.shape[1]
    spread = np.array([1.0, 0.8, 0.8, 0.8, 0.8, 0.8, 0.2])
    gain = np.array([0.05, 0.0, 0.0, 0.0, 0.0, 0.0, 0.03])
    noise = np.array([0.7, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15])
    fine = np.array([1.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    coarse = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    steps = np.where(draw.random((runs, 1)) < 0.3, coarse, fine)
    seen = truth * (1.0 + draw.normal(0.0, 1.0, (runs, CHANNELS)) * gain)
    seen = seen + draw.normal(0.0, 1.0, (runs, CHANNELS)) * spread
    seen += draw.standard_normal(seen.shape) * noise * np.exp(draw.normal(0.0, 0.5, (runs, CHANNELS)))
    _exchange(draw, seen, step_s)
    seen = np.round(seen / steps) * steps
    seen[:, :, [RESIDUAL, LOAD]] = np.maximum(seen[:, :, [RESIDUAL, LOAD]], 0.0)
    for run, kind in enumerate(kinds):
        absent = np.setdiff1d(np.arange(CHANNELS), kit(draw, kind))
        seen[:, run, absent] = np.nan
    _unplugged(draw, seen, step_s)
    return np.asarray(seen)


def _exchange(draw: np.random.Generator, seen: Array, step_s: float) -> None:
    """One monitor in five is replaced: silent for a while, then with other offsets and gains."""
    ticks, runs, _ = seen.shape
    for run in np.flatnonzero(draw.random(runs) < 0.2):
        at = int(draw.uniform(0.1, 0.9) * ticks)
        back = at + int(draw.uniform(0.3, 4.0) * HOUR_S / step_s)
        seen[at:back, run] = np.nan
        seen[back:, run, RESIDUAL] *= draw.uniform(0.85, 1.15)
        seen[back:, run, LOAD] *= draw.uniform(0.9, 1.1)
        seen[back:, run, FIRST_CABLE:LOAD] += draw.normal(0.0, 0.8, LOAD - FIRST_CABLE)


def _unplugged(draw: np.random.Generator, seen: Array, step_s: float) -> None:
    """Sensors hang loose for hours, or fall off the cable and tell the air's temperature from then on."""
    ticks, runs, _ = seen.shape
    for run in np.flatnonzero(draw.random(runs) < 0.35):
        at = int(draw.random() * ticks)
        length = int(draw.uniform(0.2, 36.0) * HOUR_S / step_s)
        seen[at : at + length, run, draw.integers(0, CHANNELS)] = np.nan
    for run in np.flatnonzero(draw.random(runs) < 0.15 * ticks * step_s / (30 * DAY_S)):
        at = int(draw.random() * ticks)
        seen[at : at + int(12 * HOUR_S / step_s), run] = np.nan
