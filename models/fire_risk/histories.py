"""Simulated histories of cities: made by the simulator in its own process, read back a city at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.fire_risk.records import Records, read
from models.fire_risk.timeline import FIRST, WEEKS, Timeline, timeline
from models.training import simulated
from runtime.faults import PlainFault

SIMULATOR = "simulators.city_history"
#: Cities that teach, and the one that no model has seen.
CITIES = ("1501", "1502", "1503", "1504", "1505", "1507", "1508", "1509", "1522", "1525", "1529")
HELD_OUT = "1506"


@dataclass(frozen=True)
class Amounts:
    """How much of a city is made."""

    buildings: int
    communities: int
    weeks: int = WEEKS


@dataclass(frozen=True)
class City:
    """A simulated city: its records, and the truth behind them.

    `expected` (weeks + 1, sites) is the true number of confirmed fires from the first day to each week's
    beginning; `serious` (weeks + 1, sites) the true chance then that a fire is a serious one.
    """

    code: str
    records: Records
    expected: NDArray[np.float32]
    serious: NDArray[np.float32]
    first_day: int

    @property
    def timeline(self) -> Timeline:
        """The parts of its years."""
        return timeline(self.first_day, self.first_day + 7 * (self.expected.shape[0] - 1))

    def probability(self, day: int, horizon_days: int) -> NDArray[np.float64]:
        """The true probability of a confirmed fire within the horizon, by all that did happen: (sites,)."""
        return np.asarray(-np.expm1(-(self._until(day + horizon_days) - self._until(day))))

    def serious_chance(self, day: int) -> NDArray[np.float64]:
        """The true chance, in the week of the day, that a fire there is a serious one: (sites,)."""
        return np.asarray(self.serious[(day - self.first_day) // 7], dtype=np.float64)

    def _until(self, day: int) -> NDArray[np.float64]:
        week, rest = divmod(day - self.first_day, 7)
        found: NDArray[np.float64] = self.expected[week].astype(np.float64)
        if rest:
            found += rest / 7 * (self.expected[week + 1] - self.expected[week])
        return found


@contextmanager
def histories(
    codes: Sequence[str], amounts: Amounts, seed: int, folder: Path | None = None
) -> Iterator[Iterator[City]]:
    """Cities one after the other, out of `folder`, or made anew and thrown away after."""
    if folder is not None:
        yield (city(folder / code) for code in codes)
        return
    with tempfile.TemporaryDirectory(prefix="fire-risk-") as made:
        yield (_made(Path(made) / code, code, amounts, seed) for code in codes)


def _made(folder: Path, code: str, amounts: Amounts, seed: int) -> City:
    wanted = ("--cities", code, "--buildings", amounts.buildings, "--communities", amounts.communities)
    when = ("--first", FIRST.isoformat(), "--weeks", amounts.weeks, "--seed", seed)
    simulated.run(SIMULATOR, "--output", folder, *wanted, *when)
    return city(folder / code)


def city(folder: Path) -> City:
    """One city's folder. Raises PlainFault."""
    try:
        with np.load(folder / "truth.npz") as file:
            expected, serious, first_day = file["expected"], file["serious"], int(file["first_day"])
    except (OSError, KeyError, ValueError) as fault:
        raise PlainFault(
            f"{folder / 'truth.npz'}: cannot be read: {fault}; make the folder with python -m {SIMULATOR}"
        ) from None
    return City(folder.name, read(folder), expected, serious, first_day)
