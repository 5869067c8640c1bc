"""A real PostgreSQL for tests: made empty, started on a free port, and a database a test from a template."""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.services import find_or_skip, free_port, wait_listening

#: PostgreSQL refuses to run as root: then it runs as this user.
_USER = "postgres"
_QUICK = "fsync=off\nfull_page_writes=off\nsynchronous_commit=off\nmax_wal_size=256MB\n"
#: Where nothing need outlive a crash, its files lie in memory, if there is so much of it.
_MEMORY = Path("/dev/shm")
_MEMORY_NEEDED = 4 << 30
#: So many copies of a template are left behind by tests before the oldest that nobody uses is dropped.
_COPIES_KEPT = 12


class PostgreSql:
    """A running server. `kill` and `start` play a crash; nothing else ends its process early."""

    def __init__(self, folder: Path, port: int, settings: str) -> None:
        self.port = port
        self._folder = folder
        self._settings = settings
        self._names = count()
        self._copies: deque[str] = deque()
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        """The URL that SQLAlchemy takes."""
        return f"postgresql+psycopg://steppewatch@127.0.0.1:{self.port}/{database}"

    def make(self) -> str:
        """A new database, empty; its name."""
        name = f"test_{next(self._names)}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def copy(self, template: str) -> str:
        """A new database, the copy of another; its name. A copy long since left by its test is dropped."""
        name = f"test_{next(self._names)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        self._copies.append(name)
        if len(self._copies) > _COPIES_KEPT:
            oldest = self._copies.popleft()
            try:
                self.run(f"DROP DATABASE {oldest}")
            except psycopg.errors.ObjectInUse:
                self._copies.append(oldest)
        return name

    def run(self, statement: str) -> None:
        """Execute one statement outside any transaction."""
        address = f"host=127.0.0.1 port={self.port} user=steppewatch dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Start it, and return once it takes connections."""
        program = _program("postgres")
        arguments = [program, "-D", str(self._folder / "data"), "-p", str(self.port)]
        with (self._folder / "log").open("ab") as output:
            self._process = subprocess.Popen(arguments, stdout=output, stderr=output, **_as_user())
        wait_listening(self.port, self._process)
        while True:
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError as fault:
                if "starting up" not in str(fault) and "recovery" not in str(fault):
                    raise
            else:
                return

    def kill(self) -> None:
        """End it without a word, and its children with it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(20)

    def stop(self) -> None:
        """End it, whoever is connected."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(20)


@contextlib.contextmanager
def start_postgresql(*, durable: bool = False, settings: str = "") -> Iterator[PostgreSql]:
    """A PostgreSQL on loopback in a folder of its own; `durable`: it syncs, for tests that kill it."""
    initdb = _program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="steppewatch-pg-", dir=None if durable else _memory()))
    user = _as_user()
    if user:
        os.chown(folder, pwd.getpwnam(_USER).pw_uid, pwd.getpwnam(_USER).pw_gid)
    server = PostgreSql(folder, free_port(), settings)
    try:
        subprocess.run(
            [
                initdb, "-D", str(folder / "data"), "-U", "steppewatch", "-A", "trust",
                "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
            ],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **user,
        )  # fmt: skip
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write("listen_addresses='127.0.0.1'\nunix_socket_directories=''\nmax_connections=200\n")
            file.write(("" if durable else _QUICK) + settings)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    try:
        return _MEMORY if shutil.disk_usage(_MEMORY).free > _MEMORY_NEEDED else None
    except OSError:
        return None


def _program(name: str) -> str:
    """The server's own programs lie beside the client's, out of the usual path."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    return found[-1] if found else find_or_skip(name)


def _as_user() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(_USER)
    except KeyError:
        pytest.skip(f"PostgreSQL does not run as root, and there is no user {_USER}")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


Templates = dict[str, str]


def from_template(server: PostgreSql, templates: Templates, fill: Callable[[str], None]) -> str:
    """The URL of a fresh copy of a database that `fill` has filled once for all tests."""
    if "template" not in templates:
        name = server.make()
        fill(server.url(name))
        templates["template"] = name
    return server.url(server.copy(templates["template"]))
