"""The runner of `bench dispatch-live` with a tiny load on real servers; figures are not judged here."""

from __future__ import annotations

import pytest

from benchmarks import dispatch_live, dispatch_order
from benchmarks.browser import PROGRAMS, find
from tests.benchmarks.ingest.test_line import need


@pytest.mark.processes
@pytest.mark.browser
@pytest.mark.xdist_group("line")
@pytest.mark.timeout(240)
def test_figures_come_for_listeners_and_for_pollers(monkeypatch: pytest.MonkeyPatch) -> None:
    need("mosquitto", "victoria-metrics", find() or PROGRAMS[0])
    for module in (dispatch_live, dispatch_order):
        monkeypatch.setattr(module, "STATIONS", 6)
    monkeypatch.setattr(dispatch_live, "_LISTENERS", {1: 1, 5: 1})
    monkeypatch.setattr(dispatch_live, "_LEAST", 6)
    figures = dispatch_live.run(0.0, quick=True)
    for name in (
        "listeners_1_committed_to_painted",
        "listeners_5_committed_to_heard",
        "polling_5_committed_to_told",
    ):
        assert figures[f"{name}_p99_ms"]
