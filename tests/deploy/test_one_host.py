"""The one-host guide leads to a centre that takes a message and cuts off who is revoked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.backoff import Backoff
from runtime.clock import now_ms
from runtime.mqtt_line import LineDown, MqttLine
from telemetry import encoding
from tests.cloud.enrolment.gateways import GatewayKey
from tests.cloud.said import event, topic_of
from tests.deploy.one_host import Host, commands, installed
from tests.services import until


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with installed(tmp_path) as made:
        yield made


def test_both_languages_tell_the_same_commands() -> None:
    told = commands("deploying.md")
    assert [command[0] for command in told] == [
        "ca", "ca", "ca", "broker-user", "broker-config", "people",
    ]  # fmt: skip
    assert commands("deploying.zh.md") == told


KEEPING_SECRETS: list[tuple[str, dict[str, object]]] = [
    # what makes the centre keep a secret of its own
    ("/webhooks", {"name": "w", "url": "https://partner.example/fire", "areas": ["1501"]}),
    (
        "/push-integrations",
        {"name": "onenet", "kind": "onenet", "area": "150102", "secret": "a secret of theirs"},
    ),
]


async def _heard(line: MqttLine, topic: str, payload: bytes) -> None:
    """Send as a gateway does, until the receipt is there."""
    messages = line.messages()
    async with asyncio.timeout(60):
        while line.received == 0:
            with contextlib.suppress(LineDown):
                await line.wait_connected()
                await line.publish(topic, payload)
            with contextlib.suppress(TimeoutError):
                await until(lambda: line.received > 0, within_s=2)
        (await anext(messages)).ack()


async def test_the_steps_of_the_guide_lead_to_a_centre_that_hears_and_cuts_off(host: Host) -> None:
    before = host.kept()
    with host.mosquitto(), host.processes():
        async with host.http() as http:
            made = await http.post("/enrolment/codes", json={"area": "150102", "gateway": "gw-1"})
            key = GatewayKey()
            asked = {"code": made.json()["code"], "request": key.request()}
            answer = await http.post("/enrolment", json=asked)
            assert answer.status_code == 200, answer.text
            identity = key.files(host.folder, answer.json()["certificate"])
            line = MqttLine(
                host.line(identity), [("sw/1/150102/gw-1/receipt", 1)], backoff=Backoff(0.02, limit_s=0.1)
            )
            task = asyncio.create_task(line.run())
            said = event(1, at=now_ms(), gateway="gw-1")
            await _heard(line, topic_of(said), encoding.encode(said))
            alarms = (await http.get("/alarms")).json()
            assert "gw-1" in str(alarms)
            for path, told in KEEPING_SECRETS:
                answer = await http.post(path, json=told)
                assert answer.status_code == 201, answer.text
            answer = await http.post("/gateways/gw-1/revoke", json={"reason": "stolen"})
            assert answer.status_code == 200, answer.text
            await until(lambda: "revoked" in (line.last_fault or ""), within_s=60)
            state = (await http.get("/brokers/state")).json()
            assert [target["fault"] for target in state["targets"]] == [""]
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    assert host.kept() == before, "the unit has /etc/steppewatch read only"
