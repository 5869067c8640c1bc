"""Every ordered unit gets its route, a new one when it leaves it, and where there are no roads a bearing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from cloud.dispatch.forces.states import Signal
from cloud.dispatch.navigation import repository, views
from cloud.dispatch.navigation.schemas import RouteOut, UnitOrderOut
from cloud.dispatch.navigation.tables import UnitRoute
from cloud.timeseries.latest import LatestReadings
from tests.cloud.dispatch.incidents.desk119 import LAT, LON, Desk119
from tests.cloud.dispatch.navigation.town import STEP, town
from tests.cloud.stores import Stores


def routes(desk: Desk119) -> list[UnitRoute]:
    with desk.database.read() as session:
        return list(session.scalars(select(UnitRoute).order_by(UnitRoute.id)))


def order(desk: Desk119) -> UnitOrderOut:
    with desk.database.read() as session:
        [(row, _, _)] = repository.going(session)
        return views.order(session, row, LatestReadings(), 60, desk.now)


def route(desk: Desk119) -> RouteOut:
    found = order(desk).route
    assert found is not None
    return found


def on_its_way(stores: Stores, folder: Path) -> tuple[Desk119, int]:
    """An engine at the south-west corner, a fire at the north-east, and the order."""
    desk = Desk119(stores, roads=town(folder), roads_folder=folder, solve_s=5)
    station = desk.station(north=0.0)
    unit = desk.unit(station)
    number = desk.call(latitude=LAT + 5 * STEP, longitude=LON + 5 * STEP)
    assert desk.send(number) == [unit]
    desk.look()
    return desk, unit


def test_the_order_carries_route_steps_and_times(stores: Stores, tmp_path: Path) -> None:
    desk, _ = on_its_way(stores, tmp_path)
    told = order(desk)
    found = told.route
    assert found is not None
    assert (found.kind, found.cause, found.off_route) == ("roads", "order", False)
    assert 1_800 < found.metres < 2_100
    assert [found.steps[0].manoeuvre, found.steps[-1].manoeuvre] == ["depart", "arrive"]
    assert any(step.manoeuvre in ("left", "right") and "号" in step.road for step in found.steps)
    assert abs(sum(step.metres for step in found.steps) - found.metres) < 5
    assert told.accept_until == told.at + 60_000


def test_who_leaves_the_route_gets_a_new_one_once(stores: Stores, tmp_path: Path) -> None:
    desk, unit = on_its_way(stores, tmp_path)
    desk.signal(unit, Signal.LEAVE)
    # A corner that the route does not pass: it goes along one of the two sides of the square, or through it.
    line = routes(desk)[0].line
    corner = max(
        ((LAT + 5 * STEP, LON), (LAT, LON + 5 * STEP)),
        key=lambda place: min(abs(place[0] - lat) + abs(place[1] - lon) for lat, lon in line),
    )
    for _ in range(30):
        desk.drive(unit, *corner, speed=40)
    assert [row.cause for row in routes(desk)] == ["order", "off-route"]
    number = desk.incidents()[0].id
    assert sum("偏离路线" in entry.zh for entry in desk.timeline(number)) == 1
    assert not route(desk).off_route


def test_a_position_on_the_way_moves_the_expected_arrival(stores: Stores, tmp_path: Path) -> None:
    desk, unit = on_its_way(stores, tmp_path)
    desk.signal(unit, Signal.LEAVE)
    before = route(desk)
    lat, lon = before.line[len(before.line) // 2]
    desk.drive(unit, lat, lon, speed=40)
    after = route(desk)
    assert after.left_m < before.left_m * 0.7
    assert after.arrives_at < before.arrives_at
    end_lat, end_lon = before.line[-1]
    desk.drive(unit, end_lat, end_lon, speed=0)
    assert desk.of(unit).state == "on-scene"


def test_without_roads_it_says_so_with_bearing_and_distance(stores: Stores) -> None:
    desk = Desk119(stores, solve_s=5)
    desk.unit(desk.station(north=0.0))
    number = desk.call(latitude=LAT + 0.01, longitude=LON)
    desk.send(number)
    desk.look()
    found = route(desk)
    assert (found.kind, round(found.bearing), len(found.steps)) == ("straight", 0, 1)
    assert "无道路数据" in found.steps[0].words.zh
    assert found.error_s is not None


def test_an_order_that_nobody_accepts_is_told_to_the_desk_once(stores: Stores) -> None:
    desk = Desk119(stores, solve_s=5, accept_s=30)
    desk.unit(desk.station(north=0.0))
    number = desk.call(latitude=LAT + 0.01, longitude=LON)
    desk.send(number)
    desk.look(after_s=20)
    assert "unaccepted" not in desk.happened(number)
    for _ in range(3):
        desk.look(after_s=20)
    assert desk.happened(number).count("unaccepted") == 1
