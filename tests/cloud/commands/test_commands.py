"""Commands to a gateway behind a real broker: sent until answered, numbered for ever, ended in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import httpx
import pytest

from cloud.centre import Centre
from cloud.commands.tables import GatewayCommand
from cloud.registry.tables import Gateway
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.mqtt_line import MqttLine, MqttSettings
from runtime.trust import system_trust
from telemetry import encoding, topics
from telemetry.messages import Command, ReplyStage
from tests.cloud.said import AREA, GATEWAY, health, reply, topic_of
from tests.services import Mosquitto, until


class Site(NamedTuple):
    """A centre, its API, and a gateway that hears commands."""

    centre: Centre
    http: httpx.AsyncClient
    line: MqttLine
    heard: list[Command]

    async def give(self, **told: Any) -> httpx.Response:
        return await self.http.post(f"/api/v1/gateways/{GATEWAY}/commands", json=told)

    async def state(self, seq: int) -> dict[str, Any]:
        answer = await self.http.get(f"/api/v1/gateways/{GATEWAY}/commands/{seq}")
        found: dict[str, Any] = answer.json()
        return found

    async def reaches(self, seq: int, *states: str) -> dict[str, Any]:
        for _ in range(1000):
            found = await self.state(seq)
            if found["state"] in states:
                return found
            await asyncio.sleep(0.02)
        raise TimeoutError(f"command {seq} is still {found['state']}")


@pytest.fixture
async def site(make_settings: Callable[..., CloudSettings], mosquitto: Mosquitto) -> AsyncIterator[Site]:
    access = {"gb26875": {"enabled": False}, "commands": {"resend_s": 0.3, "longest_s": 0.3, "grace_s": 0.0}}
    line = MqttLine(
        MqttSettings(port=mosquitto.port, client_id=GATEWAY), [(topics.prefix(AREA, GATEWAY) + "cmd", 1)]
    )
    heard: list[Command] = []

    async def listen() -> None:
        async for message in line.messages():
            command = encoding.decode_downlink(message.topic, message.payload)
            assert isinstance(command, Command)
            heard.append(command)
            message.ack()

    tasks = [asyncio.create_task(line.run()), asyncio.create_task(listen())]
    async with (
        serving(make_settings(access=access)) as (centre, address),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        for source in centre.lines.values():
            await source.wait_connected()
        await line.wait_connected()
        said = health(1)
        await line.publish(topic_of(said), encoding.encode(said))

        def known() -> bool:
            with centre.database.read() as session:
                return session.get(Gateway, GATEWAY) is not None

        await until(known)
        yield Site(centre, http, line, heard)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_command_is_sent_until_the_gateway_answers_and_its_words_are_kept(site: Site) -> None:
    given = await site.give(kind="duty-check", arguments={"question": "在岗?"})
    assert given.status_code == 201, given.text
    assert given.json()["state"] == "waiting"
    await until(lambda: len(site.heard) >= 2)
    assert {(command.seq, command.expires_at) for command in site.heard} == {(1, given.json()["expires_at"])}
    accepted = reply(1, stage=ReplyStage.ACCEPTED, text="已收到")
    await site.line.publish(topic_of(accepted), encoding.encode(accepted))
    await site.reaches(1, "accepted")
    done = reply(2, stage=ReplyStage.DONE, text="张三在岗", details={"who": "张三"})
    await site.line.publish(topic_of(done), encoding.encode(done))
    found = await site.reaches(1, "done")
    assert (found["text"], found["details"]) == ("张三在岗", {"who": "张三"})
    sent = len(site.heard)
    late = reply(3, stage=ReplyStage.FAILED, ok=False)
    await site.line.publish(topic_of(late), encoding.encode(late))
    second = await site.give(kind="read-back")
    assert second.json()["seq"] == 2
    await until(lambda: len(site.heard) > sent)
    assert (await site.state(1))["state"] == "done"


async def test_a_command_that_nobody_answers_expires(site: Site) -> None:
    await site.give(kind="clock", arguments={"set": True}, expires_in_s=10)
    with site.centre.database.write() as session:
        session.get_one(GatewayCommand, (GATEWAY, 1)).expires_at = 1
    found = await site.reaches(1, "expired")
    assert "did not answer" in found["text"]


async def test_what_may_not_be_asked_is_refused(site: Site) -> None:
    assert (await site.give(kind="configure", arguments={"toml": "x"})).status_code == 403
    assert (await site.give(kind="update")).status_code == 422
    unknown = await site.http.post("/api/v1/gateways/gw-none/commands", json={"kind": "clock"})
    assert unknown.status_code == 404
    for _ in range(16):
        assert (await site.give(kind="read-back")).status_code == 201
    assert (await site.give(kind="read-back")).status_code == 409
    listed = await site.http.get(f"/api/v1/gateways/{GATEWAY}/commands?limit=5")
    assert [row["seq"] for row in listed.json()["commands"]] == [16, 15, 14, 13, 12]
    assert listed.json()["next"] == 12
