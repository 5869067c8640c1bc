"""The centre's server of JT/T 808: terminals let in by the registry, positions answered once kept."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cloud.dispatch.jt808.device import Device
from cloud.dispatch.jt808.intake import Intake
from cloud.dispatch.jt808.roster import Entry, Roster, plain_phone
from cloud.dispatch.jt808.session import CannotTell, Session
from cloud.dispatch.jt808.settings import Jt808Settings
from cloud.dispatch.jt808.sinks import PositionSink
from cloud.dispatch.jt808.terminals import Terminals
from cloud.dispatch.jt808.wire import TcpLine
from runtime.allowance import let_in
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.logging import get_logger
from runtime.tcp_door import TcpDoor
from telemetry.jt808 import message_ids as ids
from telemetry.jt808 import parameters
from telemetry.jt808.bodies import (
    QueryLocation,
    Register,
    RegisterAnswer,
    RegisterResult,
    Result,
    SetParameters,
    Text,
)
from telemetry.jt808.frame import Message

log = get_logger("jt808")

_REFRESH_S = 5.0
#: Phone numbers that nobody has registered, shown to whoever puts terminals in.
_STRANGERS_KNOWN = 100


class Jt808Server:
    """Serves `[dispatch.jt808]`. `run` works until cancelled."""

    def __init__(
        self, settings: Jt808Settings, terminals: Terminals, sinks: Sequence[PositionSink], clock: Clock
    ) -> None:
        self.settings = settings
        self.roster = Roster()
        self.counts: Counter[str] = Counter()
        #: Why it does not listen; None when it does.
        self.fault: str | None = "starting"
        self.listening = asyncio.Event()
        self.tcp: TcpDoor | None = None
        #: Terminals heard since the start, by their number.
        self.devices: dict[int, Device] = {}
        #: Phone number -> how often it spoke and is not registered.
        self.strangers: OrderedDict[str, int] = OrderedDict()
        self.intake = Intake(sinks, self.counts, settings.gather_s, settings.positions_waiting)
        self._terminals = terminals
        self._clock = clock
        self._refreshing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jt808")

    async def run(self) -> None:
        """Listen and look after the terminals until cancelled."""
        try:
            if not self.settings.enabled:
                self.fault = "disabled"
                await asyncio.Event().wait()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.intake.run())
                tasks.create_task(self._listen())
        finally:
            self.listening.clear()
            if self.tcp is not None:
                self.tcp.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._thread.shutdown(wait=True, cancel_futures=True)

    async def _listen(self) -> None:
        backoff = Backoff(first_s=0.2, limit_s=15.0, jitter=0.2)
        while self.fault is not None:
            try:
                await self.refresh()
                await self._open()
                self.fault = None
            except Exception as fault:
                if self.fault != str(fault):
                    log.warning("vehicle terminals cannot be heard", fault=str(fault))
                self.fault = str(fault)
                await asyncio.sleep(backoff.next())
        self.listening.set()
        log.info("hearing vehicle terminals", at=str(self.settings.listen), registered=len(self.roster))
        while True:
            await asyncio.sleep(_REFRESH_S)
            try:
                await self.refresh()
            except Exception as fault:
                log.error("the registry of terminals cannot be read and is tried again", fault=str(fault))

    async def _open(self) -> None:
        settings = self.settings
        tcp = TcpDoor(
            lambda door: TcpLine(
                door,
                lambda line: Session(self, line),
                idle_s=settings.idle_s,
                frames_per_s=settings.frames_per_s,
            ),
            self.let_in,
            self.count,
            max_connections=settings.max_connections,
            per_source=settings.connections_per_source,
        )
        await tcp.open(settings.listen)
        self.tcp = tcp

    def let_in(self, host: str) -> bool:
        """Whether a host may speak; one that may not is counted."""
        if let_in(host, self.settings.allow_from):
            return True
        self.count("not_let_in")
        return False

    async def refresh(self) -> None:
        """Take in what has changed in the registry; who may speak no more is let go."""
        async with self._refreshing:
            while changed := await self._in_thread(self._terminals.changed, self.roster.version):
                for entry in self.roster.take(changed):
                    self._renew(entry)

    def _renew(self, entry: Entry) -> None:
        device = self.devices.get(entry.id)
        if device is None:
            return
        before, device.entry = device.entry, entry
        ended = not entry.enabled or entry.key_sha256 != before.key_sha256
        if ended and device.session is not None:
            device.session.close("changed_closed")

    async def send_text(self, number: int, text: Text, timeout_s: float = 10.0) -> int:
        """Show or read a text to the driver; the terminal's result. Raises CannotTell and ValueError."""
        return await self._session(number).ask(ids.TEXT, text, timeout_s)

    async def query_location(self, number: int, timeout_s: float = 10.0) -> int:
        """Have a terminal say where it is now; the position goes the way of all. Raises CannotTell."""
        return await self._session(number).ask(ids.QUERY_LOCATION, QueryLocation(), timeout_s)

    def is_connected(self, number: int) -> bool:
        """Whether a terminal has logged in here."""
        device = self.devices.get(number)
        return device is not None and device.session is not None

    def _session(self, number: int) -> Session:
        device = self.devices.get(number)
        if device is None or device.session is None:
            raise CannotTell("终端未连接;上线后再发 / the terminal is not connected; send when it is")
        return device.session

    def count(self, what: str) -> None:
        """Count something."""
        self.counts[what] += 1

    def now_ms(self) -> int:
        """Wall time, ms UTC."""
        return self._clock.now_ms()

    def register(self, session: Session, message: Message, told: Register) -> None:
        """Answer a registration, now or when the records have answered."""
        entry = self.roster.find(message.phone)
        if entry is None:
            self._stranger(message.phone)
            self._refuse(session, message, RegisterResult.NO_SUCH_TERMINAL)
        elif entry.plate and told.plate != entry.plate:
            self._refuse(session, message, RegisterResult.NO_SUCH_VEHICLE)
        elif self._clock.now_ms() > entry.registration_until:
            self._refuse(session, message, RegisterResult.TERMINAL_TAKEN)
        else:
            session.busy = True
            self._go_on(self._register(session, message, entry, told))

    async def _register(self, session: Session, message: Message, entry: Entry, told: Register) -> None:
        try:
            code = await self._in_thread(self._terminals.register, entry.id, told)
            await self.refresh()
            if code is None:
                self._refuse(session, message, RegisterResult.TERMINAL_TAKEN)
            else:
                self.count("registered")
                session.send(ids.REGISTER_ANSWER, RegisterAnswer(message.serial, RegisterResult.DONE, code))
        finally:
            session.busy = False

    def _refuse(self, session: Session, message: Message, result: RegisterResult) -> None:
        self.count("registrations_refused")
        session.send(ids.REGISTER_ANSWER, RegisterAnswer(message.serial, result))
        session.failed()

    def log_in(self, session: Session, message: Message, code: str) -> Device | None:
        """The terminal whose code this is; it has left any other connection."""
        entry = self.roster.find(message.phone)
        if entry is None:
            self._stranger(message.phone)
        if entry is None or not entry.is_key(code):
            return None
        device = self.devices.get(entry.id)
        if device is None:
            device = self.devices[entry.id] = Device(entry)
        before, device.session = device.session, session
        if before is not None:
            before.close("taken_over")
        if entry.registration_until:
            self._go_on(self._settle(entry.id))
        return device

    def logged_in(self, session: Session) -> None:
        """Tell it how often to report."""
        self.count("logged_in")
        interval = self.settings.report_interval_s
        if interval is not None:
            timed = parameters.packed(parameters.STRATEGY, 0)
            session.send(
                ids.SET_PARAMETERS, SetParameters((timed, parameters.packed(parameters.INTERVAL, interval)))
            )

    async def _settle(self, number: int) -> None:
        await self._in_thread(self._terminals.settled, number)

    def deregister(self, session: Session, message: Message) -> None:
        """End a terminal's registration; its answer is the last thing it hears."""
        if session.device is not None:
            session.busy = True
            self._go_on(self._deregister(session, message, session.device.entry.id))

    async def _deregister(self, session: Session, message: Message, number: int) -> None:
        try:
            await self._in_thread(self._terminals.deregister, number)
            session.answer(message.serial, message.id, Result.DONE)
            await self.refresh()
        finally:
            session.busy = False

    def left(self, session: Session) -> None:
        """The connection has ended."""
        device = session.device
        if device is not None and device.session is session:
            device.session = None

    def _stranger(self, phone: str) -> None:
        self.count("strangers")
        number = plain_phone(phone)
        self.strangers[number] = self.strangers.pop(number, 0) + 1
        while len(self.strangers) > _STRANGERS_KNOWN:
            self.strangers.popitem(last=False)

    def _go_on(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._contained(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _contained(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as fault:
            self.count("records_failed")
            log.error("the registry of terminals could not be changed", fault=str(fault))

    async def _in_thread(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)
