"""The door: for this machine, with the token, and honest about what there is."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from edge_agent.agent import Agent
from edge_agent.local import whereabouts
from edge_agent.local.watchers import QUEUE_LIMIT, WATCHERS_LIMIT, Watcher, Watchers
from telemetry.messages import CommandKind
from tests.edge_agent.panels import Cloud, Panel, running
from tests.edge_agent.site import all_up, bus, command, head, panels, send, serving, stages
from tests.services import free_port, start_mosquitto, until


class Site(NamedTuple):
    agent: Agent
    panel: Panel
    cloud: Cloud
    path: Path
    http: httpx.AsyncClient


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    path = tmp_path / "agent.toml"
    with start_mosquitto(tmp_path) as broker:
        cloud = Cloud(broker.port)
        async with panels(1) as [(panel, relay)], running(cloud.run()):
            await cloud.line.wait_connected()
            path.write_text(head(broker.port) + bus("one", relay.port))
            async with serving(path) as agent:
                await all_up(agent)
                base, token = whereabouts.found(agent.plan.settings.spool.path)
                async with httpx.AsyncClient(
                    base_url=base, headers={"authorization": f"Bearer {token}"}, timeout=20
                ) as http:
                    yield Site(agent, panel, cloud, path, http)


async def watch(http: httpx.AsyncClient, got: list[tuple[str, Any]]) -> None:
    async with http.stream("GET", "/watch") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        kind = ""
        async for line in response.aiter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                got.append((kind, json.loads(line.removeprefix("data: "))))


async def test_status_tells_everything_there_is_on_site(site: Site) -> None:
    site.panel.registers[263] = 1
    await until(lambda: site.cloud.seen() == ["one/1-023 fire+"])
    told = (await site.http.get("/status")).json()
    assert (told["gateway"], told["area"]) == ("gw-1", "150102")
    assert told["link"]["up"]
    assert told["link"]["place"] == "primary"
    assert told["clock"] == {**told["clock"], "synced": True, "source": "settings"}
    assert {row["bus"] for row in told["buses"]} >= {"one", "uplink"}
    parts = {row["part"]: row for row in told["parts"]}
    assert parts["one/1-023"]["active"] == ["fire"]
    assert parts["one/1-023"]["quality"] == "good"
    assert parts["one/1-023"]["device"]["zh"] == "23号烟感"
    assert parts["one"]["active"] == []
    assert told["config"]["path"] == str(site.path)
    assert told["config"]["last_fault"] == ""
    assert told["spool"]["trouble"] == ""
    assert told["vitals"]["restarts"] == {}


async def test_every_edge_is_seen_as_it_is_stored(site: Site) -> None:
    got: list[tuple[str, Any]] = []
    async with running_quietly(watch(site.http, got)):
        await until(lambda: site.agent.watchers.count == 1)
        site.panel.registers[263] = 1
        await until(lambda: len(got) == 1)
        site.panel.registers[263] = 0
        await until(lambda: len(got) == 2)
    (kind, first), (_, second) = got
    assert kind == "edge"
    assert (first["part"], first["kind"], first["active"], second["active"]) == (
        "one/1-023",
        "fire",
        True,
        False,
    )
    assert first["evidence"]["value"] == 1.0
    await until(lambda: site.agent.watchers.count == 0)


async def test_too_many_watchers_are_told_so(site: Site) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(WATCHERS_LIMIT):
            stack.enter_context(site.agent.watchers.watching())
        got: list[tuple[str, Any]] = []
        await watch(site.http, got)
        assert [kind for kind, _ in got] == ["full"]


def test_a_watcher_that_does_not_read_loses_the_oldest_and_hears_how_many() -> None:
    watchers = Watchers()
    with watchers.watching() as watcher:
        for number in range(QUEUE_LIMIT + 3):
            watcher.put({"number": number})
        assert watchers.dropped == 3
        assert asyncio.run(_two(watcher)) == [(3, {"number": 3}), (0, {"number": 4})]
    assert watchers.dropped == 3, "and the count outlives the watcher"


async def _two(watcher: Watcher) -> list[tuple[int, dict[str, Any]]]:
    return [await watcher.next(), await watcher.next()]


async def test_without_the_token_only_the_bare_page_and_the_figures_are_open(site: Site) -> None:
    stranger = {"authorization": "Bearer " + "x" * 43}
    for path in ("/status", "/watch"):
        response = await site.http.get(path, headers=stranger)
        assert response.status_code == 401
        assert "door.token" in response.json()["en"]
    assert (await site.http.post("/apply", headers=stranger, json={})).status_code == 401
    for path in ("/", "/page.css", "/page.js", "/metrics"):
        response = await site.http.get(path, headers=stranger)
        assert response.status_code == 200
        assert "23号烟感" not in response.text
    token = whereabouts.token_path(site.agent.plan.settings.spool.path)
    assert token.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "gateway.example"}, 400),
        ({"host": "127.0.0.1.evil.example"}, 400),
        ({"origin": "http://evil.example"}, 403),
        ({"content-type": "text/plain"}, 415),
    ],
)
async def test_what_no_page_of_ours_would_send_is_refused(
    site: Site, headers: dict[str, str], status: int
) -> None:
    response = await site.http.post(
        "/probe", headers={"content-type": "application/json", **headers}, content=b"{}"
    )
    assert response.status_code == status
    assert response.json()["zh"]


async def test_a_body_larger_than_any_of_ours_is_refused_unread(site: Site) -> None:
    assert (await site.http.post("/probe", json={"bus": "x" * 20_000})).status_code == 413


async def test_every_answer_forbids_the_browser_what_the_page_does_not_need(site: Site) -> None:
    response = await site.http.get("/")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["cache-control"] == "no-store"


async def test_a_point_is_read_now_among_the_bus_s_other_requests(site: Site) -> None:
    site.panel.registers[263] = 2
    told = await site.http.post("/probe", json={"bus": "one", "address": "1-23"})
    assert told.status_code == 200, told.text
    assert "fault" in json.dumps(told.json())


async def test_a_probe_of_what_is_not_there_says_what_is(site: Site) -> None:
    response = await site.http.post("/probe", json={"bus": "zwei", "address": "1"})
    assert (response.status_code, "one" in response.json()["en"]) == (404, True)
    response = await site.http.post("/probe", json={"bus": "one"})
    assert response.status_code == 422
    response = await site.http.post("/probe", json={"bus": "one", "address": "no such point"})
    assert response.status_code == 409
    response = await site.http.post("/probe", content=b"[1]", headers={"content-type": "application/json"})
    assert response.status_code == 422


async def test_a_person_answers_the_duty_check_at_the_door(site: Site) -> None:
    await send(site.cloud, command(5, CommandKind.DUTY_CHECK, question="请应答"))
    await until(lambda: stages(site.cloud, 5) == ["accepted"])
    (check,) = (await site.http.get("/status")).json()["duty"]
    assert (check["seq"], check["state"], check["question"]) == (5, "waiting", "请应答")
    assert (await site.http.post("/duty/5/answer", json={"person": " "})).status_code == 422
    answered = await site.http.post("/duty/5/answer", json={"person": "王强"})
    assert answered.status_code == 200
    await until(lambda: stages(site.cloud, 5) == ["accepted", "done"])
    again = await site.http.post("/duty/5/answer", json={"person": "王强"})
    assert again.status_code == 409
    assert "settled already" in again.json()["en"]


async def test_settings_are_taken_up_through_the_door(site: Site) -> None:
    same = await site.http.post("/apply", json={})
    assert same.status_code == 200
    assert same.json()["restarted"] == []
    site.path.write_text("gateway = 5\n")
    broken = await site.http.post("/apply", json={})
    assert broken.status_code == 409
    assert "agent.toml:1" in broken.json()["text"]


async def test_the_figures_can_be_scraped(site: Site) -> None:
    site.panel.registers[263] = 1
    await until(lambda: site.cloud.seen() == ["one/1-023 fire+"])
    response = await site.http.get("/metrics")
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }
    assert found[("edge_link_up",)] == 1
    assert found[("edge_stream_published_total", "event")] >= 1
    assert found[("edge_bus_up", "one", site.agent.drivers[0].bus.driver)] == 1
    assert found[("edge_receipts_total",)] >= 1


async def test_the_door_moves_after_its_answer_and_the_buses_do_not_notice(site: Site) -> None:
    spool = site.agent.plan.settings.spool.path
    before, _ = whereabouts.found(spool)
    requests = len(site.panel.requests)
    site.path.write_text(site.path.read_text() + f'[local]\nlisten = "127.0.0.1:{free_port()}"\n')
    answer = await site.http.post("/apply", json={})
    assert (answer.status_code, answer.json()["restarted"]) == (200, [])
    await until(lambda: whereabouts.address_path(spool).exists() and whereabouts.found(spool)[0] != before)
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"{whereabouts.found(spool)[0]}/")).status_code == 200
    site.path.write_text(site.path.read_text() + "enabled = false\n")
    assert (await site.agent.reconfiguration.reload("test")).ok
    await until(lambda: not whereabouts.address_path(spool).exists())
    assert len(site.panel.requests) > requests


@contextlib.asynccontextmanager
async def running_quietly(coroutine: Any) -> AsyncIterator[None]:
    task = asyncio.ensure_future(coroutine)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
