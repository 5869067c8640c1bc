"""A vehicle terminal (车载终端) of JT/T 808, edition 2013 or 2019, over one TCP connection after another.

Theory of operation
-------------------
1. It registers once, keeps the code it is given, and logs in with it on every connection.
2. Each position is kept until the centre has answered it. What was kept while there was no connection, or was
   not answered before it broke, goes out as batches (0x0704, 盲区补报) when it has logged in again.
3. A batch of more than one frame is split into packets; those the centre asks for are sent again.
4. It obeys the report interval (0x8103), shows texts (0x8300) and tells where it is when asked (0x8201).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from simulators.vehicles.route import Route
from telemetry.jt808 import frame as framing
from telemetry.jt808 import message_ids as ids
from telemetry.jt808 import parameters
from telemetry.jt808.bodies import (
    Authenticate,
    BatchKind,
    Body,
    Deregister,
    GeneralAnswer,
    LocationAnswer,
    LocationBatch,
    LocationReport,
    MissingPackets,
    Register,
    RegisterAnswer,
    Result,
    SetParameters,
    Text,
)
from telemetry.jt808.frame import Message
from telemetry.jt808.layouts import compose, read_body
from telemetry.jt808.location import Location
from telemetry.jt808.location_terms import FIXED, MILEAGE, SATELLITES, SIGNAL
from telemetry.jt808.receiver import Receiver, Refused
from telemetry.jt808.split import packets_of

_KEPT = 20_000
_BEIDOU = 1 << 19
#: Changes which packets go out, and in which order; for lines that lose and shuffle.
Passing = Callable[[list[Message]], list[Message]]


class TerminalSettings(NamedTuple):
    """Who the terminal is, and how it is set up."""

    phone: str
    edition: int = 2013
    plate: str = "蒙A119"
    maker: str = "SIM"
    model: str = "SIM-1"
    terminal: str = "T000001"
    interval_s: float = 5.0
    #: Positions in one batch.
    batch: int = 60


@dataclass(eq=False, slots=True)
class _Waiting:
    """What was sent and is not answered: all of its serials must be."""

    serials: set[int]
    sent_at: float
    locations: tuple[Location, ...] = ()
    packets: list[Message] = field(default_factory=list)


class SimulatedTerminal(asyncio.Protocol):
    """One terminal; whoever drives it dials for it and has it report."""

    def __init__(
        self,
        settings: TerminalSettings,
        route: Route,
        *,
        code: str = "",
        passing: Passing = list,
        on_answered: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self.settings = settings
        self.interval_s = settings.interval_s
        self.code = code
        #: What the centre refused last, by the message's id.
        self.refused: dict[int, int] = {}
        self.logged_in = False
        self.texts: list[str] = []
        #: Positions that the centre has answered.
        self.answered = 0
        self._route = route
        self._passing = passing
        self._on_answered = on_answered
        self._kept: deque[Location] = deque(maxlen=_KEPT)
        self._waiting: dict[int, _Waiting] = {}
        self._serial = 0
        self._receiver = Receiver()
        self._transport: asyncio.Transport | None = None

    @property
    def connected(self) -> bool:
        """Whether there is a line, logged in or not."""
        return self._transport is not None

    @property
    def unanswered(self) -> int:
        """Positions that the centre has not answered, on their way or kept."""
        return len(self._kept) + sum(len(one.locations) for one in {*self._waiting.values()})

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The centre has accepted: register, or log in."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream's
        self._transport, self._receiver = transport, Receiver()
        if self.code:
            self._log_in()
        else:
            self.register()

    def connection_lost(self, exc: Exception | None) -> None:
        """What was not answered is kept for the next connection, in its order."""
        self._transport, self.logged_in = None, False
        lost = {id(one): one for one in self._waiting.values() if one.locations}
        self._waiting.clear()
        left = [place for one in lost.values() for place in one.locations]
        self._kept.extendleft(reversed(left))

    def data_received(self, data: bytes) -> None:
        """What the centre says."""
        for message in self._receiver.feed(data):
            if not isinstance(message, Refused):
                self._take(message, read_body(message))

    def register(self) -> None:
        """0x0100, with what it is set up as."""
        told = self.settings
        self._send(ids.REGISTER, Register(15, 105, told.maker, told.model, told.terminal, 2, told.plate))

    def deregister(self) -> None:
        """0x0003."""
        self._send(ids.DEREGISTER, Deregister())

    def report(self, at: float, *, alarms: int = 0) -> Location:
        """Be where the route is at that time (seconds since 1970), and say so now or later."""
        location = self.where(at, alarms=alarms)
        if self.logged_in:
            self._send(ids.LOCATION, LocationReport(location), (location,))
        else:
            self._kept.append(location)
        return location

    def where(self, at: float, *, alarms: int = 0) -> Location:
        """The position at that time, in whole seconds."""
        seconds = int(at)
        place = self._route.at(seconds)
        return Location(
            alarms,
            1 | FIXED | _BEIDOU,
            place.latitude_deg,
            place.longitude_deg,
            1_050,
            round(self._route.speed_kmh, 1),
            place.direction_deg,
            datetime.fromtimestamp(seconds, UTC),
            (
                (MILEAGE, (seconds % 86_400).to_bytes(4, "big")),
                (SIGNAL, b"\x1f"),
                (SATELLITES, b"\x0e"),
            ),
        )

    def send_raw(self, data: bytes) -> None:
        """Bytes as they are."""
        if self._transport is not None:
            self._transport.write(data)

    def send_again(self) -> None:
        """Everything that waits for its answer goes out once more, under its serials."""
        for one in {id(one): one for one in self._waiting.values()}.values():
            self._write(one.packets)

    def hang_up(self) -> None:
        """The line breaks."""
        if self._transport is not None:
            self._transport.abort()

    def _log_in(self) -> None:
        self._send(ids.AUTHENTICATE, Authenticate(self.code, "861234567890123", "1.0"))

    def _take(self, message: Message, body: Body | None) -> None:
        if isinstance(body, GeneralAnswer):
            self._take_answer(body)
        elif isinstance(body, RegisterAnswer):
            self._waiting.pop(body.answers_serial, None)
            if body.result == 0:
                self.code = body.code
                self._log_in()
            else:
                self.refused[ids.REGISTER] = body.result
        elif isinstance(body, SetParameters):
            for number, raw in body.parameters:
                if number == parameters.INTERVAL:
                    self.interval_s = parameters.value_of(number, raw)
            self._confirm(message)
        elif isinstance(body, Text):
            self.texts.append(body.text)
            self._confirm(message)
        elif isinstance(body, MissingPackets):
            self._send_missing(body)
        elif message.id == ids.QUERY_LOCATION:
            at = datetime.now(UTC).timestamp()
            self._send(ids.LOCATION_ANSWER, LocationAnswer(message.serial, self.where(at)), waits=False)

    def _take_answer(self, answer: GeneralAnswer) -> None:
        one = self._waiting.pop(answer.answers_serial, None)
        if answer.result != Result.DONE:
            self.refused[answer.answers_id] = answer.result
        elif answer.answers_id == ids.AUTHENTICATE:
            self.logged_in = True
            self._replay()
        if one is None:
            return
        one.serials.discard(answer.answers_serial)
        if not one.serials:
            self.answered += len(one.locations)
            self._on_answered(asyncio.get_running_loop().time() - one.sent_at)

    def _replay(self) -> None:
        while self._kept:
            some = [self._kept.popleft() for _ in range(min(len(self._kept), self.settings.batch))]
            self._send(ids.LOCATION_BATCH, LocationBatch.of(some, BatchKind.BLIND_AREA), tuple(some))

    def _confirm(self, message: Message) -> None:
        answer = GeneralAnswer(message.serial, message.id, Result.DONE)
        self._send(ids.TERMINAL_ANSWER, answer, waits=False)

    def _send_missing(self, asked: MissingPackets) -> None:
        for one in self._waiting.values():
            if one.packets and one.packets[0].serial == asked.first_serial:
                self._write(
                    [one.packets[number - 1] for number in asked.numbers if number <= len(one.packets)]
                )
                return

    def _send(
        self, message_id: int, body: Body, locations: tuple[Location, ...] = (), *, waits: bool = True
    ) -> None:
        settings = self.settings
        packets = packets_of(
            compose(message_id, settings.phone, self._serial, body, edition=settings.edition)
        )
        self._serial = (self._serial + len(packets)) & 0xFFFF
        if waits:
            serials = {packet.serial for packet in packets}
            one = _Waiting(serials, asyncio.get_running_loop().time(), locations, packets)
            self._waiting.update(dict.fromkeys(serials, one))
        self._write(packets)

    def _write(self, packets: Sequence[Message]) -> None:
        self.send_raw(b"".join(map(framing.encode, self._passing(list(packets)))))
