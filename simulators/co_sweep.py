"""`python -m simulators.co_sweep`: hours of carbon monoxide in homes, written as training data.

Channels are those of `simulators.fires.sweep`: obscuration %/m, °C, CO ppm, CO2 ppm, relative humidity %;
free of sensor noise, at a detector in the room of origin and in the two rooms beyond it. One step is 10 s.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from runtime.faults import PlainFault, tell
from simulators import series_folder
from simulators.co_scenes import HOMES, SCENES, WHERE
from simulators.fires import ambience, exposures, habits, settings
from simulators.series_folder import Block

STEP_S = 10.0
CHANNELS = ("smoke", "heat", "co", "co2", "humidity")
#: Runs of one block, and hours of each.
RUNS, HOURS = 40, 10.0
#: When something begins, as shares of the run.
_EVENT = (0.1, 0.55)
_CO = CHANNELS.index("co")


def kinds(runs: int) -> list[str]:
    """The scene of every run, interleaved, in shares of the table."""
    due = {name: 0.0 for name in SCENES}
    told = []
    for _ in range(runs):
        for name, scene in SCENES.items():
            due[name] += scene.share
        most = max(due, key=lambda name: due[name])
        due[most] -= 1.0
        told.append(most)
    return told


def draw(names: Sequence[str], homes: Sequence[str], seed: Sequence[int], hours: float = HOURS) -> Block:
    """A block with a run for each of `names`, in one of the kinds of `homes`."""
    ticks, runs = int(hours * 3600 / STEP_S), len(names)
    daily = habits.nothing(ticks, runs)
    places, begins, told = [], [], np.zeros((ticks, runs, len(WHERE)))
    for run, name in enumerate(names):
        generator = np.random.default_rng([*seed, run])
        place = settings.draw(generator, tuple(homes))
        drawer = habits.Drawer(daily, run, generator, STEP_S)
        habits.busy(drawer, place.room)
        event = float(generator.uniform(*_EVENT)) * drawer.length_s
        added = SCENES[name].add(drawer, event, place.area)
        if added is not None:
            told[:, run] = added
        places.append(place)
        begins.append(np.nan if name == "life" else event)
    air = settings.place_of(places, np.random.default_rng([*seed, runs]))
    values = exposures.idle(ambience.live(air, daily, STEP_S), STEP_S)[:, :, [0, 3, 4]]
    values[..., _CO] += told
    return {
        "values": values.astype(np.float32),
        "channels": np.array(CHANNELS),
        "step_s": np.float64(STEP_S),
        "event_s": np.array(begins),
        "kind": np.array(names),
        "room": np.array([place.room for place in places]),
        "where": np.array(WHERE),
    }


def write(folder: Path, runs: int, seed: int, homes: Sequence[str] = HOMES, hours: float = HOURS) -> None:
    """Write the series of `runs` runs into a new or empty folder; PlainFault says what is wrong."""
    names = kinds(runs)
    parts = [names[first : first + RUNS] for first in range(0, runs, RUNS)]
    series_folder.write(folder, len(parts), lambda block: draw(parts[block], homes, [seed, block], hours))


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the series cannot be written."""
    parser = argparse.ArgumentParser(
        prog="python -m simulators.co_sweep", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--runs", type=int, default=600, help="homes with three detectors each")
    parser.add_argument("--hours", type=float, default=HOURS, help="length of a run")
    parser.add_argument("--homes", nargs="+", choices=list(HOMES), default=list(HOMES), help="kinds of homes")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    chosen = parser.parse_args(argv)
    try:
        write(chosen.output, chosen.runs, chosen.seed, chosen.homes, chosen.hours)
    except PlainFault as fault:
        return tell(fault)
    return 0


if __name__ == "__main__":
    sys.exit(main())
