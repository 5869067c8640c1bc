"""The nearest waters, on both engines; and waters and places from files."""

from __future__ import annotations

from cloud.dispatch.facilities import repository as facilities
from cloud.dispatch.facilities import service as places
from cloud.dispatch.facilities.kinds import FacilityKind
from cloud.dispatch.facilities.schemas import FacilityIn
from cloud.dispatch.travel_time.port import Place
from cloud.dispatch.waters import repository, service
from cloud.dispatch.waters.schemas import WaterIn
from cloud.people.asker import LOCAL, Asker
from tests.cloud.stores import Stores

LAT, LON = 40.80, 111.60
HERE = Place(LAT, LON)


def enter(stores: Stores, number: str, north: float, area: str = "150102") -> None:
    told = WaterIn.model_validate(
        {"number": number, "name": number, "kind": "hydrant", "area": area, "longitude": LON,
         "latitude": LAT + north}
    )  # fmt: skip
    with stores.database.write() as session:
        service.add(session, LOCAL, told, 1)


def test_the_nearest_come_first_from_however_far(stores: Stores) -> None:
    for number, north in (("far", 0.2), ("near", 0.001), ("middle", -0.02), ("away", 0.9)):
        enter(stores, number, north)
    with stores.database.read() as session:
        found = repository.nearest(session, HERE, 3)
        assert [row.number for row, _ in found] == ["near", "middle", "far"]
        assert round(found[0][1]) == 111
        assert [row.number for row, _ in repository.nearest(session, HERE, 1)] == ["near"]


def test_fires_know_no_borders_and_people_do(stores: Stores) -> None:
    enter(stores, "ours", 0.01)
    enter(stores, "theirs", 0.001, area="150202")
    mine = Asker("x", areas=("1501",))
    with stores.database.read() as session:
        assert [row.number for row, _ in repository.nearest(session, HERE, 5)] == ["theirs", "ours"]
        assert [row.number for row, _ in repository.nearest(session, HERE, 5, mine)] == ["ours"]
        assert [row.number for row in repository.waters(session, mine)] == ["ours"]


def test_dangerous_places_are_found_by_distance_and_kind(stores: Stores) -> None:
    with stores.database.write() as session:
        for number, kind, north in (("a", "hazardous", 0.002), ("b", "hospital", 0.001), ("c", "fuel", 0.1)):
            told = FacilityIn.model_validate(
                {"number": number, "name": number, "kind": kind, "area": "150102", "longitude": LON,
                 "latitude": LAT + north, "substances": ["液氨 UN1005"]}
            )  # fmt: skip
            places.add(session, LOCAL, told, 1)
    kinds = (FacilityKind.HAZARDOUS, FacilityKind.FUEL)
    with stores.database.read() as session:
        assert [row.number for row, _ in facilities.near(session, HERE, 500, kinds)] == ["a"]
        line = [HERE, Place(LAT + 0.15, LON)]
        assert [row.number for row in facilities.along(session, line, 200, kinds)] == ["a", "c"]
