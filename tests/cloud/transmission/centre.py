"""A centre's transmission server on real files and sockets, and devices that speak to it byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.access.submission import Submission, Told
from cloud.alarms.tables import Alarm
from cloud.direct.batch import SpeechBatch
from cloud.direct.line import DirectLine
from cloud.direct.speech import Speech
from cloud.events.tables import EventRow
from cloud.people.asker import LOCAL
from cloud.transmission import service
from cloud.transmission.schemas import DeviceIn
from cloud.transmission.server import TransmissionServer
from cloud.transmission.settings import Gb26875Settings
from runtime.clock import Clock, SystemClock
from runtime.settings import HostPort
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies, text
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver
from telemetry.gb26875.time_label import TimeLabel
from tests.cloud.stores import Stores, open_stores

AREA = "150102"
CENTRE = (88888).to_bytes(6, "little")


def address(number: int) -> bytes:
    return number.to_bytes(6, "little")


def gateway(number: int) -> str:
    return f"uitd-{address(number).hex()}"


def label(moment: datetime | None = None) -> TimeLabel:
    return TimeLabel.of(moment or (datetime.now(UTC) + timedelta(hours=8)).replace(tzinfo=None))


def component(point: str = "10-2", state: int = 0b11, described: str = "三层东走廊", kind: int = 40) -> Body:
    zone, _, number = point.partition("-")
    raw = int(zone).to_bytes(2, "little") + int(number).to_bytes(2, "little")
    return bodies.ComponentState(1, 1, kind, raw, state, text.packed(described), label())


def upload(
    number: int, code: int, objects: Sequence[Body], serial: int = 1, command: int = Command.SEND
) -> Frame:
    unit = units.encode(code, objects) if code else b""
    return Frame(serial, command, unit, address(number), CENTRE, label())


class Device:
    """A peer that sends what it is told, and remembers what it hears."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._receiver = Receiver()
        self.heard: list[Frame] = []

    def send(self, *frames: Frame | bytes) -> None:
        for frame in frames:
            self._writer.write(frame if isinstance(frame, bytes) else framing.encode(frame))

    async def until(self, condition: Callable[[Frame], bool], within_s: float = 20.0) -> Frame:
        """The first frame heard, before or from now on, of which the condition holds."""
        seen = 0
        async with asyncio.timeout(within_s):
            while True:
                for frame in self.heard[seen:]:
                    if condition(frame):
                        return frame
                seen = len(self.heard)
                data = await self._reader.read(4096)
                if not data:
                    raise ConnectionError("closed by the centre")
                self.heard += [event for event in self._receiver.feed(data) if isinstance(event, Frame)]

    async def confirmed(self, serial: int) -> Frame:
        return await self.until(lambda frame: frame.command == Command.CONFIRM and frame.serial == serial)

    async def ended(self) -> None:
        """Return once the centre has closed the connection."""
        async with asyncio.timeout(20):
            while await self._reader.read(4096):
                pass

    def close(self) -> None:
        self._writer.close()


@dataclass
class Site:
    """Everything, and shortcuts into the stores."""

    stores: Stores
    server: TransmissionServer
    line: DirectLine
    submitted: list[Submission]

    @property
    def port(self) -> int:
        assert self.server.tcp is not None
        return self.server.tcp.port

    @property
    def place(self) -> HostPort:
        return HostPort("127.0.0.1", self.port)

    async def register(self, number: int, **told: object) -> int:
        """A device by its number, or by `address` as told."""
        given = DeviceIn.model_validate({"address": str(number), "area": AREA} | told)
        with self.stores.database.write() as session:
            raw = service.packed_address(given)
            now = SystemClock().now_ms()
            row = service.register(session, LOCAL, given, raw, given.host, now, 3.0)
            found = row.id
        await self.server.refresh()
        return found

    async def device(self) -> Device:
        return Device(*await asyncio.open_connection("127.0.0.1", self.port))

    def events(self, gateway: str | None = None) -> list[EventRow]:
        with self.stores.database.read() as session:
            query = select(EventRow).order_by(EventRow.gateway, EventRow.seq)
            if gateway is not None:
                query = query.where(EventRow.gateway == gateway)
            return list(session.scalars(query))

    def alarms(self) -> list[Alarm]:
        with self.stores.database.read() as session:
            return list(session.scalars(select(Alarm).order_by(Alarm.id)))


@contextlib.asynccontextmanager
async def serving(
    folder: Path, stores: Stores | None = None, clock: Clock | None = None, **changed: object
) -> AsyncIterator[Site]:
    """A server over stores in the folder, or over those given."""
    own = stores is None
    held = stores or open_stores(folder)
    submitted: list[Submission] = []

    def submit(said: Sequence[Speech], batch: SpeechBatch) -> object:
        told: list[Submission] = []

        def tell(session: Session, some: Sequence[Speech], /, *, measured: bool) -> Told:
            found = batch(session, some, measured=measured)
            told.extend(found.messages)
            return found

        outcome = held.ingest.submit(said, tell)
        submitted.extend(told)
        return outcome

    settings = Gb26875Settings.model_validate({"listen": "127.0.0.1:0"} | changed)
    line = DirectLine(submit)
    server = TransmissionServer(settings, held.database, line, held.ingest.store, clock or SystemClock())
    tasks = [asyncio.create_task(line.run()), asyncio.create_task(server.run())]
    try:
        await server.listening.wait()
        yield Site(held, server, line, submitted)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if own:
            held.close()
