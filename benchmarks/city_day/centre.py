"""A centre without a network whose clock the day moves: records, ingest line and watch of its own."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.access.examine import Arrival
from cloud.access.service import Ingest
from cloud.access.settings import QuarantineSettings
from cloud.alarm_watch.settings import AlarmSettings
from cloud.alarm_watch.watch import AlarmWatch
from cloud.alarms.tables import Alarm
from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url
from cloud.live import changes
from cloud.live.classes import CLASSES
from cloud.maintenance import service as maintenance
from cloud.maintenance.schemas import MaintenanceIn
from cloud.maintenance.tables import Maintenance
from cloud.organisations import nouns, service
from cloud.organisations.schemas import GatewayPlaceIn, OrganisationIn
from cloud.people.asker import LOCAL
from cloud.renderers import renderers
from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.latest import LatestReadings
from simulators.city_day.city import CityBuilding
from simulators.city_day.day import Day, Works

#: 2026-01-01 as the city's midnight.
MIDNIGHT = 1_767_225_600_000


class MovedClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.at = MIDNIGHT

    def now_ms(self) -> int:
        """Wall time in milliseconds UTC."""
        return self.at

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self.at / 1000


class DayCentre:
    """The centre of one day."""

    def __init__(self, folder: Path) -> None:
        self.clock = MovedClock()
        self.database = Database(sqlite_url(folder / "city.sqlite3"))
        migrate.upgrade(self.database.engine)
        latest = LatestReadings()
        told, keep = renderers(latest), dict.fromkeys(CLASSES, 10_000)
        self.database.before_commit = lambda session: changes.write(session, told, keep, self.clock.at)
        self._series = DuckDbStore(folder / "city.duckdb", threads=1)
        self.ingest = Ingest(self.database, self._series, latest, QuarantineSettings(), self.clock.now_ms)
        self.ingest.start()
        self.watch = AlarmWatch(self.database, AlarmSettings(), self.clock)

    def close(self) -> None:
        """Close the stores."""
        self.ingest.close()
        self._series.close()
        self.database.close()

    def enrol(self, day: Day) -> None:
        """Put the city's organisations, buildings and gateways into the registry."""
        for at in range(0, len(day.buildings), 100):
            with self.database.write() as session:
                for building in day.buildings[at : at + 100]:
                    enrol(session, building, MIDNIGHT)

    def take_in(self, arrivals: list[Arrival]) -> None:
        """Messages, as a lane hands them to the ingest line."""
        for at in range(0, len(arrivals), 500):
            self.ingest.store_arrivals(arrivals[at : at + 500])

    def declare(self, works: Works) -> None:
        """Works as the organisation declares them."""
        told = MaintenanceIn.model_validate(
            {
                "mode": works.mode,
                "gateway": works.building.gateway,
                "parts": list(works.parts),
                "reason": "模拟 / simulated",
                "minutes": works.minutes,
            }
        )
        with self.database.write() as session:
            maintenance.declare(session, LOCAL, told, by="单位", hours=12, now=self.clock.at)

    def next_due(self) -> int | None:
        """When the watch has something to do next; None: nothing waits."""
        with self.database.read() as session:
            ends = session.scalar(select(func.min(Maintenance.until)).where(Maintenance.ended_at.is_(None)))
            due = session.scalar(select(func.min(Alarm.due_at)))
        return min((at for at in (due, ends) if at is not None), default=None)


def enrol(session: Session, building: CityBuilding, now: int) -> None:
    """Put one building, its organisation and its gateway into the registry."""
    told = OrganisationIn.model_validate(
        {
            "number": building.organisation,
            "name": building.name,
            "category": building.category,
            "area": building.area,
        }
    )
    owner = service.add_organisation(session, LOCAL, told, now)
    session.flush()
    named = {"name": building.name, "use": building.use}
    row = service.add(session, LOCAL, nouns.BUILDING, owner, named, now)
    session.flush()
    place = GatewayPlaceIn(building_id=row.id, name="消控室网关")
    service.bind(session, LOCAL, owner, building.gateway, place, now)
