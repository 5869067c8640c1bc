"""Looking around on Modbus lines: who answers, what it says of itself, what it is shaped like."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from device_profiles import loader
from device_profiles.schema import Profile
from edge_agent.drivers.serial_port import LineSettings
from edge_agent.scan import modbus_units
from edge_agent.scan.modbus_link import Link, SerialLink, TcpLink
from edge_agent.scan.modbus_units import UnitFound, identity_fits
from simulators.modbus_framing import Rtu
from simulators.modbus_line import ModbusLine
from simulators.modbus_slave import Faults, Slave, Unit, registers
from simulators.modbus_tcp import ModbusTcp
from telemetry import modbus


def a_slave() -> Slave:
    gst = Unit(3, holding=registers(2404), max_registers=100)
    gst.holding[23] = 1
    gst.identity = {0: b"GST", 1: b"GST5000", 2: b"1.0"}
    meter = Unit(17, inputs=registers(20, 7), holding=registers(0))
    return Slave([gst, meter])


@contextlib.asynccontextmanager
async def over_tcp(slave: Slave) -> AsyncIterator[Link]:
    async with ModbusTcp(slave) as port:
        link = await TcpLink.open("127.0.0.1", port.port, "mbap")
        yield link
        await link.close()


@contextlib.asynccontextmanager
async def rtu_over_tcp(slave: Slave) -> AsyncIterator[Link]:
    async with ModbusTcp(slave, framing=Rtu) as port:
        link = await TcpLink.open("127.0.0.1", port.port, "rtu")
        yield link
        await link.close()


@contextlib.asynccontextmanager
async def on_a_line(slave: Slave) -> AsyncIterator[Link]:
    with ModbusLine(slave) as line:
        link = SerialLink.open(line.port, LineSettings())
        yield link
        await link.close()


@pytest.fixture(scope="module")
def profiles() -> list[Profile]:
    known = [loader.load(name).profile for name in loader.names()]
    return [profile for profile in known if profile.transport == "modbus"]


@pytest.mark.parametrize("way", [over_tcp, rtu_over_tcp, on_a_line])
async def test_the_units_of_a_line_are_found(way: Callable[[Slave], Any], profiles: list[Profile]) -> None:
    slave = a_slave()
    async with way(slave) as link:
        found = await modbus_units.search(link, (1, 2, 3, 4, 17), profiles, 0.6)
    assert [unit.unit for unit in found] == [3, 17]
    assert found[0].identity == {"vendor": "GST", "product_code": "GST5000", "revision": "1.0"}
    assert found[0].functions[modbus.HOLDING] == "answers"
    assert found[1].functions[modbus.HOLDING].startswith("exception 2")
    assert found[1].functions[modbus.INPUT] == "answers"


async def test_a_panel_is_told_by_the_shape_of_its_registers(profiles: list[Profile]) -> None:
    slave = a_slave()
    for register in (1, 481, 961, 2401):
        slave.units[3].holding[register] = 1
    async with over_tcp(slave) as link:
        (found,) = await modbus_units.search(link, [3], profiles, 0.5)
    assert "gst5000-modbus" in [entry.profile for entry in found.likely]


async def test_a_unit_whose_registers_are_missing_is_of_no_profile(profiles: list[Profile]) -> None:
    async with over_tcp(a_slave()) as link:
        (found,) = await modbus_units.search(link, [17], profiles, 0.5)
    assert "gst5000-modbus" not in [entry.profile for entry in found.likely]


@pytest.mark.parametrize("faults", [Faults(corrupt=True), Faults(foreign=True), Faults(dead=True)])
async def test_a_damaged_or_foreign_answer_is_no_unit(faults: Faults) -> None:
    slave = a_slave()
    slave.units[3].faults = faults
    async with on_a_line(slave) as link:
        assert await modbus_units.search(link, [3], [], 0.15) == []


async def test_a_gateway_that_says_nobody_is_there_is_believed() -> None:
    async with over_tcp(Slave([Unit(9, holding=registers(1))], absent=11)) as link:
        found: list[UnitFound] = await modbus_units.search(link, range(1, 12), [], 0.5)
    assert [unit.unit for unit in found] == [9]


async def test_only_reading_functions_are_ever_asked() -> None:
    slave = a_slave()
    asked: list[int] = []
    original = slave.answer
    slave.answer = lambda request: asked.append(request.pdu[0]) or original(request)  # type: ignore[method-assign, func-returns-value]
    async with over_tcp(slave) as link:
        await modbus_units.search(link, [3, 17], [], 0.5)
    assert set(asked) <= {1, 2, 3, 4, 43}


def test_an_identity_must_fit_in_all_that_the_profile_says() -> None:
    from device_profiles.registers.schema import Identity

    said = {"vendor": "Notifier by Honeywell", "product_code": "MODBUS-GW"}
    assert identity_fits(Identity(vendor="notifier", product="modbus-gw"), said)
    assert not identity_fits(Identity(vendor="notifier", product="nfn"), said)
    assert not identity_fits(Identity(), said)
