"""The simulator as a process: its lines, its story, its control door, its end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import AsyncModbusTcpClient

from simulators import main
from tests.services import free_port, start_mosquitto
from tests.simulators.places import write

SETTINGS = """\
scenario = "{scenario}"
speed = {speed}
exit_at_end = {leave}
control = "127.0.0.1:0"

[[modbus]]
panel = "panel-1"
listen = "127.0.0.1:0"

[[espa]]
panel = "panel-2"
link = "panel-2.tty"
"""
STORY = """\
name: {zh: 短, en: short}
pace:
  - {start: "10:00", speed: 300}
timeline:
  - {at: "10:00", fire: {room: lobby, fuel: foam, growth: ultra-fast}}
  - {at: "10:02", point: {point: panel-2/3-021, state: fault}}
  - {at: "10:10", fight: {}}
  - {at: "10:30", end: true, say: {zh: 完, en: over}}
"""


class Simulator:
    """A running simulator: where its lines are, what it said, and its control door."""

    def __init__(self, process: asyncio.subprocess.Process, ready: str) -> None:
        self.process = process
        self.where = dict(word.split("=", 1) for word in ready.split()[2:])

    async def ask(self, **request: object) -> dict[str, Any]:
        host, port = self.where["control"].split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(json.dumps(request).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await reader.readline())
        writer.close()
        return answer

    async def register(self, register: int) -> int:
        host, port = self.where["panel-1"].split(":")
        client = AsyncModbusTcpClient(host, port=int(port), retries=0, timeout=2)
        await client.connect()
        value = (await client.read_holding_registers(register, count=1)).registers[0]
        client.close()
        return int(value)


@contextlib.asynccontextmanager
async def running(
    tmp_path: Path, scenario: str = "quiet", *, speed: float = 1.0, leave: bool = False, more: str = ""
) -> AsyncIterator[Simulator]:
    text = SETTINGS.format(scenario=scenario, speed=speed, leave=str(leave).lower()) + more
    file = write(tmp_path / "sim.toml", text)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators.main", "--config", str(file)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        ready = (await process.stdout.readline()).decode()
        assert ready.startswith("READY simulator "), (await process.communicate())[1].decode()
        yield Simulator(process, ready)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.communicate()


async def test_what_the_door_sets_is_what_the_wire_says(tmp_path: Path) -> None:
    async with running(tmp_path) as simulator:
        answer = await simulator.ask(set_register=[263, 1])
        assert answer["ok"]
        assert answer["at"] > 1_700_000_000_000
        assert await simulator.register(263) == 1
        await simulator.ask(act={"point": {"point": "panel-1/1-011", "state": "fault"}})
        assert await simulator.register(251) == 2
        state = await simulator.ask(state=True)
        assert state["registers"] == {"panel-1": {"251": 2, "263": 1}}
        assert state["points"] == {"panel-1/1-011": "fault"}


async def test_the_door_tells_what_stands_on_the_serial_panel(tmp_path: Path) -> None:
    async with running(tmp_path) as simulator:
        await simulator.ask(act={"point": {"point": "panel-2/3-017", "state": "fire"}})
        await simulator.ask(espa="FAULT L03 D018 STORE EAST 4F")
        state = await simulator.ask(state=True)
        assert [entry["text"] for entry in state["espa"]["panel-2"]] == ["FIRE ALARM L03 D017 STORE 4F"]
        assert state["lines"]["panel-2"]["waiting"] == 2
        assert (tmp_path / "panel-2.tty").is_symlink()
    assert not (tmp_path / "panel-2.tty").is_symlink()


async def test_a_detector_obeys_the_door_and_is_given_back(tmp_path: Path) -> None:
    async with running(tmp_path) as simulator:
        for smoke in (True, False, None):
            assert (await simulator.ask(detector="smoke-302", smoke=smoke))["ok"]
            state = await simulator.ask(state=True)
            assert state["detectors"]["smoke-302"] is bool(smoke)
            assert len(state["detectors"]) == 9


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"set_register": [1]}, "set_register is [register, value]"),
        ({"set_register": [99_999, 1]}, "registers are 0 to"),
        ({"set_register": [1, 1], "panel": "panel-7"}, "no such Modbus panel; there is panel-1"),
        ({"espa": ""}, "at least 1 character"),
        ({"detector": "smoke-9", "smoke": True}, "no such detector; there are smoke-101"),
        ({"detector": "smoke-302", "smoke": "yes"}, "smoke is true, false or null"),
        ({"act": {"fire": {"room": "attic"}}}, "there is no room 'attic'"),
        ({"act": {"dance": True}}, "dance: Extra inputs"),
        ({"hello": 1}, "say one of set_register, espa, detector, begin, state, act"),
    ],
)
async def test_a_request_that_cannot_be_done_is_answered_with_the_reason(
    tmp_path: Path, request_: dict[str, object], told: str
) -> None:
    async with running(tmp_path) as simulator:
        answer = await simulator.ask(**request_)
        assert not answer["ok"]
        assert told in answer["error"]


async def test_the_story_is_told_in_both_languages_and_ends(tmp_path: Path) -> None:
    write(tmp_path / "story.yaml", STORY)
    async with running(tmp_path, "story.yaml", leave=True, speed=6.0) as simulator:
        assert simulator.process.stdout is not None
        told = (await simulator.process.stdout.read()).decode()
        assert await simulator.process.wait() == 0
    lines = told.splitlines()
    assert lines[0] == "10:00 一楼大厅起火 / a fire starts in lobby 1F"
    assert any("大厅感烟探测器 火警 / panel: lobby smoke detector, fire alarm" in line for line in lines)
    assert any("档案室感烟探测器 故障" in line for line in lines)
    assert "10:30 完 / over" in lines


async def test_a_fire_is_seen_in_the_registers_nearest_first(tmp_path: Path) -> None:
    write(tmp_path / "story.yaml", STORY)
    async with running(tmp_path, "story.yaml") as simulator:
        async with asyncio.timeout(20):
            while await simulator.register(251) != 1:  # noqa: ASYNC110 - a register can only be polled
                await asyncio.sleep(0.02)
        state = await simulator.ask(state=True)
        assert state["points"]["panel-1/1-011"] == "fire"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    async with running(tmp_path) as simulator:
        simulator.process.send_signal(number)
        assert await simulator.process.wait() == 0


async def test_detectors_reach_the_broker(tmp_path: Path) -> None:
    with start_mosquitto(tmp_path) as broker:
        more = f"[detectors]\nport = {broker.port}\nreport_s = 5.0\n"
        async with running(tmp_path, more=more) as simulator:
            assert simulator.where["detectors"] == f"127.0.0.1:{broker.port}"
            assert (await simulator.ask(detector="smoke-303", smoke=True))["ok"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'scenario = "opera"',
            "opera: no such file; give a path, or one of those that come along: day, fire",
        ),
        ('control = "0.0.0.0:1"', "sim.toml:1: control: 0.0.0.0 can be reached from the network"),
        (
            '[[modbus]]\npanel = "panel-2"\nlisten = "127.0.0.1:0"',
            "no such modbus panel in the building; it has panel-1",
        ),
        ('[[espa]]\npanel = "panel-1"\nlink = "x"', "no such espa panel in the building; it has panel-2"),
        (
            '[detectors]\n[[detectors.shelly]]\ndetector = "smoke-302"',
            "no such Shelly in the building; it has smoke-102",
        ),
        ("speed = 0", "sim.toml:1: speed: "),
    ],
)
def test_bad_settings_are_told_with_their_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    assert main.main(["--config", str(write(tmp_path / "sim.toml", text + "\n"))]) == 2
    assert told in capsys.readouterr().err


def test_a_taken_port_is_told_with_its_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        port = taken.getsockname()[1]
        text = f'[[modbus]]\npanel = "panel-1"\nlisten = "127.0.0.1:{port}"\n'
        assert main.main(["--config", str(write(tmp_path / "sim.toml", text))]) == 2
    assert f"127.0.0.1:{port}: the port is taken" in capsys.readouterr().err


def test_the_example_can_be_loaded() -> None:
    from runtime import settings
    from simulators.settings import SimulatorSettings

    example = Path(main.__file__).with_name("example.toml")
    chosen = settings.load(example, SimulatorSettings)
    assert chosen.control is not None
    assert [account.detector for account in chosen.detectors.shelly] == ["smoke-102", "smoke-303"]  # type: ignore[union-attr]
