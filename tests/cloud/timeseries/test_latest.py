from __future__ import annotations

from collections.abc import Collection

import pytest

from cloud.timeseries import latest as module
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import Latest


class Engine:
    """What the time-series store holds, and who was asked for."""

    def __init__(self) -> None:
        self.holds: list[Latest] = []
        self.asked: list[list[str]] = []

    def load(self, gateways: Collection[str]) -> list[Latest]:
        self.asked.append(sorted(gateways))
        return [sample for sample in self.holds if sample.gateway in gateways]


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    hands = [1000.0]
    monkeypatch.setattr(module, "monotonic", lambda: hands[0])
    return hands


def sample(ts: int, value: float = 1.0, gateway: str = "gw-1") -> Latest:
    return Latest(gateway, "p", 128, ts, value, 0)


def test_an_older_sample_never_replaces_a_newer_one() -> None:
    latest = LatestReadings()
    assert latest.update([sample(2), sample(1)]) == {("gw-1", "p"): [sample(2)]}
    assert latest.update([sample(2)]) == {}
    assert latest.of("gw-1", "p") == [sample(2)]


def test_what_is_complete_is_asked_for_once_where_nobody_else_takes_readings_in(
    engine: Engine, now: list[float]
) -> None:
    latest = LatestReadings(engine.load)
    latest.load(["gw-1"])
    now[0] += 3600
    latest.load(["gw-1"])
    assert engine.asked == [["gw-1"]]


def test_where_others_take_readings_in_what_was_loaded_is_believed_for_a_while_only(
    engine: Engine, now: list[float]
) -> None:
    latest = LatestReadings(engine.load, believed_s=2.0)
    latest.load(["gw-1"])
    engine.holds = [sample(5)]
    now[0] += 1.9
    latest.load(["gw-1"])
    assert latest.of("gw-1", "p") == []
    now[0] += 0.2
    latest.load(["gw-1"])
    assert latest.of("gw-1", "p") == [sample(5)]
    assert engine.asked == [["gw-1"], ["gw-1"]]


def test_refresh_tells_only_what_is_newer_and_asks_only_for_what_is_looked_at(
    engine: Engine, now: list[float]
) -> None:
    latest = LatestReadings(engine.load, believed_s=2.0)
    engine.holds = [sample(5), sample(5, gateway="gw-2")]
    latest.update([sample(5, gateway="gw-2")])
    latest.load(["gw-1"])
    assert latest.refresh() == {}
    engine.holds = [sample(6), sample(9, gateway="gw-2")]
    assert latest.refresh() == {("gw-1", "p"): [sample(6)]}
    assert latest.refresh() == {}
    assert engine.asked == [["gw-1"]] * 4
    now[0] += module.LOOKED_AT_S + 1
    assert latest.refresh() == {}
    assert len(engine.asked) == 4


def test_whoever_goes_on_watching_keeps_it_refreshed(engine: Engine, now: list[float]) -> None:
    latest = LatestReadings(engine.load, believed_s=2.0)
    latest.load(["gw-1"])
    now[0] += module.LOOKED_AT_S - 1
    latest.still_looked_at()
    now[0] += module.LOOKED_AT_S - 1
    engine.holds = [sample(7)]
    assert latest.refresh() == {("gw-1", "p"): [sample(7)]}


def test_refresh_asks_for_those_looked_at_last_where_they_are_too_many(
    engine: Engine, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REFRESHED", 2)
    latest = LatestReadings(engine.load, believed_s=2.0)
    for name in ("gw-1", "gw-2", "gw-3"):
        now[0] += 1
        latest.load([name])
    latest.refresh()
    assert engine.asked[-1] == ["gw-2", "gw-3"]


def test_memory_is_bounded_and_the_gateway_touched_the_longest_ago_goes_first() -> None:
    latest = LatestReadings(max_series=2)
    latest.update([sample(1), sample(1, gateway="gw-2"), sample(1, gateway="gw-3")])
    assert len(latest) == 2
    assert latest.of("gw-1", "p") == []
    assert latest.of("gw-3", "p") == [sample(1, gateway="gw-3")]
