"""What stands between the air at a ceiling and a number that a detector tells: lags, noise, and steps.

A zone model knows neither. Sources: transport Mowrer, Fire Technology 26 (1990) 244; jet speed Alpert, Fire
Technology 8 (1972) 181; entry Heskestad's characteristic length (1.8 m for photoelectric chambers), no slower
than at 0.15 m/s (Brozovsky 1991). Noise and steps are those of common analogue detectors.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.early_warning.channels import CO, CO2, HEAT, HUMIDITY, SMOKE
from models.windows import Floats


class Sensor(NamedTuple):
    """Of one channel: standard deviation of the noise, step of what is told, time constant in seconds."""

    noise: float
    step: float
    lag_s: float


SENSORS: dict[int, Sensor] = {
    SMOKE: Sensor(0.008, 0.004, 0.0),
    HEAT: Sensor(0.08, 0.1, 0.0),
    CO: Sensor(0.5, 1.0, 15.0),
    CO2: Sensor(8.0, 1.0, 20.0),
    HUMIDITY: Sensor(0.2, 0.1, 8.0),
}
ENTRY_LENGTH_M = 1.8
_SLOWEST = 0.15
_LONGEST_LAG_S = 120.0


def as_installed(
    ticks: Floats, heat_kw: NDArray[np.float64], distance_m: NDArray[np.float64], height_m: float, name: str
) -> Floats:
    """`ticks` (seconds, detectors, channels) of air as detectors tell it; the noise follows from `name`."""
    heat = np.maximum(heat_kw, 0.05)[:, None]
    radius = np.maximum(distance_m, 0.2)
    rising = 0.67 * height_m ** (4 / 3) / heat ** (1 / 3)
    spreading = radius ** (11 / 6) / (1.2 * heat ** (1 / 3) * height_m**0.5)
    late = np.minimum(rising + spreading, _LONGEST_LAG_S)
    far = 0.195 * heat ** (1 / 3) * height_m**0.5 * radius ** (-5 / 6)
    speed = np.maximum(
        np.where(radius / height_m <= 0.15, 0.96 * (heat / height_m) ** (1 / 3), far), _SLOWEST
    )
    seconds = np.arange(ticks.shape[0], dtype=np.float64)
    told = ticks.astype(np.float64)
    for place in range(ticks.shape[1]):
        arrival = np.minimum.accumulate((seconds + late[:, place])[::-1])[::-1]
        for channel in (SMOKE, CO, CO2):
            told[:, place, channel] = np.interp(seconds, arrival, told[:, place, channel])
        told[:, place, SMOKE] = _followed(told[:, place, SMOKE], ENTRY_LENGTH_M / speed[:, place])
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    for channel, sensor in SENSORS.items():
        column = told[:, :, channel]
        if sensor.lag_s:
            column = np.stack([_followed(row, np.full(row.size, sensor.lag_s)) for row in column.T], axis=1)
        noisy = column + generator.normal(0.0, sensor.noise, column.shape)
        told[:, :, channel] = np.round(noisy / sensor.step) * sensor.step
    told[:, :, [SMOKE, CO, CO2]] = np.maximum(told[:, :, [SMOKE, CO, CO2]], 0.0)
    return told.astype(np.float32)


def _followed(values: NDArray[np.float64], lag_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """`values` each second through a first-order lag that may change; exact over each second."""
    share = 1.0 - np.exp(-1.0 / np.maximum(lag_s, 1e-6))
    out = np.empty_like(values)
    state = values[0]
    for index in range(values.size):
        state += share[index] * (values[index] - state)
        out[index] = state
    return out
