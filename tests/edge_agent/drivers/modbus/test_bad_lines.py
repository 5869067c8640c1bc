"""Slaves and lines that hang, lie, are cut or are not there: what the Modbus driver survives."""

import asyncio
import contextlib
from typing import Any

import pytest

from edge_agent.drivers.modbus import driver as driver_module
from edge_agent.drivers.modbus import unit as unit_module
from runtime.settings import HostPort
from simulators.modbus_slave import Faults, Slave
from simulators.modbus_tcp import ModbusTcp
from tests.edge_agent.drivers.modbus.lines import asked, gst, line_of, reached, served, site_unit, slave
from tests.edge_agent.panels import running
from tests.services import free_port, until


async def test_a_hanging_panel_is_down_and_comes_back() -> None:
    panel = slave(1, 300)
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(263)])
        async with running(driver.run()):
            await until(lambda: driver.health().up)
            panel.faults = Faults(dead=True)
            await until(lambda: not driver.health().up)
            assert "no answer" in driver.health().last_error
            panel.holding[263] = 1
            panel.faults = Faults()
            await until(lambda: sink.said("line/1-023")[-1:] == [1])
            assert driver.health().up
            assert driver.health().timeouts > 0


async def test_a_panel_that_is_not_there_is_said_to_be() -> None:
    port = free_port()
    driver, sink = line_of({"host": "127.0.0.1", "port": port}, [site_unit(1, {"register": 5})])
    async with running(driver.run()):
        await until(lambda: driver.health().errors > 1)
        assert f"127.0.0.1:{port}: cannot be reached" in driver.health().last_error
        async with ModbusTcp(Slave([slave(1)]), HostPort("127.0.0.1", port)):
            await until(reached(sink, "line/5", 5.0))
            assert driver.health().up


async def test_a_connection_that_is_cut_is_made_again() -> None:
    panel = slave(1)
    async with served(panel) as (tcp, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5})])
        async with running(driver.run()):
            await until(reached(sink, "line/5", 5.0))
            await tcp.unplug()
            await until(lambda: not driver.health().up)
            panel.holding[5] = 77
            await tcp.plug()
            await until(reached(sink, "line/5", 77.0))


async def test_one_dead_unit_among_ten_does_not_stop_the_others() -> None:
    units = [slave(number) for number in range(1, 11)]
    units[3].faults = Faults(dead=True)
    async with served(*units, framing="rtu-over-tcp") as (_, reach):
        driver, sink = line_of(reach, [site_unit(unit.number, {"register": 5}) for unit in units])
        async with running(driver.run()):
            await until(lambda: all(f"line/unit-{n}/5" in sink.values for n in range(1, 11) if n != 4))
            await until(lambda: driver.units()[3].timeouts >= 3)
            requests = units[3].requests
            others = units[0].requests
            await until(lambda: units[0].requests > others + 20)
            assert units[3].requests - requests <= 2
            rows = {row.bus: row for row in driver.units()}
            assert not rows["line/unit-4"].up
            assert "no answer" in rows["line/unit-4"].last_error
            assert rows["line/unit-1"].up
            assert rows["line/unit-1"].errors == 0
            assert rows["line/unit-1"].latency_p99_ms is not None
            units[3].faults = Faults()
            await until(reached(sink, "line/unit-4/5", 5.0))
            assert driver.units()[3].up


async def test_a_gateway_that_says_a_unit_is_absent_is_believed() -> None:
    async with served(slave(1), absent=11) as (_, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5}), site_unit(2, {"register": 5})])
        async with running(driver.run()):
            await until(lambda: driver.units()[1].timeouts >= 3)
            await until(lambda: len(sink.values.get("line/unit-1/5", [])) > 5)
            assert "exception 11" in driver.units()[1].last_error
    assert "line/unit-2" not in sink.alive


@pytest.mark.parametrize("framing", ["tcp", "rtu-over-tcp"])
@pytest.mark.parametrize(
    "fault",
    [Faults(foreign=True), Faults(short=True), Faults(exception=6)],
    ids=["foreign", "short", "busy"],
)
async def test_what_is_no_answer_is_never_taken_for_one(framing: str, fault: Faults) -> None:
    panel = slave(1, 300)
    async with served(panel, framing=framing) as (_, reach):
        driver, sink = line_of(reach, [gst(263), site_unit(2, {"register": 1})])
        async with running(driver.run()):
            await until(lambda: sink.said("line/unit-1/1-023") == [263])
            panel.holding[263] = 1
            panel.faults = fault
            before = panel.requests
            await until(lambda: panel.requests >= before + 3)
            assert sink.said("line/unit-1/1-023") == [263]
            panel.faults = Faults()
            await until(lambda: sink.said("line/unit-1/1-023") == [263, 1])


async def test_a_damaged_answer_never_makes_a_fire() -> None:
    panel = slave(1, 300)
    panel.holding[263] = 5  # one bit of the damaged reply would make it 1
    async with served(panel, framing="rtu-over-tcp") as (_, reach):
        driver, sink = line_of(reach, [gst(263)])
        panel.faults = Faults(corrupt=True, last=2)
        async with running(driver.run()):
            await until(lambda: bool(sink.told))
            assert "checksum" in driver.health().last_error
    assert sink.said("line/1-023") == [5]


@pytest.mark.parametrize("framing", ["tcp", "rtu-over-tcp"])
async def test_a_late_answer_is_not_taken_for_anothers(framing: str) -> None:
    first, second = slave(1), slave(2)
    for address in range(200):
        second.holding[address] = 5000 + address
    async with served(first, second, framing=framing) as (_, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5}), site_unit(2, {"register": 5})])
        async with running(driver.run()):
            await until(lambda: len(sink.values) == 2)
            first.faults = Faults(delay_s=0.15, last=2)
            await until(lambda: driver.units()[0].timeouts > 0)
            await until(lambda: first.faults == Faults() and driver.units()[0].up)
            await until(lambda: len(sink.values["line/unit-2/5"]) > 10)
    assert set(sink.values["line/unit-1/5"]) == {5.0}
    assert set(sink.values["line/unit-2/5"]) == {5005.0}


async def test_nonsense_from_the_other_end_is_survived() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await reader.read(100)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    driver, sink = line_of({"host": "127.0.0.1", "port": port}, [site_unit(1, {"register": 5})])
    async with server, running(driver.run()):
        await until(lambda: driver.health().errors > 2)
        assert "not a Modbus TCP header" in driver.health().last_error
    assert not sink.values


async def test_a_device_that_fails_for_a_moment_loses_no_point() -> None:
    panel = slave(1, 300)
    panel.holding[263] = 0
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(263, 264)])
        async with running(driver.run()):
            await until(lambda: len(sink.told) == 2)
            panel.faults = Faults(exception=4, last=2)
            panel.holding[263] = 1
            await until(lambda: sink.states("line/1-023") == {"fire"})
            assert not any("fault" in seen.finding.sets for seen in sink.told)
            panel.faults = Faults(exception=4)
            await until(lambda: "fault" in sink.states("line/1-023"))
            assert driver.health().up
            panel.faults = Faults()
            await until(lambda: sink.states("line/1-023") == {"fire"})


async def test_a_panel_that_refuses_everything_while_it_starts_is_read_whole_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unit_module, "FIRST_RETRY_S", 0.1)
    panel = slave(1, 300, illegal=[range(0, 300)])
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(*range(241, 261))])
        async with running(driver.run()):
            await until(lambda: len({seen.part for seen in sink.told}) == 20)
            panel.illegal = []
            await until(lambda: len(sink.said("line/1-020")) > 1)
            await until(lambda: all("fault" not in sink.states(f"line/1-{n:03}") for n in range(1, 21)))
            panel.asked.clear()
            await until(lambda: len(panel.asked) > 30)
            assert asked(panel) == {(241, 20)}


async def test_a_line_with_nothing_to_ask_for_long_is_not_stuck(monkeypatch: Any) -> None:
    monkeypatch.setattr(driver_module, "_LONGEST_PAUSE_S", 0.2)
    panel = slave(1, 300, illegal=[range(300)])
    async with served(panel) as (_, reach):
        driver, _ = line_of(reach, [gst(263)])
        async with running(driver.run()):
            await until(lambda: panel.refused >= 2)  # within its block, and then by itself
            await asyncio.sleep(0.1)
            asked, steps = len(panel.asked), driver.progress().steps
            await until(lambda: driver.progress().steps > steps + 3)
            assert len(panel.asked) == asked
