"""A child process that stores one batch of readings and is killed while it stores the second."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from cloud.timeseries.duckdb_store import DuckDbStore
from tests.cloud.conftest import open_stores
from tests.cloud.said import NOW, arrival, readings


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, when: str) -> None:
    stores = open_stores(folder)
    stores.ingest.recover()
    stores.ingest.store_arrivals([arrival(readings(1, [1.0, 2.0, 3.0], at=NOW + 1000))])
    write = DuckDbStore.write

    def severed(store: DuckDbStore, *told: Any) -> None:
        if when == "before-readings":
            die()
        write(store, *told)
        if when == "between-stores":
            die()

    DuckDbStore.write = severed  # type: ignore[method-assign]
    if when == "after-commit":
        stores.database.after_commit = die
    stores.ingest.store_arrivals([arrival(readings(2, [1.0, 2.0, 3.0], at=NOW + 2000))])


main(Path(sys.argv[1]), sys.argv[2])
