"""A centre with a town's roads and map, stations with engines, a building with a gateway."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from cloud.centre import Centre
from cloud.dispatch.forces import service as forces
from cloud.dispatch.forces.schemas import PositionIn, StationIn, UnitChange
from cloud.dispatch.tiles.building import build
from cloud.duty.days import day_of
from cloud.organisations.tables import Building
from cloud.people import service as people
from cloud.people.asker import LOCAL
from cloud.people.duties import Duty
from cloud.weather.tables import WeatherDay
from simulators.city_day.city import SMOKE
from telemetry.event_kinds import EventKind
from tests.cloud.dispatch.incidents.desk119 import ENGINE, LADDER, MICRO, RESCUE
from tests.cloud.dispatch.town import LAT, LON, town
from tests.cloud.people.conftest import KEPT, MACHINE
from tests.web.city_centre import CITY, FIRST, Telling
from tests.web.city_centre import enrol as enrol_city
from tests.web.operator_centre import operator_centre

AREA = "150102"
#: Name, north, east, kind, engines.
STATIONS = (
    ("中山路消防救援站", 0.0, 0.010, "regular", 3),
    ("北环消防救援站", 0.012, -0.006, "regular", 2),
    ("南郊消防救援站", -0.030, -0.001, "small", 2),
    ("西环微型消防站", 0.004, -0.0156, "micro", 1),
)


@dataclass(frozen=True)
class Desk:
    """A centre that runs, and a client of its API."""

    address: str
    centre: Centre
    http: httpx.Client
    #: Units by name.
    units: dict[str, int]
    building: int

    def get(self, path: str) -> Any:
        answer = self.http.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **told: Any) -> Any:
        answer = self.http.post(f"/api/v1{path}", json=told)
        assert answer.is_success, answer.text
        return answer.json()

    def call(self, place: str, north: float, east: float, **told: Any) -> Any:
        """A call of another seat; gives what was answered."""
        given = {
            "place": place,
            "area": AREA,
            "type": "home-fire",
            "latitude": LAT + north,
            "longitude": LON + east,
        }
        return self.post("/incidents", **given | told)  # fmt: skip

    def close_all(self) -> None:
        """Everything is over and every engine is home, so that the next test begins anew."""
        for incident in self.get("/incidents")["items"]:
            self.post(f"/incidents/{incident['id']}/close", outcome="unknown")
        for unit in self.get("/units")["items"]:
            for signal in ("home", "ready"):
                if unit["state"] != "in-station":
                    self.http.post(f"/api/v1/units/{unit['id']}/signal", json={"signal": signal})

    def drive(self, name: str, north: float, east: float, age_s: float = 0.0) -> None:
        """A position of an engine."""
        at = self.centre.clock.now_ms() - int(age_s * 1000)
        told = PositionIn(latitude=LAT + north, longitude=LON + east, speed_kmh=35, at=at)
        with self.centre.database.write() as session:
            forces.tell_position(session, LOCAL, self.units[name], told, self.centre.clock.now_ms())

    def weather(self, days_old: int, **measured: float) -> None:
        """A day of the county's weather, so many days ago."""
        now = self.centre.clock.now_ms()
        day = day_of(now) - timedelta(days=days_old)
        with self.centre.database.write() as session:
            session.add(WeatherDay(area=AREA, day=day.isoformat(), changed_at=now, **measured))

    def fault(self) -> int:
        """A detector of another building is faulty; gives the building."""
        other = CITY[21]
        with self.centre.database.write() as session:
            building = session.scalars(select(Building).order_by(Building.id).offset(21).limit(1)).one()
            building.longitude, building.latitude, building.datum = LON - 0.002, LAT - 0.004, "wgs84"
            number = building.id
        tell = Telling(self.centre)
        tell.say(tell.event(other, EventKind.FAULT, 1, other.places(SMOKE)[0]))
        return number

    def burn(self) -> None:
        """Smoke detectors of the building ring, one after the other."""
        tell = Telling(self.centre)
        smokes = FIRST.places(SMOKE)
        tell.say(
            *(tell.event(FIRST, EventKind.FIRE, 3, smoke, 5 - at) for at, smoke in enumerate(smokes[:2]))
        )


def _fill(centre: Centre) -> tuple[dict[str, int], int]:
    enrol_city(centre)
    now = centre.clock.now_ms()
    units: dict[str, int] = {}
    with centre.database.write() as session:
        building = session.scalars(select(Building).order_by(Building.id).offset(20).limit(1)).one()
        building.longitude, building.latitude, building.datum = LON - 0.004, LAT + 0.003, "wgs84"
        number = building.id
        for at, (name, north, east, kind, engines) in enumerate(STATIONS):
            told = StationIn.model_validate(
                {"number": f"s-{at}", "name": name, "kind": kind, "area": AREA, "phone": f"0471-11900{at}",
                 "longitude": LON + east, "latitude": LAT + north}
            )  # fmt: skip
            station = forces.add_station(session, LOCAL, told, now).id
            for engine in range(engines):
                gives = MICRO if kind == "micro" else (ENGINE | RESCUE, LADDER, ENGINE)[engine]
                unit = UnitChange.model_validate(
                    {"station_id": station, "name": f"{name[:2]}{engine + 1}号车", "gives": gives, "crew": 6}
                )
                units[unit.name] = forces.add_unit(session, LOCAL, unit, now).id
    return units, number


def _employ(centre: Centre, dispatchers: Mapping[str, str]) -> None:
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        for login, name in dispatchers.items():
            row = people.new_account(
                session, MACHINE, login, name, now=now, password_hash=KEPT, must_change=False
            )
            people.give(session, MACHINE, row.id, Duty.DISPATCHER, ("15",), (), valid_until=None, now=now)


@contextlib.contextmanager
def dispatch_centre(
    folder: Path, *, mapped: bool = True, dispatchers: Mapping[str, str] | None = None, **dispatch: Any
) -> Iterator[Desk]:
    """The centre, while the block runs; without a map only outlines are its ground.

    `dispatchers`: the names of those who work here by their logins; then nobody is let in without one.
    """
    extract = town(folder / "town.osm.pbf")
    settings: dict[str, Any] = {"solve_s": 5, "roads": extract, "roads_folder": folder / "roads"} | dispatch
    if mapped:
        settings["tiles"] = folder / "town.mbtiles"
        build(extract, settings["tiles"], lambda _what, _done, _known: None)
    held: list[Any] = []

    def more(centre: Centre) -> None:
        held.extend((centre, *_fill(centre)))
        _employ(centre, dispatchers or {})

    further = {"people": {"login": "required"}} if dispatchers else {}
    with (
        operator_centre(folder, 0, ("pages", "jobs"), more, dispatch=settings, **further) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as http,
    ):
        yield Desk(address, held[0], http, held[1], held[2])


def busy(desk: Desk) -> None:
    """An afternoon: three incidents at different stages, engines on the road, one that is not heard."""
    told = {"type": "high-rise-fire", "floor": "9 层", "caller": "王女士", "phone": "13800001111"}
    said = {"text": "窗口冒烟,楼道有人", "answers": {"trapped": 2}}
    first = desk.call("通道街 26 号青城大厦", 0.004, 0.002, **told, **said)["incident"]["id"]
    desk.post(f"/incidents/{first}/orders")
    desk.post(f"/incidents/{first}/roles", role="commander", name="巴特尔", phone="13900002222")
    desk.post(f"/incidents/{first}/notes", text="物业已打开消防通道")
    ordered = [order["unit"] for order in desk.get(f"/incidents/{first}")["orders"]]
    for name in ordered:
        desk.post(f"/units/{desk.units[name]}/signal", signal="leave")
    for at, name in enumerate(ordered):
        desk.drive(name, 0.001 - 0.003 * at, 0.006 - 0.005 * at, age_s=400 if at == 1 else 1)
    desk.call("学府街 12 号院 3 单元", 0.008, -0.010, type="gas-leak", caller="李先生", phone="13700003333")
