"""Two processes that take devices over one PostgreSQL: neither disturbs the other, each asks for both."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import update

from cloud.people.asker import LOCAL
from cloud.registry.tables import Gateway
from cloud.transmission import asking as asking_module
from cloud.transmission import requests_repository
from cloud.transmission.asking import Asking
from cloud.transmission.schemas import RequestOut
from cloud.transmission.tables import TransmissionDevice, TransmissionHolder, TransmissionRequest
from runtime.clock import SystemClock
from runtime.settings import HostPort
from simulators.panel import PanelLogic
from simulators.uitd import SimulatedUitd, UitdSettings
from telemetry.gb26875 import bodies
from telemetry.gb26875.dialect import Command
from tests.cloud.stores import Stores, open_stores
from tests.cloud.transmission.centre import (
    CENTRE,
    Site,
    address,
    component,
    gateway,
    label,
    serving,
    upload,
)
from tests.services import until

pytestmark = pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)


class Pair(NamedTuple):
    """Two processes, and what is asked of the second one."""

    a: Site
    b: Site
    ask_a: Asking
    ask_b: Asking


@pytest.fixture
async def pair(records_url: str, tmp_path: Path) -> AsyncIterator[Pair]:
    async with (
        a_process(tmp_path, "a", records_url) as (a, ask_a),
        a_process(tmp_path, "b", records_url) as (b, ask_b),
    ):
        yield Pair(a, b, ask_a, ask_b)


def stores_in(folder: Path, url: str) -> Stores:
    folder.mkdir()
    return open_stores(folder, url=url)


@contextlib.asynccontextmanager
async def a_process(folder: Path, name: str, url: str) -> AsyncIterator[tuple[Site, Asking]]:
    stores = stores_in(folder / name, url)
    try:
        async with serving(folder, stores) as site:
            asking = Asking(site.server, stores.database, SystemClock())
            task = asyncio.create_task(asking.run())
            try:
                yield site, asking
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
    finally:
        stores.close()


@contextlib.asynccontextmanager
async def simulated(site: Site, number: int) -> AsyncIterator[SimulatedUitd]:
    device = SimulatedUitd(PanelLogic(()), UitdSettings(address(number), CENTRE, heartbeat_s=0.2))
    task = asyncio.create_task(device.run_tcp(HostPort("127.0.0.1", site.port)))
    try:
        await until(lambda: device.connected)
        yield device
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def holder(site: Site, number: int) -> str | None:
    with site.stores.database.read() as session:
        return session.get_one(TransmissionDevice, number).holder


def request(site: Site, number: int) -> RequestOut:
    with site.stores.database.read() as session:
        return asking_module.request_out(session.get_one(TransmissionRequest, number))


def waiting_request(site: Site, number: int, holder: str | None) -> int:
    with site.stores.database.write() as session:
        row = TransmissionRequest(
            device_id=number,
            kind="duty-check",
            arguments={"timeout_min": 5},
            asked_by="local",
            asked_at=SystemClock().now_ms(),
            state="waiting",
            holder=holder,
            result={},
            text="",
        )
        session.add(row)
        session.flush()
        return row.id


async def test_a_device_that_has_moved_is_watched_over_by_the_other_process(
    pair: Pair,
) -> None:
    a, b = pair.a, pair.b
    number = await a.register(889)
    await b.server.refresh()
    device = await a.device()
    device.send(upload(889, 0, [], 1))
    await device.confirmed(1)
    await until(lambda: holder(a, number) == a.server.holding.name)
    device.close()
    moved = await b.device()
    moved.send(upload(889, 0, [], 2))
    await moved.confirmed(2)
    await until(lambda: holder(a, number) == b.server.holding.name)
    await asyncio.to_thread(a.server.holding.beat)
    a.server.devices[number].heard_at -= 1000
    await until(lambda: a.server.counts["moved_on"] == 1)
    assert number not in a.server.devices
    assert a.server.counts["links_lost"] == 0
    assert a.alarms() == []
    moved.close()


async def test_a_device_that_no_living_process_hears_is_lost(pair: Pair) -> None:
    a = pair.a
    number = await a.register(889)
    device = await a.device()
    device.send(upload(889, 0, [], 1))
    await device.confirmed(1)
    await until(lambda: holder(a, number) == a.server.holding.name)
    await until(lambda: not a.line.depth and not a.server.devices[number].lost)
    device.close()
    await until(lambda: holder(a, number) is None)
    with a.stores.database.write() as session:
        session.execute(update(TransmissionDevice).values(last_heard=1, holder="a process that died"))
        session.execute(update(Gateway).values(last_seen=1))
    a.server.devices[number].heard_at -= 1000
    await until(lambda: a.server.counts["links_lost"] == 1)
    assert [(alarm.kind, alarm.level) for alarm in a.alarms()] == [("device-offline", "active")]


async def test_what_is_asked_of_one_process_is_carried_out_by_the_holder_of_the_device(
    pair: Pair,
) -> None:
    a, b, ask_b = pair.a, pair.b, pair.ask_b
    number = await a.register(889)
    async with simulated(a, 889) as device:
        await until(lambda: number in a.server.devices and a.server.devices[number].ready)
        device.clock_error_s = 3600.0
        clock = await ask_b.ask(LOCAL, number, "clock", {}, 30)
        assert (clock.state, clock.result["agrees"]) == ("done", True)
        read = await ask_b.ask(LOCAL, number, "read-back", {"code": 85}, 30)
        assert (read.state, read.result["type"]) == ("done", 25)
        begun = await ask_b.ask(LOCAL, number, "duty-check", {"timeout_min": 5}, 0)
        assert begun.state == "waiting"
        await until(lambda: device.duty_minutes == 5)
        device.answer_duty_check(7)
        await until(lambda: request(b, begun.id).state == "done")
        assert request(b, begun.id).result == {"operator": 7}


async def test_what_is_asked_of_a_device_that_speaks_to_nobody_fails_soon_and_says_so(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, ask_a = pair.a, pair.ask_a
    monkeypatch.setattr(asking_module, "TAKEN_WITHIN_S", 0.3)
    number = await a.register(889)
    told = await ask_a.ask(LOCAL, number, "clock", {}, 30)
    assert (told.state, "not connected" in told.text) == ("failed", True)


async def test_an_operator_who_answers_at_the_other_process_has_answered(pair: Pair) -> None:
    a, b, ask_a = pair.a, pair.b, pair.ask_a
    number = await a.register(889)
    await b.server.refresh()
    device = await a.device()
    device.send(upload(889, 0, [], 1))
    await device.confirmed(1)
    begun = await ask_a.ask(LOCAL, number, "duty-check", {"timeout_min": 5}, 0)
    asked = await device.until(lambda frame: frame.command == Command.CONTROL)
    device.send(upload(889, 0, [], asked.serial, command=Command.CONFIRM))
    await until(lambda: not a.server.devices[number].waiting)
    device.close()
    moved = await b.device()
    moved.send(upload(889, 24, [bodies.UitdOperation(1 << 5, 7, label())], 2))
    await moved.confirmed(2)
    await until(lambda: request(a, begun.id).state == "done")
    assert request(a, begun.id).result == {"operator": 7}
    moved.close()


async def test_a_process_that_starts_ends_the_requests_of_the_dead_and_no_others(
    pair: Pair, records_url: str, tmp_path: Path
) -> None:
    a = pair.a
    number = await a.register(889)
    own = waiting_request(a, number, a.server.holding.name)
    dead = waiting_request(a, number, "a process that died")
    with a.stores.database.write() as session:
        session.add(TransmissionHolder(name="a process that died", alive_until=1))
    async with a_process(tmp_path, "third", records_url):
        assert request(a, own).state == "waiting"
        assert (request(a, dead).state, "restarted" in request(a, dead).text) == ("failed", True)
    with a.stores.database.read() as session:
        open_now = [row.id for row in requests_repository.requests(session, number) if row.state == "waiting"]
    assert open_now == [own]


async def test_a_frame_that_is_repeated_to_another_process_and_back_is_stored_once(pair: Pair) -> None:
    a, b = pair.a, pair.b
    await a.register(889)
    await b.server.refresh()
    fire, fault = upload(889, 2, [component()], 1), upload(889, 2, [component("1-1", 0b101)], 2)
    for site, frame, serial in ((a, fire, 1), (b, fire, 1), (b, fault, 2), (a, fault, 2)):
        device = await site.device()
        device.send(frame)
        await device.confirmed(serial)
        device.close()
    assert [site.server.counts["repetitions"] for site in (a, b)] == [1, 1]
    assert sorted((event.part, event.kind) for event in a.events(gateway(889)) if event.active) == [
        ("1-1/1-1", "fault"),
        ("1-1/10-2", "fire"),
    ]
