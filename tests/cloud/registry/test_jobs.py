from __future__ import annotations

from typing import Any

import pytest

from cloud.alarms import views as alarm_views
from cloud.alarms.repository import page
from cloud.registry import views
from cloud.registry.jobs import LinkSupervision
from cloud.registry.settings import SupervisionSettings
from tests.cloud.conftest import Stores
from tests.cloud.said import GATEWAY, NOW, arrival, event, health, snapshot


class Hands:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def now_ms(self) -> int:
        return self.now

    def monotonic(self) -> float:
        return self.now / 1000


@pytest.fixture
def clock() -> Hands:
    return Hands()


def supervise(stores: Stores, clock: Hands, hearing: list[bool] | None = None) -> LinkSupervision:
    heard = hearing or [True]
    job = LinkSupervision(stores.database, SupervisionSettings(), clock, lambda: heard[0])
    job.look()
    return job


def gateway(stores: Stores) -> Any:
    with stores.database.read() as session:
        return views.gateways(session)[0]


def alarms(stores: Stores) -> list[Any]:
    with stores.database.read() as session:
        rows, _ = page(session, is_open=None, kind=None, gateway=None, before=None, limit=10)
        return alarm_views.newest_last(rows)


def test_a_gateway_silent_for_three_intervals_is_told_once(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    job = supervise(stores, clock)
    clock.now = NOW + 15_000
    assert job.look() == []
    clock.now = NOW + 15_001
    assert job.look() == [GATEWAY]
    assert job.look() == []
    assert gateway(stores).link == "silent"
    (alarm,) = alarms(stores)
    assert (alarm.kind, alarm.part, alarm.component_type.code, alarm.level) == (
        "device-offline",
        "gateway",
        130,
        "active",
    )


def test_the_parts_of_a_silent_gateway_are_stale_never_normal(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1)), arrival(snapshot(1, {"p": []}))])
    job = supervise(stores, clock)
    clock.now = NOW + 20_000
    job.look()
    with stores.database.read() as session:
        found = {part.part: part.quality for part in views.parts(session, stores.latest)}
    assert found == {"p": "stale", "gateway": "unknown"}


def test_any_message_brings_it_back_and_clears_the_alarm(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    job = supervise(stores, clock)
    clock.now = NOW + 20_000
    job.look()
    stores.ingest.store_arrivals([arrival(event(1))])
    assert gateway(stores).link == "online"
    assert {alarm.kind: alarm.level for alarm in alarms(stores)} == {
        "device-offline": "cleared",
        "fire": "active",
    }


def test_a_gateway_that_falls_silent_again_raises_the_same_alarm(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    job = supervise(stores, clock)
    for turn in (1, 2):
        clock.now = NOW + turn * 50_000
        assert job.look() == [GATEWAY]
        if turn == 1:
            stores.ingest.store_arrivals([arrival(health(2))])
    (alarm,) = alarms(stores)
    assert (alarm.level, alarm.occurrences) == ("active", 2)


def test_while_the_centre_hears_nobody_no_gateway_is_blamed(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    hearing = [False]
    job = supervise(stores, clock, hearing)
    clock.now = NOW + 600_000
    assert job.look() == []
    hearing[0] = True
    assert job.look() == []
    clock.now += 15_000
    assert job.look() == []
    clock.now += 1
    assert job.look() == [GATEWAY]
