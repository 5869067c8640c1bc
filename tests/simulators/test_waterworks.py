from __future__ import annotations

from pathlib import Path

import numpy as np

from simulators.waterworks.sites import SITES
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


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert (
            main(["--output", str(tmp_path / name), "--faults", "2", "--normal", "1", "--days", "0.3"]) == 0
        )
    first, second = (sorted((tmp_path / name / "blocks").iterdir()) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
