"""What the gateway asks of devices: answered, repeated, lost; clock and duty check of a simulated one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.drivers.driver import CannotProbe, probe
from edge_agent.drivers.uitd.driver import UitdDriver
from edge_agent.drivers.uitd.requests import CannotAsk
from simulators.building import Point
from simulators.panel import PanelLogic, State
from simulators.uitd import SimulatedUitd, UitdSettings
from telemetry.gb26875 import bodies
from tests.edge_agent.drivers.uitd.site import (
    CENTRE,
    DEVICE,
    heartbeat,
    line_to,
    plan_of,
    serving,
    tcp_of,
    udp_of,
)
from tests.services import until

POINTS = tuple(
    Point(
        id=f"p{device}",
        panel="a",
        room="r",
        loop=loop,
        device=device,
        component_type=40,
        name={"zh": "三层烟感", "en": "smoke floor 3"},
        text="CORRIDOR 3F",
    )
    for loop, device in ((9, 2), (3, 17))
)
DEVICES = """
  [[uitd.device]]
  address = "889"
  profile = "{profile}"
  part = "building-a"
    [[uitd.device.point]]
    address = "9-2"
    [[uitd.device.point]]
    address = "3-17"
"""
QUICK = "timeout_s = 0.1\nresends = 3\n"


@contextlib.asynccontextmanager
async def reporting(driver: UitdDriver, **more: object) -> AsyncIterator[SimulatedUitd]:
    """A simulated device that reports to the driver over whichever line is open."""
    settings = UitdSettings(DEVICE, CENTRE)._replace(**more)  # type: ignore[arg-type]
    device = SimulatedUitd(PanelLogic(POINTS), settings)
    run = device.run_udp(udp_of(driver)) if driver.udp is not None else device.run_tcp(tcp_of(driver))
    task = asyncio.create_task(run)
    try:
        await until(lambda: device.connected)
        yield device
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


LINES = ["", 'listen_udp = "127.0.0.1:0"\n']


@pytest.mark.parametrize("line", LINES, ids=["tcp", "udp"])
async def test_a_simulated_device_reports_fires_and_is_confirmed(tmp_path: Path, line: str) -> None:
    async with serving(plan_of(tmp_path, line, DEVICES)) as (driver, disk), reporting(driver) as device:
        device.report(device.logic.sense("p2", True, 0.0))
        device.report(device.logic.set("p17", State.FAULT, 0.0))
        await until(lambda: device.waiting == 0)
        assert sorted(disk.told()) == ["building-a/3-17 fault+", "building-a/9-2 fire+"]
        assert "CORRIDOR 3F" in disk.events[0].text
        (event,) = (event for event in disk.events if event.kind.value == "fire")
        assert event.ts_source is not None
        device.logic.sense("p2", False, 1.0)
        device.report(device.logic.reset(1.0))
        await until(lambda: "building-a/9-2 fire-" in disk.told())


async def test_a_device_that_was_not_confirmed_repeats_until_it_is(tmp_path: Path) -> None:
    async with (
        serving(plan_of(tmp_path, "", DEVICES)) as (driver, disk),
        reporting(driver, timeout_s=0.1, resends=1) as device,
    ):
        disk.broken = True
        device.report(device.logic.sense("p2", True, 0.0))
        await until(lambda: device.failures > 0)
        disk.broken = False
        await until(lambda: device.waiting == 0)
        assert disk.told() == ["building-a/9-2 fire+"]


async def test_a_silent_device_is_asked_for_its_state_and_the_answer_counts(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "", DEVICES, profile="gb26875-generic")
    async with serving(plan) as (driver, disk), reporting(driver) as device:
        device.logic.sense("p2", True, 0.0)
        device.upload(25, bodies.UitdVersion(1, 0))  # it is heard for the first time, and asked at once
        await until(lambda: disk.told() == ["building-a fire+"])


STATE = bodies.ReadUitd()


async def test_queries_are_answered_from_the_panel(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path, "", DEVICES)) as (driver, _), reporting(driver) as device:
        device.report(device.logic.sense("p2", True, 0.0))
        await until(lambda: device.waiting == 0)
        state = await driver.ask("building-a", 81, [STATE])
        assert state is not None
        assert isinstance(state.objects[0], bodies.UitdState)
        assert state.objects[0].state == 0b11
        component = await driver.ask("building-a", 62, [bodies.ReadComponent(1, 1, b"\x09\x00\x02\x00")])
        assert component is not None
        assert isinstance(component.objects[0], bodies.ComponentState)
        assert component.objects[0].state == 0b11
        version = await driver.ask("building-a", 85, [STATE])
        assert version is not None
        assert version.objects == (bodies.UitdVersion(1, 0),)
        read = await probe(driver, "building-a/9-2")
        assert read["states"] == ["fire"]
        assert (await probe(driver, "889"))["states"] == ["fire"]


async def test_a_clock_that_was_set_reads_back_right(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path, "", DEVICES)) as (driver, _), reporting(driver) as device:
        device.clock_error_s = -3600.0
        for _ in range(5):
            device.upload(25, bodies.UitdVersion(1, 0))
        await until(lambda: device.waiting == 0)
        assert driver.clock_offset_ms == pytest.approx(-3_600_000, abs=5000)
        await driver.requests.set_clock("building-a")
        read = await driver.ask("building-a", 88, [STATE])
        assert read is not None
        (body,) = read.objects
        assert isinstance(body, bodies.UitdTime)
        assert device.clock_error_s == pytest.approx(0, abs=5)


async def test_a_duty_check_ends_with_the_operators_answer(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path, "", DEVICES)) as (driver, disk), reporting(driver) as device:
        device.upload(25, bodies.UitdVersion(1, 0))
        await until(lambda: device.waiting == 0)
        check = asyncio.create_task(driver.requests.duty_check("building-a", 10))
        await until(lambda: device.duty_minutes == 10)
        with pytest.raises(CannotAsk, match="under way"):
            await driver.requests.duty_check("building-a", 10)
        device.answer_duty_check(7)
        assert await check == 7
        await until(lambda: disk.told() == ["building-a operation+"])


async def test_a_request_without_answer_goes_out_four_times_under_one_number_and_fails(
    tmp_path: Path,
) -> None:
    async with serving(plan_of(tmp_path, QUICK, DEVICES)) as (driver, _), line_to(driver) as line:
        line.write(heartbeat(1))
        await line.answer()
        with pytest.raises(CannotAsk, match="4 sendings"):
            await driver.ask("building-a", 81, [STATE])
        requests = [answer for answer in line.answers if answer.command == 4]
        assert {(request.source, request.destination) for request in requests} == {(CENTRE, DEVICE)}
        assert len(requests) == 4
        assert len({request.serial for request in requests}) == 1


async def test_what_cannot_be_asked_says_why(tmp_path: Path) -> None:
    async with serving(plan_of(tmp_path, QUICK, DEVICES)) as (driver, _):
        with pytest.raises(CannotAsk, match="not connected"):
            await driver.ask("building-a", 81, [STATE])
        with pytest.raises(CannotAsk, match="initialise = true"):
            await driver.ask("building-a", 89, [STATE])
        with pytest.raises(CannotAsk, match="no such device"):
            await driver.ask("building-b", 81, [STATE])
        with pytest.raises(CannotProbe, match="not known before it reports"):
            await probe(driver, "building-a/9-2")


async def test_a_device_that_is_gone_is_not_asked_and_one_that_may_initialise_is_told_to(
    tmp_path: Path,
) -> None:
    async with serving(plan_of(tmp_path, QUICK + "initialise = true\n", DEVICES)) as (driver, _):
        async with reporting(driver) as device:
            device.upload(25, bodies.UitdVersion(1, 0))
            await until(lambda: device.waiting == 0)
            assert await driver.ask("building-a", 89, [STATE]) is None
        assert driver.tcp is not None
        await until(lambda: driver.tcp is not None and driver.tcp.connections == 0)
        with pytest.raises(CannotAsk, match="not connected"):
            await driver.ask("building-a", 81, [STATE])
