"""A 119 desk over real records: stations, units, calls and alarms; a clock that is moved."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy import select

from cloud.alarms.state_table import Action, Outcome
from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.forces import service as forces
from cloud.dispatch.forces.schemas import PositionIn, StationIn, UnitChange
from cloud.dispatch.forces.service import Cause
from cloud.dispatch.forces.states import Signal
from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.incidents import automatic, moving, orders, repository, service, views
from cloud.dispatch.incidents.desk import DispatchDesk
from cloud.dispatch.incidents.forms import CallIn
from cloud.dispatch.incidents.proposing import Proposal
from cloud.dispatch.incidents.schemas import IncidentDetail
from cloud.dispatch.incidents.tables import Entry, Incident, Order
from cloud.dispatch.incidents.watch import DispatchWatch
from cloud.dispatch.settings import DispatchSettings
from cloud.organisations.tables import Building
from cloud.people.asker import LOCAL, Asker
from tests.cloud.stores import Stores
from tests.cloud.watching import Site
from tests.hand_clock import HandClock

AREA = "150102"
#: The middle of the town; one thousandth of a degree of latitude is 111 m.
LAT, LON = 40.80, 111.60
ENGINE = {"attack": 1, "water_l": 5000, "pump_l_s": 50, "breathing": 8}
LADDER = {"reach_32m": 1}
RESCUE = {"rescue": 1, "lighting": 1, "command": 1}
MICRO = {"first_aid_fire": 1}


class Desk119:
    """A desk with its watch."""

    def __init__(self, stores: Stores, category: str | None = "office", **settings: Any) -> None:
        self.stores = stores
        self.database = stores.database
        self.site = Site(stores, category)
        self.clock: HandClock = self.site.clock
        self.settings = DispatchSettings.model_validate(settings)
        self.desk = DispatchDesk(stores.database, self.settings, self.clock)
        self.watch = DispatchWatch(stores.database, self.desk, self.clock)
        self._numbers = count(1)
        if self.site.building is not None:
            with self.database.write() as session:
                building = session.get_one(Building, self.site.building)
                building.latitude, building.longitude = LAT, LON

    @property
    def now(self) -> int:
        return self.clock.at

    def station(self, north: float = 0.01, kind: str = "regular", area: str = AREA, **more: Any) -> int:
        """A station so many degrees north of the middle."""
        number = next(self._numbers)
        told = StationIn.model_validate(
            {"number": f"s-{number}", "name": f"{number}号站", "kind": kind, "area": area,
             "longitude": LON, "latitude": LAT + north} | more
        )  # fmt: skip
        with self.database.write() as session:
            return forces.add_station(session, LOCAL, told, self.now).id

    def unit(self, station: int, gives: dict[str, float] | None = None, crew: int = 6, **more: Any) -> int:
        told = UnitChange.model_validate(
            {
                "station_id": station,
                "name": f"车{next(self._numbers)}",
                "gives": gives or ENGINE,
                "crew": crew,
            }
            | more
        )
        with self.database.write() as session:
            return forces.add_unit(session, LOCAL, told, self.now).id

    def brigade(self, stations: int = 3, engines: int = 2) -> list[int]:
        """Stations ever farther away, each with engines, a ladder and a rescue engine."""
        units = []
        for at in range(stations):
            station = self.station(north=0.01 * (at + 1))
            units += [self.unit(station) for _ in range(engines)]
            units += [self.unit(station, LADDER, 3), self.unit(station, RESCUE, 5)]
        return units

    def call(self, asker: Asker = LOCAL, **told: Any) -> int:
        """Take a call; returns the incident's number."""
        given = {"place": "中山路8号", "area": AREA, "type": "home-fire", "latitude": LAT, "longitude": LON}
        with self.database.write() as session:
            call = CallIn.model_validate(given | told)
            return service.call(session, asker, call, self.settings, self.now).incident.id

    def held(self, number: int, work: Any, *given: Any, **more: Any) -> Any:
        """Something a person does to an incident."""
        with self.database.write() as session:
            row = moving.held(session, LOCAL, number)
            return work(session, LOCAL, row, *given, now=self.now, **more)

    def propose(self, number: int, tier: Tier = Tier.FULL, **more: Any) -> Proposal | None:
        return self.desk.propose({number: tier}, **more).get(number)

    def send(self, number: int, by: str = "王芳") -> list[int]:
        """Accept what is proposed."""
        found = self.propose(number)
        assert found is not None
        wanted = [automatic.wanted_of(each) for each in found.units]
        with self.database.write() as session:
            row = moving.held(session, LOCAL, number)
            return [order.unit_id for order in orders.send(session, row, wanted, self.now, by=by)]

    def signal(self, unit: int, signal: Signal, **more: Any) -> bool:
        with self.database.write() as session:
            row = orders.held_unit(session, unit)
            assert row is not None
            return orders.signal(session, row, signal, Cause("message", "平板"), self.now, **more)

    def drive(self, unit: int, lat: float, lon: float = LON, speed: float = 0.0, age_s: float = 0.0) -> None:
        """A position comes, and the watch looks."""
        told = PositionIn(latitude=lat, longitude=lon, speed_kmh=speed, at=self.now - int(age_s * 1000))
        with self.database.write() as session:
            forces.tell_position(session, LOCAL, unit, told, self.now)
        self.look()

    def look(self, after_s: float = 1.0) -> None:
        self.clock.at += int(after_s * 1000)
        self.watch.look()

    def ring(self, real: bool | None = None, **more: Any) -> None:
        """A fire rings; somebody may give a verdict; the alarm watch looks."""
        self.site.ring(**more)
        self.site.watch.look()
        if real is not None:
            self.site.decide(Action.VERIFY, Outcome.REAL if real else Outcome.FALSE)

    def incident(self, number: int) -> IncidentDetail:
        with self.database.read() as session:
            return views.detail(session, moving.found(session, LOCAL, number), self.desk.cards)

    def incidents(self) -> list[Incident]:
        with self.database.read() as session:
            return list(session.scalars(select(Incident).order_by(Incident.id)))

    def orders(self) -> list[Order]:
        with self.database.read() as session:
            return list(session.scalars(select(Order).order_by(Order.id)))

    def of(self, unit: int) -> ForceUnit:
        with self.database.read() as session:
            return session.get_one(ForceUnit, unit)

    def timeline(self, number: int) -> list[Entry]:
        with self.database.read() as session:
            return repository.entries(session, number)

    def happened(self, number: int) -> list[str]:
        return [entry.happening for entry in self.timeline(number)]
