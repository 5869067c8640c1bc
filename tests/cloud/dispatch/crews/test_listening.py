"""What a link hears: that something of its own has changed, nothing of others', and its end ends it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from cloud.dispatch.crews.listening import MOST_OF_ONE
from cloud.server import serving
from cloud.settings import CloudSettings
from tests.cloud.dispatch.crews.test_links import CALL, Road
from tests.cloud.dispatch.incidents.desk119 import AREA, ENGINE, LAT, LON, RESCUE
from tests.cloud.live.watching import Watcher, watching


class Listening:
    """A centre with two stations, an engine at each, and links to what belongs to the first."""

    def __init__(self, road: Road, address: str, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
        self.road = road
        self.address = address
        self.ours = ours
        self.theirs = theirs

    @contextlib.asynccontextmanager
    async def by(self, link: str) -> AsyncIterator[Watcher]:
        """Listens, from the first tick on."""
        token = self.road.links[link]["token"]
        headers = {"x-crew-link": token}
        async with watching(self.address, path="/api/v1/crew/live", **headers) as watcher:
            await watcher.next("tick")
            yield watcher

    async def link(self, kind: str, **to: int) -> None:
        made = await self.road.post("/crew-links", status=201, person="平板", **to)
        self.road.links[kind] = made

    async def order(self, unit: dict[str, Any], place: str, **told: Any) -> int:
        """An incident to which this unit alone is sent."""
        taken = await self.road.post(
            "/incidents", status=201, **CALL | {"place": place, "apart": True} | told
        )
        number = int(taken["incident"]["id"])
        seen = await self.road.get(f"/units/{unit['id']}")
        units = [{"id": unit["id"], "version": seen["version"]}]
        await self.road.post(f"/incidents/{number}/orders", status=201, units=units)
        return number


@pytest.fixture
async def listening(make_settings: Callable[..., CloudSettings]) -> AsyncIterator[Listening]:
    settings = make_settings(dispatch={"solve_s": 5}, live={"heartbeat_s": 0.3})
    async with (
        serving(settings) as (centre, at),
        httpx.AsyncClient(base_url=f"http://{at}", trust_env=False, timeout=30) as http,
    ):
        road = Road(centre, http, 0, 0, 0, {})
        units = []
        for number, name in (("a", "甲"), ("b", "乙")):
            station = await road.post(
                "/stations", status=201, number=number, name=f"{name}站", kind="regular", area=AREA,
                longitude=LON, latitude=LAT + 0.01,
            )  # fmt: skip
            unit = {"station_id": station["id"], "name": f"{name}1", "gives": ENGINE | RESCUE, "crew": 6}
            units.append(await road.post("/units", status=201, **unit))
        found = Listening(road, f"http://{at}", *units)
        await found.link("unit", unit=found.ours["id"])
        await found.link("station", station=found.ours["station_id"])
        yield found


async def heard(watcher: Watcher) -> str:
    """What is said next that is no tick."""
    return (await watcher.next("changed", "moved", "resync")).event


async def ended(watcher: Watcher) -> None:
    """Listens until there is nothing more to listen to."""
    with contextlib.suppress(EOFError):
        while True:
            await watcher.next()


async def silent(watcher: Watcher) -> bool:
    """Whether nothing but ticks comes for some of them."""
    for _ in range(5):
        if (await watcher.next()).event != "tick":
            return False
    return True


@pytest.mark.parametrize("link", ["unit", "station"])
async def test_an_order_is_heard_and_says_nothing_more(listening: Listening, link: str) -> None:
    async with listening.by(link) as watcher:
        number = await listening.order(listening.ours, "近处")
        told = await watcher.next("changed")
        assert (told.id, told.data) == (None, {})
        while not await silent(watcher):
            pass
        await listening.road.post(f"/units/{listening.ours['id']}/messages", status=204, text="从北门进")
        assert await heard(watcher) == "changed"
        while not await silent(watcher):
            pass
        await listening.road.post(f"/incidents/{number}/notes", text="已断电")
        assert await heard(watcher) == "changed"


@pytest.mark.parametrize("link", ["unit", "station"])
async def test_others_are_not_heard(listening: Listening, link: str) -> None:
    async with listening.by(link) as watcher:
        number = await listening.order(listening.theirs, "别处", latitude=LAT + 0.3)
        await listening.road.post(f"/incidents/{number}/notes", text="已断电")
        await listening.road.post(f"/units/{listening.theirs['id']}/signal", signal="leave")
        assert await silent(watcher)


async def test_a_commander_hears_of_the_incident_and_of_who_comes_to_it(listening: Listening) -> None:
    number = await listening.order(listening.ours, "近处")
    await listening.link("command", incident=number)
    async with listening.by("command") as watcher:
        # The engine is given its way.
        while not await silent(watcher):
            pass
        await listening.order(listening.theirs, "别处", latitude=LAT + 0.3)
        assert await silent(watcher)
        await listening.road.post(f"/units/{listening.ours['id']}/signal", signal="leave")
        assert await heard(watcher) == "changed"
        while not await silent(watcher):
            pass
        at = listening.road.centre.clock.now_ms()
        place = {"latitude": LAT + 0.005, "longitude": LON, "speed_kmh": 40, "at": at}
        await listening.road.post(f"/units/{listening.ours['id']}/position", **place)
        assert await heard(watcher) == "moved"


async def test_an_engine_that_stands_by_belongs_to_that_station(listening: Listening) -> None:
    theirs = await listening.road.get(f"/units/{listening.theirs['id']}")
    moves = {"base_id": listening.ours["station_id"], "version": theirs["version"]}
    async with listening.by("station") as watcher:
        await listening.road.post(f"/units/{listening.theirs['id']}/move-up", **moves)
        assert await heard(watcher) == "changed"
        while not await silent(watcher):
            pass
        await listening.order(theirs, "别处", latitude=LAT + 0.3)
        assert await heard(watcher) == "changed"


async def test_a_link_that_is_revoked_hears_nothing_from_then_on(listening: Listening) -> None:
    road = listening.road
    async with listening.by("unit") as watcher:
        await road.post(f"/crew-links/{road.links['unit']['id']}/revoke", status=204)
        async with asyncio.timeout(5):
            await ended(watcher)
    assert (await road.get("/crew/live", "unit", 410))["error"]["code"] == "link-ended"
    await road.get("/crew/live", "", 401)


async def test_one_link_is_listened_to_by_so_many_and_takes_nobody_elses_place(listening: Listening) -> None:
    async with contextlib.AsyncExitStack() as pages:
        for _ in range(MOST_OF_ONE):
            await pages.enter_async_context(listening.by("unit"))
        refused = await listening.road.get("/crew/live", "unit", 503)
        assert refused["error"]["code"] == "too-many-clients"
        async with listening.by("station"), watching(listening.address):
            pass
