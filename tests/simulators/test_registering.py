"""A building written down in a real centre's registry, and the plan that comes of it."""

from __future__ import annotations

from pathlib import Path

import httpx

from simulators import building, documents
from simulators.registering import Registrar
from tests.web.operator_centre import operator_centre


def test_every_part_of_the_demo_building_stands_in_its_room_on_the_plan(tmp_path: Path) -> None:
    house = building.load(documents.find("demo", "buildings", tmp_path))
    with operator_centre(tmp_path, 0) as address:
        assert Registrar(address).register(house)
        assert not Registrar(address).register(house)
        with httpx.Client(base_url=f"{address}/api/v1", trust_env=False) as http:
            found = http.get("/plans/buildings", params={"gateway": house.gateway}).json()["items"]
            [room] = http.get("/duty/rooms").json()["items"]
            seats = http.get(f"/duty/rooms/{room['id']}").json()["seats"]
            plan = http.get(f"/buildings/{found[0]['id']}/plan").json()
    assert (room["name"], [seat["name"] for seat in seats]) == ("草原哨示范楼消防控制室", ["1号席"])
    assert [floor["level"] for floor in plan["floors"]] == [1, 2, 3, 4]
    points = {point["part"]: point for floor in plan["floors"] for point in floor["points"]}
    assert set(points) == {thing.id for thing in house.sensed}
    for thing in house.sensed:
        assert (points[thing.id]["x_m"], points[thing.id]["y_m"]) == house.spot(thing)
        assert not points[thing.id]["approximate"]
