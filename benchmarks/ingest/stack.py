"""A whole centre for a measurement: its servers, its workers as processes, the books they leave behind."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import duckdb
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from benchmarks.ingest import services
from benchmarks.ingest.closed_loop import make_speakers
from benchmarks.ingest.overload import ended
from benchmarks.ingest.services import Service
from cloud.timeseries.engine_http import EngineHttp
from cloud.timeseries.port import Tier
from cloud.timeseries.victoria_store import VictoriaStore
from runtime.faults import PlainFault

#: Our own broker takes each gateway on a connection of its own, under its own name.
EMBEDDED_GATEWAYS = 10
#: Fires come from counties of their own, so that nobody hears another's receipts.
FIRES_FIRST_AREA = 50

#: How long a PostgreSQL that was killed may replay its log.
_RECOVERED_WITHIN_S = 60.0

_CLOUD = "import sys; from cloud.main import main; sys.exit(main(sys.argv[1:]))"


class Account(NamedTuple):
    """One stream of one gateway in the centre's books."""

    gateway: str
    stream: str
    known: list[tuple[int, int]]
    stored: int
    shed: int
    quarantined: int
    values_stored: int


@dataclass
class Stack:
    """The servers of one combination of engines, and what a worker of it is told."""

    name: str
    folder: Path
    services: list[Service]
    #: Where gateways reach the broker.
    ports: list[int]
    #: The lines of a worker's settings, by its number.
    lines: Callable[[int], str]
    ingest: str
    database: str
    series_url: str
    one_process: bool
    secrets: dict[str, str] = field(default_factory=dict)
    #: What its broker needs before workers come.
    prepare: Callable[[], None] = lambda: None
    workers: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    #: Where each worker answers over HTTP.
    addresses: dict[int, str] = field(default_factory=dict)
    #: Workers that run one lane only, and which.
    lanes: dict[int, str] = field(default_factory=dict)

    def service(self, beginning: str) -> list[Service]:
        """The servers whose names begin so."""
        return [one for one in self.services if one.name.startswith(beginning)]

    @property
    def brokers(self) -> list[Service]:
        """What messages come through."""
        return [one for one in self.services if one.name.startswith(("mosquitto", "nats", "amqtt"))]

    def start_worker(self, number: int, more: str = "") -> None:
        """Start worker `number`, and return once it is ready. Number 0 serves pages and jobs."""
        roles = '"ingest"' if number else '"pages", "jobs"'
        if self.one_process:
            roles = '"pages", "ingest", "jobs"'
        if number in self.lanes:
            more = f"lanes = {self.lanes[number]}\n{more}"
        file = self.folder / f"worker-{number}.toml"
        file.write_text(
            f'listen = "127.0.0.1:0"\n{self.lines(number)}\n[process]\nroles = [{roles}]\n'
            f'[access.gb26875]\nlisten = "127.0.0.1:0"\n[ingest]\n{self.ingest}\n{more}\n'
        )
        log = self.folder / f"worker-{number}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", _CLOUD, "--config", str(file), "--log-level", "warning"],
                stdout=subprocess.PIPE,
                stderr=output,
            )
        assert process.stdout is not None
        ready = process.stdout.readline().decode().split()
        if not ready:
            ended(process)
            raise PlainFault(f"worker {number} did not start; see {log}")
        self.addresses[number] = ready[-1]
        self.workers[number] = process

    def kill_worker(self, number: int) -> None:
        """SIGKILL."""
        process = self.workers.pop(number)
        process.kill()
        ended(process)

    @contextlib.contextmanager
    def working(self, workers: int, more: str = "", *, apart: bool = False) -> Iterator[list[int]]:
        """So many workers, and a process for pages and jobs; gives the workers' process ids.

        `apart`: of several, the first runs the alarm lane and the others the bulk lane, as deployed.
        """
        self.lanes = {1: '["alarm"]'} | dict.fromkeys(range(2, workers + 1), '["bulk"]')
        if workers == 1 or not apart:
            self.lanes = {}
        self.prepare()
        try:
            # The first makes the tables; the others start side by side.
            self.start_worker(1, more)
            rest = [] if self.one_process else [*range(2, workers + 1), 0]
            with ThreadPoolExecutor() as side_by_side:
                list(side_by_side.map(lambda number: self.start_worker(number, more), rest))
            yield [process.pid for number, process in self.workers.items() if number or self.one_process]
        finally:
            stopping = [threading.Thread(target=ended, args=(one,)) for one in self.workers.values()]
            for thread in stopping:
                thread.start()
            for thread in stopping:
                thread.join()
            self.workers.clear()

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the records store; one that is just starting again is waited for."""
        if not self.database.startswith("postgresql"):
            with contextlib.closing(sqlite3.connect(self.database)) as records:
                return records.execute(statement).fetchall()
        engine = create_engine(self.database)
        deadline = time.monotonic() + _RECOVERED_WITHIN_S
        try:
            while True:
                try:
                    with engine.connect() as connection:
                        return [tuple(row) for row in connection.execute(text(statement))]
                except OperationalError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.2)
        finally:
            engine.dispose()

    def books(self) -> list[Account]:
        """Every account of the centre's ledger."""
        rows = self.query(
            "SELECT gateway, stream, known, stored, shed, quarantined, values_stored FROM ledger"
        )
        found = []
        for gateway, stream, known, *counts in rows:
            flat = json.loads(known) if isinstance(known, str) else list(known)  # type: ignore[call-overload]
            ranges = list(zip(flat[::2], flat[1::2], strict=True))
            found.append(Account(str(gateway), str(stream), ranges, *(int(str(count)) for count in counts)))
        return found

    def waiting_rows(self) -> int:
        """Rows of the journal that the engine has not durably."""
        return int(str(self.query("SELECT count(*) FROM reading_journal")[0][0]))

    def values(self) -> int:
        """How many values the engine itself counts. The embedded one only while no process has it."""
        if self.series_url.startswith("http"):
            store = VictoriaStore(dict.fromkeys(Tier, EngineHttp(self.series_url)))
            try:
                return store.count()
            finally:
                store.close()
        with contextlib.closing(duckdb.connect(self.series_url, read_only=True)) as readings:
            row = readings.execute("SELECT count(*) FROM fire_analog").fetchone()
            return int(row[0]) if row is not None else 0


def _on_servers(name: str, folder: Path, brokers: list[Service], source: str, ingest: str) -> Stack:
    """Records in PostgreSQL, readings in VictoriaMetrics."""
    records, readings = services.postgresql(folder), services.victoria_metrics(folder)
    database = f"postgresql+psycopg://steppewatch@127.0.0.1:{records.ports[0]}/postgres"
    series = f"http://127.0.0.1:{readings.ports[0]}"

    def lines(number: int) -> str:
        return (
            f'[database]\nurl = "{database}"\n[timeseries]\nengine = "victoriametrics"\n'
            f'[timeseries.victoriametrics]\nurl = "{series}"\n{source.format(number=number)}'
        )

    ports = [broker.ports[-1] for broker in brokers]
    return Stack(name, folder, [records, readings, *brokers], ports, lines, ingest, database, series, False)


def _on_mosquitto(name: str, folder: Path) -> Stack:
    broker = services.mosquitto(folder)
    source = f'[mqtt]\nport = {broker.ports[0]}\nclient_id = "cloud-{{number}}"'
    return _on_servers(name, folder, [broker], source, 'share_group = "workers"')


def _on_nats(name: str, folder: Path, nodes: int) -> Stack:
    brokers = services.nats(folder, nodes)
    urls = ", ".join(f'"nats://127.0.0.1:{broker.ports[0]}"' for broker in brokers)
    stack = _on_servers(name, folder, brokers, f"[nats]\nservers = [{urls}]", 'source = "nats"')
    stack.prepare = partial(services.greet, stack.ports)
    return stack


def _embedded(name: str, folder: Path) -> Stack:
    clients: list[tuple[str, str, str | None]] = [("cloud", "cloud", None)]
    for stem, first_area in (("load", 0), ("fire", FIRES_FIRST_AREA)):
        made = make_speakers(stem, EMBEDDED_GATEWAYS, "event", 1, first_area)
        clients += [(one.name, "gateway", one.forms[0].area) for one in made]
    broker, secrets = services.amqtt(folder, clients)
    records, readings = folder / "cloud.sqlite3", folder / "readings.duckdb"

    def lines(_number: int) -> str:
        return (
            f'[database]\npath = "{records}"\n[timeseries]\npath = "{readings}"\n'
            f'[mqtt]\nport = {broker.ports[0]}\nclient_id = "cloud"\n'
            f'username = "cloud"\npassword_file = "{folder / "cloud.secret"}"\n'
            # So few gateways send more than one organisation may.
            "[budgets]\nmessages_per_minute = 0\nvalues_per_minute = 0"
        )

    return Stack(
        name, folder, [broker], [broker.ports[0]], lines, "", str(records), str(readings), True, secrets
    )


STACKS: dict[str, Callable[[str, Path], Stack]] = {
    "postgresql+victoriametrics+mosquitto": _on_mosquitto,
    "postgresql+victoriametrics+nats": lambda name, folder: _on_nats(name, folder, 1),
    "postgresql+victoriametrics+nats3": lambda name, folder: _on_nats(name, folder, 3),
    "sqlite+duckdb+amqtt": _embedded,
}


def make(name: str, folder: Path) -> Stack:
    """A combination of engines by its name. Raises PlainFault."""
    try:
        return STACKS[name](name, folder)
    except KeyError:
        raise PlainFault(f"{name!r} is no combination of engines; there are {', '.join(STACKS)}") from None


def known_numbers(account: Account) -> int:
    """How many numbers the centre knows of this stream."""
    return sum(last - first + 1 for first, last in account.known)


def with_prefix(books: Sequence[Account], prefix: str) -> list[Account]:
    """The accounts of gateways whose names begin so."""
    return [account for account in books if account.gateway.startswith(prefix)]
