"""What the server does by itself: newcomers looked up, resends, polls, lost links, the registry kept told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from cloud.database.engine import Database
from cloud.transmission import links, repository, requests_repository
from cloud.transmission.holding import BEAT_S, Holding
from cloud.transmission.kept import KeptFrames
from cloud.transmission.newcomers import Newcomers
from cloud.transmission.requests import Requests
from cloud.transmission.roster import Device, Entry, Roster
from cloud.transmission.rows import entry_of
from cloud.transmission.wire import Peer
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.gb26875.centre import CentreEvent
from telemetry.gb26875.frame import Frame

log = get_logger("transmission")

_TICK_S = 0.25
_LOOK_S = 1.0
_NOTE_S = 10.0
_REFRESH_S = 5.0


class Attended(Protocol):
    """What is looked after."""

    roster: Roster
    devices: dict[int, Device]
    asking: set[Device]
    heard: set[Device]
    arrived: set[Device]
    gone_from: set[Device]
    holding: Holding
    requests: Requests

    def count(self, what: str) -> None:
        """Count something."""
        ...

    def of_device(self, device: Device, frame: Frame, peer: Peer) -> float:
        """Take a frame of a device whose latest frames are known."""
        ...

    def handle(self, device: Device, said: CentreEvent, peer: Peer) -> None:
        """What a device's session says."""
        ...

    def ask_when_due(self, device: Device, now: float) -> None:
        """Read the state of a device that is silent, or whose turn it is."""
        ...

    def revive(self, device: Device) -> None:
        """The device is heard again."""
        ...

    def renew(self, entries: Iterable[Entry]) -> None:
        """These entries are new or have changed."""
        ...

    def let_go(self, device: Device) -> None:
        """The device speaks to another process."""
        ...


class Upkeep:
    """Works until cancelled. The records are asked in a thread of its own."""

    def __init__(self, server: Attended, database: Database, clock: Clock, kept: KeptFrames) -> None:
        self._server = server
        self._database = database
        self._clock = clock
        self._refreshing = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="transmission")
        self.newcomers = Newcomers(database, clock, kept, server.of_device, self._thread)

    async def run(self) -> None:
        """Everything, each at its own pace."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.newcomers.run())
                tasks.create_task(self._every(_TICK_S, self._resend))
                tasks.create_task(self._every(_LOOK_S, self._look_for_silence))
                tasks.create_task(self._every(_NOTE_S, self._note_heard))
                tasks.create_task(self._every(_REFRESH_S, self.refresh))
                if self._server.holding.shared:
                    tasks.create_task(self._every(BEAT_S, self._beat))
                    tasks.create_task(self._every(_LOOK_S, self._note_moved))
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)
            self._server.holding.end()

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Exception as fault:
                log.error("looking after transmission devices failed and is tried again", fault=str(fault))

    async def refresh(self) -> None:
        """Take in what has changed in the registry."""

        def read() -> list[Entry]:
            with self._database.read() as session:
                since = self._server.roster.version
                return [entry_of(row) for row in repository.changed_devices(session, since)]

        async with self._refreshing:
            loop = asyncio.get_running_loop()
            while changed := await loop.run_in_executor(self._thread, read):
                self._server.renew(changed)

    async def begin(self) -> None:
        """Take a place among the processes that take devices."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._server.holding.begin)

    async def _beat(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._server.holding.beat)

    async def _resend(self) -> None:
        now = self._clock.monotonic()
        for device in list(self._server.asking):
            due = device.session.next_due
            if due is None:
                self._server.asking.discard(device)
            elif due <= now and device.peer is not None:
                for said in device.session.due(now, device.moment(self._clock.now_ms())):
                    self._server.handle(device, said, device.peer)

    async def _look_for_silence(self) -> None:
        now = self._clock.monotonic()
        lost = []
        for device in list(self._server.devices.values()):
            if now - device.heard_at <= device.entry.keep_alive_s:
                self._server.ask_when_due(device, now)
            elif not device.lost:
                lost.append(device)
        if lost:
            await self._lose(lost)

    async def _lose(self, devices: Sequence[Device]) -> None:
        holding = self._server.holding
        others = holding.others if holding.shared else None

        def write() -> links.Fallen:
            with self._database.write() as session:
                entries = [device.entry for device in devices]
                return links.lose(session, entries, self._clock.now_ms(), others)

        fallen = await asyncio.get_running_loop().run_in_executor(self._thread, write)
        for device in devices:
            if device.entry.id in fallen.lost:
                device.lost = True
                self._server.count("links_lost")
                self._server.requests.give_up(device, "链路中断 / the link was lost")
                log.warning("link lost", gateway=device.entry.gateway, device=device.entry.shown_address)
            elif device.entry.id in fallen.elsewhere and not device.in_flight:
                self._server.count("moved_on")
                self._server.let_go(device)

    async def _note_heard(self) -> None:
        """Tell the registry who was heard."""
        heard = list(self._server.heard)
        self._server.heard.clear()
        await self._note(heard)

    async def _note_moved(self) -> None:
        """Have the records say who has just come to this process, and who has left it."""
        server, loop = self._server, asyncio.get_running_loop()
        arrived, gone = list(server.arrived), {device.entry.id for device in server.gone_from}
        server.arrived.clear()
        server.gone_from.clear()

        def release() -> None:
            with self._database.write() as session:
                requests_repository.release(session, server.holding.name, gone)

        if gone:
            await loop.run_in_executor(self._thread, release)
        await self._note([device for device in arrived if device.entry.id not in gone])

    async def _note(self, heard: Sequence[Device]) -> None:
        """Many in one write."""
        now_ms, now = self._clock.now_ms(), self._clock.monotonic()
        rows: list[dict[str, object]] = [
            {
                "id": device.entry.id,
                "gateway": device.entry.gateway,
                "last_heard": now_ms - int((now - device.heard_at) * 1000),
                "last_host": device.host,
                "last_transport": device.transport,
                "clock_offset_ms": device.clock.offset_ms,
                "holder": self._server.holding.name if device.peer is not None else None,
            }
            for device in heard
        ]

        def write() -> set[str]:
            with self._database.write() as session:
                return repository.note_heard(session, rows)

        silent = await asyncio.get_running_loop().run_in_executor(self._thread, write) if rows else set()
        for device in heard:
            if device.entry.gateway in silent and not device.lost:
                self._server.revive(device)
