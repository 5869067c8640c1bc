"""Folders of simulated series: a file of another simulator is said, with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.co_hazard import series as co_hazard
from models.detector_health import series as detector_health
from models.early_warning import blocks as early_warning
from models.training import blocks, moments
from models.training.blocks import BlockFault
from models.water_supply.making import RECIPE

Read = Callable[[Path], object]
READERS: dict[str, Read] = {
    "early_warning": lambda folder: early_warning.read(early_warning.simulated(folder)[0]),
    "co_hazard": lambda folder: list(co_hazard.homes(folder, 1)),
    "detector_health": lambda folder: list(detector_health.fleets(folder)),
    "water_supply": lambda folder: list(blocks.each(folder, RECIPE.graph.SHAPE, 5, RECIPE.kinds)),
}
#: A file of each simulator, as small as can be.
FILES: dict[str, dict[str, Any]] = {
    "early_warning": {"step_s": 2.0, "kind": ["life"], "ignition_s": [np.nan], "hrr_kw": [[0.0]] * 4},
    "co_hazard": {"step_s": 10.0, "kind": ["life"], "event_s": [np.nan], "room": ["ger"]},
    "detector_health": {
        "step_s": 300.0,
        "kind": [["healthy"]],
        **{name: [[np.nan]] for name in ("event_s", "alarm_s", "alarm_db_m")},
    },
    "water_supply": {
        "step_s": 60.0,
        "kind": ["normal"],
        "site": ["mall"],
        "event_s": [np.nan],
        "effect": [[0.0]] * 4,
    },
}


def written(folder: Path, of: str, **changes: Any) -> Path:
    (folder / "blocks").mkdir(parents=True)
    values = np.zeros((4, 1, 1, 5), dtype=np.float32)
    np.savez(folder / "blocks" / "000.npz", **({"values": values} | FILES[of] | changes))
    return folder


@pytest.mark.parametrize("reader", READERS)
def test_every_model_reads_its_own_simulators_files_and_no_others(tmp_path: Path, reader: str) -> None:
    for of in FILES:
        folder = written(tmp_path / of, of)
        if of == reader:
            assert READERS[reader](folder)
        else:
            with pytest.raises(BlockFault, match=r"000\.npz: .*(there is no|unknown|is needed)"):
                READERS[reader](folder)


@pytest.mark.parametrize("reader", READERS)
def test_an_unknown_kind_is_told_with_the_known_ones(tmp_path: Path, reader: str) -> None:
    strange = np.full_like(np.array(FILES[reader]["kind"]), "joke")
    folder = written(tmp_path, reader, kind=strange)
    with pytest.raises(BlockFault, match="the kind joke is unknown; one of "):
        READERS[reader](folder)


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_of_arrays_is_told(tmp_path: Path, reader: str) -> None:
    folder = written(tmp_path, reader)
    whole = (folder / "blocks" / "000.npz").read_bytes()
    for raw in (b"", b"PK\x03\x04 nothing", whole[: len(whole) // 2]):
        (folder / "blocks" / "000.npz").write_bytes(raw)
        with pytest.raises(BlockFault, match=re.escape("000.npz: cannot be read")):
            READERS[reader](folder)
    (folder / "blocks" / "000.npz").unlink()
    with pytest.raises(BlockFault, match="no blocks"):
        READERS[reader](folder)


def test_runs_too_short_for_any_example_are_told(tmp_path: Path) -> None:
    folder = written(tmp_path, "water_supply")
    with pytest.raises(BlockFault, match="none of its moments can be an example; draw longer runs"):
        moments.examples(folder, lambda inputs: np.zeros((0, 1)), RECIPE.graph.SHAPE, 5, RECIPE.kinds, 1)


def test_another_number_of_channels_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path, "co_hazard", values=np.zeros((4, 1, 1, 7), dtype=np.float32))
    with pytest.raises(BlockFault, match="4 x 1 x 1 x 7; ticks x runs x detectors x 5 channels are needed"):
        READERS["co_hazard"](folder)
