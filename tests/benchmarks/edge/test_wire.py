"""The arithmetic of the serial benches, and the panels' process."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pymodbus.client import AsyncModbusTcpClient

from benchmarks.edge.contest import Load, panels
from benchmarks.edge.dead_unit import Timed
from benchmarks.edge.panels import UNIT
from benchmarks.edge.serial_line import allowed_s
from benchmarks.edge.soak import slope_per_h
from benchmarks.edge.values import age_s, beats
from simulators.modbus_line import LineRate
from simulators.modbus_slave import Asked, Faults, Request, Unit, registers


def test_what_a_wire_allows_is_its_bytes_and_silences() -> None:
    # 8 + 205 characters of 10 bits, 7 characters of silence, 5 ms of thinking.
    assert allowed_s([Asked(3, 0, 100)], LineRate(9600), 0.005) == pytest.approx(
        (213 + 7) * 10 / 9600 + 0.005
    )
    assert allowed_s([], LineRate(9600), 0.005) == 0


def test_the_time_between_two_answers_of_a_unit_is_its_wait() -> None:
    now = iter([0.0, 0.1, 0.4, 0.6])
    units = [Unit(number, holding=registers(1)) for number in (1, 2, 3)]
    units[2].faults = Faults(dead=True)
    slave = Timed(units, clock=lambda: next(now))
    for number in (1, 2, 3, 1, 2):
        slave.answer(Request(number, bytes((3, 0, 0, 0, 1))))
    assert slave.waits_s() == pytest.approx([0.4, 0.5])
    assert slave.unanswered == 1


def test_a_slope_is_told_by_the_hour() -> None:
    assert slope_per_h([0, 1, 2, 3], [5.0, 5.5, 6.0, 6.5]) == pytest.approx(1800)
    assert slope_per_h([0, 1, 2, 3], [4.0] * 4) == 0
    assert slope_per_h([7], [4.0]) == 0


async def test_the_panels_values_are_as_old_as_their_beat(tmp_path: Path) -> None:
    load = Load(2, 100)
    async with panels(load, tmp_path) as ports:
        assert len(ports) == 2
        for port, beat in zip(ports, beats(load.panels, 1.0), strict=True):
            client = AsyncModbusTcpClient("127.0.0.1", port=port, retries=0, timeout=5)
            assert await client.connect()
            answer = await client.read_holding_registers(0, count=100, device_id=UNIT)
            now = time.time()
            client.close()
            ages = {
                round(age_s(beat, register, seen, now), 3) for register, seen in enumerate(answer.registers)
            }
            assert len(ages) == 1
            assert ages.pop() < 30
