"""The records and readings of a centre on real files or servers, and the ingest line over them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cloud.access.service import Ingest
from cloud.access.settings import QuarantineSettings
from cloud.database import migrate
from cloud.database.engine import Database
from cloud.live import changes
from cloud.live.classes import CLASSES
from cloud.renderers import renderers
from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.latest import LatestReadings
from tests.cloud.records import opened
from tests.cloud.said import NOW


class Stores(NamedTuple):
    """The stores and the ingest line over them, without a network."""

    database: Database
    series: DuckDbStore
    latest: LatestReadings
    ingest: Ingest

    def count(self) -> int:
        """How many readings the engine holds once everything is shipped."""
        assert self.ingest.shipper.drain(), self.ingest.shipper.fault
        return self.series.count()

    def close(self) -> None:
        self.ingest.close()
        self.series.close()
        self.database.close()


def migrated(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database.engine)
    database.close()


def tell_changes(database: Database, latest: LatestReadings) -> None:
    """Write what every transaction has changed into the change log."""
    told = renderers(latest)
    database.before_commit = lambda session: changes.write(session, told, dict.fromkeys(CLASSES, 1000), NOW)


def open_stores(folder: Path, quarantine: QuarantineSettings | None = None, url: str | None = None) -> Stores:
    """Stores in a folder; the records there too, or in a migrated database."""
    database = opened(folder / "cloud.sqlite3") if url is None else Database(url)
    latest = LatestReadings()
    series = DuckDbStore(folder / "readings.duckdb", threads=1)
    tell_changes(database, latest)
    ingest = Ingest(database, series, latest, quarantine or QuarantineSettings(), lambda: NOW)
    ingest.start()
    return Stores(database, series, latest, ingest)
