"""Plans over HTTP, on a whole centre."""

from __future__ import annotations

from typing import Any

import pytest

from cloud.plans.tables import PlanDrawing
from tests.cloud.conftest import Running
from tests.cloud.places import organisation_told
from tests.cloud.plans import files
from tests.cloud.said import GATEWAY, inventory, part

HEAD = {"content-type": "application/json"}


async def call(running: Running, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = await running.http.request(method, f"/api/v1{path}", json=body, headers=HEAD)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def upload(
    running: Running, floor: int, content: bytes, status: int = 201, name: str = "三层.svg", **query: Any
) -> Any:
    answer = await running.http.post(
        "/api/v1/plans",
        params={"floor_id": floor, "file_name": name, **query},
        content=content,
        headers={"content-type": "application/octet-stream"},
    )
    assert answer.status_code == status, answer.text
    return answer.json()


async def house(running: Running) -> dict[str, int]:
    """A building with one floor, a room with an outline, and a planned point."""
    owner = (await call(running, "POST", "/organisations", organisation_told(), 201))["id"]
    building = (await call(running, "POST", f"/organisations/{owner}/buildings", {"name": "主楼"}, 201))["id"]
    floor = (await call(running, "POST", f"/buildings/{building}/floors", {"level": 3}, 201))["id"]
    outline = [[0, 0], [6, 0], [6, 6], [0, 6]]
    told = {"name": "302室", "outline": outline}
    room = (await call(running, "POST", f"/floors/{floor}/rooms", told, 201))["id"]
    where = {"building_id": building}
    await call(running, "PUT", f"/organisations/{owner}/gateways/{GATEWAY}", where)
    point = {"gateway": GATEWAY, "part": "panel-1/1-001", "name": "302室感烟"}
    point |= {"system_type": 1, "component_type": 42}
    await call(running, "POST", f"/organisations/{owner}/points", point, 201)
    return {"owner": owner, "building": building, "floor": floor, "room": room}


async def test_without_a_plan_the_rooms_are_drawn_with_the_parts_that_have_a_room(running: Running) -> None:
    at = await house(running)
    shown = await call(running, "GET", f"/buildings/{at['building']}/plan")
    floor = shown["floors"][0]
    assert (floor["plan"], floor["points"]) == (None, [])
    assert floor["rooms"][0]["outline"] == [[0, 0], [6, 0], [6, 6], [0, 6]]
    strays = (await call(running, "GET", f"/buildings/{at['building']}/strays"))["items"]
    assert [(stray["part"], stray["version"]) for stray in strays] == [("panel-1/1-001", 1)]
    names = await call(running, "GET", f"/plans/buildings?organisation={at['owner']}")
    assert [one["name"] for one in names["items"]] == ["主楼"]
    assert (await call(running, "GET", f"/plans/buildings?gateway={GATEWAY}"))["items"] == names["items"]


async def test_a_part_put_on_the_plan_stands_in_the_room_whose_outline_holds_it(running: Running) -> None:
    at = await house(running)
    told = {"gateway": GATEWAY, "part": "panel-1/1-001", "x_m": 2.5, "y_m": 3.25, "version": 1}
    placed = await call(running, "PUT", f"/floors/{at['floor']}/placements", told)
    assert (placed["x_m"], placed["y_m"], placed["room_id"], placed["version"]) == (2.5, 3.25, at["room"], 2)
    moved = await call(running, "PUT", f"/floors/{at['floor']}/placements", told, 409)
    assert moved["error"]["code"] == "moved"
    where = await call(running, "GET", f"/plans/place?gateway={GATEWAY}&part=panel-1/1-001")
    assert where == {"building_id": at["building"], "floor_id": at["floor"]}
    gone = await call(
        running,
        "DELETE",
        f"/floors/{at['floor']}/placements?gateway={GATEWAY}&part=panel-1/1-001&version=2",
    )
    assert (gone["x_m"], gone["room_id"]) == (None, at["room"])
    points = (await call(running, "GET", f"/buildings/{at['building']}/plan"))["floors"][0]["points"]
    assert [(point["approximate"], point["x_m"]) for point in points] == [(True, 3.0)]


async def test_percent_is_of_the_plan_and_beyond_its_edge_is_refused(running: Running) -> None:
    at = await house(running)
    await upload(running, at["floor"], files.SVG, width_m=18)
    told = {"gateway": GATEWAY, "part": "panel-1/1-001", "version": 1}
    away = {**told, "x_m": 19, "y_m": 1}
    refused = await call(running, "PUT", f"/floors/{at['floor']}/placements", away, 422)
    assert (refused["error"]["code"], refused["error"]["where"]) == ("off-the-plan", "body.x_m")
    both = {**told, "x_m": 1, "y_m": 1, "x_percent": 1}
    await call(running, "PUT", f"/floors/{at['floor']}/placements", both, 422)
    half = {**told, "x_percent": 50, "y_percent": 100}
    placed = await call(running, "PUT", f"/floors/{at['floor']}/placements", half)
    assert (placed["x_m"], placed["y_m"], placed["room_id"]) == (9.0, 8.0, None)
    where = await call(running, "GET", f"/plans/place?gateway={GATEWAY}&part=panel-1/1-001")
    assert where["floor_id"] == at["floor"]


async def test_a_part_that_was_heard_and_never_planned_is_planned_by_being_placed(running: Running) -> None:
    at = await house(running)
    await running.gateway.say(inventory(1, [part("panel-1/1-077")]))
    await running.gateway.receipted("health", 1)
    strays = (await call(running, "GET", f"/buildings/{at['building']}/strays"))["items"]
    assert {(stray["part"], stray["version"]) for stray in strays} == {
        ("panel-1/1-001", 1),
        ("panel-1/1-077", None),
    }
    told = {"gateway": GATEWAY, "part": "panel-1/1-077", "x_m": 1, "y_m": 1}
    await call(running, "PUT", f"/floors/{at['floor']}/placements", told)
    points = (await call(running, "GET", f"/organisations/{at['owner']}/points"))["items"]
    assert {point["part"] for point in points} == {"panel-1/1-001", "panel-1/1-077"}
    unknown = {**told, "part": "panel-1/9-999"}
    await call(running, "PUT", f"/floors/{at['floor']}/placements", unknown, 404)


async def test_a_plan_is_shown_as_a_picture_that_can_do_nothing_and_never_changes(running: Running) -> None:
    at = await house(running)
    made = await upload(running, at["floor"], files.SVG, width_m=18, name="三层.svg")
    assert made["left_out"] == {}
    answer = await running.http.get(made["address"])
    assert answer.headers["content-type"] == "image/svg+xml"
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    floor = (await call(running, "GET", f"/buildings/{at['building']}/plan"))["floors"][0]
    assert (floor["width_m"], floor["depth_m"], floor["plan"]["id"]) == (18, 8, made["id"])
    await call(running, "GET", f"/floors/{at['floor']}/drawings/{'0' * 64}", status=404)
    audit = (await call(running, "GET", "/audit"))["items"]
    assert "plan.add" in {entry["action"] for entry in audit}


async def test_the_newest_version_is_used_and_the_one_before_it_once_it_is_taken_down(
    running: Running,
) -> None:
    at = await house(running)
    first = await upload(running, at["floor"], files.SVG, width_m=18)
    second = await upload(running, at["floor"], files.dxf(), name="三层.dxf")
    third = await upload(running, at["floor"], files.png(), name="三层.png")
    listed = (await call(running, "GET", f"/floors/{at['floor']}/plans"))["items"]
    assert [one["id"] for one in listed] == [third["id"], second["id"], first["id"]]
    assert [one["format"] for one in listed] == ["png", "dxf", "svg"]
    await call(running, "DELETE", f"/floors/{at['floor']}/plans/{third['id']}", status=204)
    floor = (await call(running, "GET", f"/buildings/{at['building']}/plan"))["floors"][0]
    assert floor["plan"]["id"] == second["id"]
    assert (await running.http.get(third["address"])).status_code == 404
    with running.centre.database.read() as session:
        assert session.get(PlanDrawing, third["sha256"]) is None
        assert session.get(PlanDrawing, first["sha256"]) is not None


async def test_what_two_floors_share_is_held_once_and_stays_for_the_other(running: Running) -> None:
    at = await house(running)
    above = (await call(running, "POST", f"/buildings/{at['building']}/floors", {"level": 4}, 201))["id"]
    first = await upload(running, at["floor"], files.SVG, width_m=18)
    second = await upload(running, above, files.SVG, width_m=18)
    assert first["sha256"] == second["sha256"]
    await call(running, "DELETE", f"/floors/{at['floor']}/plans/{first['id']}", status=204)
    assert (await running.http.get(second["address"])).status_code == 200
    in_use = await call(running, "DELETE", f"/floors/{above}?version=2", status=409)
    assert in_use["error"]["code"] == "in-use"


@pytest.mark.parametrize(
    ("content", "query", "status", "code"),
    [
        (files.SVG, {}, 422, "width-wanted"),
        (files.SVG, {"width_m": 9999}, 201, None),
        (files.svg("<rect/>", head='viewBox="0 0 1 20"'), {"width_m": 9999}, 422, "off-the-plan"),
        (files.png_of(60_000, 60_000), {"width_m": 20}, 422, "too-many-pixels"),
        (files.svg("&x;", before='<!DOCTYPE svg [<!ENTITY x "y">]>'), {"width_m": 20}, 422, "entities"),
        (files.dxf()[:4000], {}, 422, "cut-off"),
        (b"AC1032", {}, 422, "other-format"),
        (b"\x00" * 17_000_000, {}, 413, "too-large"),
    ],
    ids=["no-width", "wide", "deep", "bomb", "entities", "cut", "dwg", "large"],
)
async def test_what_is_wrong_with_a_file_is_said_with_the_cure(
    running: Running, content: bytes, query: dict[str, Any], status: int, code: str | None
) -> None:
    at = await house(running)
    told = await upload(running, at["floor"], content, status, **query)
    assert told.get("error", {}).get("code") == code
    listed = (await call(running, "GET", f"/floors/{at['floor']}/plans"))["items"]
    assert len(listed) == (code is None)


async def test_a_body_that_is_no_file_and_a_floor_that_is_not_there_are_refused(running: Running) -> None:
    await upload(running, 99, files.SVG, 404)
    answer = await running.http.post("/api/v1/plans?floor_id=1&file_name=a", json={})
    assert answer.status_code == 415
