"""`edge-agent scan` against real ports: what it finds, what it refuses, when it stays silent."""

import asyncio
import json
import os
import tomllib
import tty
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge_agent.config import AgentSettings
from edge_agent.main import main
from edge_agent.scan import lan
from edge_agent.scan.modbus_units import UnitFound, one_for_all
from edge_agent.tools.scan_modbus import parse_units
from runtime.faults import PlainFault
from runtime.mqtt_line import MqttLine, MqttSettings
from simulators.modbus_line import ModbusLine
from simulators.modbus_slave import Slave, Unit, registers
from simulators.modbus_tcp import ModbusTcp
from telemetry import espa444
from tests.edge_agent.panels import Panel, call_block, running
from tests.services import free_port, start_mosquitto

Out = pytest.CaptureFixture[str]


async def scan(capsys: Out, *arguments: str) -> tuple[int, dict[str, Any]]:
    code = await asyncio.to_thread(main, ["scan", *arguments, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, found


def as_settings(tmp_path: Path, snippet: str) -> AgentSettings:
    """The pasted tables within a whole settings file."""
    head = 'gateway = "gw-1"\narea = "150102"\n[spool]\npath = "s.sqlite3"\n[uplink]\nhost = "127.0.0.1"\n'
    return AgentSettings.model_validate(tomllib.loads(head + snippet), context={"folder": tmp_path})


@pytest.fixture
def wire() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


async def _calling(master: int) -> None:
    while True:
        os.write(master, espa444.select("1", "2") + call_block("FIRE ALARM L03 D017"))
        await asyncio.sleep(0.2)


async def test_a_panel_is_recognised_by_listening_and_nothing_is_written(
    wire: tuple[int, str], capsys: Out, tmp_path: Path
) -> None:
    master, path = wire
    async with running(_calling(master)):
        code, found = await scan(capsys, "line", path, "--seconds", "0.9")
    assert code == 0
    assert found["likely"][0]["profile"] == "espa444-generic"
    assert not found["likely"][0]["asked"]
    with pytest.raises(BlockingIOError):
        os.read(master, 1)
    settings = as_settings(tmp_path, found["likely"][0]["settings"])
    assert (settings.serial[0].port, settings.serial[0].profile) == (path, "espa444-generic")


async def test_a_silent_line_is_told_with_the_cure(wire: tuple[int, str], capsys: Out) -> None:
    code = await asyncio.to_thread(main, ["scan", "line", wire[1], "--seconds", "0.05", "--line", "9600-8N1"])
    assert code == 1
    assert "check the wiring" in capsys.readouterr().err


def test_a_port_that_is_not_there_is_told(capsys: Out) -> None:
    assert main(["scan", "line", "/dev/tty-none", "--seconds", "0.05"]) == 2
    assert "/dev/tty-none" in capsys.readouterr().err


async def test_the_units_of_a_serial_line_are_found_only_when_asking_is_allowed(
    capsys: Out, tmp_path: Path
) -> None:
    slave = Slave([Unit(3, holding=registers(2404)), Unit(5, holding=registers(10))])
    with ModbusLine(slave) as line:
        given = ["modbus", "--serial", line.port, "--units", "1-6", "--timeout", "0.1"]
        assert await asyncio.to_thread(main, ["scan", *given]) == 2
        assert "--active" in capsys.readouterr().err
        assert all(unit.requests == 0 for unit in slave.units.values())
        code, found = await scan(capsys, *given, "--active")
    assert code == 0
    assert [unit["unit"] for unit in found["units"]] == [3, 5]
    settings = as_settings(tmp_path, found["settings"])
    assert [unit.unit for unit in settings.modbus[0].unit] == [3, 5]
    assert settings.modbus[0].transport == "rtu"


def test_a_device_that_answers_to_every_number_is_one() -> None:
    found = [UnitFound(unit, 1.0 + unit, {3: "answers"}, {"vendor": "GST"}, []) for unit in range(1, 31)]
    assert one_for_all(found, 30)
    assert not one_for_all(found, 31), "one number was not answered"
    assert not one_for_all(found[:10], 10), "a short line may well be full of the same make"
    assert not one_for_all([*found[:-1], found[-1]._replace(identity={"vendor": "JBF"})], 30)


async def test_a_panel_that_does_not_look_at_the_number_is_told_once(capsys: Out, tmp_path: Path) -> None:
    panel = Panel(free_port())
    await panel.plug()
    try:
        code, found = await scan(
            capsys, "modbus", "--host", "127.0.0.1", "--port", str(panel.port), "--units", "1-20"
        )
    finally:
        await panel.unplug()
    assert (code, found["every_unit"], len(found["units"])) == (0, True, 1)
    assert [unit.unit for unit in as_settings(tmp_path, found["settings"]).modbus[0].unit] == [1]


async def test_of_panels_shaped_alike_the_one_it_calls_itself_comes_first(capsys: Out) -> None:
    unit = Unit(1, holding=registers(2404))
    unit.identity = {0: b"GST", 1: b"GST5000", 2: b"1"}
    async with ModbusTcp(Slave([unit])) as port:
        given = ["--host", "127.0.0.1", "--port", str(port.port), "--units", "1"]
        _, found = await scan(capsys, "modbus", *given)
    likely = [entry["profile"] for entry in found["units"][0]["likely"]]
    assert likely[0] == "gst5000-modbus"
    assert len(likely) > 1


async def test_a_network_is_swept_for_modbus(capsys: Out, tmp_path: Path) -> None:
    unit = Unit(1, holding=registers(2404))
    unit.identity = {0: b"GST", 1: b"GST5000", 2: b"1"}
    async with ModbusTcp(Slave([unit])) as port:
        code, found = await scan(capsys, "lan", "127.0.0.0/30", "--port", str(port.port))
    assert code == 0
    assert [host["host"] for host in found["hosts"]] == ["127.0.0.1"]
    assert found["hosts"][0]["units"][0]["identity"]["vendor"] == "GST"
    assert as_settings(tmp_path, found["settings"]).modbus[0].host == "127.0.0.1"


async def test_an_empty_network_is_found_empty(capsys: Out) -> None:
    assert await asyncio.to_thread(main, ["scan", "lan", "127.0.0.0/30", "--port", str(free_port())]) == 1
    assert "no host" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "told"), [("8.8.8.0/24", "no private"), ("10.0.0.0/8", "at most 1024"), ("abc", "no network")]
)
def test_only_a_small_private_network_is_swept(given: str, told: str) -> None:
    with pytest.raises(PlainFault, match=told):
        lan.network(given)


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[int]:
    with start_mosquitto(tmp_path) as mosquitto:
        line = MqttLine(MqttSettings(port=mosquitto.port, client_id="detectors"))
        async with running(line.run()):
            await line.wait_connected()
            said = {"battery": 87, "battery_low": False, "linkquality": 100, "smoke": False, "tamper": False}
            await line.publish("zigbee2mqtt/smoke_302", json.dumps(said).encode(), retain=True)
            await line.publish("zigbee2mqtt/bridge/state", b'{"state":"online"}', retain=True)
            yield mosquitto.port


async def test_detectors_on_a_broker_are_found_with_their_settings(
    broker: int, capsys: Out, tmp_path: Path
) -> None:
    code, found = await scan(capsys, "mqtt", "--port", str(broker), "--seconds", "0.5")
    assert code == 0
    assert "zigbee2mqtt/smoke_302" in [device["topic"] for device in found["devices"]]
    settings = as_settings(tmp_path, found["settings"])
    assert settings.mqtt[0].device[0].topic == "zigbee2mqtt/smoke_302"


def test_a_broker_that_is_not_there_is_told(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_agent.tools.scan_mqtt._CONNECTED_S", 0.3)
    assert main(["scan", "mqtt", "--port", str(free_port()), "--seconds", "1"]) == 2
    told = capsys.readouterr().err
    assert "nothing listens" in told
    assert told.count("\n") == 1, "one plain line, and no log"


def test_the_ports_of_this_machine_are_listed(capsys: Out) -> None:
    code = main(["scan", "ports", "--json"])
    assert code == (0 if json.loads(capsys.readouterr().out)["ports"] else 1)


def test_unit_numbers_are_taken_as_people_write_them() -> None:
    assert parse_units("1-3,7, 3") == [1, 2, 3, 7]
    for wrong in ("0", "5-2", "1-300", "a", ""):
        with pytest.raises(PlainFault, match="no unit numbers"):
            parse_units(wrong)


async def _a_polled_panel(master: int) -> None:
    """The CRT port of a GST panel: it answers its address, then says what happened."""
    heard = b""
    while True:
        try:
            heard += os.read(master, 64)
        except BlockingIOError:
            await asyncio.sleep(0.01)
            continue
        if heard.endswith(b"\x01\x00"):
            os.write(master, b"\x01")
            await asyncio.sleep(0.05)
            os.write(master, bytes.fromhex("0D DD 00 10 04 03 01 18 BB"))
            heard = b""


async def test_a_panel_that_only_answers_is_found_when_asking_is_allowed(
    wire: tuple[int, str], capsys: Out
) -> None:
    master, path = wire
    given = ("line", path, "--seconds", "0.1", "--line", "9600-8N1")
    async with running(_a_polled_panel(master)):
        code, found = await scan(capsys, *given)
        assert (code, found["likely"]) == (1, [])
        code, found = await scan(capsys, *given, "--active")
    assert code == 0
    assert found["likely"][0]["profile"] == "gst-crt"
    assert found["likely"][0]["asked"]
