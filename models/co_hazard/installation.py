"""What stands between the air of a home and what its CO alarm tells: channels, lag, gain, zero, noise, steps.

EN 50291-1 cells: response t90 of 30 to 60 s, gain within 10 %, zero within some ppm (5.3.10: long-term
stability); a cell loses 5 to 10 % of its sensitivity a year. Values are told every 10 s to 5 min.
"""

from __future__ import annotations

import numpy as np

from models.co_hazard.channels import CHANNELS, CO, CO2, HEAT, HUMIDITY, SMOKE
from models.windows import Flags, Floats

#: What is on the market, and how common it is here; all have CO.
KITS: tuple[tuple[tuple[int, ...], float], ...] = (
    ((CO,), 0.25),
    ((CO, HEAT), 0.20),
    ((CO, HEAT, SMOKE), 0.20),
    ((CO, HEAT, HUMIDITY), 0.10),
    ((CO, HEAT, SMOKE, CO2), 0.10),
    ((CO, HEAT, SMOKE, CO2, HUMIDITY), 0.15),
)
#: Ticks between two values, and how common that is.
_PERIODS = ((1, 0.45), (3, 0.15), (6, 0.25), (30, 0.15))
#: Spread of the zero, noise, step; by channel.
_ZERO = np.array([1.2, 0.7, 0.02, 30.0, 3.0])
_NOISE = np.array([0.7, 0.1, 0.008, 10.0, 0.3])
_STEP = np.array([1.0, 0.1, 0.004, 1.0, 0.1])
_COARSE = np.array([5.0, 0.5, 0.04, 10.0, 1.0])
_SMALLEST = np.array([0.0, -60.0, 0.0, 0.0, 0.0])


def drawn_kits(detectors: int, draw: np.random.Generator) -> Flags:
    """Which channels each of the detectors has: (detectors, channels)."""
    has = np.zeros((len(KITS), len(CHANNELS)), dtype=bool)
    for place, (kit, _) in enumerate(KITS):
        has[place, list(kit)] = True
    return np.asarray(has[draw.choice(len(KITS), p=[share for _, share in KITS], size=detectors)])


def told(air: Floats, step_s: float, seed: int | list[int]) -> Floats:
    """`air` (ticks, detectors, channels) as detectors tell it; NaN where one lacks the channel."""
    draw = np.random.default_rng(seed)
    ticks, detectors, channels = air.shape
    shape = (detectors, channels)
    values = air.astype(np.float64)
    share = 1.0 - np.exp(-step_s / draw.uniform(12.0, 30.0, detectors))
    for tick in range(1, ticks):
        values[tick, :, CO] = values[tick - 1, :, CO] + share * (
            values[tick, :, CO] - values[tick - 1, :, CO]
        )
    gain = np.ones(shape)
    gain[:, CO] = np.exp(draw.normal(-0.06, 0.1, detectors))
    gain[:, SMOKE] = np.exp(draw.normal(0.0, 0.3, detectors))
    values = values * gain + draw.normal(0.0, 1.0, shape) * _ZERO
    noise = _NOISE * np.exp(draw.normal(0.0, 0.5, shape))
    values += draw.standard_normal(values.shape, dtype=np.float32) * noise
    step = np.where(draw.random(shape) < 0.25, _COARSE, _STEP)
    values = np.maximum(np.round(values / step) * step, _SMALLEST)
    periods, shares = zip(*_PERIODS, strict=True)
    period = draw.choice(periods, p=shares, size=detectors)
    at = np.arange(ticks)[:, None]
    values = values[at - at % period, np.arange(detectors)]
    values[:, ~drawn_kits(detectors, draw)] = np.nan
    return np.asarray(values, dtype=np.float32)
