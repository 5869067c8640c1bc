"""A process that raises the one alarm again and again, as one of several: `URL WORKER COUNT`."""

from __future__ import annotations

import sys

from cloud.access.service import Ingest
from cloud.access.settings import QuarantineSettings
from cloud.database.engine import Database
from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.latest import LatestReadings
from tests.cloud.said import NOW, arrival, event
from tests.cloud.stores import tell_changes

#: Messages a batch; small, so that the processes meet all the time.
_BATCH = 5


def main(url: str, worker: int, count: int, workers: int) -> None:
    database = Database(url)
    latest = LatestReadings()
    tell_changes(database, latest)
    # No reading is said here, so that no engine is opened: a DuckDB file belongs to one process.
    series = DuckDbStore.__new__(DuckDbStore)
    ingest = Ingest(database, series, latest, QuarantineSettings(), lambda: NOW)
    # Every process tells every number once: each is told by all of them, whoever comes first.
    numbers = [(index + worker * count // workers) % count + 1 for index in range(count)]
    for start in range(0, count, _BATCH):
        ingest.store_arrivals([arrival(event(seq, at=NOW + seq)) for seq in numbers[start : start + _BATCH]])
    database.close()


main(sys.argv[1], *map(int, sys.argv[2:5]))
