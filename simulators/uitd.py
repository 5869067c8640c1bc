"""A user transmission device (用户信息传输装置) that reports a panel's points over TCP or UDP.

Theory of operation
-------------------
1. Every change of a point, and every key pressed, becomes one upload; fires go before all else.
2. At most `window` uploads wait for their confirmation. Without one they go out again, `resends` times at
   `timeout_s`; then they have failed, are counted, and return to the queue: a device never forgets a fire.
3. When nothing was sent for `heartbeat_s`, an empty upload shows that the device lives.
4. Over TCP it dials its centre, and again when the line falls. Queries are answered from the panel's points;
   a duty check (查岗) waits for `answer_duty_check`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from runtime.backoff import Backoff
from runtime.clock import Clock, SystemClock
from runtime.logging import get_logger
from runtime.settings import HostPort
from simulators.building import Point
from simulators.panel import Change, PanelLogic, State
from telemetry.gb26875 import bodies, text
from telemetry.gb26875.addresses import COMPONENT_HABITS
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.centre import Lost, Write
from telemetry.gb26875.device import Confirmed, Controlled, DeviceSession, Queried, duty_answer
from telemetry.gb26875.exchange import ResendRule
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver, ReceiverEvent, datagram
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import answer_type

log = get_logger("uitd-simulator")

#: State bits of a component in each state of the panel's points. Releases and restores are normal again.
STATE_BITS = {
    State.FIRE: 0b11,
    State.FAULT: 0b101,
    State.ISOLATE: 0b1001,
    State.START: 0b10_0001,
    State.ACTION: 0b110_0001,
}
_NORMAL = 1
_MANUAL_ALARM = 1 << 2
_RESET = 1
_VERSION = (1, 0)
_QUEUE = 4096


class _Upload(NamedTuple):
    code: int
    bodies: tuple[Body, ...]


class UitdSettings(NamedTuple):
    """How the device is set up."""

    address: bytes
    centre_address: bytes = bytes(6)
    system_type: int = 1
    system_address: int = 1
    component_address: str = "zone-point"
    utc_offset_h: float = 8.0
    heartbeat_s: float = 20.0
    timeout_s: float = 10.0
    resends: int = 3
    window: int = 8


class SimulatedUitd:
    """One device and its line to the centre."""

    def __init__(
        self,
        logic: PanelLogic,
        settings: UitdSettings,
        clock: Clock | None = None,
        on_duty_check: Callable[[int], None] = lambda minutes: None,
    ) -> None:
        self.logic = logic
        self.settings = settings
        self._clock = clock or SystemClock()
        self._on_duty_check = on_duty_check
        self._session = DeviceSession(
            settings.address,
            centre_address=settings.centre_address,
            rule=ResendRule(settings.timeout_s, settings.resends),
        )
        self._urgent: deque[_Upload] = deque(maxlen=_QUEUE)
        self._queue: deque[_Upload] = deque(maxlen=_QUEUE)
        #: Serial number -> what is on its way under it.
        self._sent: dict[int, _Upload] = {}
        self._send: Callable[[bytes], None] | None = None
        self._last_sent = 0.0
        #: Seconds by which its clock is wrong until the centre sets it.
        self.clock_error_s = 0.0
        self.duty_minutes: int | None = None
        self.confirmed = 0
        self.failures = 0
        #: Uploads that the full queue pushed out.
        self.dropped = 0
        self.connected = False

    @property
    def waiting(self) -> int:
        """Uploads that no centre has confirmed yet."""
        return len(self._urgent) + len(self._queue) + self._session.waiting

    def report(self, changes: Iterable[Change]) -> None:
        """Upload what changed at the panel (type 2)."""
        for change in changes:
            self._add(2, (self._component(change.point, change.after),), urgent=State.FIRE in change[1:])

    def press_alarm(self, operator: int = 1) -> None:
        """Somebody presses the device's own alarm key (手动报警)."""
        self._operation(_MANUAL_ALARM, operator, urgent=True)

    def press_reset(self, operator: int = 1) -> None:
        """Somebody resets the device (复位)."""
        self._operation(_RESET, operator)

    def answer_duty_check(self, operator: int) -> None:
        """The operator presses the answer key (查岗应答)."""
        self.duty_minutes = None
        self._add(24, (duty_answer(operator, self._moment()),), urgent=True)

    def upload(self, code: int, *objects: Body) -> None:
        """Upload anything else."""
        self._add(code, objects)

    def _operation(self, flags: int, operator: int, *, urgent: bool = False) -> None:
        self._add(24, (bodies.UitdOperation(flags, operator, self._label()),), urgent=urgent)

    def _add(self, code: int, objects: tuple[Body, ...], *, urgent: bool = False) -> None:
        queue = self._urgent if urgent else self._queue
        self.dropped += len(queue) == _QUEUE
        queue.append(_Upload(code, objects))
        self._flush()

    def _flush(self) -> None:
        while self._send is not None and self._session.waiting < self.settings.window:
            queue = self._urgent or self._queue
            if not queue:
                return
            upload = queue.popleft()
            data = self._session.upload(upload.code, upload.bodies, self._clock.monotonic(), self._moment())
            self._sent[int.from_bytes(data[2:4], "little")] = upload
            self._write(data)

    def _write(self, data: bytes) -> None:
        if self._send is not None:
            self._last_sent = self._clock.monotonic()
            self._send(data)

    def _moment(self) -> datetime:
        seconds = self._clock.now_ms() // 1000 + self.clock_error_s
        at = datetime.fromtimestamp(seconds, UTC) + timedelta(hours=self.settings.utc_offset_h)
        return at.replace(tzinfo=None)

    def _label(self) -> TimeLabel:
        return TimeLabel.of(self._moment())

    def _component(self, point: Point, state: State) -> bodies.ComponentState:
        return bodies.ComponentState(
            self.settings.system_type,
            self.settings.system_address,
            point.component_type,
            self._address(point),
            STATE_BITS.get(state, _NORMAL),
            text.packed(point.text),
            self._label(),
        )

    def _address(self, point: Point) -> bytes:
        habit = COMPONENT_HABITS[self.settings.component_address]
        if self.settings.component_address == "u32":
            return habit.pack(str(point.loop << 16 | point.device))
        return habit.pack(f"{point.loop}-{point.device}")

    def _take(self, event: ReceiverEvent) -> None:
        if not isinstance(event, Frame):
            log.warning("damaged frame from the centre", fault=event.reason)
            return
        for said in self._session.take(event, self._clock.monotonic(), self._moment()):
            self._handle(said)
        self._flush()

    def _handle(self, said: object) -> None:
        if isinstance(said, Write):
            self._write(said.data)
        elif isinstance(said, Confirmed):
            self.confirmed += 1
            self._sent.pop(said.transaction.frame.serial, None)
        elif isinstance(said, Lost):
            self.failures += 1
            upload = self._sent.pop(said.transaction.frame.serial, None)
            if upload is not None:
                self._queue.appendleft(upload)
        elif isinstance(said, Queried):
            answer = self._answer(said.adu)
            if answer:
                self._write(self._session.respond(said.frame, answer, self._moment()))
        elif isinstance(said, Controlled):
            self._obey(said.body)

    def _obey(self, body: Body) -> None:
        if isinstance(body, bodies.SetUitdClock):
            moment = body.at.moment
            if moment is not None:
                self.clock_error_s += (moment - self._moment()).total_seconds()
        elif isinstance(body, bodies.DutyCheck):
            self.duty_minutes = body.timeout_min
            self._on_duty_check(body.timeout_min)

    def _answer(self, query: Adu) -> list[Body]:
        """The objects that answer a query; none for one that this device does not know."""
        systems = [
            (asked.system_type, asked.system_address)
            for asked in query.objects
            if isinstance(asked, bodies.ReadSystem)
        ]
        answers: dict[int, Callable[[], list[Body]]] = {
            1: lambda: [
                bodies.SystemState(kind, number, self._panel_bits(), self._label())
                for kind, number in systems
            ],
            2: lambda: self._asked_components(query),
            8: lambda: [bodies.SystemTime(kind, number, self._label()) for kind, number in systems],
            21: lambda: [bodies.UitdState(_NORMAL | bool(self.logic.alarms()) << 1, self._label())],
            25: lambda: [bodies.UitdVersion(*_VERSION)],
            26: lambda: [bodies.UitdConfiguration(text.free(f"{len(self.logic.points)} 点"))],
            28: lambda: [bodies.UitdTime(self._label())],
        }
        if query.type is None or answer_type(query.type) not in answers:
            return []
        return answers[answer_type(query.type)]()

    def _panel_bits(self) -> int:
        bits = _NORMAL
        for state in self.logic.states().values():
            bits |= STATE_BITS.get(state, 0)
        return bits

    def _asked_components(self, query: Adu) -> list[Body]:
        asked = {body.component_address for body in query.objects if isinstance(body, bodies.ReadComponent)}
        states = self.logic.states()
        return [
            self._component(point, states[point.id])
            for point in self.logic.points
            if self._address(point) in asked
        ]

    async def run_tcp(self, centre: HostPort) -> None:
        """Dial the centre and keep dialling, until cancelled."""
        backoff = Backoff(first_s=0.1, factor=2.0, limit_s=5.0, jitter=0.2)
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_connection(*centre)
                backoff.reset()
                try:
                    await self._talk(reader, writer)
                finally:
                    self._send, self.connected = None, False
                    writer.close()
                    with contextlib.suppress(OSError):
                        await writer.wait_closed()
            await asyncio.sleep(backoff.next())

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        receiver = Receiver()
        self._send, self.connected = writer.write, True
        ticking = asyncio.create_task(self._keep_time())
        try:
            while data := await reader.read(4096):
                for event in receiver.feed(data):
                    self._take(event)
        finally:
            ticking.cancel()

    async def run_udp(self, centre: HostPort) -> None:
        """Send datagrams to the centre, until cancelled."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._take), remote_addr=(centre.host, centre.port)
        )
        self._send, self.connected = transport.sendto, True
        try:
            await self._keep_time()
        finally:
            self._send, self.connected = None, False
            transport.close()

    async def _keep_time(self) -> None:
        """Resends and heartbeats, each when it is due."""
        self._flush()
        while True:
            now = self._clock.monotonic()
            for said in self._session.due(now, self._moment()):
                self._handle(said)
            self._flush()
            if now - self._last_sent >= self.settings.heartbeat_s:
                self._write(self._session.heartbeat(now, self._moment()))
            await asyncio.sleep(min(0.1, self.settings.heartbeat_s, self.settings.timeout_s) / 2)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[ReceiverEvent], None]) -> None:
        self._take = take

    def datagram_received(self, data: bytes, addr: object) -> None:
        for event in datagram(data):
            self._take(event)
