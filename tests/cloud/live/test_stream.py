from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from cloud.live.settings import LiveSettings
from cloud.server import serving
from cloud.settings import CloudSettings
from telemetry.event_kinds import EventKind
from telemetry.messages import Event
from tests.cloud.conftest import Running
from tests.cloud.live.watching import watching
from tests.cloud.said import arrival, event, health, inventory, part, readings, snapshot, topic_of
from tests.services import until


async def test_a_fire_reaches_whoever_watches_as_the_whole_object(running: Running) -> None:
    async with watching(running.url, "?after=0") as watcher:
        await running.gateway.say(event(1))
        told = await watcher.next("alarm")
        listed = (await running.http.get("/api/v1/alarms")).json()["items"]
        assert [told.data] == listed
        assert told.id is not None


async def test_every_change_comes_once_and_in_order(running: Running) -> None:
    async with watching(running.url, "?after=0") as watcher:
        await running.gateway.say(*(event(seq, on=f"p{seq}") for seq in range(1, 41)))
        seen: list[int] = []
        parts: set[str] = set()
        while len(parts) < 40:
            told = await watcher.next("alarm", "part", "gateway")
            if told.id is not None:
                seen.append(told.id)
            if told.event == "alarm":
                parts.add(told.data["part"])
    assert seen == list(range(1, len(seen) + 1))


def quiet(seq: int, *, on: str) -> Event:
    """An event about which the centre does nothing by itself: one change, and no more."""
    return event(seq, EventKind.SUPERVISORY, on=on)


@pytest.mark.parametrize("how", ["header", "query"])
async def test_after_a_break_the_stream_goes_on_without_loss_or_repetition(
    running: Running, how: str
) -> None:
    async with watching(running.url, "?after=0") as watcher:
        await running.gateway.say(quiet(1, on="p1"))
        last = (await watcher.next("alarm")).id
    await running.gateway.say(*(quiet(seq, on=f"p{seq}") for seq in range(2, 6)))
    await running.gateway.receipted("event", 5)
    query, headers = ("", {"Last-Event-ID": str(last)}) if how == "header" else (f"?after={last}", {})
    async with watching(running.url, query, **headers) as watcher:
        seen = [(await watcher.next("alarm")) for _ in range(4)]
    assert sorted(told.data["part"] for told in seen) == ["p2", "p3", "p4", "p5"]
    assert all(told.id is not None and last is not None and told.id > last for told in seen)


async def test_the_cursor_of_the_state_is_where_the_stream_goes_on(running: Running) -> None:
    await running.gateway.say(quiet(1, on="p1"))
    await running.gateway.receipted("event", 1)
    state = (await running.http.get("/api/v1/state")).json()
    assert [alarm["part"] for alarm in state["alarms"]] == ["p1"]
    async with watching(running.url, f"?after={state['cursor']}") as watcher:
        await running.gateway.say(quiet(2, on="p2"))
        assert (await watcher.next("alarm")).data["part"] == "p2"


async def test_a_stream_survives_a_restart_of_the_centre(make_settings: Callable[..., CloudSettings]) -> None:
    async with serving(make_settings()) as (centre, _):
        await asyncio.to_thread(centre.ingest.store_arrivals, [arrival(quiet(1, on="p1"))])
        cursor = await centre.cursor_of(None, None)
        await asyncio.to_thread(centre.ingest.store_arrivals, [arrival(quiet(2, on="p2"))])
    async with (
        serving(make_settings()) as (_, address),
        watching(f"http://{address}", f"?after={cursor}") as watcher,
    ):
        assert (await watcher.next("alarm")).data["part"] == "p2"


@pytest.mark.parametrize("cursor", [0, 10**12])
async def test_a_cursor_that_is_too_old_or_from_elsewhere_is_told_to_start_anew(
    make_settings: Callable[..., CloudSettings], cursor: int
) -> None:
    async with serving(make_settings(live={"changes": 10, "heartbeat_s": 0.2})) as (centre, address):
        said = [arrival(quiet(seq, on=f"p{seq}")) for seq in range(1, 30)]
        await asyncio.to_thread(centre.ingest.store_arrivals, said)
        async with watching(f"http://{address}", f"?after={cursor}") as watcher:
            told = await watcher.next("resync", "alarm")
            assert told.event == "resync"
            await asyncio.to_thread(centre.ingest.store_arrivals, [arrival(quiet(99, on="late"))])
            assert (await watcher.next("alarm")).data["part"] == "late"


async def test_who_watches_while_more_happens_than_the_log_holds_is_told_to_start_anew(
    make_settings: Callable[..., CloudSettings],
) -> None:
    async with (
        serving(make_settings(live={"changes": 10, "heartbeat_s": 0.2})) as (centre, address),
        watching(f"http://{address}") as watcher,
    ):
        await watcher.next("tick")
        flood = inventory(1, [part(f"p{number}") for number in range(100)])
        await asyncio.to_thread(centre.ingest.store_arrivals, [arrival(flood)])
        assert (await watcher.next("resync", "part")).event == "resync"
        await asyncio.to_thread(centre.ingest.store_arrivals, [arrival(quiet(1, on="p1"))])
        assert (await watcher.next("alarm")).data["part"] == "p1"


async def test_readings_pass_by_without_a_number(running: Running) -> None:
    async with watching(running.url) as watcher:
        await watcher.next("tick")
        await running.gateway.say(readings(1, [0.5, 0.7]))
        told = await watcher.next("reading")
    assert told.id is None
    assert told.data["part"] == "smoke-302"
    assert [(one["value"], one["quality"]) for one in told.data["readings"]] == [(0.7, "good")]


async def test_a_sign_of_life_passes_by_and_a_real_change_is_kept(running: Running) -> None:
    await running.gateway.say(inventory(1, [part("p")]), health(2), snapshot(1, {"p": []}))
    await running.gateway.receipted("event", 1)
    await running.gateway.receipted("health", 2)
    async with watching(running.url) as watcher:
        await watcher.next("tick")
        await running.gateway.say(health(3, spool_bytes=5))
        passing = await watcher.next("gateway")
        await running.gateway.say(health(4, link_ok=False))
        kept = await watcher.next("gateway")
    assert (passing.id, passing.data["spool_bytes"]) == (None, 5)
    assert kept.id is not None
    assert kept.data["link_ok"] is False


async def test_a_dead_letter_is_told(running: Running) -> None:
    async with watching(running.url, "?after=0") as watcher:
        await running.gateway.say_raw(topic_of(event(1)), b"fire!")
        told = await watcher.next("dead-letter")
    assert told.data["payload_text"] == "fire!"


async def test_an_idle_stream_beats(running: Running) -> None:
    async with watching(running.url) as watcher:
        first = await watcher.next()
        second = await watcher.next()
    assert (first.event, second.event) == ("tick", "tick")
    assert second.data["now"] >= first.data["now"]
    assert ": alive" in watcher.comments


async def test_the_first_beat_says_behind_which_change_the_stream_begins(running: Running) -> None:
    await running.gateway.say(quiet(1, on="p1"))
    await running.gateway.receipted("event", 1)
    state = (await running.http.get("/api/v1/state")).json()
    async with watching(running.url) as watcher:
        first, second = await watcher.next("tick"), await watcher.next("tick")
        await running.gateway.say(quiet(2, on="p2"))
        told = await watcher.next("alarm")
    assert first.id is not None
    assert first.id >= state["cursor"]
    assert second.id is None
    assert told.id is not None
    assert told.id > first.id
    async with watching(running.url, "?after=1") as watcher:
        assert (await watcher.next("tick")).id == 1


async def test_a_client_that_takes_nothing_is_let_go_and_holds_nothing_up(
    make_settings: Callable[..., CloudSettings],
) -> None:
    settings = make_settings(live={"heartbeat_s": 0.2, "send_timeout_s": 0.3})
    async with serving(settings) as (centre, address):
        reader, writer = await asyncio.open_connection(address.host, address.port, limit=1024)
        writer.write(b"GET /api/v1/live?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readline()
        await until(lambda: centre.hub.clients == 1)
        seq = 0
        async with asyncio.timeout(60):
            while centre.hub.clients:
                said = [
                    arrival(event(seq + n, EventKind.FAULT, on=f"p{seq + n}", text="x" * 500))
                    for n in range(1, 201)
                ]
                seq += 200
                await asyncio.to_thread(centre.ingest.store_arrivals, said)
        writer.close()


async def test_more_clients_than_allowed_are_refused_in_words(
    make_settings: Callable[..., CloudSettings],
) -> None:
    async with serving(make_settings(live={"clients": 1})) as (_, address), watching(f"http://{address}"):
        import httpx

        async with httpx.AsyncClient(trust_env=False) as client:
            refused = await client.get(f"http://{address}/api/v1/live")
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "too-many-clients"


def test_the_defaults_let_a_client_be_away_for_a_while() -> None:
    assert LiveSettings().changes >= 10_000


async def test_who_asks_for_one_kind_is_told_of_nothing_else(running: Running) -> None:
    async with watching(running.url, "?after=0&only=notification") as watcher:
        await running.gateway.say(event(1))
        seen = {(await watcher.next()).event for _ in range(2)}
    assert seen <= {"tick", "notification"}
