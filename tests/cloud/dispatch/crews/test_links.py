"""Links for crews over the API of a whole centre: each opens its own thing, and nothing else at all."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import httpx
import pypdf
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select

from cloud.centre import Centre
from cloud.dispatch.crews.tables import CrewLink
from cloud.dispatch.incidents.tables import Incident
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.trust import system_trust
from tests.cloud.dispatch.incidents.desk119 import AREA, ENGINE, LAT, LON, RESCUE

CALL = {"place": "中山东路8号", "area": AREA, "type": "home-fire", "latitude": LAT, "longitude": LON}


class Road(NamedTuple):
    """A centre with a station, its engine on an order, and a link to each thing."""

    centre: Centre
    http: httpx.AsyncClient
    unit: int
    station: int
    incident: int
    links: dict[str, dict[str, Any]]

    async def get(self, path: str, link: str = "", status: int = 200) -> Any:
        answer = await self.http.get(f"/api/v1{path}", headers=self._shown(link))
        assert answer.status_code == status, answer.text
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.content

    async def post(self, path: str, link: str = "", status: int = 200, **told: Any) -> Any:
        answer = await self.http.post(f"/api/v1{path}", json=told, headers=self._shown(link))
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def tell(self, signal: str, key: str, status: int = 200, at: int | None = None) -> Any:
        when = self.centre.clock.now_ms() if at is None else at
        return await self.post("/crew/unit/signals", "unit", status, signal=signal, key=key, at=when)

    def _shown(self, link: str) -> dict[str, str]:
        return {"x-crew-link": self.links[link]["token"]} if link else {}


@pytest.fixture
async def road(make_settings: Callable[..., CloudSettings]) -> AsyncIterator[Road]:
    async with (
        serving(make_settings(dispatch={"solve_s": 5})) as (centre, at),
        httpx.AsyncClient(
            base_url=f"http://{at}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        links: dict[str, dict[str, Any]] = {}
        road = Road(centre, http, 0, 0, 0, links)
        place = {"area": AREA, "longitude": LON, "latitude": LAT + 0.01}
        station = await road.post("/stations", status=201, number="a", name="甲站", kind="regular", **place)
        gives = ENGINE | RESCUE
        unit = await road.post(
            "/units", status=201, station_id=station["id"], name="甲1", gives=gives, crew=6
        )
        await road.post(
            "/waters", status=201, number="w", name="8号栓", kind="hydrant", area=AREA, longitude=LON,
            latitude=LAT,
        )  # fmt: skip
        taken = await road.post("/incidents", status=201, **CALL, text="厨房起火")
        number = taken["incident"]["id"]
        await road.post(f"/incidents/{number}/orders", status=201)
        for kind, one in (("unit", unit["id"]), ("station", station["id"]), ("incident", number)):
            made = await road.post("/crew-links", status=201, person=f"{kind} 平板", **{kind: one})
            links[made["kind"]] = made
        yield road._replace(unit=unit["id"], station=station["id"], incident=number)


async def test_a_tablet_shows_its_order_and_tells_its_states(road: Road) -> None:
    duty = await road.get("/crew/unit", "unit")
    order = duty["order"]
    assert (order["place"], order["told"], order["waters"][0]["name"]) == (
        CALL["place"],
        ["厨房起火"],
        "8号栓",
    )
    assert set(duty["may"]) >= {"turn-out", "leave", "arrive", "return"}
    await road.post(f"/crew/orders/{order['order_id']}/accept", "unit", 204)
    assert (await road.tell("leave", "k1"))["unit"]["state"] == "en-route"
    assert (await road.tell("arrive", "k2"))["order"]["arrived_at"] is not None
    assert (await road.tell("return", "k3"))["order"] is None
    assert (await road.tell("home", "k4"))["unit"]["state"] == "in-station"
    happened = [entry["happening"] for entry in (await road.get(f"/incidents/{road.incident}"))["timeline"]]
    assert happened.count("unit") == 2
    assert "accept" in happened


async def test_what_is_sent_late_keeps_its_own_time_and_is_kept_once(road: Road) -> None:
    order = (await road.get("/crew/unit", "unit"))["order"]
    then = order["at"] + 1
    for _ in range(3):
        duty = await road.tell("leave", "k1", at=then)
    assert duty["unit"]["since"] == then
    steps = (await road.get(f"/units/{road.unit}"))["steps"]
    assert [step["signal"] for step in steps] == ["leave", "order"]
    refused = await road.tell("arrive", "k2", 409, at=order["at"] - 1)
    assert refused["error"]["code"] == "since-ordered"
    await road.tell("arrive", "k3", 422, at=then + 10**7)


async def test_no_link_opens_anything_but_its_own(road: Road) -> None:
    for link, path in (
        ("unit", "/crew/station"),
        ("unit", "/crew/incident"),
        ("station", "/crew/unit"),
        ("command", "/crew/unit"),
        ("command", "/crew/station"),
    ):
        assert (await road.get(path, link, 403))["error"]["code"] == "other-link"
    other = await road.post("/units", status=201, station_id=road.station, name="乙1", gives=ENGINE, crew=6)
    taken = await road.post("/incidents", status=201, **CALL | {"latitude": LAT + 0.2, "place": "别处"})
    sent = await road.post(
        f"/incidents/{taken['incident']['id']}/orders", status=201, units=[{"id": other["id"], "version": 1}]
    )
    theirs = sent["orders"][0]["id"]
    await road.post(f"/crew/orders/{theirs}/accept", "unit", 404)
    await road.post(f"/crew/orders/{theirs}/accept", "station", 204)
    await road.get(f"/crew/orders/{theirs}/order.pdf", "unit", 404)


async def test_only_crew_addresses_look_at_a_link() -> None:
    from cloud.app import ROUTERS

    looking = {
        route.path
        for noun in ROUTERS
        for route in noun.router.routes
        if isinstance(route, APIRoute) and "x-crew-link" in _headers(route.dependant)
    }
    assert looking
    assert all(path.startswith("/api/v1/crew/") for path in looking)


def _headers(dependant: Any) -> set[str]:
    own = {field.alias for field in dependant.header_params}
    return own.union(*(_headers(inner) for inner in dependant.dependencies))


async def test_a_link_that_is_revoked_opens_nothing_from_then_on(road: Road) -> None:
    listed = (await road.get("/crew-links"))["items"]
    assert {each["kind"] for each in listed} == {"unit", "station", "command"}
    assert "token" not in listed[0]
    await road.post(f"/crew-links/{road.links['unit']['id']}/revoke", status=204)
    assert (await road.get("/crew/unit", "unit", 410))["error"]["code"] == "link-ended"
    road.links["unit"]["token"] = road.links["station"]["token"][:-2] + "AA"
    await road.get("/crew/me", "unit", 401)
    await road.get("/crew/me", "", 401)


async def test_who_holds_what_is_listed_by_name_while_it_holds(road: Road) -> None:
    def told(listed: Any) -> dict[str, str]:
        return {each["person"]: each["name"] for each in listed["items"]}

    everybody = {"unit 平板": "甲1", "station 平板": "甲站", "incident 平板": CALL["place"]}
    assert told(await road.get("/crew-links")) == everybody
    assert told(await road.get("/crew-links?kind=station")) == {"station 平板": "甲站"}
    assert told(await road.get("/crew-links?q=unit")) == {"unit 平板": "甲1"}
    with road.centre.database.write() as session:
        session.get_one(CrewLink, road.links["unit"]["id"]).expires_at = road.centre.clock.now_ms()
    assert told(await road.get("/crew-links?q=unit")) == {}


async def test_a_station_accepts_and_prints(road: Road) -> None:
    duty = await road.get("/crew/station", "station")
    [order] = duty["orders"]
    assert (duty["station"]["name"], order["accepted_at"], duty["log"][0]["unit"]) == ("甲站", None, "甲1")
    await road.post(f"/crew/orders/{order['order_id']}/accept", "station", 204)
    assert (await road.get("/crew/station", "station"))["orders"][0]["accepted_at"] is not None
    paper = await road.get(f"/crew/orders/{order['order_id']}/order.pdf", "station")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    for words in ("出动命令单", "中山东路8号", "厨房起火", "8号栓", "行车路线"):
        assert words in text, words


async def test_a_commander_raises_the_grade_asks_for_force_and_closes(road: Road) -> None:
    view = await road.get("/crew/incident", "command")
    assert [unit["name"] for unit in view["units"]] == ["甲1"]
    raised = await road.post("/crew/incident/grade", "command", grade=2, reason="火势大")
    assert raised["incident"]["grade"] == 2
    before = raised["incident"]["force"].get("lighting", 0)
    asked = await road.post("/crew/incident/force", "command", needs={"lighting": 2}, reason="天黑")
    assert (asked["incident"]["force"]["lighting"], asked["incident"]["missing"]["lighting"] >= 1) == (
        before + 2,
        True,
    )
    await road.post("/crew/incident/notes", "command", text="三楼浓烟")
    await road.post("/crew/messages", "command", 204, text="请供电到场", key="m1")
    await road.post("/crew/messages", "command", 204, text="请供电到场", key="m1")
    await road.post(f"/units/{road.unit}/messages", status=204, text="从北门进")
    assert (await road.get("/crew/unit", "unit"))["order"]["messages"][-1]["words"]["zh"] == "从北门进"
    closed = await road.post("/crew/incident/close", "command", outcome="real", cause="electrical")
    assert closed["incident"]["state"] == "closed"
    timeline = [entry["happening"] for entry in closed["incident"]["timeline"]]
    assert (timeline.count("message"), timeline.count("force")) == (2, 1)
    await road.post("/crew/incident/notes", "command", 409, text="再来")
    assert (await road.get("/crew/incident", "command"))["incident"]["state"] == "closed"
    with road.centre.database.write() as session:
        for incident in session.scalars(select(Incident)):
            incident.closed_at = (incident.closed_at or 0) - 3_600_000
    await road.get("/crew/incident", "command", 410)


async def test_handing_back_ends_the_link(road: Road) -> None:
    await road.post("/crew/incident/hand-back", "command", 204, note="移交社区")
    await road.get("/crew/incident", "command", 410)


async def test_a_radio_tells_where_its_unit_is_and_streams_are_only_linked(road: Road) -> None:
    told = {
        "name": "对讲机",
        "unit_id": road.unit,
        "person": "巴特尔",
        "kind": "pdt-radio",
        "number": "15010301",
    }
    made = await road.post("/carried-devices", status=201, **told, stream_url="https://video.example/1")
    assert made["stale"]
    await road.post("/carried-devices", status=422, **told | {"number": "x"}, stream_url="https://a:b@c/1")
    drone = {"drone": "nobody", "time_unix_usec": 1, "lat": 1, "lon": 1}
    fed = await road.post("/carried-feeds/drone", **drone)
    assert (fed["kept"], fed["unknown"]) == (0, ["nobody"])
