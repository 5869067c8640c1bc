"""Platforms push to a whole centre: signatures, golden payloads, repetitions, strangers, hostile bodies."""

from __future__ import annotations

import json

import pytest

from cloud.push import onenet
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bare, bodies
from telemetry.gb26875.time_label import TimeLabel
from tests.cloud.push.platforms import (
    DEV_EUI,
    GS524N_NORMAL,
    GS524N_SMOKE,
    GS524N_TEST,
    IMEI,
    TG563A_SMOKE,
    TOKEN,
    chirpstack,
    ctwing,
    encrypted,
    onenet_message,
    onenet_push,
    transparent,
    tts,
)
from tests.cloud.push.pushing import AREA, TOKEN_HEADER, Platform


async def test_a_fire_pushed_by_ctwing_is_an_alarm_once_and_ends(platform: Platform) -> None:
    gateway = await platform.register(await platform.integrate("ctwing", "ctwing-nb-smoke"), IMEI)
    assert gateway == f"nb-{IMEI}"
    for _ in range(3):
        answer = await platform.push(ctwing(1), query=f"?token={TOKEN}")
        assert (answer.status_code, answer.json()) == (200, {"code": 0, "msg": "ok"})
    assert platform.kinds(gateway) == ["fire+"]
    assert platform.active() == {(gateway, "fire")}
    await platform.push(ctwing(7, timestamp=1_767_225_660_000), headers=TOKEN_HEADER)
    assert platform.kinds(gateway) == ["fire+", "fire-"]
    assert platform.active() == set()


async def test_when_a_platform_and_its_devices_were_last_heard_is_told(platform: Platform) -> None:
    number = await platform.integrate("ctwing", "ctwing-nb-smoke")
    await platform.register(number, IMEI)

    async def told() -> tuple[int | None, int | None]:
        integration = (await platform.http.get("/api/v1/push-integrations")).json()["integrations"][0]
        devices = (await platform.http.get(f"/api/v1/push-integrations/{number}/devices")).json()["devices"]
        return integration["last_at"], devices[0]["last_heard"]

    assert await told() == (None, None)
    before = platform.centre.clock.now_ms()
    await platform.push(ctwing(1), query=f"?token={TOKEN}")
    pushed, heard = await told()
    assert pushed is not None
    assert heard is not None
    assert min(pushed, heard) >= before


async def test_a_transmission_device_over_nb_iot_speaks_in_a_transparent_product(platform: Platform) -> None:
    integration = await platform.integrate("ctwing", "gb26875-generic")
    gateway = await platform.register(integration, IMEI)
    at = TimeLabel(4, 0, 9, 2, 7, 21)
    unit = units.encode(2, [bodies.ComponentState(1, 1, 40, b"\x0a\0\x02\0", 0b11, bytes(31), at)])
    data = bare.encode(bare.BareMessage(2, unit))
    answer = await platform.push(transparent(data), query=f"?token={TOKEN}")
    assert answer.status_code == 200
    assert platform.kinds(gateway) == ["fire+"]


async def test_onenet_checks_the_address_and_pushes_in_plain_and_encrypted(platform: Platform) -> None:
    key = "AAlvB3jc2dlPq2nF"
    integration = await platform.integrate("onenet", "onenet-smoke", key=key)
    gateway = await platform.register(integration, IMEI)
    query = {"msg": "hello", "nonce": "abcd1234", "signature": onenet.signature(TOKEN, "abcd1234", b"hello")}
    echo = await platform.http.get("/api/v1/push/aep", params=query)
    assert (echo.status_code, echo.text) == (200, "hello")
    wrong = await platform.http.get("/api/v1/push/aep", params=query | {"msg": "other"})
    assert wrong.status_code == 401
    plain = await platform.push(onenet_push(onenet_message(True)))
    assert (plain.status_code, plain.text) == (200, "ok")
    secret = encrypted(onenet_message(False, "2"), key)
    assert (await platform.push(onenet_push(secret, mark="m2"))).status_code == 200
    assert platform.kinds(gateway) == ["fire+", "fire-"]


async def test_onenet_in_its_older_form_with_a_key_of_43_characters(platform: Platform) -> None:
    key = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU"
    integration = await platform.integrate("onenet", "onenet-smoke", key=key)
    gateway = await platform.register(integration, IMEI)
    secret = encrypted(onenet_message(True), key)
    body = {
        "enc_msg": secret,
        "nonce": "12345678",
        "msg_signature": onenet.signature(TOKEN, "12345678", secret.encode()),
    }
    assert (await platform.push(body)).status_code == 200
    assert platform.kinds(gateway) == ["fire+"]


async def test_chirpstack_over_http_with_a_detector_read_from_its_bytes(platform: Platform) -> None:
    gateway = await platform.register(
        await platform.integrate("chirpstack", "milesight-gs524n"), DEV_EUI.upper()
    )
    assert gateway == f"lora-{DEV_EUI}"
    for body in (
        chirpstack(GS524N_TEST, "d1", 1),
        chirpstack(GS524N_SMOKE, "d2", 2),
        chirpstack(GS524N_SMOKE, "d2", 2),
        chirpstack(GS524N_NORMAL, "d3", 3),
    ):
        answer = await platform.push(body, headers=TOKEN_HEADER, query="?event=up")
        assert answer.status_code == 200
    assert platform.kinds(gateway) == ["test+", "fire+", "test-", "fire-"]
    status = {"deduplicationId": "s1", "deviceInfo": {"devEui": DEV_EUI}, "margin": 9, "batteryLevel": 76.5}
    assert (await platform.push(status, headers=TOKEN_HEADER, query="?event=status")).status_code == 200
    ack = {"deduplicationId": "a1", "deviceInfo": {"devEui": DEV_EUI}}
    assert (await platform.push(ack, headers=TOKEN_HEADER, query="?event=ack")).status_code == 200
    assert (await platform.counts())["said_nothing"] == 1


async def test_a_report_that_comes_too_late_sets_no_fire_but_is_told(platform: Platform) -> None:
    gateway = await platform.register(await platform.integrate("chirpstack", "milesight-gs524n"), DEV_EUI)
    newer = chirpstack(GS524N_NORMAL, "d9", 9) | {"time": "2026-01-01T00:01:00+00:00"}
    older = chirpstack(GS524N_SMOKE, "d8", 8)
    for body in (newer, older):
        await platform.push(body, headers=TOKEN_HEADER, query="?event=up")
    assert platform.kinds(gateway) == ["supervisory+"]


async def test_the_things_stack_webhooks_with_its_own_header(platform: Platform) -> None:
    gateway = await platform.register(await platform.integrate("tts", "tg563a-smoke"), DEV_EUI)
    headers = {"X-Downlink-Apikey": TOKEN}
    assert (await platform.push(tts(TG563A_SMOKE, 1, port=1), headers=headers)).status_code == 200
    assert (await platform.push(tts(TG563A_SMOKE, 1, port=1), headers=headers)).status_code == 200
    assert platform.kinds(gateway) == ["fire+"]


@pytest.mark.parametrize(
    ("headers", "query"),
    [({}, ""), ({"X-Steppewatch-Token": "wrong"}, ""), ({"X-Downlink-Apikey": TOKEN}, ""), ({}, "?token=x")],
)
async def test_who_does_not_prove_itself_is_refused_without_a_reason_and_counted(
    platform: Platform, headers: dict[str, str], query: str
) -> None:
    await platform.register(await platform.integrate("ctwing", "ctwing-nb-smoke"), IMEI)
    refused = await platform.push(ctwing(1), headers=headers, query=query)
    unknown = await platform.push(ctwing(1), name="no-such-name", headers=headers, query=query)
    assert refused.status_code == unknown.status_code == 401
    assert refused.json() == unknown.json()
    assert (await platform.counts())["not_signed"] == 1
    assert platform.active() == set()


async def test_a_replayed_onenet_signature_over_another_message_is_refused(platform: Platform) -> None:
    await platform.register(await platform.integrate("onenet", "onenet-smoke"), IMEI)
    forged = onenet_push(onenet_message(False)) | {"msg": onenet_message(True)}
    assert (await platform.push(forged)).status_code == 401
    assert (await platform.push(onenet_push(onenet_message(True), token="guess"))).status_code == 401


async def test_what_is_pushed_of_an_unknown_device_is_listed_and_taken_in_when_adopted(
    platform: Platform,
) -> None:
    integration = await platform.integrate("ctwing", "ctwing-nb-smoke")
    for body in (ctwing(1), ctwing(1), ctwing(5, timestamp=1_767_225_700_000)):
        assert (await platform.push(body, headers=TOKEN_HEADER)).status_code == 200
    base = f"/api/v1/push-integrations/{integration}/unregistered"
    listed = (await platform.http.get(base)).json()["speakers"]
    assert [(row["identity"], row["pushes"]) for row in listed] == [(IMEI, 3)]
    adopted = await platform.http.post(f"{base}/{listed[0]['id']}/adopt", json={"area": AREA})
    assert adopted.status_code == 201, adopted.text
    assert adopted.json()["replayed"] == 2
    assert platform.kinds(f"nb-{IMEI}") == ["fire+", "fault+"]
    assert (await platform.http.get(base)).json()["speakers"] == []


HOSTILE = [
    b"",
    b"\xff\xfe",
    b"[]",
    b"null",
    b'"text"',
    b"{" * 2000,
    b'{"IMEI": {"a": 1}}',
    b'{"IMEI": "a\\u0000b"}',
    b'{"IMEI": 1e400}',
    b'{"IMEI": "860000000000001", "messageType": "dataReport", "payload": {"APPdata": "AQI="}}',
    b'{"IMEI": "860000000000001", "messageType": "dataReport", "payload": {"serviceData": []}}',
    json.dumps(ctwing(1) | {"IMEI": "x" * 5000}).encode(),
]


async def test_hostile_bodies_of_an_authentic_platform_become_dead_letters_and_never_a_fire(
    platform: Platform,
) -> None:
    await platform.register(await platform.integrate("ctwing", "ctwing-nb-smoke"), IMEI)
    for place, body in enumerate(HOSTILE, 1):
        answer = await platform.push(body, headers=TOKEN_HEADER)
        assert answer.status_code == 200, (body[:60], answer.text)
        counts = await platform.counts()
        assert counts.get("unreadable", 0) + counts.get("unregistered", 0) == place, body[:60]
    assert len(platform.letters()) == (await platform.counts())["unreadable"]
    assert platform.active() == {(f"nb-{IMEI}", "fault")}, "what it pushes cannot be read"


async def test_an_integrations_secret_is_told_once_and_a_new_one_ends_the_old(platform: Platform) -> None:
    integration = await platform.integrate("ctwing", "ctwing-nb-smoke")
    listed = await platform.http.get("/api/v1/push-integrations")
    assert TOKEN not in listed.text
    renewed = await platform.http.post(f"/api/v1/push-integrations/{integration}/secret", json={})
    secret = renewed.json()["secret"]
    assert (await platform.push(ctwing(7), headers=TOKEN_HEADER)).status_code == 401
    assert (await platform.push(ctwing(7), headers={"X-Steppewatch-Token": secret})).status_code == 200
