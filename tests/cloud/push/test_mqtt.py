"""Network servers whose uplinks come over their own broker."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select

from cloud.events.tables import EventRow
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.mqtt_line import MqttLine, MqttSettings
from runtime.trust import system_trust
from tests.cloud.push.platforms import DEV_EUI, GS524N_SMOKE, TG563A_SMOKE, chirpstack, tts
from tests.services import Mosquitto, until

AREA = "150102"


async def test_no_line_is_made_within_unless_the_operator_names_the_network(
    make_settings: Callable[..., CloudSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    def within(host: str, *_: object, **__: object) -> list[object]:
        assert host == "broker.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 0))]

    access = {"push": {"secrets": str(make_settings().database.path) + ".secrets"}}
    told = {"name": "cs", "kind": "chirpstack-mqtt", "area": AREA}
    async with (
        serving(make_settings(access=access)) as (centre, address),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        for host in ("127.0.0.1", "localhost", "10.1.2.3", "::1"):
            broker = {"host": host, "port": 1883, "tls_ca": "ca.pem"}
            refused = await http.post("/api/v1/push-integrations", json=told | {"broker": broker})
            assert (refused.status_code, refused.json()["error"]["where"]) == (422, "body.broker.host")
            assert "access.push.allow_networks" in refused.json()["error"]["message_zh"]
        broker = {"host": "broker.example", "port": 1883, "tls_ca": "ca.pem"}
        monkeypatch.setattr("cloud.lookups.getaddrinfo", within)
        made = await http.post("/api/v1/push-integrations", json=told | {"broker": broker})
        number = made.json()["integration"]["id"]
        await until(lambda: "not public" in (centre.push_lines.fault_of(number) or ""))
        assert number not in centre.push_lines.connected()


async def test_uplinks_over_mqtt_of_both_servers_are_stored_once(
    make_settings: Callable[..., CloudSettings], mosquitto: Mosquitto
) -> None:
    publisher = MqttLine(MqttSettings(port=mosquitto.port, client_id="network-server"))
    publishing = asyncio.create_task(publisher.run())
    async with (
        serving(make_settings(access={"push": {"allow_networks": ["127.0.0.0/8"]}})) as (centre, address),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        broker = {"host": "127.0.0.1", "port": mosquitto.port}
        gateways = []
        for name, kind, profile, eui in (
            ("cs", "chirpstack-mqtt", "milesight-gs524n", DEV_EUI),
            ("tts", "tts-mqtt", "tg563a-smoke", "0004a30b001c0530"),
        ):
            told = {"name": name, "kind": kind, "area": AREA, "broker": broker, "default_profile": profile}
            made = await http.post("/api/v1/push-integrations", json=told)
            assert made.status_code == 409, "a kind that logs in needs a folder of secrets"
            gateways.append((told, eui))
    access = {
        "gb26875": {"enabled": False},
        "push": {
            "secrets": str(make_settings().database.path) + ".secrets",
            "allow_networks": ["127.0.0.0/8"],
        },
    }
    async with (
        serving(make_settings(access=access)) as (centre, address),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        for told, eui in gateways:
            made = await http.post("/api/v1/push-integrations", json=told)
            assert made.status_code == 201, made.text
            number = made.json()["integration"]["id"]
            device = {"identity": eui, "area": AREA}
            registered = await http.post(f"/api/v1/push-integrations/{number}/devices", json=device)
            assert registered.status_code == 201, registered.text
        await publisher.wait_connected()
        await until(
            lambda: len(centre.push_lines.connected()) == 2 and all(centre.push_lines.connected().values())
        )
        uplink = json.dumps(chirpstack(GS524N_SMOKE)).encode()
        for _ in range(2):
            await publisher.publish(f"application/a/device/{DEV_EUI}/event/up", uplink)
        other = json.dumps(tts(TG563A_SMOKE, port=1, eui="0004A30B001C0530")).encode()
        await publisher.publish("v3/app@ttn/devices/d/up", other)
        await publisher.publish("v3/app@ttn/devices/d/up", b"{not json")

        def fires() -> list[str]:
            with centre.database.read() as session:
                return sorted(session.scalars(select(EventRow.gateway).where(EventRow.kind == "fire")))

        await until(lambda: fires() == ["lora-0004a30b001c0530", f"lora-{DEV_EUI}"])
        await until(lambda: centre.push.counts["tts"]["unreadable"] == 1)
        await until(lambda: centre.push.counts["cs"]["received"] == 2)
        assert len(fires()) == 2
    publishing.cancel()
    await asyncio.gather(publishing, return_exceptions=True)
