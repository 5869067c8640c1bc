from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.trust import system_trust
from telemetry.event_kinds import EventKind
from tests.cloud.conftest import Running
from tests.cloud.said import GATEWAY, NOW, event, health, inventory, part, readings, reply, snapshot, topic_of

ADDRESSES = {
    f"/api/v1{path}"
    for path in (
        "/health",
        "/vocabulary",
        "/state",
        "/live",
        "/alarms",
        "/alarms/{id}",
        "/alarms/{id}/acknowledge",
        "/alarms/{id}/verify",
        "/alarms/{id}/close",
        "/gateways",
        "/parts",
        "/readings",
        "/events",
        "/dead-letters",
    )
}


async def get(running: Running, path: str) -> Any:
    answer = await running.http.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_person_takes_a_fire_to_its_end(running: Running) -> None:
    await running.gateway.say(event(1))
    await running.gateway.receipted("event", 1)
    http = running.http
    too_soon = await http.post("/api/v1/alarms/1/close", json={"by": "王芳"})
    assert (too_soon.status_code, too_soon.json()["error"]["code"]) == (409, "impossible-transition")
    seen = await http.post("/api/v1/alarms/1/acknowledge", json={"by": "王芳", "note": "去看"})
    assert (seen.status_code, seen.json()["state"], seen.json()["acknowledged_by"]) == (
        200,
        "acknowledged",
        "王芳",
    )
    stale = await http.post(
        "/api/v1/alarms/1/verify", json={"by": "x", "outcome": "real", "version": seen.json()["version"] - 1}
    )
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "alarm-moved")
    verdict = await http.post("/api/v1/alarms/1/verify", json={"by": "王芳", "outcome": "real"})
    assert verdict.json()["outcome"] == "real"
    active = await http.post("/api/v1/alarms/1/close", json={"by": "王芳"})
    assert (active.status_code, active.json()["error"]["code"]) == (409, "still-active")
    await running.gateway.say(event(2, active=False))
    await running.gateway.receipted("event", 2)
    closed = (await http.post("/api/v1/alarms/1/close", json={"by": "王芳"})).json()
    assert closed["state"] == "closed"
    by_itself = {"escalate", "dispatch-request"}
    assert [
        (entry["action"], entry["note"]) for entry in closed["timeline"] if entry["action"] not in by_itself
    ] == [
        ("raise", None),
        ("acknowledge", "去看"),
        ("verify", "real"),
        ("clear", None),
        ("close", None),
    ]


async def test_the_state_holds_everything_a_page_needs(running: Running) -> None:
    await running.gateway.say(inventory(1, [part("smoke-302"), part()]), health(2))
    await running.gateway.say(event(1), snapshot(2, {"smoke-302": []}), readings(1, [0.5]), reply(1))
    for stream, seq in (("health", 2), ("event", 2), ("reading", 1), ("reply", 1)):
        await running.gateway.receipted(stream, seq)
    state = await get(running, "/state")
    assert [alarm["kind"] for alarm in state["alarms"]] == ["fire"]
    assert state["gateways"] == (await get(running, "/gateways"))["items"]
    assert state["parts"] == (await get(running, "/parts"))["items"]
    assert state["gateways"][0]["building"]["zh"] == "草原哨示范楼"
    assert [one["part"] for one in state["parts"]] == ["panel-1/1-023", "smoke-302"]
    assert (await get(running, "/parts?gateway=other"))["items"] == []
    told = await get(running, "/health")
    assert told["status"] == "up"
    assert told["counts"]["stored"] == {"event": 2, "reading": 1, "health": 2, "reply": 1}
    assert told["counts"]["alarms_open"] == 1


async def test_alarms_are_listed_newest_last_and_page_by_page(running: Running) -> None:
    await running.gateway.say(*(event(seq, on=f"p{seq}", at=NOW + seq) for seq in range(1, 6)))
    await running.gateway.say(event(6, EventKind.FAULT, at=NOW + 6))
    await running.gateway.receipted("event", 6)
    newest = await get(running, "/alarms?limit=2")
    assert [alarm["kind"] for alarm in newest["items"]] == ["fire", "fault"]
    assert newest["more"] is True
    older = await get(running, f"/alarms?limit=10&before={newest['items'][0]['id']}")
    assert len(older["items"]) == 4
    assert older["more"] is False
    assert len((await get(running, "/alarms?kind=fault&open=true"))["items"]) == 1
    assert (await get(running, "/alarms?open=false"))["items"] == []
    assert (await get(running, "/alarms?gateway=other"))["items"] == []
    assert len((await get(running, "/alarms?area=1501"))["items"]) == 6
    assert (await get(running, "/alarms?area=1502"))["items"] == []
    assert (await get(running, "/alarms?organisation=7"))["items"] == []


async def test_a_series_comes_in_buckets_with_its_unit(running: Running) -> None:
    await running.gateway.say(readings(1, [1.0, 2.0, 3.0, 4.0]))
    await running.gateway.receipted("reading", 1)
    query = f"gateway={GATEWAY}&part=smoke-302&analog_type=128&start={NOW}&end={NOW + 400}"
    curve = await get(running, f"/readings?{query}&points=2")
    assert curve == {
        "analog_type": 128,
        "unit": "%/m",
        "points": [[NOW, 1.0, 1.5, 2.0, "good"], [NOW + 200, 3.0, 3.5, 4.0, "good"]],
        "tiers": [{"start": NOW, "end": NOW + 400, "tier": "raw"}],
    }


async def test_hostile_messages_become_dead_letters_and_the_line_goes_on(running: Running) -> None:
    topic = topic_of(event(1))
    for payload in (b"", b"{", b'{"seq":NaN}', b"\xff\xfe", b'{"a":' * 1000, b"[" * 100_000):
        await running.gateway.say_raw(topic, payload)
    await running.gateway.say_raw("sw/1/x/y/event", b"{}")
    await running.gateway.say_raw(topic, b"{" + b" " * 1_000_000)
    await running.gateway.say(event(1))
    await running.gateway.receipted("event", 1)
    letters = (await get(running, "/dead-letters"))["items"]
    assert len(letters) == 8
    assert all(letter["reason"] and letter["where"] for letter in letters)
    assert letters == sorted(letters, key=lambda letter: letter["id"])
    assert len((await get(running, f"/dead-letters?before={letters[3]['id']}"))["items"]) == 3
    assert (await get(running, "/health"))["counts"]["quarantined"] == 8


async def test_the_event_log_can_be_read_on_from_anywhere(running: Running) -> None:
    await running.gateway.say(*(event(seq, on=f"p{seq}") for seq in range(1, 4)))
    await running.gateway.receipted("event", 3)
    first = await get(running, "/events?limit=2")
    assert ([one["seq"] for one in first["items"]], first["more"]) == ([1, 2], True)
    rest = await get(running, f"/events?after={first['items'][-1]['id']}")
    assert ([one["seq"] for one in rest["items"]], rest["more"]) == ([3], False)


async def test_the_vocabulary_names_every_code_in_both_languages(running: Running) -> None:
    words = await get(running, "/vocabulary")
    assert set(words) == {
        "kinds",
        "analog_types",
        "component_types",
        "system_types",
        "states",
        "qualities",
        "causes",
        "told",
    }
    assert all(entry["zh"] and entry["en"] for entries in words.values() for entry in entries)
    assert [kind["rank"] for kind in words["kinds"]] == list(range(len(EventKind)))


async def test_the_description_of_the_api_is_complete(running: Running) -> None:
    described = (await running.http.get("/openapi.json")).json()
    assert set(described["paths"]) >= ADDRESSES
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            assert told["summary"], path
            assert any(status < "400" for status in told["responses"]), (path, method)
            for status, refusal in told["responses"].items():
                if status >= "400":
                    (schema,) = (told["schema"] for told in refusal["content"].values())
                    assert schema["$ref"].endswith("/ErrorBody"), (path, method, status)


async def test_an_unknown_address_of_the_api_is_answered_in_json(running: Running) -> None:
    for path in ("/api/v1/nothing", "/api", "/api/v1/alarms/77"):
        answer = await running.http.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]["message_zh"]
    assert (await running.http.delete("/api/v1/alarms", headers={"content-type": "application/json"})).json()[
        "error"
    ]["code"] == "method-not-allowed"


async def test_without_the_built_page_the_root_says_how_to_build_it(running: Running) -> None:
    page = await running.http.get("/")
    assert "npm run build" in page.text
    assert "页面尚未构建" in page.text


async def test_the_built_page_is_served_for_every_address_of_its_own(
    tmp_path: Path, make_settings: Callable[..., CloudSettings]
) -> None:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>page</title>")
    (dist / "assets" / "app-1a2b.js").write_text("1")
    (tmp_path / "secret.txt").write_text("hidden")
    async with (
        serving(make_settings(web_dist=dist)) as (_, address),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        for path in ("/", "/alarms", "/gateways/gw-1"):
            page = await http.get(path)
            assert "page" in page.text
            assert page.headers["cache-control"] == "no-cache"
        assert "immutable" in (await http.get("/assets/app-1a2b.js")).headers["cache-control"]
        assert (await http.get("/assets/gone.js")).status_code == 404
        assert (await http.get("/api/v1/nothing")).json()["error"]["code"] == "not-found"
        for path in ("/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"):
            assert "hidden" not in (await http.get(path)).text


async def test_without_a_broker_the_centre_serves_and_says_what_is_wrong(
    tmp_path: Path, make_settings: Callable[..., CloudSettings]
) -> None:
    settings = make_settings(mqtt={"port": 1, "client_id": "cloud"})
    async with (
        serving(settings) as (_, address),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        told = (await http.get("/api/v1/health")).json()
        assert told["status"] == "degraded"
        down = {component["name"] for component in told["components"] if not component["up"]}
        assert down == {"mqtt-alarm", "mqtt-bulk"}
