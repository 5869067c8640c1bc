"""Empty records stores in SQLite files: brought to the present version once a process, and copied."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url


def opened(path: Path) -> Database:
    """The records in this file, which is made if there is none."""
    make_empty(path)
    return Database(sqlite_url(path))


def make_empty(path: Path) -> None:
    """Put an empty store there, unless there is one already."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.sqlite3"
        database = Database(sqlite_url(path))
        migrate.upgrade(database.engine)
        database.close()
        return path.read_bytes()
