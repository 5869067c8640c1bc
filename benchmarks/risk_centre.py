"""Fire risk in the centre: a night's run over every site, and one event until its score is committed."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from benchmarks.figures import Figures, percentile
from cloud.areas.tree import AREAS
from cloud.database import bulk, migrate
from cloud.database.engine import Database, sqlite_url
from cloud.duty.days import DAY_MS
from cloud.hazards import service as hazards
from cloud.hazards.schemas import FindingIn
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import LOCAL
from cloud.risk.scores import service
from cloud.risk.scores.keeping import Event
from cloud.risk.settings import RiskSettings

_NOW: Final = 1_790_000_000_000
_CATEGORIES: Final = ("hotel", "school", "office", "industrial", "commercial", "small-premises")
_COUNTIES: Final = sorted(code for code in AREAS if len(code) == 6)
_CHUNK: Final = 10_000
#: At least so many events, or there is no 99th percentile to speak of.
_EVENTS: Final = 100


def run(seconds: float, organisations: int) -> Figures:
    """`night_s`: every site read, scored and committed. `event_*_ms`: from a hazard's commit to its score's.

    One SQLite file, nobody else at work. An organisation has one building; the registry is simulated.
    """
    with tempfile.TemporaryDirectory(prefix="bench-risk-") as folder:
        database = Database(sqlite_url(Path(folder) / "records.sqlite3"))
        try:
            migrate.upgrade(database.engine)
            _fill(database, organisations)
            started = time.perf_counter()
            sites = service.everything(database, RiskSettings(), _NOW)
            night = time.perf_counter() - started
            events = _events(database, seconds, organisations)
        finally:
            database.close()
    return {
        "centre_sites": sites,
        "night_s": night,
        "events": len(events),
        "event_p50_ms": 1000 * percentile(events, 0.5),
        "event_p99_ms": 1000 * percentile(events, 0.99),
    }


def _fill(database: Database, organisations: int) -> None:
    for first in range(1, organisations + 1, _CHUNK):
        numbers = range(first, min(first + _CHUNK, organisations + 1))
        with database.write() as session:
            bulk.insert(session, Organisation, [_organisation(number) for number in numbers])
            bulk.insert(session, Building, [_building(number) for number in numbers])


def _organisation(number: int) -> dict[str, Any]:
    return {
        "id": number, "number": f"bench-{number}", "name": f"单位{number}", "address": "", "note": "",
        "category": _CATEGORIES[number % len(_CATEGORIES)], "area": _COUNTIES[number % len(_COUNTIES)],
        "contacts": [], "persons": 20 + number % 300, "version": 1, "created_at": _NOW - 900 * DAY_MS,
        "changed_at": _NOW,
    }  # fmt: skip


def _building(number: int) -> dict[str, Any]:
    return {
        "id": number, "organisation_id": number, "name": "主楼", "use": "", "address": "",
        "storeys": 1 + number % 20, "area_m2": 200.0 + number % 9_000, "longitude": 106.0 + number % 997 / 60,
        "latitude": 40.0 + number % 991 / 150, "datum": "wgs84", "version": 1, "changed_at": _NOW,
    }  # fmt: skip


def _events(database: Database, seconds: float, organisations: int) -> list[float]:
    """Seconds from each hazard's commit until the score that knows of it is committed."""
    took: list[float] = []
    ends = time.perf_counter() + seconds
    while len(took) < _EVENTS or time.perf_counter() < ends:
        owner = 1 + len(took) * 7919 % organisations
        now = _NOW + 1_000 * (len(took) + 1)
        with database.write() as session:
            number = _hazard(session, owner, f"bench-{len(took):08d}", now)
        started = time.perf_counter()
        with database.write() as session:
            event = Event("hazard", number, now, owner)
            service.rescore(session, RiskSettings(), {owner: [event]}, "event", now)
        took.append(time.perf_counter() - started)
    return took[1:]  # the first one opens the explanation of the model, once a process


def _hazard(session: Session, owner: int, key: str, now: int) -> int:
    told = FindingIn(key=key, item="danger.electric", text="私拉电线", grade="major")
    row = hazards.find(
        session, LOCAL, session.get_one(Organisation, owner), told, source="report", by="bench", now=now,
        building_id=owner,
    )  # fmt: skip
    return row.id
