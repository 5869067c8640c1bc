from __future__ import annotations

from typing import Any

import pytest

from cloud.database.engine import Database
from cloud.organisations import heard
from runtime import clock
from tests.cloud.conftest import Running
from tests.cloud.places import CREDIT_CODE, organisation_told
from tests.cloud.said import GATEWAY, NOW, event, inventory, part


async def call(running: Running, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = await running.http.request(
        method, f"/api/v1{path}", json=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def look(database: Database) -> None:
    """What the job does, in one piece."""
    with database.write() as session:
        heard.own(session, heard.unowned(session, 10))
        heard.mark(session, heard.newly_heard(session, heard.missing(session, "", 10)))
        heard.hear(session, heard.signs(session, 0, 10), clock.now_ms())


async def add(running: Running, **changed: Any) -> int:
    told = organisation_told(**changed)
    made = await call(running, "POST", "/organisations", told, 201)
    number: int = made["id"]
    return number


async def test_areas_are_a_tree_with_names_in_both_languages(running: Running) -> None:
    tree = await call(running, "GET", "/areas")
    assert (tree["code"], len(tree["children"])) == ("15", 12)
    assert sum(len(league["children"]) for league in tree["children"]) == 103
    county = await call(running, "GET", "/areas/150102")
    assert county["full_name"] == {"zh": "呼和浩特市新城区", "en": "Xincheng District, Hohhot"}
    assert [step["code"] for step in county["path"]] == ["15", "1501", "150102"]
    await call(running, "GET", "/areas/999999", status=404)


async def test_a_building_is_described_down_to_a_point_on_its_plan(running: Running) -> None:
    number = await add(running, credit_code=CREDIT_CODE)
    told = {"name": "主楼", "longitude": 111.6767779, "latitude": 40.8213296, "datum": "gcj02"}
    building = await call(running, "POST", f"/organisations/{number}/buildings", told, 201)
    assert building["wgs84"] == [pytest.approx(111.67, abs=1e-6), pytest.approx(40.82, abs=1e-6)]
    floor = await call(running, "POST", f"/buildings/{building['id']}/floors", {"level": 3}, 201)
    room = await call(
        running,
        "POST",
        f"/floors/{floor['id']}/rooms",
        {"name": "302室", "outline": [[0, 0], [5, 0], [5, 4]], "x_m": 2.5, "y_m": 2},
        201,
    )
    await call(running, "PUT", f"/organisations/{number}/gateways/gw-9", {"building_id": building["id"]})
    point = await call(
        running,
        "POST",
        f"/organisations/{number}/points",
        {"gateway": "gw-9", "part": "p-1", "name": "302室感烟", "system_type": 1, "component_type": 42}
        | {"room_id": room["id"], "x_m": 1, "y_m": 1},
        201,
    )
    assert point["component_type"]["zh"] == "点型光电感烟火灾探测器"
    found = await call(running, "GET", "/search?q=302")
    assert {one["kind"] for one in found["items"]} == {"room", "point"}
    changed = {**{key: room[key] for key in ("name", "outline", "x_m", "y_m")}, "use": "客房", "version": 1}
    assert (await call(running, "PUT", f"/rooms/{room['id']}", changed))["version"] == 2
    await call(running, "DELETE", f"/rooms/{room['id']}?version=2", status=409)
    await call(running, "DELETE", f"/points/{point['id']}?version=1", status=204)
    await call(running, "DELETE", f"/rooms/{room['id']}?version=2", status=204)


@pytest.mark.parametrize(
    "changed",
    [
        {"credit_code": "91350100M000100Y44"},
        {"category": "castle"},
        {"area": "110101"},
        {"name": "a\x00b"},
        {"name": "  "},
        {"persons": 2**70},
        {"contacts": [{"name": "x", "phone": "call me"}]},
        {"township": "150202001"},
        {"unknown": 1},
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(running: Running, changed: dict[str, Any]) -> None:
    answer = await call(running, "POST", "/organisations", organisation_told(**changed), 422)
    assert answer["error"]["where"].startswith("body")


async def test_a_lone_half_of_a_surrogate_is_refused(running: Running) -> None:
    body = b'{"number":"a","name":"\\ud800","category":"hotel","area":"150102"}'
    answer = await running.http.post(
        "/api/v1/organisations", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert (await running.http.get("/api/v1/search?q=%00")).status_code == 422
    assert (await running.http.get("/api/v1/search?q=%ED%A0%80")).status_code in (200, 422)


async def test_an_organisation_comes_into_service_step_by_step(running: Running) -> None:
    number = await add(running)
    await call(running, "PUT", f"/organisations/{number}/gateways/{GATEWAY}", {})
    for name in (part().part, "never-heard"):
        told = {"gateway": GATEWAY, "part": name, "name": "感烟", "system_type": 1, "component_type": 42}
        await call(running, "POST", f"/organisations/{number}/points", told, 201)
    far = await call(running, "GET", f"/organisations/{number}/commissioning")
    assert (far["state"], far["points_planned"], far["points_heard"]) == ("planned", 2, 0)
    step = {"version": far["version"]}
    refused = await call(running, "POST", f"/organisations/{number}/commissioning/put-in-service", step, 409)
    assert refused["error"]["code"] == "impossible-transition"
    await call(running, "POST", f"/organisations/{number}/commissioning/hear", step, 409)

    await running.gateway.say(inventory(1, [part()]), event(1))
    await running.gateway.receipted("event", 1)
    look(running.centre.database)
    far = await call(running, "GET", f"/organisations/{number}/commissioning")
    assert far["state"] == "heard"
    assert far["points_heard"] == 1
    assert [one["part"] for one in far["missing"]] == ["never-heard"]
    assert (await call(running, "GET", "/alarms"))["items"][0]["id"] == 1

    report = {"at": NOW, "by": "巴特尔", "tested": 1, "passed": 1}
    await call(running, "POST", f"/organisations/{number}/walk-tests", report, 201)
    far = await call(running, "GET", f"/organisations/{number}/commissioning")
    assert far["possible"] == ["put-in-service", "suspend", "retire"]
    step = {"version": far["version"]}
    refused = await call(running, "POST", f"/organisations/{number}/commissioning/put-in-service", step, 409)
    assert refused["error"]["code"] == "points-missing"
    step["note"] = "该探测器下周更换"
    far = await call(running, "POST", f"/organisations/{number}/commissioning/put-in-service", step)
    assert far["state"] == "in-service"
    assert [one["action"] for one in far["steps"]] == ["plan", "hear", "walk-test", "put-in-service"]

    covered = await call(running, "GET", "/coverage?area=1501")
    assert (covered["total"]["organisations"], covered["total"]["heard_within_a_day"]) == (1, 1)
    assert {one["code"]: one["in_service"] for one in covered["areas"]}["150102"] == 1
    assert {one["code"]: one["points_heard"] for one in covered["categories"]}["high-rise"] == 1


async def test_lists_go_on_by_cursor(running: Running) -> None:
    for at in range(5):
        await add(running, number=f"n-{at}", category="hotel" if at % 2 else "school")
    first = await call(running, "GET", "/organisations?limit=3")
    rest = await call(running, "GET", f"/organisations?limit=3&after={first['next']}")
    assert [one["number"] for one in first["items"] + rest["items"]] == [f"n-{at}" for at in range(5)]
    assert rest["next"] is None
    hotels = await call(running, "GET", "/organisations?category=hotel&area=150102&state=planned")
    assert [one["number"] for one in hotels["items"]] == ["n-1", "n-3"]
