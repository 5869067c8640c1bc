"""Supervision calls nobody silent while nobody listens: told between two processes through the records."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cloud.access.ears import Ears
from cloud.access.hearing import Hearing
from cloud.access.sources.sharding import Shard, owner, topic_areas
from cloud.database.engine import Database
from cloud.supervision.links import LinkSupervision
from cloud.supervision.settings import SupervisionSettings
from tests.cloud.said import GATEWAY, NOW, arrival, health
from tests.cloud.stores import Stores
from tests.services import until

LANES = ("alarm", "bulk")
AREAS = topic_areas()
SAYING = Path(__file__).with_name("saying.py")


class Hands:
    """A clock set by hand."""

    def __init__(self, now: int = NOW) -> None:
        self.now = now

    def now_ms(self) -> int:
        return self.now

    def monotonic(self) -> float:
        return self.now / 1000


def ears(database: Database, clock: Hands, **own: Callable[[], bool]) -> Ears:
    return Ears(database, clock, LANES, own)


@contextlib.contextmanager
def another_process(url: str, now: int, share: str, *lanes: str) -> Iterator[None]:
    """A real process that hears its share of these lanes at that time and has said so."""
    process = subprocess.Popen(
        [sys.executable, str(SAYING), url, str(now), share, *lanes],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"SAID\n"
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def everywhere(hearing: Callable[[], Hearing]) -> bool:
    return hearing().everywhere


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_nobody_is_called_silent_until_another_process_says_that_it_hears(
    stores: Stores, records_url: str
) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    clock = Hands()
    hearing = ears(stores.database, clock).hearing
    job = LinkSupervision(stores.database, SupervisionSettings(), clock, hearing)
    assert hearing().nowhere
    assert job.look() == []
    clock.now += 20_000
    with another_process(records_url, clock.now, "1/1", "alarm"):
        assert hearing().nowhere
        assert job.look() == []
    with another_process(records_url, clock.now, "1/1", *LANES):
        assert hearing().everywhere
        assert job.look() == []
    clock.now += 9_000
    assert hearing().everywhere
    assert job.look() == []
    clock.now += 20_000
    assert hearing().nowhere
    assert job.look() == []
    with another_process(records_url, clock.now, "1/1", *LANES):
        job.look()
        clock.now += 9_000
        assert job.look() == []
    clock.now += 7_000
    with another_process(records_url, clock.now, "1/1", *LANES):
        assert job.look() == [GATEWAY]


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
async def test_a_lane_that_hears_nothing_does_not_say_that_it_hears(stores: Stores) -> None:
    clock = Hands()
    worker = ears(stores.database, clock, alarm=lambda: True, bulk=lambda: False)
    saying = asyncio.create_task(worker.run())
    watcher = ears(stores.database, clock, bulk=lambda: True)
    await until(lambda: everywhere(watcher.hearing))
    saying.cancel()
    await asyncio.gather(saying, return_exceptions=True)
    alarm_only = ears(stores.database, clock, alarm=lambda: True)
    assert (await asyncio.to_thread(alarm_only.hearing)).nowhere
    assert worker.hearing().nowhere
    clock.now += 10_001
    assert (await asyncio.to_thread(watcher.hearing)).nowhere


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_a_living_worker_does_not_vouch_for_the_share_of_a_dead_one(stores: Stores, records_url: str) -> None:
    clock = Hands()
    here = {lane: lambda: True for lane in LANES}
    hearing = Ears(stores.database, clock, LANES, here, shard=Shard(1, 2)).hearing
    [first, second] = (next(area for area in AREAS if owner(area, 2) == index) for index in (1, 2))
    with another_process(records_url, clock.now, "2/2", *LANES):
        assert hearing().everywhere
    clock.now += 10_001
    assert not hearing().everywhere
    assert not hearing().nowhere
    assert hearing().of_area(first)
    assert not hearing().of_area(second)


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_who_shares_a_subscription_hears_for_those_whose_own_line_is_cut(
    stores: Stores, records_url: str
) -> None:
    clock = Hands()
    cut = {lane: lambda: False for lane in LANES}
    hearing = Ears(stores.database, clock, LANES, cut).hearing
    assert hearing().nowhere
    with another_process(records_url, clock.now, "1/1", *LANES):
        assert hearing().everywhere


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_on_records_of_one_process_only_its_own_lanes_count(stores: Stores) -> None:
    assert ears(stores.database, Hands(), alarm=lambda: True, bulk=lambda: True).hearing().everywhere
    assert ears(stores.database, Hands(), alarm=lambda: True).hearing().nowhere
