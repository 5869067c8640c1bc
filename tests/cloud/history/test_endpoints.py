"""Histories over HTTP: on SQLite and DuckDB, and on PostgreSQL and VictoriaMetrics."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import numpy as np
import pytest
from sqlalchemy import update

from cloud.access.examine import Arrival
from cloud.centre import Centre
from cloud.events.tables import EventRow
from cloud.history import service
from cloud.history.repository import Whose
from cloud.people.asker import LOCAL, Asker
from cloud.registry.tables import Gateway
from cloud.server import serving
from cloud.supervision.silence import fall_silent
from cloud.timeseries import repository as books
from cloud.timeseries.aggregate import coarser, windows
from cloud.timeseries.port import AnalogColumns, Tier
from runtime.trust import system_trust
from telemetry.event_kinds import EventKind
from telemetry.messages import Part, UplinkMessage
from tests.cloud.conftest import settings_for
from tests.cloud.records import make_empty
from tests.cloud.said import AREA, GATEWAY, arrival, event, inventory, part, readings
from tests.cloud.stores import migrated
from tests.postgresql import from_template
from tests.services import start_victoria_metrics

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
SMOKE = "smoke-302"


class World(NamedTuple):
    """A centre with nothing in it, and how to ask it."""

    centre: Centre
    http: httpx.AsyncClient
    #: A full hour, some hours ago.
    base: int

    def tell(self, *messages: UplinkMessage, at: int | None = None) -> None:
        told: list[Arrival] = [arrival(message, at=at or self.centre.clock.now_ms()) for message in messages]
        self.centre.ingest.store_arrivals(told)
        assert self.centre.ingest.shipper.drain()
        self.centre.series.flush()

    async def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = await self.http.get(f"/api/v1/history/{path}", params=query)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture(params=["sqlite-duckdb", "postgresql-victoriametrics"])
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Any]]:
    if request.param == "sqlite-duckdb":
        make_empty(tmp_path / "cloud.sqlite3")
        yield {}
        return
    server, templates = (request.getfixturevalue(name) for name in ("postgresql", "templates"))
    with start_victoria_metrics(tmp_path / "victoria") as victoria:
        yield {
            "database": {"url": from_template(server, templates, migrated)},
            "timeseries": {"engine": "victoriametrics", "victoriametrics": {"url": victoria.url}},
        }


@pytest.fixture
async def world(engines: dict[str, Any], tmp_path: Path) -> AsyncIterator[World]:
    async with (
        serving(settings_for(tmp_path, 1, process={"roles": ["pages"]}, **engines)) as (
            centre,
            address,
        ),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        base = centre.clock.now_ms() // HOUR * HOUR - 6 * HOUR
        found = World(centre, http, base)
        parts: list[Part] = [part(SMOKE, stale_after_s=30.0), part()]
        await asyncio.to_thread(found.tell, inventory(1, parts, at=base))
        yield found


async def curve(world: World, start: int, end: int, points: int = 100, **more: Any) -> Any:
    query = {"gateway": GATEWAY, "part": SMOKE, "analog_type": 128, "start": start, "end": end}
    return await world.get("curve", **query, points=points, **more)


async def test_a_curve_has_its_buckets_and_its_silence(world: World) -> None:
    at = world.base
    world.tell(readings(1, [1.0, 3.0, 2.0], at=at), readings(2, [None], at=at + 10 * MINUTE))
    found = await curve(world, at, at + 20 * MINUTE, points=20)
    assert found["unit"] == "%/m"
    assert found["width_ms"] == MINUTE
    assert found["at"] == [at, at + 10 * MINUTE]
    assert (found["minimum"][0], found["mean"][0], found["maximum"][0]) == (1.0, 2.0, 3.0)
    assert (found["last"], found["samples"]) == ([2.0, None], [3, 0])
    assert found["quality"][1] == "good"
    assert found["expected_ms"] == MINUTE, "three times twenty seconds, which is more than its 30"
    assert found["gaps"] == [[at + MINUTE, at + 10 * MINUTE], [at + 11 * MINUTE, at + 20 * MINUTE]]


async def test_a_span_of_which_nothing_is_known_is_one_gap(world: World) -> None:
    found = await curve(world, world.base, world.base + HOUR)
    assert (found["at"], found["gaps"]) == ([], [[world.base, world.base + HOUR]])


async def test_what_has_not_happened_yet_is_no_silence(world: World) -> None:
    now = world.centre.clock.now_ms()
    found = await curve(world, now - HOUR, now + HOUR)
    assert found["gaps"] == [[now - HOUR, found["now"]]]


async def test_a_year_comes_from_the_roll_ups(world: World) -> None:
    end = world.base
    start = end - 365 * DAY
    ts = np.arange(start, end, HOUR // 4, dtype=np.int64)
    size = len(ts)
    samples = AnalogColumns(
        np.full(size, AREA, object),
        np.full(size, GATEWAY, object),
        np.full(size, SMOKE, object),
        np.full(size, 128, np.uint8),
        ts,
        np.arange(size) % 96 / 10,
        np.zeros(size, np.uint8),
    )
    world.centre.series.write_tier(Tier.HOUR, coarser(windows(samples, Tier.MINUTE), Tier.HOUR), 0)
    world.centre.series.flush()
    with world.centre.database.write() as session:
        books.begin(session, end)
    found = await curve(world, start, end, points=365)
    assert [tier["tier"] for tier in found["tiers"]] == ["hour"]
    assert len(found["at"]) == 365
    assert sum(found["samples"]) == size
    assert {(low, high) for low, high in zip(found["minimum"], found["maximum"], strict=True)} == {(0.0, 9.5)}
    assert found["gaps"] == []


async def test_events_are_told_by_when_they_happened_and_page_by_page(world: World) -> None:
    at = world.base
    kinds = [EventKind.FAULT, EventKind.FIRE, EventKind.OPERATION]
    edges = [event(seq, kinds[seq % 3], at=at + seq * MINUTE, on=SMOKE) for seq in range(1, 8)]
    # The last one's gateway has no idea of the time.
    edges.append(event(8, EventKind.FIRE, at=0, on=SMOKE, clock_synced=False))
    world.tell(*edges, at=at + 30 * MINUTE)
    query = {"gateway": GATEWAY, "part": SMOKE, "start": at, "end": at + HOUR}
    seqs, cursor = [], None
    while True:
        page = await world.get("events", **query, limit=3, **({"cursor": cursor} if cursor else {}))
        seqs += [item["seq"] for item in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert seqs == [8, 7, 6, 5, 4, 3, 2, 1]
    whole = await world.get("events", **query)
    assert whole["items"][0]["at"] == at + 30 * MINUTE
    assert whole["items"][0]["clock_doubtful"] is True
    assert whole["items"][1]["at"] == at + 7 * MINUTE
    only = await world.get("events", **query, kinds=["fire", "fault"])
    assert {item["kind"] for item in only["items"]} == {"fire", "fault"}
    before = await world.get("events", **query | {"end": at + 3 * MINUTE})
    assert [item["seq"] for item in before["items"]] == [2, 1]


async def test_counts_say_by_kind_and_step_how_many_began(world: World) -> None:
    at = world.base
    told = [event(1, EventKind.FAULT, at=at), event(2, EventKind.FAULT, False, at=at + MINUTE)]
    told += [event(3, EventKind.FAULT, at=at + 11 * MINUTE), event(4, EventKind.FIRE, at=at + 25 * MINUTE)]
    world.tell(*told)
    found = await world.get("counts", gateway=GATEWAY, start=at, end=at + 30 * MINUTE, width_ms=10 * MINUTE)
    assert found["total"] == 3
    assert [(each["kind"], each["counts"]) for each in found["kinds"]] == [
        ("fire", [0, 0, 1]),
        ("fault", [1, 1, 0]),
    ]


async def test_alarms_that_stood_within_the_span_are_told_whenever_they_began(world: World) -> None:
    at = world.base
    told = [
        event(1, EventKind.FAULT, at=at, on="a"),
        event(2, EventKind.FAULT, False, at=at + MINUTE, on="a"),
    ]
    told += [event(3, EventKind.DISABLED, at=at, on="b"), event(4, EventKind.FIRE, at=at + HOUR, on="c")]
    world.tell(*told)
    found = await world.get("alarms", gateway=GATEWAY, start=at + 30 * MINUTE, end=at + 40 * MINUTE)
    assert [alarm["part"] for alarm in found["items"]] == ["b"]
    every = await world.get("alarms", gateway=GATEWAY, start=at, end=at + 2 * HOUR, limit=2)
    assert [alarm["part"] for alarm in every["items"]] == ["c", "b"]
    rest = await world.get(
        "alarms", gateway=GATEWAY, start=at, end=at + 2 * HOUR, limit=2, cursor=every["next"]
    )
    assert ([alarm["part"] for alarm in rest["items"]], rest["next"]) == (["a"], None)


async def test_standing_faults_and_silent_links_are_told_step_by_step(world: World) -> None:
    at = world.base
    told = [
        event(1, EventKind.FAULT, at=at + 5 * MINUTE),
        event(2, EventKind.FAULT, False, at=at + 15 * MINUTE),
    ]
    told += [event(3, EventKind.DISABLED, at=at + 12 * MINUTE, on="b")]
    # The same alarm, which nobody has acknowledged, once more.
    told += [event(4, EventKind.FAULT, at=at + 21 * MINUTE)]
    world.tell(*told)
    found = await world.get("standing", gateway=GATEWAY, start=at, end=at + 30 * MINUTE, width_ms=10 * MINUTE)
    lines = {each["kind"]: each["standing"] for each in found["kinds"]}
    assert lines == {"fault": [1, 0, 1], "device-offline": [0, 0, 0], "disabled": [0, 1, 1]}
    assert found["offline_ms"] == [0, 0, 0]
    later = await world.get(
        "standing", gateway=GATEWAY, start=found["now"] - HOUR, end=found["now"] + HOUR, width_ms=10 * MINUTE
    )
    assert 6 <= len(later["kinds"][0]["standing"]) <= 7, "steps that have not begun are left out"


async def test_a_link_that_was_cut_and_came_back_was_silent_in_between(world: World) -> None:
    now = world.centre.clock.now_ms()
    with world.centre.database.write() as session:
        fall_silent(session, [GATEWAY], now - HOUR)
    cut = await world.get("standing", gateway=GATEWAY, start=now - 2 * HOUR, end=now, width_ms=HOUR)
    assert cut["silent"] == [[now - HOUR, None]]
    assert cut["offline_ms"] == [0, HOUR]
    world.tell(event(1, at=now - 15 * MINUTE), at=now - 15 * MINUTE)
    back = await world.get("standing", gateway=GATEWAY, start=now - 2 * HOUR, end=now, width_ms=HOUR)
    assert len(back["silent"]) == 1
    assert back["silent"][0][1] is not None


async def test_whose_history_it_is(world: World) -> None:
    world.tell(readings(1, [1.0], at=world.base))
    found = await world.get("part", gateway=GATEWAY, part=SMOKE)
    assert found["part"]["part"] == SMOKE
    assert [reading["analog_type"] for reading in found["part"]["readings"]] == [128]
    assert found["gateway"]["gateway"] == GATEWAY
    assert (await world.get("part", 404, gateway=GATEWAY, part="none"))["error"]["where"] == "query.part"


async def test_a_question_that_cannot_be_answered_says_why(world: World) -> None:
    at = world.base
    span = {"start": at, "end": at + HOUR}
    for path, query, status, code in (
        ("events", span, 422, "nobody-named"),
        ("events", {"part": SMOKE, **span}, 422, "part-without-gateway"),
        ("events", {"gateway": "none", **span}, 404, "not-found"),
        ("events", {"organisation": 7, **span}, 404, "not-found"),
        ("events", {"gateway": GATEWAY, "start": at, "end": at}, 422, "empty-span"),
        ("events", {"gateway": GATEWAY, "cursor": "x", **span}, 422, "bad-cursor"),
        ("counts", {"gateway": GATEWAY, "width_ms": 1_000, **span}, 422, "too-many-steps"),
    ):
        assert (await world.get(path, status, **query))["error"]["code"] == code


async def test_nobody_is_told_what_lies_beyond_their_scope(world: World) -> None:
    at = world.base
    world.tell(event(1, at=at))
    elsewhere, here = Asker("王芳", areas=("1504",)), Asker("李明", areas=("1501",))
    whose = Whose(gateway=GATEWAY)
    with world.centre.database.write() as session:
        for asker, count in ((LOCAL, 1), (here, 1), (elsewhere, 0)):
            said = service.events(
                world.centre, session, asker, whose, at, at + HOUR, service.Asked([], None, 10)
            )
            assert len(said.items) == count
            rung = service.alarms(
                world.centre, session, asker, whose, at, at + HOUR, service.Asked([], None, 10)
            )
            assert len(rung.items) == count
        # A gateway that has moved here: what happened before stays where it happened.
        session.execute(update(Gateway).values(area="150404"))
        session.execute(update(EventRow).values(area="150102"))
        assert (
            service.events(
                world.centre, session, elsewhere, whose, at, at + HOUR, service.Asked([], None, 10)
            ).items
            == []
        )
