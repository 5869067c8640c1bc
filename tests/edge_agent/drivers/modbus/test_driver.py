"""The Modbus driver against a real server: limits, refusals, hanging, and coming back."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence

import pytest

from device_profiles import loader
from edge_agent.drivers.modbus.driver import ModbusTcpDriver
from edge_agent.drivers.modbus.plan import ModbusPlan, RegisterPoint
from edge_agent.drivers.modbus.settings import ModbusPoint, ModbusSettings
from edge_agent.observation import Observation
from edge_agent.spool_record import SpoolUnwritable
from tests.edge_agent.panels import Panel, modbus_panel, running
from tests.services import free_port, until


class Sink:
    """Takes observations; while `broken`, as a full disk does."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float | str | bool | None]] = []
        self.alive: list[str] = []
        self.broken = False

    def __call__(
        self, observations: Sequence[Observation], alive: Iterable[str] = ()
    ) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.broken:
            done.set_exception(SpoolUnwritable("disk full"))
            return done
        self.told += [(seen.part, seen.finding.evidence["value"]) for seen in observations]
        self.alive += alive
        done.set_result(None)
        return done


@pytest.fixture
async def panel() -> AsyncIterator[Panel]:
    async with modbus_panel(free_port()) as panel:
        yield panel


def driver_of(panel: Panel, sink: Sink, registers: Iterable[int]) -> ModbusTcpDriver:
    profile = loader.load("gst5000-modbus").profile
    assert profile.registers is not None
    settings = ModbusSettings(
        bus="panel-1",
        profile="gst5000-modbus",
        host="127.0.0.1",
        port=panel.port,
        poll_s=0.02,
        timeout_s=0.1,
        point=(ModbusPoint(loop=1, device=1),),
    )
    points = {register: RegisterPoint(f"r{register}") for register in registers}
    return ModbusTcpDriver(
        ModbusPlan(
            "panel-1",
            "modbus",
            settings=settings,
            registers=profile.registers,
            panel="panel-1",
            points=points,
        ),
        sink,
    )


async def test_only_configured_points_are_covered_and_no_request_is_too_long(panel: Panel) -> None:
    sink = Sink()
    driver = driver_of(panel, sink, [*range(241, 481), 2401])
    async with running(driver.run()):
        await until(lambda: len(panel.requests) >= 8)
    assert set(panel.requests) == {(241, 100), (341, 100), (441, 40), (2401, 1)}


async def test_a_value_is_told_once_and_its_change_again(panel: Panel) -> None:
    sink = Sink()
    driver = driver_of(panel, sink, [263])
    async with running(driver.run()):
        await until(lambda: len(sink.told) == 1)
        panel.registers[263] = 1
        await until(lambda: len(sink.told) == 2)
        await until(lambda: len(panel.requests) > 10)
    assert sink.told == [("r263", 0), ("r263", 1)]
    assert "panel-1" in sink.alive


async def test_a_value_that_could_not_be_stored_is_told_again(panel: Panel) -> None:
    sink = Sink()
    driver = driver_of(panel, sink, [263])
    async with running(driver.run()):
        await until(lambda: len(sink.told) == 1)
        sink.broken = True
        panel.registers[263] = 1
        await until(lambda: "disk full" in driver.health().last_error)
        sink.broken = False
        await until(lambda: len(sink.told) == 2)
    assert sink.told[-1] == ("r263", 1)


async def test_unused_registers_that_the_panel_refuses_are_left_out(panel: Panel) -> None:
    panel.forbidden = {245}
    sink = Sink()
    driver = driver_of(panel, sink, [243, 247])
    async with running(driver.run()):
        await until(lambda: len(sink.told) == 2)
    assert panel.requests[0] == (243, 5)
    assert set(panel.requests[1:]) == {(243, 1), (247, 1)}
    assert "illegal data address" in driver.health().last_error


async def test_a_refused_point_does_not_silence_the_others(panel: Panel) -> None:
    panel.forbidden = {243}
    panel.registers[900] = 1
    sink = Sink()
    driver = driver_of(panel, sink, [243, 900])
    async with running(driver.run()):
        await until(lambda: ("r900", 1) in sink.told)
        assert driver.health().up
        assert "r243" not in sink.alive


async def test_a_hanging_panel_is_down_and_comes_back(panel: Panel) -> None:
    sink = Sink()
    driver = driver_of(panel, sink, [263])
    async with running(driver.run()):
        await until(lambda: driver.health().up)
        panel.hang = True
        await until(lambda: not driver.health().up)
        assert driver.health().errors > 0
        panel.hang = False
        panel.registers[263] = 1
        await until(lambda: ("r263", 1) in sink.told)
        assert driver.health().up


async def test_a_panel_that_is_not_there_is_said_to_be(panel: Panel) -> None:
    await panel.unplug()
    driver = driver_of(panel, Sink(), [263])
    async with running(driver.run()):
        await until(lambda: driver.health().errors > 1)
        assert str(panel.port) in driver.health().last_error
        await panel.plug()
        await until(lambda: driver.health().up)
