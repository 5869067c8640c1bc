"""Weeks of detectors from a folder that `python -m simulators.sensor_ageing` wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.detector_health.channels import NEIGHBOURS, SMOKE
from models.early_warning.channels import smoke_db_m
from models.early_warning.experiments import DataFault
from models.windows import Flags, Floats


@dataclass(frozen=True)
class Fleet:
    """Detectors of several sites side by side.

    `values` (ticks, detectors, channels), NaN where absent; all others (detectors,). `near` (detectors,
    NEIGHBOURS) are others of the same site. `alarm_s` is when the fault alone would sound it, NaN for never.
    """

    values: Floats
    step_s: float
    kind: NDArray[np.str_]
    type: NDArray[np.str_]
    site: NDArray[np.str_]
    run: NDArray[np.int64]
    event_s: NDArray[np.float64]
    alarm_s: NDArray[np.float64]
    alarm_db_m: NDArray[np.float64]
    near: NDArray[np.int64]

    def faulty(self) -> Flags:
        """Whose kind is not healthy."""
        return np.asarray(self.kind != "healthy")


def fleets(folder: Path) -> Iterator[Fleet]:
    """A fleet for each block of the folder."""
    paths = sorted((folder / "blocks").glob("*.npz"))
    if not paths:
        raise DataFault(f"{folder}: no blocks/*.npz; write it with python -m simulators.sensor_ageing")
    first = 0
    for path in paths:
        with np.load(path) as block:
            values = block["values"]
            ticks, runs, detectors, channels = values.shape
            flat = values.reshape(ticks, runs * detectors, channels).copy()
            flat[:, :, SMOKE] = smoke_db_m(flat[:, :, SMOKE])
            run = np.repeat(np.arange(runs), detectors)
            yield Fleet(
                values=flat,
                step_s=float(block["step_s"]),
                kind=block["kind"].reshape(-1),
                type=block["type"].reshape(-1),
                site=block["site"][run],
                run=first + run,
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
