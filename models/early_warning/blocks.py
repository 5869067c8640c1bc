"""Runs of equal length side by side, as the air was: from the simulator's files, or from experiments.

Air is smoke dB/m, temperature °C, CO ppm, CO2 ppm, humidity %; NaN where an experiment did not measure it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.early_warning.channels import CHANNELS, SMOKE, smoke_db_m
from models.early_warning.experiments import TICK_S, Experiment
from models.early_warning.kinds import SCENARIOS
from models.training import blocks
from models.windows import Floats

#: What the sets call a thing, as the simulator calls it.
_SCENARIOS = {
    "flaming_t2": "flaming",
    "smoulder": "smouldering",
    "electrical_cable": "electrical",
    "liquid_pool": "liquid",
    "nuisance_frying": "cooking",
    "nuisance_toast": "toast",
    "nuisance_candle": "candle",
    "nuisance_cigarette": "cigarette",
    "nuisance_steam": "steam",
    "nuisance_dust": "dust",
    "stove_leak_co": "co_leak",
    "heater_only": "heater",
    "furniture": "flaming",
    "burner": "flaming",
    "office": "life",
}
_SIMULATOR = "python -m simulators.fires.sweep"
#: Seconds after ignition that say something; later the burners of a laboratory are off.
_LABORATORY_S = 600.0


@dataclass(frozen=True)
class Block:
    """`air` (steps, runs, detectors, channels) every `step_s`; the others one a run, `hrr_kw` (steps, runs).

    `ignition_s` is when something began, NaN where nothing does; after `until_s` nothing is known any more.
    `group` names what must not be split between learning and judging.
    """

    air: Floats
    step_s: float
    ignition_s: NDArray[np.float64]
    until_s: NDArray[np.float64]
    kind: tuple[str, ...]
    group: tuple[str, ...]
    hrr_kw: Floats


def simulated(folder: Path) -> list[Path]:
    """The files of a sweep in their order; BlockFault when there are none."""
    return blocks.paths(folder, _SIMULATOR)


def read(path: Path) -> Block:
    """One file of the simulator; BlockFault when it is none."""
    told = blocks.arrays(path, ("ignition_s", "hrr_kw"), len(CHANNELS), None, _SIMULATOR)
    blocks.check_kinds(path, told["kind"], SCENARIOS)
    air = told["values"].astype(np.float32)
    air[..., SMOKE] = smoke_db_m(air[..., SMOKE])
    kinds = tuple(str(kind) for kind in told["kind"])
    return Block(
        air=air,
        step_s=float(told["step_s"]),
        ignition_s=told["ignition_s"].astype(np.float64),
        until_s=np.full(len(kinds), np.inf),
        kind=kinds,
        group=tuple(f"simulated {path.stem} {run}" for run in range(len(kinds))),
        hrr_kw=told["hrr_kw"].astype(np.float32),
    )


def of_experiments(experiments: Sequence[Experiment], copies: dict[str, int]) -> Iterator[Block]:
    """Experiments of like length side by side, each as often as `copies` says for its source."""
    alike: dict[tuple[str, int, int], list[Experiment]] = defaultdict(list)
    for one in experiments:
        blocks.check_kinds(f"{one.source} {one.name}", [_scenario(one)], SCENARIOS)
        width = -(-one.ticks // 300) * 300
        times = copies.get(one.source, 0)
        alike[one.source, width, len(one.detectors)] += [one] * times
    for (_, width, detectors), together in alike.items():
        if together:
            yield _side_by_side(together, width, detectors)


def _side_by_side(together: Sequence[Experiment], width: int, detectors: int) -> Block:
    air = np.full((width, len(together), detectors, len(CHANNELS)), np.nan, dtype=np.float32)
    for run, one in enumerate(together):
        air[: one.ticks, run] = one.values
        air[one.ticks :, run] = one.values[-1]
    burns = np.array([one.truth != "life" for one in together])
    ignition = np.array([max(-one.begins_s, 0.0) for one in together])
    ends = np.array([one.ticks * TICK_S for one in together])
    laboratory = np.array([one.source == "fsri_compartments" for one in together])
    return Block(
        air=air,
        step_s=TICK_S,
        ignition_s=np.where(burns, ignition, np.nan),
        until_s=np.where(laboratory, np.minimum(ends, ignition + _LABORATORY_S), ends),
        kind=tuple(map(_scenario, together)),
        group=tuple(one.group for one in together),
        # What was released was measured for few; where it was not, a fire that began is taken to go on.
        hrr_kw=np.stack([_released(one, width) for one in together], axis=1),
    )


def _scenario(one: Experiment) -> str:
    return _SCENARIOS.get(one.kind, one.kind)


def _released(one: Experiment, width: int) -> Floats:
    if one.hrr_kw is None:
        return np.full(width, 1e3 if one.truth == "fire" else 0.0, dtype=np.float32)
    return np.concatenate([one.hrr_kw, np.full(width - one.ticks, one.hrr_kw[-1])]).astype(np.float32)
