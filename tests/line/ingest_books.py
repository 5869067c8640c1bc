"""The books of gateways and of a centre, read from the files that dead processes leave behind."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import duckdb


class Account(NamedTuple):
    """What the centre knows of one gateway's stream."""

    known: set[int]
    stored: int
    shed: int


def ledger(folder: Path, stream: str) -> dict[str, Account]:
    """The centre's books of one stream, by gateway."""
    with closing(sqlite3.connect(folder / "cloud.sqlite3")) as records:
        rows = records.execute(
            "SELECT gateway, known, stored, shed, quarantined FROM ledger WHERE stream = ?", (stream,)
        ).fetchall()
    found = {}
    for gateway, known, stored, shed, quarantined in rows:
        flat = json.loads(known)
        numbers = {
            n for first, last in zip(flat[::2], flat[1::2], strict=True) for n in range(first, last + 1)
        }
        assert stored + shed == len(numbers), f"{gateway}: {stored} stored + {shed} shed of {len(numbers)}"
        assert quarantined == 0
        found[gateway] = Account(numbers, stored, shed)
    return found


def assert_everything_is_accounted_for(folder: Path, sender: dict[str, Any]) -> dict[str, Account]:
    """What was sent is what is known, number by number, but for what its gateway still holds."""
    books = ledger(folder, sender["stream"])
    held = {(gateway, seq) for gateway, seq in sender["unreceipted"]}
    for gateway, highest in sender["highest"].items():
        sent = set(range(1, highest + 1))
        known = books[gateway].known if gateway in books else set()
        assert known <= sent
        assert sent - known <= {seq for name, seq in held if name == gateway}
    return books


def events(folder: Path) -> list[tuple[str, int]]:
    """Every event in the log."""
    with closing(sqlite3.connect(folder / "cloud.sqlite3")) as records:
        return list(records.execute("SELECT gateway, seq FROM event_log"))


def values(folder: Path) -> int:
    """How many readings the embedded engine holds, together with those on their way to it."""
    with closing(sqlite3.connect(folder / "cloud.sqlite3")) as records:
        waiting: int = records.execute("SELECT count(*) FROM reading_journal").fetchone()[0]
    assert waiting == 0
    with closing(duckdb.connect(str(folder / "readings.duckdb"), read_only=True)) as readings:
        count: int = readings.execute("SELECT count(*) FROM fire_analog").fetchone()[0]  # type: ignore[index]
        return count
