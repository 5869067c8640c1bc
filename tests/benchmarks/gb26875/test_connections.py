"""The bench of transmission devices at a small size: what it counts is what was stored."""

from __future__ import annotations

from benchmarks.gb26875.connections import run


def test_every_device_is_connected_and_every_fire_is_stored() -> None:
    figures = run(0.5, devices=40)
    assert figures["connections"] == 40
    assert figures["fires_stored"] == 40
    assert isinstance(figures["rss_mb"], float)
