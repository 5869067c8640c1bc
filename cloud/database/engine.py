"""The engine and its transactions, on SQLite (one process) or PostgreSQL (many).

1. On SQLite a write transaction takes the write lock as it begins (`BEGIN IMMEDIATE`), so it can never find
   out half way that its snapshot is stale. Within the process writers queue at a lock first, which wakes the
   next one at once where SQLite's busy handler would sleep. On PostgreSQL writers run side by side, READ
   COMMITTED: what must not takes a lock by name (`cloud.database.locks`) before it reads.
2. A read transaction sees one consistent snapshot to its end and never blocks a writer (WAL; REPEATABLE
   READ).
3. What was committed survives a power cut (`synchronous=FULL`; `synchronous_commit=on`). A receipt rests on
   that.
4. Nothing is flushed behind a writer's back: who queries for what the same transaction has changed flushes.
5. Code that serves one request, job or batch opens the transaction; what it calls never commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from cloud.database.faults import contended, unavailable
from cloud.database.turns import Turns
from runtime.logging import get_logger

__all__ = ["Database", "contended", "sqlite_url", "unavailable"]

log = get_logger("database")

BUSY_TIMEOUT_MS = 5_000
#: What a PostgreSQL session is told: who it is, and how long it may wait for a lock or idle in a transaction.
_POSTGRESQL: dict[str, Any] = {
    "application_name": "steppewatch",
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "options": "-c lock_timeout=30s -c idle_in_transaction_session_timeout=120s -c timezone=UTC",
}

BeforeCommit = Callable[[Session], Any]
AfterCommit = Callable[[Any], None]
Password = Callable[[], str]


class Database:
    """One engine, its read and write transactions, and what happens around a commit.

    `before_commit(session)` runs last within every write transaction; what it returns is handed to
    `after_commit`, which runs once the commit is durable. `password` is asked at every new connection.
    """

    def __init__(self, url: str, *, password: Password | None = None, connections: int = 8) -> None:
        self.engine = _engine(url, password, connections)
        #: Whether several processes may write at once.
        self.shared = self.engine.dialect.name == "postgresql"
        read_options = (
            {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if self.shared else {}
        )
        write_options = {} if self.shared else {"sqlite_begin": "IMMEDIATE"}
        self._reads = sessionmaker(
            self.engine.execution_options(**read_options), autoflush=False, expire_on_commit=False
        )
        self._writes = sessionmaker(
            self.engine.execution_options(**write_options), autoflush=False, expire_on_commit=False
        )
        self._write_lock = _NoLock() if self.shared else Turns()
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


class _NoLock:
    """Where the database itself lets many write."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{path}"


def _engine(url: str, password: Password | None, connections: int) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    engine = create_engine(
        url,
        connect_args=_POSTGRESQL,
        pool_pre_ping=True,
        pool_size=connections,
        max_overflow=32,
        pool_timeout=10,
        pool_recycle=1800,
    )
    if password is not None:
        asked = password

        def give_password(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
            parameters["password"] = asked()

        event.listen(engine, "do_connect", give_password)
    return engine


def _sqlite(url: str) -> Engine:
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
