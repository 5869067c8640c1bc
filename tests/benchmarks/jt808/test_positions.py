"""The bench of vehicle terminals at a small size: what it counts is what was kept."""

from __future__ import annotations

from benchmarks.jt808.positions import run


def test_every_terminal_is_heard_and_every_position_is_kept() -> None:
    figures = run(0.5, terminals=40, interval_s=1.0)
    assert figures["terminals"] == 40
    assert int(figures["positions_kept"]) > 40
    assert isinstance(figures["cpu_against_echo"], float)
