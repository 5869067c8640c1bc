"""One Modbus line and its only owner: whatever is asked of a unit on it goes through one queue.

Rules:

1. One request at a time, no retries. Whose turn it is decides the schedule: one-shot probes and registers
   that bear alarms first, and a unit that does not answer never in the way of those that do.
2. A value counts as told when it is handed over, and is told again when it could not be stored.
3. A block that a device refuses is split until the refused register stands alone; that is a fault of its
   points, and it is asked for again at growing pauses. Once it can be read the unit is read as planned again,
   as it is on a new connection. A device that refuses is alive.
4. When no unit answers any more, the connection or the port is opened anew, at pauses that grow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain

from msgspec.structs import replace

from edge_agent.drivers.driver import BusState, CannotProbe, Observe, OnBytes, Progress
from edge_agent.drivers.modbus import probing
from edge_agent.drivers.modbus.exchange import Exchange, MbapExchange, RtuExchange
from edge_agent.drivers.modbus.line import Line, LineDown, NoAnswer
from edge_agent.drivers.modbus.patience import patience_s
from edge_agent.drivers.modbus.plan import ModbusPlan
from edge_agent.drivers.modbus.reads import IDENTITY_PIECES, BlockRead, IdentityRead, ProbeRead, Read
from edge_agent.drivers.modbus.schedule import Rank, Schedule, Task
from edge_agent.drivers.modbus.unit import ABSENT, BUSY, Unit
from edge_agent.drivers.modbus.wire import Listener, SerialWire, TcpWire, Wire
from edge_agent.drivers.serial_port import LineSettings
from edge_agent.intake.observation import Columns, Observation, PartGroup
from runtime.backoff import Backoff
from runtime.logging import get_logger
from telemetry import modbus
from telemetry.errors import FrameError
from telemetry.messages import BusHealth

log = get_logger("modbus")

#: Probes that may wait for their turn.
PROBES_LIMIT = 16
PROBE_WITHIN_S = 15.0
_CONNECT_WITHIN_S = 5.0
_LONGEST_PAUSE_S = 15.0
#: A line that neither asks nor fails to connect for so long is stuck.
_STEPS_WITHIN_S = 90.0
#: t3.5: 3.5 characters of 11 bits; above 19,200 baud 1.75 ms whatever the speed.
_FIXED_GAP_S, _FIXED_GAP_ABOVE, _GAP_CHARACTERS = 0.00175, 19_200, 3.5


class ModbusDriver:
    """Serves one line."""

    def __init__(self, plan: ModbusPlan, observe: Observe) -> None:
        self._plan = plan
        self._observe = observe
        self._units = {unit.unit: Unit(unit) for unit in plan.units}
        self._schedule: Schedule[Read] = Schedule(self._units, plan.settings.quarantine_after)
        for unit in self._units.values():
            for task in unit.tasks:
                self._schedule.add(task)
        self._longest_timeout_s = max(unit.settings.timeout_s for unit in plan.units)
        self._probes = 0
        self._wake: asyncio.Future[None] | None = None
        self._line: Line | None = None
        self._on_bytes: OnBytes | None = None
        self._steps = 0
        self.bus = BusState(plan.settings.bus, f"modbus-{plan.settings.transport}")

    @property
    def on_bytes(self) -> OnBytes | None:
        """Who hears the line's raw bytes."""
        return self._on_bytes

    @on_bytes.setter
    def on_bytes(self, hears: OnBytes | None) -> None:
        self._on_bytes = hears
        if self._line is not None:
            self._line.on_bytes = hears

    def health(self) -> BusHealth:
        """How the line does; where it has one unit that is called as it is, with how that does."""
        row = self.bus.health()
        alone = [unit.health() for unit in self._units.values() if unit.plan.panel == self.bus.name]
        return replace(
            row,
            timeouts=sum(unit.timeouts for unit in self._units.values()),
            latency_p50_ms=alone[0].latency_p50_ms if alone else None,
            latency_p99_ms=alone[0].latency_p99_ms if alone else None,
        )

    def units(self) -> list[BusHealth]:
        """How each device on it does, under its part's name; an only device is told by the line itself."""
        return [unit.health() for unit in self._units.values() if unit.plan.panel != self.bus.name]

    @property
    def identities(self) -> dict[str, dict[str, str]]:
        """What the devices say of themselves, by their parts."""
        return {unit.plan.panel: unit.identity for unit in self._units.values() if unit.identity}

    def progress(self) -> Progress:
        """Requests, answers, pauses, and tries to connect so far."""
        most_often = min(unit.settings.poll_s for unit in self._plan.units)
        return Progress(self._steps, _STEPS_WITHIN_S + 2 * most_often)

    async def probe(self, address: str) -> Mapping[str, object]:
        """Read a point now, in its turn. Raises CannotProbe."""
        target = probing.find(self._plan, address)
        if self._probes >= PROBES_LIMIT:
            raise CannotProbe(f"{self.bus.name}: {PROBES_LIMIT} probes wait already; try again in a while")
        loop = asyncio.get_running_loop()
        read = ProbeRead(target.address.table, target.block, loop.create_future())
        self._probes += 1
        task: Task[Read] = Task(target.unit, read, Rank.PROBE, None, loop.time())
        self._schedule.add(task)
        self._stir()
        try:
            async with asyncio.timeout(PROBE_WITHIN_S):
                registers, took_s = await read.answer
        except TimeoutError:
            why = self.bus.last_error or "the line is busy"
            raise CannotProbe(
                f"{self.bus.name}: 没有读到 / not read within {PROBE_WITHIN_S:g} s: {why}"
            ) from None
        finally:
            self._probes -= 1
            self._schedule.remove(task)
        return {"bus": self.bus.name, **probing.told(target, registers), "took_ms": round(took_s * 1000, 1)}

    async def run(self) -> None:
        """Serve the line until cancelled."""
        fastest = min(unit.settings.poll_s for unit in self._plan.units)
        backoff = Backoff(first_s=min(0.2, fastest), factor=2.0, limit_s=_LONGEST_PAUSE_S, jitter=0.3)
        while True:
            line = self._new_line()
            try:
                await line.open(self._open)
                self._line = line
                line.on_bytes = self._on_bytes
                await self._serve(line, backoff)
            except TimeoutError:
                self._failed(f"{self._where}: no connection within {_CONNECT_WITHIN_S:g} s")
            except OSError as fault:
                self._failed(f"{self._where}: cannot be reached: {fault}")
            except LineDown as fault:
                self._failed(f"{self._where}: {fault}")
            finally:
                self._steps += 1
                self._line = None
                self.bus.up = False
                for unit in self._units.values():
                    unit.up = False
                line.close()
            await asyncio.sleep(backoff.next())

    @property
    def _where(self) -> str:
        settings = self._plan.settings
        return settings.serial or f"{settings.host}:{settings.port}"

    def _new_line(self) -> Line:
        settings, frame = self._plan.settings, self._plan.frame
        exchange: Exchange = MbapExchange() if settings.transport == "tcp" else RtuExchange()
        if settings.transport != "rtu":
            return Line(
                exchange, turnaround_s=self._plan.turnaround_s, gap_s=(settings.silence_ms or 0) / 1000
            )
        bits = 1 + frame.bytesize + (frame.parity != "N") + frame.stopbits
        gap_s = gap_of(frame.baudrate, bits) if settings.silence_ms is None else settings.silence_ms / 1000
        return Line(
            exchange, gap_s=gap_s, turnaround_s=self._plan.turnaround_s, character_s=bits / frame.baudrate
        )

    async def _open(self, listener: Listener) -> Wire:
        settings, frame = self._plan.settings, self._plan.frame
        if settings.serial is not None:
            line = LineSettings(frame.baudrate, frame.bytesize, frame.parity, frame.stopbits)
            return await SerialWire.open(settings.serial, line, listener)
        return await TcpWire.open(settings.host or "", settings.port, listener, _CONNECT_WITHIN_S)

    async def _serve(self, line: Line, backoff: Backoff) -> None:
        """Ask whose turn it is, for ever. Raises LineDown."""
        loop = asyncio.get_running_loop()
        self._schedule.everything_now(loop.time())
        for unit in self._units.values():
            if unit.learnt:
                self._rebuild(unit, loop.time())
            unit.identify_now = unit.plan.settings.identify and not unit.mute_on_identity
            unit.identity = None
        while True:
            now = loop.time()
            task = self._schedule.next(now, self._longest_timeout_s)
            if task is None:
                await self._pause(self._schedule.wait_s(now))
                self._steps += 1  # a panel that refuses everything is seldom asked, and the line is not stuck
            elif await self._carry_out(line, task):
                backoff.reset()

    async def _pause(self, seconds: float) -> None:
        """Wait, or less when a probe comes in between."""
        loop = asyncio.get_running_loop()
        self._wake = loop.create_future()
        alarm = loop.call_later(min(seconds, _LONGEST_PAUSE_S), self._stir)
        try:
            await self._wake
        finally:
            alarm.cancel()
            self._wake = None

    def _stir(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _carry_out(self, line: Line, task: Task[Read]) -> bool:
        """One request and what comes of it. Whether the unit answered. Raises LineDown."""
        unit = self._units[task.unit]
        loop = asyncio.get_running_loop()
        asked = loop.time()
        unit.requests += 1
        self.bus.requests += 1
        self._steps += 1
        try:
            answer = await line.ask(unit.plan.unit, task.what.pdu, self._patience_s(unit))
        except NoAnswer as fault:
            self._unanswered(unit, task, str(fault), loop.time())
            return False
        except LineDown:
            self._schedule.put_back(task, loop.time())
            raise
        now = loop.time()
        unit.latencies.append(now - asked)
        unit.thoughts.append(line.thought_s)
        if answer[0] & modbus.EXCEPTION_BIT:
            return self._refused(unit, task, answer[1], now)
        unit.readable_again(task)
        self._alive(unit, task, now)
        self._take(unit, task, answer, now, now - asked)
        return True

    def _patience_s(self, unit: Unit) -> float:
        thoughts = chain.from_iterable(other.thoughts for other in self._units.values())
        lost = self._schedule.quarantined(unit.plan.unit)
        return patience_s(unit.plan.settings.timeout_s, unit.timeouts, thoughts, lost=lost)

    def _alive(self, unit: Unit, task: Task[Read], now: float) -> None:
        self.bus.up = unit.up = True
        if self._schedule.answered(task, now):
            log.info("unit is back", bus=self.bus.name, unit=unit.plan.panel)
        if unit.identify_now and isinstance(task.what, BlockRead):
            unit.identify_now = False
            self._schedule.add(Task(unit.plan.unit, IdentityRead(), Rank.SLOW, None, now))

    def _take(self, unit: Unit, task: Task[Read], answer: bytes, now: float, took_s: float) -> None:
        read = task.what
        if isinstance(read, BlockRead):
            taken = unit.take(read, answer, now)
            for covered in taken.hasten:
                if (detail := unit.task_of(covered)) is not None:
                    self._schedule.hasten(detail, now, Rank.DETAIL)
            self._tell(taken.observations, taken.heard, taken.columns, read, taken.places)
            if taken.mended:
                self._rebuild(unit, now)
        elif isinstance(read, ProbeRead):
            if not read.answer.done():
                read.answer.set_result((read.registers(answer), took_s))
        else:
            self._identified(unit, read, answer, now)

    def _rebuild(self, unit: Unit, now: float) -> None:
        """Read the unit as it was planned: it is another device, or says other things, than it did."""
        before, after = unit.rebuild()
        for task in before:
            self._schedule.remove(task)
        for task in after:
            task.due = now
            self._schedule.add(task)

    def _identified(self, unit: Unit, read: IdentityRead, answer: bytes, now: float) -> None:
        try:
            observation = unit.identified(read, answer)
        except FrameError as fault:
            log.info("identification cannot be read", unit=unit.plan.panel, fault=str(fault))
            return
        if observation is not None:
            if observation.finding.doubts:
                self._unit_failed(unit, observation.finding.doubts[0])
            log.info("identified", bus=self.bus.name, unit=unit.plan.panel, **(unit.identity or {}))
            self._tell([observation], unit.panel)
        elif read.pieces < IDENTITY_PIECES:
            self._schedule.add(Task(unit.plan.unit, read, Rank.SLOW, None, now))

    def _unanswered(self, unit: Unit, task: Task[Read], why: str, now: float) -> None:
        """No answer, or none that can be believed. Raises LineDown when no unit answers any more."""
        if isinstance(task.what, IdentityRead):
            unit.mute_on_identity = True  # many devices are silent to what they do not know
            self._schedule.failed(task, now, now)
            return
        unit.timeouts += 1
        self._unit_failed(unit, f"{task.what}: {why}")
        if isinstance(task.what, ProbeRead):
            _fail_probe(task.what, f"{unit.plan.panel}: {why}")
        unit.up = False
        self._schedule.failed(task, now, now + unit.plan.settings.timeout_s)
        if self._schedule.all_lost:
            raise LineDown(f"no unit answers any more; {why}" if len(self._units) > 1 else why)

    def _refused(self, unit: Unit, task: Task[Read], code: int, now: float) -> bool:
        """An exception. Whether the unit itself gave it."""
        en, zh = modbus.EXCEPTIONS.get(code, ("unknown", "未知"))
        why = f"{task.what}: exception {code} ({en} / {zh})"
        read = task.what
        if isinstance(read, IdentityRead):
            self._alive(unit, task, now)
            return True
        if code in ABSENT:
            self._unanswered(unit, task, f"exception {code} ({en} / {zh})", now)
            return False
        self._unit_failed(unit, why)
        if isinstance(read, ProbeRead):
            _fail_probe(read, why)
            self._alive(unit, task, now)
            return True
        observations: list[Observation] = []
        if code not in BUSY:
            smaller = unit.split(read, code)
            if smaller:
                self._schedule.remove(task)
                for part in smaller:
                    part.due = now
                    self._schedule.add(part)
            else:
                observations = unit.refuse(task, code)
        self._alive(unit, task, now)
        self._tell(observations, unit.panel)
        return True

    def _tell(
        self,
        observations: Sequence[Observation],
        heard: PartGroup,
        columns: Sequence[Columns] = (),
        read: BlockRead | None = None,
        places: Sequence[int] = (),
    ) -> None:
        stored = self._observe(observations, heard, columns)
        stored.add_done_callback(partial(self._stored, read, places) if places else self._heard)

    def _heard(self, stored: asyncio.Future[None]) -> None:
        self._stored(None, (), stored)

    def _stored(self, read: BlockRead | None, places: Sequence[int], stored: asyncio.Future[None]) -> None:
        if stored.cancelled():
            return
        fault = stored.exception()
        if fault is not None:
            self._failed(f"not stored: {fault}")
            if read is not None:
                read.states.untell(places)

    def _unit_failed(self, unit: Unit, why: str) -> None:
        news = unit.failed(why)
        where = "" if unit.plan.panel == self.bus.name else f"{unit.plan.panel}: "
        self.bus.failed(where + why)
        if news:
            log.warning("unit trouble", bus=self.bus.name, unit=unit.plan.panel, fault=why)

    def _failed(self, why: str) -> None:
        if self.bus.failed(why):
            log.warning("line trouble", bus=self.bus.name, fault=why)


def gap_of(baudrate: int, character_bits: int) -> float:
    """t3.5, the silence between two frames, in seconds (MODBUS over Serial Line V1.02, clause 2.5.1.1)."""
    return _FIXED_GAP_S if baudrate > _FIXED_GAP_ABOVE else _GAP_CHARACTERS * character_bits / baudrate


def _fail_probe(read: ProbeRead, why: str) -> None:
    if not read.answer.done():
        read.answer.set_exception(CannotProbe(why))
