"""The runner of the paint benchmark with a tiny load on real servers; figures are not judged here."""

from __future__ import annotations

import pytest

from benchmarks.browser import PROGRAMS, find
from benchmarks.operator import paint
from benchmarks.operator.delays import delays_of
from benchmarks.operator.windows import Painted
from tests.benchmarks.ingest.test_line import need


def test_each_change_of_level_is_matched_with_its_own_paint() -> None:
    began = {("a", "active", 0): 100.0, ("b", "active", 0): 110.0, ("a", "cleared", 1): 200.0}
    painted = [
        Painted("a", "cleared", 50.0),
        Painted("a", "active", 130.0),
        Painted("b", "active", 140.0),
        Painted("a", "cleared", 260.0),
    ]
    assert sorted(delays_of(began, [painted, painted[1:3]])) == [30.0, 30.0, 30.0, 30.0, 60.0]


@pytest.mark.processes
@pytest.mark.browser
@pytest.mark.xdist_group("line")
@pytest.mark.timeout(240)
def test_figures_come_for_every_number_of_pages_and_for_a_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    need("mosquitto", "victoria-metrics", find() or PROGRAMS[0])
    monkeypatch.setattr(paint, "_LEAST", 3)
    monkeypatch.setattr(paint, "_PARTS", 6)
    monkeypatch.setattr(paint, "_PAGES", {1: 1, 5: 1})
    monkeypatch.setattr(paint, "_FLOOD", 600)
    figures = paint.run(0.0, quick=True)
    for name in ("floor_1_pushed", "pages_1_committed", "pages_5_committed", "pages_1_sent"):
        assert figures[f"{name}_to_painted_p99_ms"]
    assert figures["pages_5_plain_clients"] == 4
    assert figures["flood_frames_with_another_on_top"] == 0
    assert figures["verified_to_dispatch_request_ms"] is not None
