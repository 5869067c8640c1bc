"""Opening the spool whatever state its file is in: a damaged one is moved aside, what is legible saved."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edge_agent.spool.numbers import Numbers
from edge_agent.spool.record import STREAM_OF, Rank, Stored
from edge_agent.spool.store import SpoolStore, readable_level
from runtime.logging import get_logger
from telemetry.messages import UPLINK_STREAMS, Stream

log = get_logger("spool")

_CORRUPT, _NOT_A_DATABASE = 11, 26
#: How many rescues the file remembers, in words.
DAMAGE_NOTE = "damage"


def open_store(path: Path, limit_bytes: int) -> SpoolStore:
    """Open the spool; a damaged one is replaced by a new one that holds what could be saved.

    Raises sqlite3.OperationalError or OSError for what is no damage: no rights, no room, locked.
    """
    fresh = not path.exists()
    try:
        store = SpoolStore.open(path, limit_bytes)
        fault = store.check()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        fault = str(error)
    else:
        if fault is None:
            if fresh and any(Numbers(path).ceiling(stream) for stream in UPLINK_STREAMS):
                _lost(store, path)
            return store
        store.close()
    return _rescue(path, limit_bytes, fault)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file itself is broken."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (_CORRUPT, _NOT_A_DATABASE)


def _lost(store: SpoolStore, path: Path) -> None:
    store.adopt((), {}, {})
    text = f"{path}: the file was gone; numbering goes on after the last known number"
    store.note(DAMAGE_NOTE, text)
    log.error("spool lost", path=str(path), note=text)


def _rescue(path: Path, limit_bytes: int, fault: str) -> SpoolStore:
    aside = next(
        candidate
        for number in range(1, 1_000_000)
        if not (candidate := path.with_name(f"{path.name}.damaged-{number}")).exists()
    )
    for ending in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    store = SpoolStore.open(path, limit_bytes)
    records, levels, books, notes = _saved(aside)
    store.adopt(records, levels, books)
    for name, value in notes.items():
        store.note(name, value)
    text = f"{fault}; moved to {aside.name}; {len(records)} records and {len(levels)} levels saved"
    store.note(DAMAGE_NOTE, text)
    log.error("spool was damaged", path=str(path), moved_to=str(aside), fault=fault, saved=len(records))
    return store


def _saved(
    aside: Path,
) -> tuple[list[Stored], dict[str, bytes], dict[Stream, tuple[int, int, int]], dict[str, str]]:
    notes: dict[str, str] = {}
    records: list[Stored] = []
    levels: dict[str, bytes] = {}
    books: dict[Stream, tuple[int, int, int]] = {}
    connection = sqlite3.connect(aside)
    try:
        for row in _rows(connection, "SELECT stream, published, evicted, forgotten FROM book"):
            if row[0] in UPLINK_STREAMS and all(isinstance(number, int) for number in row[1:]):
                books[Stream(row[0])] = (row[1], row[2], row[3])
        for part, data in _rows(connection, "SELECT part, data FROM level"):
            if isinstance(part, str) and readable_level(data):
                levels[part] = data
        for name, value in _rows(connection, "SELECT name, value FROM note"):
            if isinstance(name, str) and isinstance(value, str) and name != DAMAGE_NOTE:
                notes[name] = value
        for rank in STREAM_OF:
            for seq, data in _rows(connection, "SELECT seq, data FROM record WHERE rank = ?", rank):
                if isinstance(seq, int) and isinstance(data, bytes):
                    records.append(Stored(Rank(rank), seq, data))
    finally:
        connection.close()
    for record in records:
        published, evicted, forgotten = books.get(record.stream, (0, 0, 0))
        books[record.stream] = (max(published, record.seq), evicted, forgotten)
    return records, levels, books, notes


def _rows(connection: sqlite3.Connection, query: str, *arguments: int) -> Iterator[tuple[Any, ...]]:
    """The rows up to the first that cannot be read."""
    with contextlib.suppress(sqlite3.Error):
        yield from connection.execute(query, arguments)
