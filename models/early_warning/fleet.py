"""A random fleet of detectors in the air of simulated runs: what each has, how often and how well it tells.

Drawn for every detector of every run: the channels it has, how many detectors the room has at all, sampling
period and phase, gain, offset, noise, steps, when it was switched on, and when it was out of reach. The air
itself comes without any of that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.early_warning.channels import CHANNELS, CO, CO2, HEAT, HUMIDITY, SMOKE
from models.early_warning.installation import SENSORS
from models.windows import Flags, Floats

#: What a detector of the market has, and how common it is here.
KITS: tuple[tuple[tuple[int, ...], float], ...] = (
    ((SMOKE,), 0.17),
    ((HEAT,), 0.15),
    ((SMOKE, HEAT), 0.18),
    ((SMOKE, HEAT, CO), 0.17),
    ((SMOKE, HEAT, CO, CO2), 0.12),
    ((SMOKE, HEAT, CO, CO2, HUMIDITY), 0.08),
    ((SMOKE, HEAT, HUMIDITY), 0.03),
    ((SMOKE, CO), 0.03),
    ((HEAT, CO2, HUMIDITY), 0.04),
    ((CO,), 0.03),
)
_PERIODS = np.array([1, 2, 4, 5, 10, 15, 30, 60])
_PERIOD_SHARE = np.array([0.34, 0.28, 0.1, 0.06, 0.1, 0.04, 0.04, 0.04])
_ALONE = 0.3
_ALL_ALIKE = 0.8
_LATE_ON = 0.1
_OUT_OF_REACH = 0.06


@dataclass
class Fleet:
    """Detectors reading `air` (sim ticks, detectors, channels) told every `air_step_s`.

    `told(second)` must be asked second by second from 0; it gives values and `have`, both (detectors,
    channels).
    """

    air: Floats
    air_step_s: float
    per_run: int
    event_s: NDArray[np.float64]
    generator: np.random.Generator

    def __post_init__(self) -> None:
        """Draw the fleet."""
        draw = self.generator
        count = self.air.shape[1]
        runs = count // self.per_run
        self.channels = self._kits(runs) & ~np.isnan(self.air).all(axis=0)
        shape = (count, len(CHANNELS))
        self._period = draw.choice(_PERIODS, p=_PERIOD_SHARE, size=count)[:, None]
        self._phase = (draw.random(count) * self._period[:, 0]).astype(int)[:, None]
        self._gain = np.ones(shape)
        self._gain[:, SMOKE] = np.exp(draw.normal(0.0, 0.3, count))
        self._gain[:, CO] = np.exp(draw.normal(0.0, 0.1, count))
        spread = np.array([0.02, 0.7, 1.0, 30.0, 3.0])
        self._offset = draw.normal(0.0, 1.0, shape) * spread
        noise = np.array([SENSORS[place].noise for place in range(len(CHANNELS))])
        self._noise = noise * np.exp(draw.normal(0.0, 0.6, shape))
        step = np.array([SENSORS[place].step for place in range(len(CHANNELS))])
        coarse = np.array([0.04, 0.5, 5.0, 10.0, 1.0])
        self._step = np.where(draw.random(shape) < 0.3, coarse, step)
        length = self.air.shape[0] * self.air_step_s
        event = np.repeat(np.where(np.isnan(self.event_s), 0.5 * length, self.event_s), self.per_run)
        late = draw.random(count) < _LATE_ON
        self._on = np.where(late, event + draw.uniform(-60.0, 60.0, count), 0.0)
        out = draw.random(count) < _OUT_OF_REACH
        self._lost = np.where(out, event + draw.uniform(-600.0, 600.0, count), np.inf)
        self._found = self._lost + draw.uniform(30.0, 600.0, count)
        self._latest = np.zeros(shape, dtype=np.float32)
        self._began = False

    def _kits(self, runs: int) -> Flags:
        draw = self.generator
        shares = [share for _, share in KITS]
        chosen: NDArray[np.int64] = draw.choice(len(KITS), p=shares, size=(runs, self.per_run))
        alike = draw.random(runs) < _ALL_ALIKE
        chosen[alike] = chosen[alike][:, :1]
        has = np.zeros((len(KITS), len(CHANNELS)), dtype=bool)
        for place, (kit, _) in enumerate(KITS):
            has[place, list(kit)] = True
        channels: Flags = has[chosen]
        alone = np.flatnonzero(draw.random(runs) < _ALONE)
        only = draw.integers(0, self.per_run, alone.size)
        keep = np.ones((runs, self.per_run), dtype=bool)
        keep[alone] = False
        keep[alone, only] = True
        channels[~keep] = False
        return channels.reshape(runs * self.per_run, len(CHANNELS))

    @property
    def there(self) -> Flags:
        """Which detectors exist at all: (detectors,)."""
        return np.asarray(self.channels.any(axis=1))

    def air_at(self, second: float) -> Floats:
        """The air itself, between two of its steps: (detectors, channels)."""
        place = second / self.air_step_s
        low = min(int(place), self.air.shape[0] - 1)
        share = np.float32(place - low)
        high = min(low + 1, self.air.shape[0] - 1)
        return np.asarray(self.air[low] * (np.float32(1.0) - share) + self.air[high] * share)

    def told(self, second: int) -> tuple[Floats, Flags]:
        """What every detector last told by `second`."""
        due = ((second - self._phase) % self._period == 0) | (not self._began)
        self._began = True
        fresh = self.air_at(second) * self._gain + self._offset
        fresh += self.generator.standard_normal(fresh.shape) * self._noise
        fresh = np.round(fresh / self._step) * self._step
        fresh[:, [SMOKE, CO, CO2, HUMIDITY]] = np.maximum(fresh[:, [SMOKE, CO, CO2, HUMIDITY]], 0.0)
        self._latest = np.where(due, fresh, self._latest).astype(np.float32)
        reached = (second >= self._on) & ~((second >= self._lost) & (second < self._found))
        return self._latest, self.channels & reached[:, None]
