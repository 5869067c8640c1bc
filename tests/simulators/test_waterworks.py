from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulators.waterworks import physics
from simulators.waterworks.faults import Course
from simulators.waterworks.life import Life
from simulators.waterworks.sites import SITES, Plants
from simulators.waterworks.sweep import WORLD, draw_block, main


def test_every_fault_can_be_told_after_it_began_and_never_before() -> None:
    kinds = [*WORLD.faults, "normal"]
    block = draw_block(kinds, ["warehouse"] * len(kinds), 3.0, [4, 0])
    assert block.values.shape == (3 * 1440, len(kinds), 1, 5)
    seconds = np.arange(block.values.shape[0]) * block.step_s
    for run, kind in enumerate(kinds):
        known = np.nan_to_num(block.effect[:, run])
        before = ~(seconds >= block.event_s[run])
        assert (known[before] < 1.0).all(), kind
        assert (known >= 1.0).any() == (kind != "normal"), kind


def test_a_pressure_pump_holds_the_pressure_within_its_band_on_a_quiet_site() -> None:
    block = draw_block(["normal"] * 6, ["mall"] * 6, 0.7, [8, 0])
    told = block.values[:, :, 0, 0]
    quiet = told[:, ~np.isnan(told).all(axis=0)]
    usual = np.nanmedian(quiet, axis=0)
    assert (np.abs(np.nanpercentile(quiet, 20, axis=0) - usual) < 0.08).all()


def test_a_pump_fails_only_where_there_is_one_and_a_tank_only_where_one_stands() -> None:
    asked = ["street", "mall", "village"]
    block = draw_block(["dead_pump", "tank", "normal"], asked, 0.2, [1, 0])
    assert SITES[block.site[0]].jockey
    assert SITES[block.site[1]].swing == (0.0, 0.0)


def test_a_leak_takes_k_q_squared_from_a_head_and_nothing_more() -> None:
    # Mains of 0.30 MPa that lose 4 kPa at 1 L/s: sound, one losing 2 L/s, one losing 1 with a draw of 1.
    ticks, runs, loss = 40, 3, 0.004
    plants = replace(
        Plants.of(np.random.default_rng(1), ["village"] * runs),
        head_mpa=np.full(runs, 0.30),
        seep_l_h=np.full(runs, 3.6),
        shared=np.zeros(runs, dtype=bool),
    )
    courses = [Course.none(ticks) for _ in range(runs)]
    courses[1].leak += 2.0 / 0.001 - 1.0
    courses[2].leak += 1.0 / 0.001 - 1.0
    nothing = np.zeros((ticks, runs))
    draws = nothing.copy()
    draws[:, 2] = 1.0
    calm = Life(draws, nothing, nothing > 0, nothing > 0, nothing)
    told = physics.reckon(plants, calm, physics.Acts.of(courses), np.full(runs, loss), 60.0)
    assert told.pressure[-1] == pytest.approx([0.30, 0.30 - loss * 4.0, 0.30 - loss * 4.0], abs=1e-6)


def test_a_leak_is_put_where_a_pump_shows_it() -> None:
    block = draw_block(["leak", "leak"], ["street", "mall"], 0.2, [1, 0])
    assert block.site == ("mall", "mall")


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert (
            main(["--output", str(tmp_path / name), "--faults", "2", "--normal", "1", "--days", "0.3"]) == 0
        )
    first, second = (sorted((tmp_path / name / "blocks").iterdir()) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
