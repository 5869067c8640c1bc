"""The desk over the API of a whole centre: call to order, an alarm to orders, PDF, attachments, cover."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import httpx
import pypdf
import pytest

from cloud.centre import Centre
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.trust import system_trust
from tests.cloud.dispatch.incidents.desk119 import AREA, ENGINE, LAT, LON, RESCUE
from tests.cloud.said import arrival, event
from tests.services import until

CALL = {"place": "中山东路8号", "area": AREA, "type": "home-fire", "latitude": LAT, "longitude": LON}
STATION = {"number": "x", "name": "x", "kind": "regular", "area": AREA, "longitude": LON, "latitude": LAT}


class Desk(NamedTuple):
    """A centre and a client of its API."""

    centre: Centre
    http: httpx.AsyncClient

    async def post(self, path: str, status: int = 201, **told: Any) -> Any:
        answer = await self.http.post(f"/api/v1{path}", json=told)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        answer = await self.http.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def station(self, number: str, north: float, engines: int = 2) -> list[int]:
        made = await self.post(
            "/stations", number=number, name=f"{number}站", kind="regular", area=AREA, longitude=LON,
            latitude=LAT + north, risk_s=100,
        )  # fmt: skip
        units = [
            await self.post(
                "/units", station_id=made["id"], name=f"{number}-{at}", gives=ENGINE | RESCUE, crew=6
            )
            for at in range(engines)
        ]
        return [unit["id"] for unit in units]


@pytest.fixture
async def desk(make_settings: Callable[..., CloudSettings]) -> AsyncIterator[Desk]:
    async with (
        serving(make_settings(dispatch={"solve_s": 5})) as (centre, at),
        httpx.AsyncClient(
            base_url=f"http://{at}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        yield Desk(centre, http)


async def test_a_call_and_its_order_are_two_requests(desk: Desk) -> None:
    near = await desk.station("a", 0.01)
    await desk.station("b", 0.05)
    taken = await desk.post("/incidents", **CALL, answers={"trapped": 0})
    number = taken["incident"]["id"]
    assert (taken["merged"], [unit["id"] for unit in taken["proposal"]["units"]]) == (False, near)
    assert taken["proposal"]["needs_words"]["zh"].startswith("灭火攻坚 2 组")
    sent = await desk.post(f"/incidents/{number}/orders")
    assert {order["unit_id"] for order in sent["orders"]} == set(near)
    assert "到场" in sent["orders"][0]["why"]["zh"]
    again = await desk.post(f"/incidents/{number}/orders", 409)
    assert again["error"]["code"] == "nothing-proposed"
    told = await desk.post(f"/units/{near[0]}/signal", 200, signal="arrive")
    assert (told["state"], told["ready"]) == ("on-scene", False)
    [shown] = (await desk.get("/incidents"))["items"]
    assert (shown["first_arrival_at"] is not None, shown["state"]) == (True, "under-way")


async def test_units_are_sent_by_name_only_as_they_were_seen(desk: Desk) -> None:
    [one, two] = await desk.station("a", 0.01)
    number = (await desk.post("/incidents", **CALL))["incident"]["id"]
    await desk.post(f"/units/{one}/signal", 200, signal="break")
    stale = [{"id": one, "version": 1}, {"id": two, "version": 1}]
    refused = await desk.post(f"/incidents/{number}/orders", 409, units=stale)
    assert (refused["error"]["code"], (await desk.get(f"/units/{two}"))["state"]) == (
        "unit-moved",
        "in-station",
    )
    sent = await desk.post(f"/incidents/{number}/orders", units=[{"id": two, "version": 1}])
    assert [order["unit_id"] for order in sent["orders"]] == [two]
    left = await desk.get(f"/incidents/{number}/proposal?left_out={two}")
    assert (left["units"], left["short"] != {}) == ([], True)


async def test_a_grade_that_rises_proposes_the_difference(desk: Desk) -> None:
    await desk.station("a", 0.01)
    far = await desk.station("b", 0.05, engines=4)
    number = (await desk.post("/incidents", **CALL))["incident"]["id"]
    await desk.post(f"/incidents/{number}/orders")
    raised = await desk.post(f"/incidents/{number}/grade", 200, grade=2, reason="火势大")
    assert {unit["id"] for unit in raised["proposal"]["units"]} <= set(far)
    assert raised["incident"]["grade_name"]["zh"] == "二级火警"
    await desk.post(f"/incidents/{number}/grade", 409, grade=1, reason="小")


async def test_an_alarm_becomes_orders_by_itself(desk: Desk) -> None:
    await desk.station("a", 0.01, engines=3)
    desk.centre.ingest.store_arrivals([arrival(event(1))])
    alarm = (await desk.get("/alarms"))["items"][0]
    await desk.post(f"/alarms/{alarm['id']}/verify", 200, outcome="real", by="王芳", version=alarm["version"])
    found: list[Any] = []

    async def ordered() -> bool:
        found[:] = (await desk.get("/incidents"))["items"]
        return bool(found and found[0]["orders"])

    while not await ordered():
        await until(lambda: desk.centre.dispatch_watch.fault is None)
    assert all(order["automatic"] for order in found[0]["orders"])
    sent = found[0]["first_order_at"] - found[0]["opened_at"]
    assert sent >= 0
    reversed_ = await desk.post(f"/incidents/{found[0]['id']}/reverse", 200, reason="动火作业")
    assert (reversed_["orders"], reversed_["stopped_by"]) == ([], "local")


async def test_the_report_says_it_all_on_paper(desk: Desk) -> None:
    await desk.station("a", 0.01)
    number = (await desk.post("/incidents", **CALL, text="窗口冒烟"))["incident"]["id"]
    await desk.post(f"/incidents/{number}/orders")
    await desk.post(f"/incidents/{number}/roles", 200, role="commander", name="巴特尔")
    await desk.post(f"/incidents/{number}/close", 200, outcome="real", cause="electrical", note="插座")
    answer = await desk.http.get(f"/api/v1/incidents/{number}/report.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    for words in ("灭火救援战评报告", "中山东路8号", "窗口冒烟", "巴特尔", "a-0", "电气", "结案"):
        assert words in text, words
    [truth] = (await desk.get("/incidents/truths"))["items"]
    assert (truth["incident_id"], truth["cause"]) == (number, "electrical")


async def test_only_pictures_and_documents_are_attached(desk: Desk) -> None:
    number = (await desk.post("/incidents", **CALL))["incident"]["id"]
    path, told = "/api/v1/incident-attachments", {"incident": str(number), "name": "现场.jpg"}
    picture = b"\xff\xd8\xff" + bytes(200_000)
    kind = {"content-type": "image/jpeg"}
    made = await desk.http.post(path, params=told, content=picture, headers=kind)
    assert made.status_code == 201, made.text
    got = await desk.http.get(f"/api/v1/incidents/{number}/attachments/{made.json()['id']}")
    assert (got.content, got.headers["content-type"]) == (picture, "image/jpeg")
    assert got.headers["content-disposition"].startswith("attachment")
    bad = await desk.http.post(path, params=told, content=b"<script>", headers=kind)
    assert (bad.status_code, bad.json()["error"]["code"]) == (415, "bad-attachment")


async def test_cover_shows_what_is_bare_and_who_may_move_up(desk: Desk) -> None:
    await desk.station("a", 0.0, engines=3)
    [far] = await desk.station("b", 0.2, engines=1)
    assert (await desk.get("/cover"))["bare"] == []
    await desk.post(f"/units/{far}/signal", 200, signal="break")
    cover = await desk.get("/cover")
    assert [bare["station"] for bare in cover["bare"]] == ["b站"]
    [move] = cover["moves"]
    unit = await desk.post(
        f"/units/{move['unit_id']}/move-up", 200, base_id=move["base_id"], version=move["version"]
    )
    assert unit["state"] == "moving-up"
    await desk.post(f"/units/{far}/signal", 200, signal="ready")
    await desk.post(f"/units/{move['unit_id']}/signal", 200, signal="home")
    assert (await desk.get("/cover"))["recalls"] == [move["unit_id"]]


async def test_the_forms_are_told_what_they_are_made_of(desk: Desk) -> None:
    told = await desk.get("/incidents/vocabulary")
    home = next(each for each in told["types"] if each["type"] == "home-fire")
    assert home["grades"]["5"]["zh"] == "五级火警"
    assert home["questions"][0]["words"]["zh"] == "有多少人被困或受伤?"
    assert told["capabilities"]["water_l"]["unit"]["zh"] == "升"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/incidents", CALL | {"latitude": None}, "invalid"),
        ("/incidents", CALL | {"answers": {"trapped": "two"}}, "bad-answer"),
        ("/stations", STATION | {"longitude": 40, "latitude": 111}, "invalid"),
        ("/units", {"station_id": 1, "name": "x", "crew": 1, "gives": {"crew": 3}}, "invalid"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    desk: Desk, path: str, body: dict[str, Any], code: str
) -> None:
    error = (await desk.post(path, 422, **body))["error"]
    assert (error["code"], error["where"].startswith("body")) == (code, True)


async def test_surfaces_say_from_where_a_place_is_reached(desk: Desk) -> None:
    await desk.station("a", 0.01)
    number = (await desk.post("/incidents", **CALL))["incident"]["id"]
    for path in (f"/incidents/{number}/isochrones", "/stations/1/isochrones"):
        reach = await desk.get(path)
        assert ([band["minutes"] for band in reach["bands"]], reach["estimated"]) == ([5, 10, 15], True)
    nowhere = {key: value for key, value in CALL.items() if key not in ("latitude", "longitude")}
    unplaced = (await desk.post("/incidents", **nowhere, apart=True))["incident"]["id"]
    refused = await desk.http.get(f"/api/v1/incidents/{unplaced}/isochrones")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "no-position")
