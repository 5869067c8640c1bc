"""What is read how often: summaries first, details when one moves, a heartbeat in its own time."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from edge_agent.drivers.modbus.reads_of_unit import reads_of
from edge_agent.drivers.modbus.schedule import Rank
from simulators.modbus_slave import Slave, Unit
from simulators.modbus_tcp import ModbusTcp
from tests.edge_agent.drivers.modbus.lines import line_of, planned, slave
from tests.edge_agent.panels import running
from tests.services import until

PROFILE = """
profile: paced
version: 1
label: {zh: 分级, en: paced}
sources: ["made for this test"]
system_type: 1
component_type: 1
stale_after_s: 10
registers:
  max_registers: 50
  max_gap: 5
  words:
    point:
      values:
        0: {name: {zh: 正常, en: normal}, clear: all}
        1: {name: {zh: 火警, en: fire}, set: [fire]}
  grids:
    - {first: 101, loops: [1, 2], devices: [1, 99], loop_stride: 100}
  summary:
    - {register: 10, covers: [101, 199]}
    - {register: 11, covers: [201, 299]}
  slow: [[400, 499]]
  heartbeat: {register: 20, every_s: 0.2}
vectors:
  - {name: rest, input: {word: point, value: 0}}
  - {name: fire, input: {word: point, value: 1}, events: [fire+]}
"""
POINTS = [{"loop": loop, "device": device} for loop in (1, 2) for device in (1, 2, 60)]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "paced.yaml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


def unit(**more: Any) -> dict[str, Any]:
    reading = [{"register": at, "analog": "voltage"} for at in (300, 410)]
    return {"profile": "paced", "identify": False, "point": POINTS, "reading": reading, **more}


@contextlib.asynccontextmanager
async def panel() -> AsyncIterator[tuple[Unit, dict[str, Any]]]:
    device = slave(1, 500)
    for address in range(300):
        device.holding[address] = 0
    async with ModbusTcp(Slave([device])) as tcp:
        yield device, {"host": "127.0.0.1", "port": tcp.port}


def asked(device: Unit) -> Counter[tuple[int, int]]:
    return Counter((request.first, request.size) for request in device.asked)


def test_registers_of_one_pace_share_requests_and_others_do_not(own: Path) -> None:
    plan = planned({"bus": "line", "host": "x", "unit": [unit(poll_s=0.5, sweep_s=30)]}, own)
    reads = {str(read): (read.rank, read.period_s) for read in reads_of(plan.units[0])}
    assert reads == {
        "holding 10 to 11": (Rank.ALARM, 0.5),
        "holding 20": (Rank.ALARM, 0.2),
        "holding 300": (Rank.NORMAL, 0.5),
        "holding 101 to 102": (Rank.NORMAL, 30),
        "holding 160": (Rank.NORMAL, 30),
        "holding 201 to 202": (Rank.NORMAL, 30),
        "holding 260": (Rank.NORMAL, 30),
        "holding 410": (Rank.SLOW, 30),
    }


async def test_details_are_read_when_their_summary_moves_and_not_otherwise(own: Path) -> None:
    async with panel() as (device, reach):
        driver, sink = line_of(reach, [unit(sweep_s=60)], own)
        async with running(driver.run()):
            await until(lambda: len(sink.told) == 6)
            device.asked.clear()
            await until(lambda: asked(device)[10, 2] > 10)
            assert asked(device)[101, 2] == asked(device)[260, 1] == asked(device)[410, 1] == 0
            device.holding[160] = 1
            device.holding[10] = 1
            await until(lambda: sink.states("line/1-060") == {"fire"})
            assert asked(device)[260, 1] == 0
            device.holding[101] = 1  # a second fire moves the summary no more, and is seen all the same
            await until(lambda: sink.states("line/1-001") == {"fire"})
            device.holding[160] = device.holding[101] = device.holding[10] = 0
            await until(lambda: sink.states("line/1-060") == sink.states("line/1-001") == set())


async def test_everything_is_swept_at_its_slow_pace(own: Path) -> None:
    async with panel() as (device, reach):
        driver, sink = line_of(reach, [unit(sweep_s=0.3)], own)
        async with running(driver.run()):
            await until(lambda: len(sink.told) == 6)
            device.holding[260] = 1
            await until(lambda: sink.states("line/2-060") == {"fire"})
            await until(lambda: len(sink.values["line/410"]) > 1)


async def test_the_heartbeat_is_read_at_the_panels_own_pace(own: Path) -> None:
    async with panel() as (device, reach):
        driver, _ = line_of(reach, [unit()], own)
        async with running(driver.run()):
            await until(lambda: asked(device)[20, 1] >= 3)
            beats, polls = asked(device)[20, 1], asked(device)[10, 2]
            assert polls > 2 * beats
