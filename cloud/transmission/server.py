"""The centre's server of GB/T 26875.3: what devices upload is confirmed once it is committed.

Theory of operation
-------------------
1. A frame is confirmed (3) when all that it says is committed; when it cannot be stored there is no answer,
   and the device sends it again. What failed a check is denied (6). What makes us stumble is kept as a dead
   letter and confirmed.
2. A repetition of what is stored is confirmed and told nobody, also across a restart of the server: what
   was lately stored of a device is known again before its first frame is taken.
3. A device that is silent for its profile's `ask_after_s` is asked for its state, so that silence means a
   dead line; every device is asked (巡检) at least as often as `poll_s`.
4. Silent for its keep-alive limit, its link is lost; the first frame after that heals it.
5. Whoever is not registered is kept apart, listed, and shares one pace with all others who are not.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterable

from cloud.database.engine import Database
from cloud.direct.line import DirectLine, LineFull
from cloud.direct.speech import Speech
from cloud.transmission import links
from cloud.transmission.dead_frames import Store
from cloud.transmission.holding import Holding
from cloud.transmission.kept import KeptFrames
from cloud.transmission.quarantine import Quarantine
from cloud.transmission.requests import READ_STATE, Requests
from cloud.transmission.roster import Device, Entry, Roster, device_of
from cloud.transmission.settings import Gb26875Settings
from cloud.transmission.strangers import Strangers
from cloud.transmission.upkeep import Upkeep
from cloud.transmission.uploads import ANSWERS, Uploads
from cloud.transmission.wire import Peer, TcpPeer, UdpServer
from device_profiles.uitd import reading
from device_profiles.uitd.schema import UitdDevice
from runtime.allowance import let_in
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.logging import get_logger
from runtime.settings import HostPort
from runtime.tcp_door import TcpDoor
from telemetry.gb26875 import bodies
from telemetry.gb26875.centre import (
    Answered,
    CentreEvent,
    Ignored,
    Lost,
    Repetition,
    Upload,
    Write,
    denial,
)
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.exchange import Busy
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import ReceiverEvent, Refused

log = get_logger("transmission")

#: Uploads of one device on their way to the disk at once, and frames that wait while it is looked up.
_IN_FLIGHT = 64
_WAIT_S = 0.1


class TransmissionServer:
    """Serves `[access.gb26875]`. `run` works until cancelled."""

    def __init__(
        self,
        settings: Gb26875Settings,
        database: Database,
        line: DirectLine,
        put_away: Store,
        clock: Clock,
        missed: float = 3.0,
    ) -> None:
        self.settings = settings
        self.roster = Roster()
        self.requests = Requests(clock, settings)
        self.holding = Holding(database, clock)
        self.counts: Counter[str] = Counter()
        #: Why it does not listen; None when it does.
        self.fault: str | None = "starting"
        self.listening = asyncio.Event()
        self.tcp: TcpDoor | None = None
        self.udp: UdpServer | None = None
        #: Devices heard since the start; those of which something is asked; those to tell the registry of.
        self.devices: dict[int, Device] = {}
        self.asking: set[Device] = set()
        self.heard: set[Device] = set()
        #: Those that have come to this process, and left it, since the records were last told.
        self.arrived: set[Device] = set()
        self.gone_from: set[Device] = set()
        self._by_peer: dict[Peer, set[Device]] = {}
        self._line = line
        self._clock = clock
        self._missed = missed
        self._quarantine = Quarantine(database, settings)
        self._strangers = Strangers(settings, self._quarantine, clock, self.counts)
        self.uploads = Uploads(line, put_away, clock, self.counts, self.requests.operator_answered)
        self.kept = KeptFrames(database, line, put_away, self.roster.find)
        self._upkeep = Upkeep(self, database, clock, self.kept)

    async def run(self) -> None:
        """Listen and look after the devices until cancelled."""
        if not self.settings.enabled:
            self.fault = "disabled"
            return
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._quarantine.run())
                tasks.create_task(self._upkeep.run())
                tasks.create_task(self._listen())
        finally:
            await self._close()
            self.uploads.close()

    async def _listen(self) -> None:
        backoff = Backoff(first_s=0.2, limit_s=15.0, jitter=0.2)
        while True:
            try:
                await self.refresh()
                await self._open()
                await self._upkeep.begin()
                break
            except Exception as fault:
                await self._close()
                if self.fault != str(fault):
                    log.warning("transmission devices cannot be heard", fault=str(fault))
                self.fault = str(fault)
                await asyncio.sleep(backoff.next())
        self.fault = None
        self.listening.set()
        log.info("hearing transmission devices", at=str(self.settings.listen), registered=len(self.roster))

    async def _open(self) -> None:
        settings = self.settings
        self.tcp = TcpDoor(
            lambda door: TcpPeer(door, self, settings.idle_s),
            self.let_in,
            self.count,
            max_connections=settings.max_connections,
            per_source=settings.connections_per_source,
        )
        await self.tcp.open(settings.listen)
        self.udp = UdpServer(self, settings.frames_per_s)
        # Any free port: the one that TCP was given, so that devices need to be told of one alone.
        await self.udp.open(HostPort(settings.listen.host, self.tcp.port))

    async def _close(self) -> None:
        self.listening.clear()
        tcp, udp, self.tcp, self.udp = self.tcp, self.udp, None, None
        if udp is not None:
            udp.close()
        if tcp is not None:
            tcp.close()

    async def refresh(self) -> None:
        """Take in what has changed in the registry."""
        await self._upkeep.refresh()

    def renew(self, entries: Iterable[Entry]) -> None:
        """These entries are new or have changed: what was known of the devices begins anew."""
        changed = list(entries)
        for entry in self.roster.take(changed):
            device = self.devices.get(entry.id)
            if device is not None:
                self.let_go(device)
        self._strangers.forget(entry.address for entry in changed)

    def let_go(self, device: Device) -> None:
        """The device is known anew when it speaks again."""
        self.devices.pop(device.entry.id, None)
        for among in (self.asking, self.heard, self.arrived):
            among.discard(device)
        self.requests.give_up(device, "装置已改连或已变更 / the device moved or was changed; ask again")

    def let_in(self, host: str) -> bool:
        """Whether a host may speak; one that may not is counted."""
        if let_in(host, self.settings.allow_from):
            return True
        self.counts["not_let_in"] += 1
        return False

    def count(self, what: str) -> None:
        """Count something that went wrong on the way."""
        self.counts[what] += 1

    def gone(self, peer: Peer) -> None:
        """A connection has ended: what is asked of its device waits for the next one."""
        for device in self._by_peer.pop(peer, ()):
            if device.peer is peer:
                device.peer = None
                if self.holding.shared:
                    self.arrived.discard(device)
                    self.gone_from.add(device)

    def take(self, event: ReceiverEvent, peer: Peer) -> float:
        """Take what a peer said: 0, or the seconds to wait before it can be taken."""
        if isinstance(event, Refused):
            self.counts["refused"] += 1
            answer = denial(event, reading.to_moment(UitdDevice(), self._clock.now_ms()))
            if answer is not None:
                peer.send(answer)
            return 0.0
        entry = self.roster.find(event.source, peer.host)
        if entry is None and event.command in ANSWERS:
            entry = self.roster.find(event.destination, peer.host)  # some do not swap addresses in an answer
        if entry is None:
            return self._strangers.take(event, peer)
        device = self.devices.get(entry.id)
        if device is None:
            device = self.devices[entry.id] = device_of(entry, self.settings, self._clock.monotonic())
            self._upkeep.newcomers.add(device)
        if device.ready and self._may_have_been_elsewhere(device, peer):
            device.ready = False
            self._upkeep.newcomers.add(device)
        if not device.ready:
            if len(device.early) >= _IN_FLIGHT:
                return _WAIT_S
            self._upkeep.newcomers.waits(device, event, peer)
            return 0.0
        return self.of_device(device, event, peer)

    def _may_have_been_elsewhere(self, device: Device, peer: Peer) -> bool:
        """Whether another process may have stored something of it since it was last heard here."""
        return self.holding.shared and not device.in_flight and device.comes_anew(peer)

    def of_device(self, device: Device, frame: Frame, peer: Peer) -> float:
        """Take a frame of a device whose latest frames are known."""
        if device.in_flight >= _IN_FLIGHT:
            return _WAIT_S
        now, now_ms = self._clock.monotonic(), self._clock.now_ms()
        wait_s = device.rate.wait_s(now)
        if wait_s:
            self.counts["paced"] += 1
            return wait_s
        self.counts["frames"] += 1
        self._found_at(device, peer, now)
        if not self.settings.own_address and frame.command == Command.SEND:
            device.session.own_address = frame.destination
        if device.lost:
            self.revive(device)
        try:
            for said in device.session.take(frame, now, device.moment(now_ms)):
                self.handle(device, said, peer)
        except Exception as fault:
            self.uploads.stumbled(device, frame, peer, fault)
        if device.asked_at is None:
            self.ask_when_due(device, now)
        return 0.0

    def _found_at(self, device: Device, peer: Peer, now: float) -> None:
        if device.peer is not peer:
            if self.holding.shared and device.comes_anew(peer):
                self.arrived.add(device)
                self.gone_from.discard(device)
            device.peer, device.host, device.transport = peer, peer.host, peer.transport_name
            if isinstance(peer, TcpPeer):
                self._by_peer.setdefault(peer, set()).add(device)
        device.heard_at = now
        self.heard.add(device)

    def handle(self, device: Device, said: CentreEvent, peer: Peer) -> None:
        """What a device's session says."""
        if isinstance(said, Upload):
            self.uploads.take(device, said, peer)
        elif isinstance(said, Repetition):
            self.counts["repetitions"] += 1
            self.uploads.confirm(device, said.frame, peer)
        elif isinstance(said, Write):
            self.counts["resent"] += 1
            peer.send(said.data)
        elif isinstance(said, Answered):
            self.counts["answers"] += 1
            self.requests.answered(device, said)
            self.uploads.answered(device, said)
        elif isinstance(said, Lost):
            self.counts["requests_lost"] += 1
            self.requests.lost(device, said)
        elif isinstance(said, Ignored):
            self.counts["ignored"] += 1

    def ask_when_due(self, device: Device, now: float) -> None:
        """Read the state (巡检) of a device that is silent, or whose turn it is."""
        if device.peer is None or not device.ready or device.session.next_due is not None:
            return
        ask_after_s = device.entry.habits.ask_after_s
        poll_s = device.entry.poll_s or self.settings.poll_s
        since = device.asked_at if device.troubled else max(device.heard_at, device.asked_at or 0.0)
        silent = ask_after_s and now - (since or 0.0) >= ask_after_s
        # The first contact is as good as a silence: nobody knows what happened before it.
        if device.asked_at is None or silent or now - device.polled_at >= poll_s:
            device.asked_at = device.polled_at = now
            with contextlib.suppress(Busy):
                moment = device.moment(self._clock.now_ms())
                _, data = device.session.ask(READ_STATE, [bodies.ReadUitd()], now, moment)
                device.peer.send(data)
                self.asking.add(device)
                self.counts["polls"] += 1

    def revive(self, device: Device) -> None:
        """The device is heard again, or for the first time: the registry is told by a message."""
        device.lost = False
        entry, now_ms = device.entry, self._clock.now_ms()
        health = links.sign_of_life(entry, self._missed, now_ms, device.clock.offset_ms)

        def settle(done: asyncio.Future[None]) -> None:
            if done.cancelled() or done.exception() is not None:
                device.lost = True

        try:
            told = self._line.say(Speech(entry.gateway, entry.area, now_ms, messages=(health,)))
        except LineFull:
            device.lost = True
        else:
            told.add_done_callback(settle)
