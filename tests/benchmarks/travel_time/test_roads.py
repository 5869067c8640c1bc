"""The bench of searches, on a small grid."""

from __future__ import annotations

import pytest

from benchmarks.travel_time import roads


def test_all_three_searches_agree_and_every_unit_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("_SIDE", 20), ("_UNITS", 30), ("_TURNS", 50)):
        monkeypatch.setattr(roads, name, value)
    figures = roads.run(0.0)
    assert figures["answered_units"] == 30
    assert isinstance(figures["vertices"], int)
    assert figures["vertices"] > 400
    assert {"search_to_scipy_ratio", "search_to_binary_heap_ratio", "peak_rss_mb"} <= set(figures)
