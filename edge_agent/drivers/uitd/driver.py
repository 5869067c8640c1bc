"""The gateway as the centre of transmission devices: what they upload is confirmed once it is on the disk.

1. A frame is confirmed (3) when what it says is stored; when it cannot be stored there is no answer, and the
   device sends it again. What failed a check is denied (6).
2. A repetition of what is stored is confirmed and told nobody.
3. A device that is silent for `ask_after_s` is asked for its state, so that silence means a dead line.
4. Requests go to the connection that the device used last, are sent again by the rules of clause 6, and fail
   with a reason.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime

from device_profiles.uitd.merged import MergedStates
from device_profiles.uitd.reading import to_moment
from device_profiles.uitd.schema import UitdDevice
from edge_agent.drivers.driver import BusState, CannotProbe, Observe, OnBytes, Progress
from edge_agent.drivers.uitd.plan import UitdPlan, UnitPlan
from edge_agent.drivers.uitd.requests import CannotAsk, Requests
from edge_agent.drivers.uitd.tcp import TcpListener
from edge_agent.drivers.uitd.troubles import told
from edge_agent.drivers.uitd.udp import UdpListener
from edge_agent.drivers.uitd.unit import Unit, unit_of
from edge_agent.drivers.uitd.wire import Send
from edge_agent.spool.record import SpoolError
from runtime.allowance import Rate, let_in
from runtime.backoff import Backoff
from runtime.clock import Clock, SystemClock
from runtime.logging import get_logger
from telemetry.gb26875 import bodies
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.centre import (
    Answered,
    CentreEvent,
    Ignored,
    Lost,
    Repetition,
    Upload,
    Write,
    answers_duty_check,
    denial,
)
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import ReceiverEvent, Refused
from telemetry.messages import BusHealth

log = get_logger("uitd")

_TICK_S = 0.2
#: A lost link is to be signalled within this.
_LINK_S = 100.0
_STRANGERS = 64
#: Lines in the log about troubles: whoever invents hosts and addresses could else fill the disk with them.
_LINES_PER_S = 1.0
#: Uploads that may be on their way to the disk at once: of one device, and of all.
_IN_FLIGHT = 64
_ALL_IN_FLIGHT = 1024
_UNITS_SHOWN = 64
_ANSWERS = (Command.CONFIRM, Command.RESPONSE, Command.DENY)
#: Old records that a device was asked for are no news.
_RECORD_TYPES = (4, 24)
_READ_STATE = 81


class UitdDriver:
    """Serves one `[[uitd]]` table."""

    def __init__(self, plan: UitdPlan, observe: Observe, clock: Clock | None = None) -> None:
        self._plan = plan
        self._settings = plan.settings
        self._observe = observe
        self._clock = clock or SystemClock()
        self._units = {address: unit_of(unit, plan.settings) for address, unit in plan.units.items()}
        self._strangers: OrderedDict[bytes, Unit] = OrderedDict()
        # Who invents addresses gains nothing by it: all strangers share one pace.
        self._strange_states = MergedStates()
        self._strange_rate = Rate(plan.settings.frames_per_s)
        self._lines_rate = Rate(_LINES_PER_S)
        self._in_flight = 0
        self._ticks = 0
        self.bus = BusState(plan.name, "uitd")
        self.on_bytes: OnBytes | None = None
        self.requests = Requests(self._clock, self._units.values(), initialise=plan.settings.initialise)
        self.tcp: TcpListener | None = None
        self.udp: UdpListener | None = None

    def health(self) -> BusHealth:
        """How the bus does."""
        return self.bus.health()

    def units(self) -> Sequence[BusHealth]:
        """How each device does, those in trouble first."""
        rows = sorted((unit.health() for unit in self._units.values()), key=lambda row: (row.up, row.bus))
        return rows[:_UNITS_SHOWN]

    def how_fire_ends(self, part: str) -> str:
        """A fire that began before this run, or among too many sources, has no holder that could end it."""
        if part == self._plan.name:
            return told("strange-fire") if self._strange_states.inherited else ""
        inherited = any(unit.plan.part == part and unit.states.inherited for unit in self._units.values())
        return told("inherited-fire") if inherited else ""

    def progress(self) -> Progress:
        """The clockwork turns, whether devices speak or not."""
        return Progress(self._ticks, within_s=30.0)

    @property
    def clock_offset_ms(self) -> float | None:
        """The clock that is furthest off, of all devices."""
        offsets = [unit.clock.offset_ms for unit in self._units.values()]
        return max((offset for offset in offsets if offset is not None), key=abs, default=None)

    async def run(self) -> None:
        """Listen until cancelled; try again while an address cannot be had."""
        backoff = Backoff(first_s=0.2, factor=2.0, limit_s=15.0, jitter=0.2)
        while True:
            try:
                await self._open()
            except OSError as fault:
                self.trouble(told("listen", fault))
                await self._close()
                self._ticks += 1
                await asyncio.sleep(backoff.next())
                continue
            self.bus.up = True
            log.info(
                "listening",
                bus=self.bus.name,
                tcp=str(self._settings.listen_tcp),
                udp=str(self._settings.listen_udp),
            )
            try:
                while True:
                    self._tick()
                    await asyncio.sleep(_TICK_S)
            finally:
                self.bus.up = False
                await self._close()

    async def _open(self) -> None:
        settings = self._settings
        if settings.listen_tcp is not None:
            self.tcp = TcpListener(self, settings.max_connections, settings.idle_s)
            await self.tcp.open(settings.listen_tcp)
        if settings.listen_udp is not None:
            self.udp = UdpListener(self)
            await self.udp.open(settings.listen_udp)

    async def _close(self) -> None:
        tcp, udp, self.tcp, self.udp = self.tcp, self.udp, None, None
        if udp is not None:
            udp.close()
        if tcp is not None:
            await tcp.close()
        for unit in self._units.values():
            unit.send, unit.bus.up = None, False

    def let_in(self, host: str) -> bool:
        """Whether a host may speak; one that may not is counted."""
        if let_in(host, self._settings.allow):
            return True
        self.trouble(told("not-let-in", host))
        return False

    def trouble(self, why: str) -> None:
        """Count an error; the first of its kind goes to the log, unless they come too fast to be read."""
        if self.bus.failed(why) and not self._lines_rate.wait_s(self._clock.monotonic()):
            log.warning("transmission device trouble", bus=self.bus.name, fault=why)

    def take(self, event: ReceiverEvent, send: Send) -> float:
        """Take what a peer said: 0, or the seconds to wait before it can be taken."""
        if isinstance(event, Refused):
            self.bus.requests += 1
            self.trouble(told("damaged", event.reason))
            answer = denial(event, to_moment(UitdDevice(), self._clock.now_ms()))
            if answer is not None:
                send(answer)
            return 0.0
        unit = self._unit_of(event)
        if unit.in_flight >= _IN_FLIGHT or self._in_flight >= _ALL_IN_FLIGHT:
            return _TICK_S
        now = self._clock.monotonic()
        wait_s = unit.rate.wait_s(now)
        if wait_s:
            return wait_s
        self.bus.requests += 1
        unit.bus.requests += 1
        if unit.heard_at is not None and now - unit.heard_at > _LINK_S:
            unit.asked_at = None  # it was away, and is asked at once what holds now
        unit.send, unit.heard_at, unit.bus.up = send, now, True
        if not self._settings.own_address and event.command == Command.SEND:
            unit.session.own_address = event.destination
        for said in unit.session.take(event, now, self._moment(unit)):
            self._handle(unit, said, send)
        return 0.0

    def gone(self, send: Send) -> None:
        """A connection has ended: what is asked of its device waits for the next one."""
        for unit in self._units.values():
            if unit.send == send:
                unit.send = None

    def _unit_of(self, frame: Frame) -> Unit:
        known = self._units.get(frame.source)
        if known is None and frame.command in _ANSWERS:
            known = self._units.get(frame.destination)  # some devices do not swap addresses in an answer
        if known is not None:
            return known
        stranger = self._strangers.get(frame.source)
        if stranger is None:
            plan = UnitPlan(self._plan.name, frame.source, UitdDevice())
            stranger = unit_of(plan, self._settings, listed=False)
            stranger.states, stranger.rate = self._strange_states, self._strange_rate
            self._strangers[frame.source] = stranger
            self.trouble(told("unlisted", frame.source.hex().upper(), stranger.shown_address))
            while len(self._strangers) > _STRANGERS:
                self._strangers.popitem(last=False)
        self._strangers.move_to_end(frame.source)
        return stranger

    def _handle(self, unit: Unit, said: CentreEvent, send: Send) -> None:
        now, moment = self._clock.monotonic(), self._moment(unit)
        if isinstance(said, Upload):
            if not unit.listed and self._settings.unknown == "deny":
                send(unit.session.deny(said.frame, moment))
            else:
                self._upload(unit, said, send)
        elif isinstance(said, Repetition):
            send(unit.session.confirm(said.frame, now, moment))
            self._alive(unit)
        elif isinstance(said, Write):
            send(said.data)
        elif isinstance(said, Answered):
            self._answered(unit, said)
        elif isinstance(said, Lost):
            self._lost(unit, said)
        elif isinstance(said, Ignored):
            self._alive(unit)

    def _upload(self, unit: Unit, upload: Upload, send: Send) -> None:
        """Hand over what the device says; confirm it once it is stored."""
        try:
            stored = self._hand_over(unit, upload.adu, upload.frame)
        except Exception as fault:
            # A frame that we cannot digest is our mistake; it must not end the line of the frames behind it.
            unit.session.forget(upload.frame)
            self._not_stored(unit, fault)
            return
        unit.in_flight += 1
        self._in_flight += 1
        for body in upload.adu.objects:
            if answers_duty_check(body):
                self.requests.operator_answered(unit, body)

        def settle(done: asyncio.Future[None]) -> None:
            unit.in_flight -= 1
            self._in_flight -= 1
            fault = None if done.cancelled() else done.exception()
            if done.cancelled() or fault is not None:
                unit.session.forget(upload.frame)
                self._not_stored(unit, fault)
            else:
                send(unit.session.confirm(upload.frame, self._clock.monotonic(), self._moment(unit)))

        stored.add_done_callback(settle)

    def _hand_over(self, unit: Unit, said: Adu, frame: Frame) -> asyncio.Future[None]:
        now_ms = self._clock.now_ms()
        unit.times_heard(frame, said, now_ms)
        return self._observe(unit.observations(said, frame, now_ms), [unit.plan.part])

    def _not_stored(self, unit: Unit, fault: BaseException | None) -> None:
        why = told("not-stored", fault or "stopping")
        unit.bus.failed(why)
        self.trouble(f"{unit.plan.part}: {why}")
        if fault is not None and not isinstance(fault, SpoolError):
            log.error("unexpected fault", bus=self.bus.name, fault=repr(fault))

    def _answered(self, unit: Unit, answered: Answered) -> None:
        self.requests.answered(unit, answered)
        if answered.adu is None or answered.adu.type in _RECORD_TYPES or not unit.listed:
            self._alive(unit)
            return
        stored = self._hand_over(unit, answered.adu, answered.frame)
        stored.add_done_callback(_heard)

    def _lost(self, unit: Unit, lost: Lost) -> None:
        self.requests.lost(unit, lost)
        why = told("lost", lost.transaction.frame.adu[0], lost.transaction.sent, lost.why)
        unit.bus.failed(why)
        self.trouble(f"{unit.plan.part}: {why}")

    def _alive(self, unit: Unit) -> None:
        self._observe((), [unit.plan.part]).add_done_callback(_heard)

    def _tick(self) -> None:
        """Resend what is due, and ask devices that have fallen silent."""
        self._ticks += 1
        now = self._clock.monotonic()
        for unit in self._units.values():
            unit.bus.up = unit.heard_at is not None and now - unit.heard_at < _LINK_S
            if unit.send is None:
                continue
            due = unit.session.next_due
            if due is not None and due <= now:
                for said in unit.session.due(now, self._moment(unit)):
                    self._handle(unit, said, unit.send)
            self._ask_when_silent(unit, now)

    def _ask_when_silent(self, unit: Unit, now: float) -> None:
        every_s = unit.plan.habits.ask_after_s
        if not every_s or unit.send is None or unit.session.next_due is not None:
            return
        # The first contact is as good as a silence: nobody knows what happened before it.
        last = max(unit.heard_at or now, unit.asked_at) if unit.asked_at is not None else now - every_s
        if now - last >= every_s:
            unit.asked_at = now
            _, data = unit.session.ask(_READ_STATE, [bodies.ReadUitd()], now, self._moment(unit))
            unit.send(data)

    def _moment(self, unit: Unit) -> datetime:
        return to_moment(unit.plan.habits, self._clock.now_ms())

    async def ask(self, part: str, code: int, objects: Sequence[Body]) -> Adu | None:
        """Query or command a device; see `Requests.ask`."""
        return await self.requests.ask(part, code, objects)

    async def probe(self, address: str) -> Mapping[str, object]:
        """Read a device's state, or a component's: `PART`, or an address as the settings write it."""
        began = time.monotonic()
        try:
            read = await self.requests.read(address)
        except CannotAsk as fault:
            raise CannotProbe(str(fault)) from None
        return {**read, "took_ms": round((time.monotonic() - began) * 1000)}


def _heard(done: asyncio.Future[None]) -> None:
    """A sign of life, or a state that was asked for, that could not be stored: the next one comes."""
    if not done.cancelled():
        done.exception()
