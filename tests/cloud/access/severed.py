"""A child process that stores one batch of readings and is killed while it stores or ships the second."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from cloud.access import journal
from cloud.timeseries.duckdb_store import DuckDbStore
from tests.cloud.said import NOW, arrival, readings
from tests.cloud.stores import open_stores


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, when: str, url: str) -> None:
    stores = open_stores(folder, url=url)
    stores.ingest.store_arrivals([arrival(readings(1, [1.0, 2.0, 3.0], at=NOW + 1000))])
    assert stores.count() == 3
    write, delete, tell = DuckDbStore.write, journal.delete_rows, stores.database.before_commit

    def severed_write(store: DuckDbStore, *told: Any) -> int:
        if when == "before-the-engine":
            die()
        kept = write(store, *told)
        if when == "after-the-engine":
            die()
        return kept

    def severed_delete(*told: Any) -> set[int]:
        gone = delete(*told)
        if when == "before-the-deletion-is-committed":
            die()
        return gone

    DuckDbStore.write = severed_write  # type: ignore[method-assign]
    journal.delete_rows = severed_delete
    if when == "before-the-commit":
        stores.database.before_commit = die
    if when == "after-the-commit":
        stores.database.after_commit = die
    stores.ingest.store_arrivals([arrival(readings(2, [1.0, 2.0, 3.0], at=NOW + 2000))])
    stores.database.before_commit = tell
    stores.count()
    die()


main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
