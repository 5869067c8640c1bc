"""What thingsboard-gateway asks of its server is answered, and what it tells is counted."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.edge import peer
from benchmarks.edge.contest import listening
from benchmarks.edge.tally import Tally
from benchmarks.edge.thingsboard import LIMITS, TELEMETRY, ThingsBoard, answer
from benchmarks.edge.values import beats, value
from runtime.clock import now_ms
from runtime.faults import PlainFault
from runtime.mqtt_line import MqttLine, MqttSettings
from tests.services import start_mosquitto, until


@pytest.mark.parametrize(
    ("topic", "asked", "answered_on", "said"),
    [
        (
            "v1/devices/me/rpc/request/7",
            {"method": "getSessionLimits", "params": {}},
            "v1/devices/me/rpc/response/7",
            LIMITS,
        ),
        ("v1/devices/me/rpc/request/8", {"method": "other"}, "v1/devices/me/rpc/response/8", {}),
        (
            "v1/devices/me/attributes/request/3",
            {"sharedKeys": "a"},
            "v1/devices/me/attributes/response/3",
            {},
        ),
        (
            "v1/gateway/attributes/request",
            {"id": 4, "device": "panel-0", "client": False, "key": "x"},
            "v1/gateway/attributes/response",
            {"id": 4, "device": "panel-0", "values": {}},
        ),
    ],
)
def test_what_the_gateway_asks_is_answered(topic: str, asked: object, answered_on: str, said: object) -> None:
    reply = answer(topic, json.dumps(asked).encode())
    assert reply is not None
    assert (reply[0], json.loads(reply[1])) == (answered_on, said)


def test_what_it_only_tells_is_not() -> None:
    assert answer("v1/gateway/connect", b'{"device": "panel-0"}') is None


async def test_its_telemetry_is_counted_at_the_broker(tmp_path: Path) -> None:
    tally = Tally(beats(2, 1.0), 2)
    with start_mosquitto(tmp_path) as broker:
        gateway = MqttLine(MqttSettings(port=broker.port, client_id="gateway"))
        async with listening(ThingsBoard(broker.port, tally)), listening(Gateway(gateway)):
            for panel in ("panel-0", "panel-1"):
                values = {f"r_{register}": value(9, register) for register in range(2)}
                rows = {panel: [{"ts": now_ms(), "values": values}]}
                await gateway.publish(TELEMETRY, json.dumps(rows).encode())
            await until(lambda: tally.complete)
    assert (tally.values, tally.messages, tally.strange) == (4, 2, 0)


class Gateway:
    def __init__(self, line: MqttLine) -> None:
        self._line = line

    async def run(self) -> None:
        await self._line.run()

    async def ready(self) -> None:
        await self._line.wait_connected()


def test_every_panel_is_read_whole_in_one_request_a_second(tmp_path: Path) -> None:
    peer.write_settings(tmp_path, 1883, [5001, 5002], 100)
    slaves = json.loads((tmp_path / "modbus.json").read_text())["master"]["slaves"]
    assert [(slave["deviceName"], slave["port"], slave["pollPeriod"]) for slave in slaves] == [
        ("panel-0", 5001, 1000),
        ("panel-1", 5002, 1000),
    ]
    (series,) = slaves[0]["timeseries"]
    assert series["address"] == "0-99"
    assert series["maxRegistersPerRequest"] >= 100
    peer.write_settings(tmp_path, 1883, [5001], 100, named=True)
    (slave,) = json.loads((tmp_path / "modbus.json").read_text())["master"]["slaves"]
    assert [series["address"] for series in slave["timeseries"]] == list(range(100))
    gateway = json.loads((tmp_path / "tb_gateway.json").read_text())
    assert gateway["connectors"][0]["configuration"] == "modbus.json"
    assert json.loads((tmp_path / "logs.json").read_text())["root"]["level"] == "ERROR"


def test_a_peer_that_is_there_is_not_installed_again(tmp_path: Path) -> None:
    python = tmp_path / "thingsboard-gateway" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / "thingsboard-gateway" / ".installed").write_text("\n".join(peer.PACKAGES))
    said: list[str] = []
    assert peer.install(tmp_path, said.append) == python
    assert said == []


def test_a_peer_that_cannot_be_installed_is_told_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no network today >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    said: list[str] = []
    with pytest.raises(PlainFault, match=r"no network today(.|\n)*--no-peer"):
        peer.install(tmp_path, said.append)
    assert len(said) == 1
    assert not (tmp_path / "thingsboard-gateway" / ".installed").exists()
