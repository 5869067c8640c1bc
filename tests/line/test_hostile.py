"""Hostile input at every door: refused or quarantined with a readable reason, and the line goes on."""

from __future__ import annotations

import contextlib
import itertools
import json
import math
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import paho.mqtt.client as mqtt
import pytest

from simulators.suite import ENGINES, HOST, Suite
from telemetry.messages import UPLINK_STREAMS
from tests.line.centre import Centre, until
from tests.line.conftest import StartSuite
from tests.line.truth import register_of

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("load")]

GATEWAY = "gw-150102-0001"
PREFIX = f"sw/1/150102/{GATEWAY}"


def payloads(stream: str) -> Iterator[tuple[str, bytes]]:
    """What an attacker, or a broken gateway, would send on one stream."""
    head: dict[str, Any] = {
        "gateway": GATEWAY,
        "seq": 10**9,
        "ts_gateway": 1_790_000_000_000,
        "clock_synced": True,
    }
    reading = {
        "type": "reading",
        "stream": "reading",
        "parts": ["a"],
        "part": [0],
        "analog_type": [3],
        "ts": [1],
    }
    yield "nothing", b""
    yield "truncated", json.dumps(head).encode()[:-9]
    yield "not an object", b"[1, 2, 3]"
    yield "not utf-8", b'{"gateway": "\xff\xfe"}'
    yield "deep", b"[" * 50_000
    yield "huge number", json.dumps({**head, "type": stream, "seq": 10**400}).encode()
    yield "negative", json.dumps({**head, "type": stream, "seq": -1}).encode()
    yield (
        "2106",
        json.dumps(
            {**head, **reading, "ts_gateway": 4_294_967_295_000, "value": [1.0], "quality": [0]}
        ).encode(),
    )
    yield "nan", json.dumps({**head, **reading, "value": [math.nan], "quality": [0]}).encode()
    yield "packed nan", msgspec.msgpack.encode({**head, **reading, "value": [math.nan], "quality": [0]})
    yield (
        "another gateway",
        json.dumps({**head, "gateway": "gw-other", **reading, "value": [1.0], "quality": [0]}).encode(),
    )
    yield "a receipt", json.dumps({**head, "type": "receipt", "stream": "receipt", "stored": []}).encode()
    yield "large", b"{" + b" " * 280_000 + b"}"


def connected(suite: Suite, username: str, port: int | None = None) -> mqtt.Client:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"attacker-{username}")
    secret = (suite.plan.folder / f"{username}.password").read_text().strip()
    client.username_pw_set(username, secret)
    client.connect(HOST, port or suite.places.cloud_broker)
    client.loop_start()
    until("the attacker is connected", client.is_connected)
    return client


def publish(client: mqtt.Client, topic: str, payload: bytes) -> None:
    client.publish(topic, payload, qos=1).wait_for_publish(5)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_stream_withstands_hostile_payloads_and_says_why(engine: str, start_suite: StartSuite) -> None:
    suite, centre = start_suite(engine)
    client = connected(suite, GATEWAY)
    sent = 0
    for stream, (_, payload) in itertools.chain.from_iterable(
        ((stream.value, pair) for pair in payloads(stream.value)) for stream in UPLINK_STREAMS
    ):
        publish(client, f"{PREFIX}/{stream}", payload)
        sent += 1
    letters = until("all are in quarantine", lambda: _letters(centre, sent))
    assert all(letter["reason"] and letter["topic"].startswith(PREFIX) for letter in letters)
    assert any("2100" in letter["reason"] or "4102444800000" in letter["reason"] for letter in letters)
    client.disconnect()
    client.loop_stop()
    _still_alive(suite, centre)


def _letters(centre: Centre, sent: int) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = centre.get("/dead-letters", limit=200)["items"]
    return letters if sum(letter["times"] for letter in letters) >= sent else []


def _still_alive(suite: Suite, centre: Centre) -> None:
    suite.ask({"set_register": [register_of(1, 23), 1]})
    until("the next fire is shown", lambda: ("panel-1/1-023", "fire") in centre.active())


DETECTOR_PAYLOADS = (
    b"",
    b"null",
    b"[]",
    b"true",
    b'{"smoke"',
    b'{"smoke": "maybe"}',
    b'{"smoke": {"a": 1}}',
    b'{"smoke_density_dbm": 1e999, "battery": NaN}',
    b'{"smoke_density_dbm": -5, "battery": 1e300, "voltage": "x"}',
    b'{"params": {"ts": 4294967295000, "smoke:0": {"alarm": "yes"}}, "method": "NotifyStatus"}',
    b'{"params": [], "method": 7}',
    b"\xff\xfe",
    b"[" * 50_000,
    b'{"x": "' + b"y" * 200_000 + b'"}',
)


@pytest.mark.parametrize("engine", ENGINES)
def test_hostile_detectors_raise_no_fire_and_stop_nothing(engine: str, start_suite: StartSuite) -> None:
    suite, centre = start_suite(engine)
    shelly = "shellyplussmoke-08b61fd0a303"
    for username, topics in (
        ("detector-bridge", ("zigbee2mqtt/smoke_302", "zigbee2mqtt/smoke_101", "zigbee2mqtt/bridge/state")),
        (shelly, (f"{shelly}/events/rpc", f"{shelly}/status/smoke:0", f"{shelly}/online")),
    ):
        client = connected(suite, username, suite.places.building_broker)
        for topic, payload in itertools.product(topics, DETECTOR_PAYLOADS):
            publish(client, topic, payload)
        client.disconnect()
        client.loop_stop()

    def errors() -> int:
        buses = [bus for gateway in centre.get("/gateways")["items"] for bus in gateway["buses"]]
        return sum(bus["errors"] for bus in buses if bus["bus"] == "detectors")

    until("the agent has counted the nonsense", lambda: errors() > 10)
    assert {kind for _, kind in centre.active() if kind == "fire"} == set()
    suite.ask({"detector": "smoke-302", "smoke": True})
    suite.ask({"detector": "smoke-303", "smoke": True})
    until(
        "both detectors are still heard",
        lambda: {("smoke-302", "fire"), ("smoke-303", "fire")} <= centre.active(),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_ten_megabytes_and_foreign_prefixes_change_nothing(engine: str, start_suite: StartSuite) -> None:
    suite, centre = start_suite(engine)
    until("the gateway is known", lambda: centre.get("/gateways")["items"])
    client = connected(suite, GATEWAY)
    event = json.dumps({"type": "event", "gateway": "gw-150102-0002", "seq": 1}).encode()
    for topic in (
        "sw/1/150102/gw-150102-0002/event",
        "sw/1/150103/gw-150102-0001/event",
        "$SYS/x",
        f"{PREFIX}/receipt",
    ):
        client.publish(topic, event, qos=1)
    client.publish(f"{PREFIX}/event", b"x" * 10_000_000, qos=1)
    _still_alive(suite, centre)
    client.disconnect()
    client.loop_stop()
    assert [gateway["gateway"] for gateway in centre.get("/gateways")["items"]] == [GATEWAY]
    assert not [letter for letter in centre.get("/dead-letters")["items"] if "0002" in letter["topic"]]


HOSTILE_VALUES = (
    "",
    "x",
    "-1",
    "0",
    "1e999",
    "NaN",
    "99999999999999999999999",
    "%00",
    "../../etc/passwd",
    "'; --",
    "🔥" * 50,
)
HOSTILE_BODIES: tuple[bytes, ...] = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"by": 1}',
    b'{"by": "' + b"x" * 70_000 + b'"}',
    b'{"version": 1e999}',
    b'{"version": NaN}',
    b"[" * 10_000,
    b"\xff\xfe",
)


#: What a building's own page and line use; the others are tried in tests/cloud/test_hostile_http.py.
_OF_THE_LINE = ("alarms", "dead-letters", "events", "gateways", "health", "parts", "readings", "state")


def test_the_line_s_endpoints_refuse_nonsense_without_falling_over(start_suite: StartSuite) -> None:
    suite, centre = start_suite("amqtt", "building-broker", "cloud-broker", "cloud")
    paths = centre.http.get(f"{suite.address}/openapi.json", timeout=60).json()["paths"]
    named = {path: path.removeprefix("/api/v1/").split("/")[0] for path in paths if path.count("/") <= 4}
    assert set(_OF_THE_LINE) <= set(named.values())
    for path, operations in paths.items():
        if named.get(path) not in _OF_THE_LINE:
            continue
        for method, operation in operations.items():
            for answer in _attacks(centre, path, method, operation):
                # What was not set up says so, in words, with a 503; nothing else of that kind is an answer.
                honest = answer.status_code == 503 and answer.json()["error"]["code"]
                assert answer.status_code < 500 or honest, f"{method} {answer.url}: {answer.text}"
                if answer.status_code >= 400:
                    said = answer.headers["content-type"]
                    assert said == "application/json", (
                        f"{method} {answer.url}: {answer.status_code} {answer.text}"
                    )
                    error = answer.json()["error"]
                    assert error["message_zh"]
                    assert error["message_en"]
    assert centre.get("/health")["status"] == "up"


def _attacks(centre: Centre, path: str, method: str, operation: dict[str, Any]) -> Iterator[Any]:
    if path.endswith("/live"):
        return  # it never ends; its own tests attack it
    base = centre.suite.address
    names = [entry["name"] for entry in operation.get("parameters", []) if entry["in"] == "query"]
    for value in HOSTILE_VALUES:
        filled = path
        while "{" in filled:
            filled = filled.replace(
                filled[filled.index("{") : filled.index("}") + 1], value.replace("/", "%2F") or "x"
            )
        if method == "get":
            yield centre.http.get(base + filled, params=dict.fromkeys(names, value))
        else:
            for body in HOSTILE_BODIES:
                # A body past the limit is refused unread, and the cut may overtake the answer.
                with contextlib.suppress(httpx.TransportError if len(body) > 64_000 else ()):
                    yield centre.http.request(
                        method, base + filled, content=body, headers={"content-type": "application/json"}
                    )
    yield centre.http.get(base + path.replace("{alarm_id}", "1"), headers={"host": "evil.example"})
    # Another site's request is refused unread as well.
    with contextlib.suppress(httpx.TransportError):
        yield centre.http.post(
            base + path.replace("{alarm_id}", "1"), content=b"a=b", headers={"origin": "http://evil.example"}
        )
