"""The engine and its transactions. The URL alone says which database; SQLite gets the settings it needs.

1. A write transaction takes SQLite's write lock as it begins (`BEGIN IMMEDIATE`), so it can never find out
   half way that its snapshot is stale. Within the process writers queue at a lock first, which wakes the next
   one at once where SQLite's busy handler would sleep.
2. A read transaction sees one consistent snapshot to its end and never blocks a writer (WAL).
3. `synchronous=FULL`: what was committed survives a power cut. A receipt rests on that.
4. Nothing is flushed behind a writer's back: who queries for what the same transaction has changed flushes.
5. Code that serves one request, job or batch opens the transaction; what it calls never commits.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from runtime.logging import get_logger

log = get_logger("database")

BUSY_TIMEOUT_MS = 5_000

#: Primary SQLite result codes that say "not now" about the file or the disk, not "no" about the statement.
_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)

BeforeCommit = Callable[[Session], Any]
AfterCommit = Callable[[Any], None]


class Database:
    """One engine, its read and write transactions, and what happens around a commit.

    `before_commit(session)` runs last within every write transaction; what it returns is handed to
    `after_commit`, which runs once the commit is durable.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._reads = sessionmaker(self.engine, autoflush=False, expire_on_commit=False)
        self._writes = sessionmaker(
            self.engine.execution_options(sqlite_begin="IMMEDIATE"), autoflush=False, expire_on_commit=False
        )
        self._write_lock = threading.Lock()
        self.before_commit: BeforeCommit = lambda _session: None
        self.after_commit: AfterCommit = lambda _changes: None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block and rolls back on any exception."""
        with self._write_lock, self._writes() as session, session.begin():
            yield session
            session.flush()
            changes = self.before_commit(session)
        try:
            self.after_commit(changes)
        except Exception:
            # It is committed: whoever wrote must not believe otherwise.
            log.exception("telling of a committed change failed")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction on one snapshot, for reading."""
        with self._reads() as session, session.begin():
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{path}"


def unavailable(fault: BaseException) -> bool:
    """Whether the database or its disk is at fault, so that trying again later is right."""
    if isinstance(fault, MemoryError | OSError):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    if isinstance(fault.orig, sqlite3.Error):
        code: int = getattr(fault.orig, "sqlite_errorcode", 0)
        return (code & 0xFF) in _UNAVAILABLE
    return fault.connection_invalidated or isinstance(fault, OperationalError | InterfaceError)


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        pool_size=8,
        max_overflow=32,
        pool_timeout=10,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own: `_begin` does.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
