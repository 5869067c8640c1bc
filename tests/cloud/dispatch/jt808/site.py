"""A server of JT/T 808 over real records and real sockets, and simulated terminals before it."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cloud.audit.tables import AuditEntry
from cloud.database.engine import Database
from cloud.dispatch.jt808 import service
from cloud.dispatch.jt808.positions import PositionBatch
from cloud.dispatch.jt808.schemas import TerminalIn
from cloud.dispatch.jt808.server import Jt808Server
from cloud.dispatch.jt808.settings import Jt808Settings
from cloud.dispatch.jt808.sinks import LatestPositions
from cloud.dispatch.jt808.tables import VehiclePosition, VehicleTerminal
from cloud.dispatch.jt808.terminals import DatabaseTerminals
from cloud.people.asker import LOCAL
from runtime.clock import SystemClock
from runtime.settings import HostPort
from simulators.vehicles.route import around
from simulators.vehicles.terminal import SimulatedTerminal, TerminalSettings
from tests.cloud.records import opened

AREA = "150102"
HOUR_MS = 3_600_000
#: 2026-07-02 09:00:00 in China.
MORNING = 1_782_954_000


@dataclass
class Track:
    """Keeps every position once; may be told to fail."""

    rows: list[tuple[int, int, bytes]] = field(default_factory=list)
    batches: list[PositionBatch] = field(default_factory=list)
    failures: int = 0

    def store(self, batch: PositionBatch) -> None:
        """Raises OSError while it is to fail."""
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        self.batches.append(batch)
        told = zip(batch.terminal.tolist(), batch.at_ms.tolist(), batch.key, strict=True)
        self.rows += (row for row in told if row not in self.rows)

    def times(self) -> list[int]:
        """Seconds since 1970 of every position kept."""
        return [at // 1000 for _, at, _ in self.rows]


@dataclass
class Site:
    """Everything, and shortcuts."""

    database: Database
    server: Jt808Server
    track: Track
    lines: list[asyncio.WriteTransport] = field(default_factory=list)

    @property
    def place(self) -> HostPort:
        assert self.server.tcp is not None
        return HostPort("127.0.0.1", self.server.tcp.port)

    async def enter(self, phone: str, until: int | None = None, **told: Any) -> int:
        """Register a terminal in the records."""
        given = TerminalIn.model_validate({"phone": phone, "area": AREA, "name": f"车 {phone}"} | told)
        with self.database.write() as session:
            now = SystemClock().now_ms()
            row = service.register(session, LOCAL, given, now, now + HOUR_MS if until is None else until)
            number = row.id
        await self.server.refresh()
        return number

    async def dial(self, terminal: SimulatedTerminal) -> None:
        line, _ = await asyncio.get_running_loop().create_connection(lambda: terminal, *self.place)
        self.lines.append(line)

    async def stranger(self) -> asyncio.WriteTransport:
        """A line of somebody who listens to nothing."""
        line, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, *self.place)
        self.lines.append(line)
        return line

    def terminal_row(self, number: int) -> VehicleTerminal:
        with self.database.read() as session:
            return session.get_one(VehicleTerminal, number)

    def position(self, number: int) -> VehiclePosition | None:
        with self.database.read() as session:
            return session.get(VehiclePosition, number)

    def audited(self) -> list[str]:
        with self.database.read() as session:
            return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def vehicle(phone: str, edition: int = 2013, **told: Any) -> SimulatedTerminal:
    """A terminal that drives around Hohhot."""
    passing = told.pop("passing", list)
    settings = TerminalSettings(phone, edition, **told)
    return SimulatedTerminal(settings, around(40.84, 111.75, random.Random(phone)), passing=passing)


@contextlib.asynccontextmanager
async def serving(folder: Path, track: Track | None = None, **changed: Any) -> AsyncIterator[Site]:
    """A server over the records in the folder."""
    database = opened(folder / "cloud.sqlite3")
    told = {"enabled": True, "listen": "127.0.0.1:0", "gather_s": 0.0} | changed
    kept = track if track is not None else Track()
    clock = SystemClock()
    server = Jt808Server(
        Jt808Settings.model_validate(told),
        DatabaseTerminals(database, clock),
        (LatestPositions(database), kept),
        clock,
    )
    task = asyncio.create_task(server.run())
    site = Site(database, server, kept)
    try:
        await server.listening.wait()
        yield site
    finally:
        for line in site.lines:
            line.abort()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        database.close()
