from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulators.circuits import physics
from simulators.circuits.sweep import WORLD, draw_block, main


def test_a_cable_settles_at_its_rated_rise_above_the_air() -> None:
    air = np.full((400, 1), 40.0)
    current = np.ones((400, 1, 4))
    told = physics.temperatures(air, current, np.array([[20.0]]), np.zeros_like(current), np.array([[10.0]]))
    # Copper at 60 °C conducts 8 % worse than at 40 °C.
    assert told[-1, 0, 0] == pytest.approx(40.0 + 20.0 * 1.085, abs=0.3)


def test_leakage_adds_at_right_angles() -> None:
    assert physics.residual_ma(np.array([30.0]), np.array([40.0])) == pytest.approx([50.0])


def test_every_fault_can_be_told_after_it_began_and_never_before() -> None:
    kinds = [*WORLD.faults, "normal"]
    block = draw_block(kinds, ["office"] * len(kinds), 10.0, [4, 0])
    assert block.values.shape == (10 * 720, len(kinds), 1, 7)
    seconds = np.arange(block.values.shape[0]) * block.step_s
    for run, kind in enumerate(kinds):
        before = ~(seconds >= block.event_s[run])
        assert (block.effect[before, run] < 1.0).all(), kind
        assert (block.effect[:, run] >= 1.0).any() == (kind != "normal"), kind


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main(["--output", str(tmp_path / name), "--faults", "5", "--normal", "2", "--days", "1"]) == 0
    first, second = (sorted((tmp_path / name / "blocks").iterdir()) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert not list(tmp_path.glob(".*"))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    assert main(["--output", str(tmp_path), "--faults", "1", "--normal", "0", "--days", "1"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["note"]
