"""A panel's clock against the gateway's."""

from __future__ import annotations

from edge_agent.drivers.panel_clock import PanelClock

NOW = 1_795_314_600_000


def test_nothing_is_known_before_the_panel_tells_a_time() -> None:
    assert PanelClock(60).offset_ms is None


def test_one_late_message_moves_the_estimate_little() -> None:
    clock = PanelClock(3600)
    for late_ms in (100, 120, 90, 3_000_000, 110):
        clock.heard(NOW + 5_000, NOW + late_ms)
    assert clock.offset_ms == 5_500 - 110


def test_a_time_is_believed_within_its_tolerance() -> None:
    clock = PanelClock(60)
    assert clock.heard(NOW - 30_000, NOW)
    assert not clock.heard(NOW - 120_000, NOW)
    assert clock.heard(NOW - 30_000, NOW, step_s=60), "minutes are taken at their middle"
    assert clock.offset_ms == -29_500
