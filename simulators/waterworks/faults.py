"""What goes wrong with fire water. One row of the table a kind.

Pipes in frost: ice closes a pipe first and drives up the pressure of the water it encloses; what thaws or
breaks is empty (Gordon, An Investigation into Freezing and Bursting Water Pipes, Univ. of Illinois BRC
1996). Leaks: flow follows the root of pressure (Torricelli), so a leak feeds itself little and shows in how
often the pressure pump starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulators.series_blocks import DAY_S, HOUR_S, Array

Draw = np.random.Generator


@dataclass
class Course:
    """What a fault does over the ticks of one run.

    `leak` times the usual seep; `closed` 1 where a valve or ice cuts the instrument off from the supply;
    `trapped_mpa_h` how the enclosed water's pressure runs, MPa/h; `pumps` 1 where pumps answer; `supply` the
    share of the supply that is there; `refill` 1 where the tank is filled again; `tank_loss_m_h`.
    """

    leak: Array
    closed: Array
    trapped_mpa_h: Array
    pumps: Array
    supply: Array
    refill: Array
    tank_loss_m_h: Array

    @classmethod
    def none(cls, ticks: int) -> Course:
        """Nothing goes wrong."""
        zero, one = np.zeros(ticks), np.ones(ticks)
        return cls(zero.copy(), zero.copy(), zero.copy(), one.copy(), one.copy(), one.copy(), zero.copy())


#: since (ticks,) in seconds since the event, negative before.
Fault = Callable[[Draw, Course, Array], None]


def closed(draw: Draw, course: Course, since: Array) -> None:
    """A valve is shut and stays shut; the trapped water seeps out slowly or not at all."""
    on = since >= 0
    course.closed[on] = 1.0
    course.trapped_mpa_h[on] = -float(np.exp(draw.uniform(np.log(2e-4), np.log(0.03))))


def leak(draw: Draw, course: Course, since: Array) -> None:
    """A joint or a drain loses three to sixty times what the system always lost, at once or over days."""
    growth = np.clip(since / (DAY_S * np.exp(draw.uniform(np.log(0.01), np.log(4.0)))), 0.0, 1.0)
    course.leak += np.exp(draw.uniform(np.log(3.0), np.log(60.0))) * growth


def dead_pump(draw: Draw, course: Course, since: Array) -> None:
    """Switched off or burnt out: nobody lifts the pressure again."""
    course.pumps[since >= 0] = 0.0


def frozen(draw: Draw, course: Course, since: Array) -> None:
    """Ice closes the pipe and squeezes what is enclosed; after hours to days the pipe is empty."""
    ices = draw.uniform(0.5, 10.0) * HOUR_S
    lasts = ices + draw.uniform(2.0, 60.0) * HOUR_S
    course.closed[since >= 0] = 1.0
    course.trapped_mpa_h[(since >= 0) & (since < ices)] = np.exp(draw.uniform(np.log(0.005), np.log(0.3)))
    course.trapped_mpa_h[since >= lasts] = -draw.uniform(0.2, 3.0)


def dry(draw: Draw, course: Course, since: Array) -> None:
    """The supply is shut off or empty: pressure goes within minutes to hours, then the tank."""
    length = HOUR_S * np.exp(draw.uniform(np.log(0.1), np.log(12.0)))
    course.supply[:] = 1.0 - np.clip(since / length, 0.0, 1.0)
    course.pumps[since >= 0.5 * length] = 0.0
    course.refill[since >= 0] = 0.0
    course.tank_loss_m_h[since >= 0] = np.exp(draw.uniform(np.log(0.05), np.log(2.0)))


def tank(draw: Draw, course: Course, since: Array) -> None:
    """A tank loses water, or is used and not filled again, because its float valve is stuck or shut."""
    course.refill[since >= 0] = 0.0
    course.tank_loss_m_h[since >= 0] = np.exp(draw.uniform(np.log(0.004), np.log(0.25)))


FAULTS: dict[str, Fault] = {
    "closed": closed,
    "leak": leak,
    "dead_pump": dead_pump,
    "frozen": frozen,
    "dry": dry,
    "tank": tank,
}
EARLIEST_DAY, LATEST_SHARE = 4.5, 0.65


def begins_s(draw: Draw, days: float) -> float:
    """A random moment; a short run begins at its middle."""
    return float(draw.uniform(min(EARLIEST_DAY, 0.5 * days), max(LATEST_SHARE * days, 0.5 * days)) * DAY_S)
