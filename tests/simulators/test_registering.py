"""A building written down in a real centre's registry, and the plan that comes of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from cloud.server import serving
from simulators import building, documents
from simulators.registering import Registrar, floor_name
from tests.web.operator_centre import settings


async def test_every_part_of_the_demo_building_stands_in_its_room_on_the_plan(tmp_path: Path) -> None:
    house = building.load(documents.find("demo", "buildings", tmp_path))
    async with serving(settings(tmp_path)) as (_, address):
        registrar = Registrar(f"http://{address}")
        assert await asyncio.to_thread(registrar.register, house)
        assert not await asyncio.to_thread(registrar.register, house)
        async with httpx.AsyncClient(base_url=f"http://{address}/api/v1", trust_env=False) as http:
            found = (await http.get("/plans/buildings", params={"gateway": house.gateway})).json()["items"]
            plan = (await http.get(f"/buildings/{found[0]['id']}/plan")).json()
    assert [floor["name"] for floor in plan["floors"]] == ["一层", "二层", "三层", "四层"]
    points = {point["part"]: point for floor in plan["floors"] for point in floor["points"]}
    assert set(points) == {thing.id for thing in house.sensed}
    for thing in house.sensed:
        assert (points[thing.id]["x_m"], points[thing.id]["y_m"]) == house.spot(thing)
        assert not points[thing.id]["approximate"]


def test_floors_are_named_as_people_name_them() -> None:
    assert [floor_name(level) for level in (-2, 1, 10, 23)] == ["地下二层", "一层", "十层", "23层"]
