"""RTU over real pseudo-terminals: the pace and silences of a wire, damage, and an adapter that is pulled."""

import asyncio
import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge_agent.drivers.modbus.driver import gap_of
from simulators.modbus_framing import Rtu
from simulators.modbus_line import LineRate, ModbusLine
from simulators.modbus_slave import Faults, Slave
from tests.edge_agent.drivers.modbus.lines import line_of, reached, site_unit, slave
from tests.edge_agent.panels import running
from tests.services import find_or_skip, until


def rtu(port: str, baudrate: int = 9600, **more: Any) -> dict[str, Any]:
    return {"transport": "rtu", "serial": port, "baudrate": baudrate, **more}


def test_the_silence_between_frames_follows_the_speed() -> None:
    assert gap_of(9600, 10) == pytest.approx(3.5 * 10 / 9600)
    assert gap_of(4800, 11) == pytest.approx(3.5 * 11 / 4800)
    assert gap_of(38_400, 11) == 0.00175


async def test_units_on_a_serial_line_are_read_in_turn_without_a_collision(tmp_path: Path) -> None:
    units = [slave(number) for number in (1, 2, 3)]
    with ModbusLine(Slave(units), LineRate(19_200), tmp_path / "tty") as line:
        readings = [{"register": at} for at in range(0, 20, 2)]
        driver, sink = line_of(
            rtu(line.port, 19_200), [site_unit(unit.number, *readings, timeout_s=2.0) for unit in units]
        )
        async with running(driver.run()):
            await until(lambda: all(len(sink.values.get(f"line/unit-{n}/18", [])) > 3 for n in (1, 2, 3)))
    assert sink.last("line/unit-2/18") == 18.0
    assert (line.collisions, line.early) == (0, 0)
    assert driver.health().timeouts == 0


async def test_damaged_answers_are_counted_and_the_line_goes_on(tmp_path: Path) -> None:
    unit = slave(1)
    with ModbusLine(Slave([unit]), None, tmp_path / "tty") as line:
        driver, sink = line_of(rtu(line.port), [site_unit(1, {"register": 5})])
        async with running(driver.run()):
            await until(reached(sink, "line/5", 5.0))
            unit.faults = Faults(corrupt=True, last=2)
            unit.holding[5] = 6
            await until(reached(sink, "line/5", 6.0))
            assert "checksum" in driver.health().last_error
    assert set(sink.values["line/5"]) == {5.0, 6.0}


async def test_an_adapter_that_is_pulled_and_put_back_is_found_again(tmp_path: Path) -> None:
    unit = slave(1)
    link = tmp_path / "tty"
    line = ModbusLine(Slave([unit]), None, link)
    line.plug()
    driver, sink = line_of(rtu(str(link)), [site_unit(1, {"register": 5})])
    async with running(driver.run()):
        await until(reached(sink, "line/5", 5.0))
        line.unplug()
        await until(lambda: not driver.health().up)
        await until(lambda: str(link) in driver.health().last_error)
        unit.holding[5] = 50
        line.plug()
        await until(reached(sink, "line/5", 50.0))
        assert driver.health().up
    line.unplug()


async def test_a_dead_unit_on_a_serial_line_leaves_the_wire_to_the_others(tmp_path: Path) -> None:
    units = [slave(number) for number in (1, 2)]
    units[1].faults = Faults(dead=True)
    with ModbusLine(Slave(units), LineRate(38_400), tmp_path / "tty") as line:
        driver, sink = line_of(
            rtu(line.port, 38_400), [site_unit(unit.number, {"register": 5}) for unit in units]
        )
        async with running(driver.run()):
            await until(lambda: driver.units()[1].timeouts >= 3)
            seen = len(sink.values["line/unit-1/5"])
            lost = driver.units()[1].requests
            await until(lambda: len(sink.values["line/unit-1/5"]) > seen + 15)
            assert driver.units()[1].requests <= lost + 2
    assert driver.units()[0].errors == 0


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Two serial ports with a cable between them."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    socat = find_or_skip("socat")
    relay = subprocess.Popen([socat, f"pty,raw,echo=0,link={ours}", f"pty,raw,echo=0,link={theirs}"])
    yield ours, theirs
    relay.terminate()
    relay.wait()


async def test_noise_around_an_answer_and_stale_bytes_are_passed_over(cable: tuple[Path, Path]) -> None:
    ours, theirs = cable
    await until(lambda: ours.exists() and theirs.exists())
    driver, sink = line_of(rtu(str(ours)), [site_unit(1, {"register": 5}, identify=False)])
    with noisy_slave(theirs):
        async with running(driver.run()):
            await until(lambda: len(sink.values.get("line/5", [])) > 10)
    assert set(sink.values["line/5"]) == {5.0}


@contextlib.contextmanager
def noisy_slave(port: Path) -> Iterator[None]:
    """A slave whose every answer has rubbish before it, and behind it the beginning of another."""
    bus, framing, loop = Slave([slave(1)]), Rtu(), asyncio.get_running_loop()
    tty = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def serve() -> None:
        for request in framing.feed(os.read(tty, 64)):
            reply = bus.answer(request)
            assert reply is not None
            os.write(tty, b"\xff\x00\x01" + framing.encode(request, reply) + b"\x01\x03\x02")

    loop.add_reader(tty, serve)
    try:
        yield
    finally:
        loop.remove_reader(tty)
        os.close(tty)


async def test_a_lost_unit_is_waited_for_no_longer_than_the_others_think(tmp_path: Path) -> None:
    units = [slave(number) for number in (1, 2)]
    units[1].faults = Faults(dead=True)
    with ModbusLine(Slave(units), LineRate(19_200), tmp_path / "tty") as line:
        driver, _ = line_of(
            rtu(line.port, 19_200),
            [
                site_unit(unit.number, {"register": 5}, timeout_s=5.0 if unit.number == 1 else 0.4)
                for unit in units
            ],
        )
        async with running(driver.run()):
            await until(lambda: driver.units()[1].timeouts >= 3)
        answering, lost = driver._units[1], driver._units[2]
        assert answering.thoughts
        assert not lost.thoughts
        # However long it has really taken on a busy machine.
        answering.thoughts.clear()
        answering.thoughts.append(0.05)
        lost.timeouts = 7
        assert driver._patience_s(lost) == pytest.approx(0.15)
        assert driver._patience_s(answering) == 5.0
        lost.timeouts = 8
        assert driver._patience_s(lost) == 0.4
