"""Series with and without CO danger: simulated homes, and the folders of measured and simulated experiments.

A folder of homes comes from `python -m simulators.co_sweep`. Of the experiments' folder `cfast_sweep` and
`occupancy` are read, as `models.early_warning.series` reads them; an office without a CO cell is given one
that meets no CO.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.co_hazard import installation
from models.co_hazard.channels import CHANNELS, CO, CO2, HEAT, HUMIDITY, SMOKE
from models.co_hazard.features import SHAPE
from models.co_hazard.kinds import KINDS
from models.early_warning import channels as fire
from models.early_warning import series as experiments
from models.early_warning.experiments import TICK_S, DataFault
from models.training import blocks
from models.windows import Floats

_SIMULATOR = "python -m simulators.co_sweep"


@dataclass(frozen=True)
class Series:
    """One detector's hours: `values` (ticks, channels) as told, NaN where absent; `air` before the sensor.

    `event_s` is NaN where nothing happens; `run` is common to the detectors of one home.
    """

    name: str
    source: str
    kind: str
    run: int
    event_s: float
    values: Floats
    air: Floats


def homes(folder: Path, seed: int) -> Iterator[Series]:
    """Every detector of every run of a folder of simulated homes, as installed by `seed`."""
    first = 0
    for number, path in enumerate(blocks.paths(folder, _SIMULATOR)):
        block = blocks.arrays(path, ("event_s",), len(CHANNELS), SHAPE.tick_s, _SIMULATOR)
        kinds, events = block["kind"], block["event_s"]
        blocks.check_kinds(path, kinds, KINDS)
        ticks, runs, detectors, _ = block["values"].shape
        air = by_channel(block["values"].reshape(ticks, runs * detectors, -1))
        values = installation.told(air, SHAPE.tick_s, [seed, number])
        for place in range(runs * detectors):
            run = place // detectors
            yield Series(
                name=f"{path.stem}-{run}-{place % detectors}",
                source="homes",
                kind=str(kinds[run]),
                run=first + run,
                event_s=float(events[run]),
                values=values[:, place],
                air=air[:, place],
            )
        first += runs


def by_channel(sweep: Floats) -> Floats:
    """The simulators' columns (%/m, °C, CO, CO2, %) in this model's order and units."""
    air = np.empty(sweep.shape, dtype=np.float32)
    air[..., SMOKE] = fire.smoke_db_m(sweep[..., 0])
    for place, column in ((HEAT, 1), (CO, 2), (CO2, 3), (HUMIDITY, 4)):
        air[..., place] = sweep[..., column]
    return air


_COLUMNS = ((SMOKE, fire.SMOKE), (HEAT, fire.HEAT), (CO, fire.CO), (CO2, fire.CO2), (HUMIDITY, fire.HUMIDITY))
_LEAK, _FIRE = "co_hazard", "fire"


def known(folder: Path) -> Iterator[Series]:
    """The detectors of `cfast_sweep` and `occupancy` in `folder`, told every tick of this model."""
    every = round(SHAPE.tick_s / TICK_S)
    run = 0
    for name in ("cfast_sweep", "occupancy"):
        if not (folder / name).is_dir():
            continue
        for one in experiments.SETS[name](folder / name):
            run += 1
            for place, where in enumerate(one.detectors):
                values = np.full((-(-one.ticks // every), len(CHANNELS)), np.nan, dtype=np.float32)
                for mine, theirs in _COLUMNS:
                    values[:, mine] = one.values[::every, place, theirs]
                if np.isnan(values[:, CO]).all():
                    values[:, CO] = 0.0
                yield Series(
                    name=f"{one.name} {where}",
                    source=name,
                    kind={_LEAK: "stove_leak", _FIRE: "fire_smoke"}.get(one.truth, one.kind),
                    run=run,
                    event_s=-one.begins_s if one.truth != "life" else np.nan,
                    values=values,
                    air=values,
                )
    if not run:
        raise DataFault(
            f"{folder}: neither cfast_sweep nor occupancy is there; name the folder that holds them"
        )


def by_source(found: Iterator[Series]) -> dict[str, list[Series]]:
    """Series of one source together, in their order."""
    grouped: dict[str, list[Series]] = {}
    for one in found:
        grouped.setdefault(one.source, []).append(one)
    return grouped
