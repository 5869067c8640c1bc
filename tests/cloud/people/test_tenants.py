"""Two organisations in two areas: nobody is told a byte of what lies outside their scope."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
from sqlalchemy import update

from cloud.access.examine import Arrival
from cloud.alarms.tables import Alarm
from cloud.events.tables import EventRow
from cloud.people.asker import Permission
from cloud.people.duties import DUTIES, Duty
from cloud.registry.tables import Gateway
from telemetry import encoding
from tests.cloud.people.conftest import House, Open
from tests.cloud.said import NOW, event

#: Gateway, area, organisation.
A = ("gw-alpha", "150102", 1)
B = ("gw-bravo", "150202", 2)
LISTS = ("/alarms", "/gateways", "/parts", "/events", "/dead-letters", "/state", "/health")


class Town(NamedTuple):
    """A centre that has heard from two organisations."""

    house: House

    def hear(self, gateway: str, area: str, seq: int, **told: Any) -> None:
        said = msgspec.structs.replace(event(seq, **told), gateway=gateway)
        topic = f"sw/1/{area}/{gateway}/event"
        self.house.centre.ingest.store_arrivals([Arrival(topic, encoding.encode(said), NOW)])


@pytest.fixture
async def town(open_house: Open) -> AsyncIterator[Town]:
    async with open_house(live={"heartbeat_s": 0.2}) as house:
        town = Town(house)

        def fill() -> None:
            for gateway, area, organisation in (A, B):
                town.hear(gateway, area, 1)
                house.centre.ingest.store_arrivals(
                    [Arrival(f"sw/1/{area}/{gateway}/event", b"{broken " + gateway.encode(), NOW)]
                )
                with house.centre.database.write() as session:
                    for table in (Gateway, Alarm, EventRow):
                        session.execute(
                            update(table).where(table.gateway == gateway).values(organisation_id=organisation)
                        )

        await asyncio.to_thread(fill)
        yield town


async def whole(browser: httpx.AsyncClient) -> str:
    """Everything that one person can read."""
    answers = [await browser.get(path) for path in LISTS]
    for number in (1, 2):
        answers.append(await browser.get(f"/alarms/{number}"))
        answers.append(await browser.post(f"/alarms/{number}/acknowledge", json={}))
    span = {"part": "smoke-302", "analog_type": 128, "start": 0, "end": 2**41}
    for gateway, _, _ in (A, B):
        answers.append(await browser.get("/readings", params={"gateway": gateway, **span}))
        answers.append(await browser.get("/alarms", params={"gateway": gateway}))
        answers.append(await browser.get("/events", params={"gateway": gateway}))
        answers.append(await browser.get("/parts", params={"gateway": gateway}))
    assert all(answer.status_code < 500 for answer in answers)
    # A refusal may name what was asked for; it tells nothing that the asker did not know.
    return "\n".join(answer.text for answer in answers if answer.status_code < 400)


@pytest.mark.parametrize(
    "duty",
    [duty for duty in Duty if not DUTIES[duty].whole_region and Permission.VIEW in DUTIES[duty].permissions],
)
@pytest.mark.parametrize("scope", [{"areas": ["150102"]}, {"areas": ["1501"]}, {"organisations": [1]}])
async def test_nobody_reads_what_lies_outside_their_scope(
    town: Town, duty: Duty, scope: dict[str, Any]
) -> None:
    async with town.house.person("wang", duty, **scope) as browser:
        told = await whole(browser)
        assert A[0] in told
        assert B[0] not in told
        assert (await browser.get("/alarms/2")).json() == {
            "error": (await browser.get("/alarms/999")).json()["error"]
        }
        health = (await browser.get("/health")).json()
        assert (health["counts"]["alarms_open"], health["counts"]["stored"]["event"]) == (1, 1)
        if Permission.HANDLE_ALARMS in DUTIES[duty].permissions:
            assert (await browser.post("/alarms/2/acknowledge", json={})).status_code == 404
            assert (await browser.get("/alarms/1")).json()["acknowledged_by"] == "wang name"
        else:
            assert (await browser.post("/alarms/2/acknowledge", json={})).status_code == 403


async def test_duties_in_two_scopes_do_not_lend_each_other_their_powers(town: Town) -> None:
    account = town.house.account("wang")
    town.house.grant(account, Duty.VIEWER, ["1502"])
    town.house.grant(account, Duty.CONTROL_ROOM, ["1501"])
    async with town.house.browser(town.house.session(account)) as browser:
        assert len((await browser.get("/alarms")).json()["items"]) == 2
        assert (await browser.post("/alarms/1/acknowledge", json={})).status_code == 200
        assert (await browser.post("/alarms/2/acknowledge", json={})).status_code == 404


async def test_whoever_sees_the_whole_region_sees_both(town: Town) -> None:
    async with town.house.person("wang", Duty.CONTROL_ROOM, ["15"]) as browser:
        told = await whole(browser)
    assert A[0] in told
    assert B[0] in told


@pytest.mark.parametrize(
    ("mine", "other", "scope"), [(A, B, {"areas": ["1501"]}), (B, A, {"organisations": [2]})]
)
async def test_the_live_stream_tells_only_of_ones_own(
    town: Town, mine: tuple[str, str, int], other: tuple[str, str, int], scope: dict[str, Any]
) -> None:
    hub = town.house.centre.hub
    async with town.house.person("wang", Duty.VIEWER, **scope) as browser:
        told = ""
        async with browser.stream("GET", "/live", params={"after": 0}) as stream:
            lines = stream.aiter_lines()
            async for line in lines:
                if line.startswith("event: tick"):
                    break
            await asyncio.to_thread(town.hear, other[0], other[1], 2, active=False)
            hub.pass_readings({(other[0], "p"): [], (mine[0], "p"): []})
            await asyncio.to_thread(town.hear, mine[0], mine[1], 2, active=False)
            async for line in lines:
                told += line + "\n"
                if '"cleared"' in line and "alarm" in told:
                    break
    assert mine[0] in told
    assert other[0] not in told


async def test_the_stream_ends_with_the_session(town: Town) -> None:
    account = town.house.account("wang")
    town.house.grant(account, Duty.VIEWER, ["15"])
    async with (
        town.house.administrator() as admin,
        town.house.browser(town.house.session(account)) as browser,
        browser.stream("GET", "/live") as stream,
    ):
        lines = stream.aiter_lines()
        assert (await anext(lines)).startswith("retry:")
        assert (await admin.patch(f"/accounts/{account}", json={"disabled": True})).status_code == 200
        async for _ in lines:
            pass
