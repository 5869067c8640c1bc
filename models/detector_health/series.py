"""Weeks of detectors from a folder that `python -m simulators.sensor_ageing` wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.detector_health.channels import CHANNELS, NEIGHBOURS, SMOKE
from models.detector_health.features import SHAPE
from models.detector_health.kinds import KINDS
from models.early_warning.channels import smoke_db_m
from models.training import blocks
from models.windows import Floats

_SIMULATOR = "python -m simulators.sensor_ageing"


@dataclass(frozen=True)
class Fleet:
    """Detectors of several sites side by side.

    `values` (ticks, detectors, channels), NaN where absent; all others (detectors,). `near` (detectors,
    NEIGHBOURS) are others of the same site. `alarm_s` is when the fault alone would sound it, NaN for never.
    """

    values: Floats
    step_s: float
    kind: NDArray[np.str_]
    run: NDArray[np.int64]
    event_s: NDArray[np.float64]
    alarm_s: NDArray[np.float64]
    alarm_db_m: NDArray[np.float64]
    near: NDArray[np.int64]


def fleets(folder: Path) -> Iterator[Fleet]:
    """A fleet for each block of the folder."""
    first = 0
    for path in blocks.paths(folder, _SIMULATOR):
        names = ("event_s", "alarm_s", "alarm_db_m")
        block = blocks.arrays(path, names, len(CHANNELS), SHAPE.tick_s, _SIMULATOR)
        blocks.check_kinds(path, block["kind"], KINDS)
        ticks, runs, detectors, channels = block["values"].shape
        values = block["values"].reshape(ticks, runs * detectors, channels).copy()
        values[:, :, SMOKE] = smoke_db_m(values[:, :, SMOKE])
        yield Fleet(
            values=values,
            step_s=SHAPE.tick_s,
            kind=block["kind"].reshape(-1),
            run=first + np.repeat(np.arange(runs), detectors),
            event_s=block["event_s"].reshape(-1),
            alarm_s=block["alarm_s"].reshape(-1),
            alarm_db_m=block["alarm_db_m"].reshape(-1),
            near=_near(runs, detectors),
        )
        first += runs


def _near(runs: int, detectors: int) -> NDArray[np.int64]:
    """The next others of the same site, in turn."""
    own = np.arange(detectors)[:, None]
    turn = (own + np.arange(1, NEIGHBOURS + 1)) % detectors
    if detectors <= NEIGHBOURS:
        turn = np.where(np.arange(1, NEIGHBOURS + 1) < detectors, turn, -1)
    near = np.tile(turn, (runs, 1))
    return np.where(near >= 0, near + np.repeat(np.arange(runs) * detectors, detectors)[:, None], -1)
