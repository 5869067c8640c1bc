"""What one terminal says over one connection, and what it is told.

Theory of operation
-------------------
1. A terminal registers (0x0100) while its entry lets it, and is given a code; with it it logs in (0x0102).
   Before that nothing else is taken from it.
2. Every message bears the phone number it has logged in with; another number is refused.
3. Every message is answered: a position (0x0200, 0x0704) once it is kept, all others at once. A position that
   cannot be, or runs past its end, is answered as wrong, in a batch it is left out and counted; what is not
   known here is answered as unsupported.
4. Packets of a split message are each answered as they come, the one that completes it as a whole message is.
   What is missing is asked for.
5. What the terminal is told bears a serial of its own, and whoever tells it may wait for its answer.
6. A terminal that logs in by another connection has left the first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from cloud.dispatch.jt808.device import Device
from cloud.dispatch.jt808.intake import Intake
from cloud.dispatch.jt808.wire import Line
from telemetry.errors import FrameError
from telemetry.jt808 import frame as framing
from telemetry.jt808 import message_ids as ids
from telemetry.jt808.bodies import (
    Authenticate,
    BatchKind,
    Body,
    GeneralAnswer,
    MissingPackets,
    Register,
    Result,
)
from telemetry.jt808.frame import Message
from telemetry.jt808.layouts import compose, read_body
from telemetry.jt808.location import HEAD, MAX_LATITUDE, MAX_LONGITUDE, pieces, read_items
from telemetry.jt808.receiver import ReceiverEvent, Refused
from telemetry.jt808.split import Reassembly, packets_of

#: Wrong codes on one connection, and messages before the log-in, after which it is closed.
_PATIENCE = 5
#: What a terminal may be told before it has answered.
_IN_FLIGHT = 16
_BATCH_KIND_AT, _BATCH_LOCATIONS_AT = 2, 3


class CannotTell(Exception):
    """A terminal cannot be told something; in both languages, with the cure."""


class Hub(Protocol):
    """What sessions have in common."""

    intake: Intake

    def count(self, what: str) -> None:
        """Count something."""
        ...

    def now_ms(self) -> int:
        """Wall time, ms UTC."""
        ...

    def register(self, session: Session, message: Message, told: Register) -> None:
        """Answer a registration, now or when the records have answered."""
        ...

    def log_in(self, session: Session, message: Message, code: str) -> Device | None:
        """The terminal whose code this is."""
        ...

    def logged_in(self, session: Session) -> None:
        """It has been told that it is."""
        ...

    def deregister(self, session: Session, message: Message) -> None:
        """End a terminal's registration, and answer."""
        ...

    def left(self, session: Session) -> None:
        """The connection has ended."""
        ...


class Session:
    """One connection."""

    __slots__ = (
        "_failures",
        "_hub",
        "_line",
        "_reassembly",
        "_sent",
        "_serial",
        "busy",
        "device",
        "edition",
        "phone",
        "waiting",
    )

    def __init__(self, hub: Hub, line: Line) -> None:
        self._hub = hub
        self._line = line
        self.device: Device | None = None
        self.phone = ""
        self.edition = 2013
        #: A registration is with the records; until they have answered nothing is taken.
        self.busy = False
        self._failures = 0
        self._serial = 0
        self._reassembly: Reassembly | None = None
        #: The packets of the split message it was sent last, for whom some were lost.
        self._sent: list[Message] = []
        self.waiting: dict[int, asyncio.Future[int]] = {}

    @property
    def known(self) -> bool:
        """Whether it has logged in."""
        return self.device is not None

    @property
    def waits(self) -> bool:
        """Whether nothing may be taken until something is done."""
        return self.busy or self._hub.intake.full

    def take(self, message: ReceiverEvent) -> None:
        """Take one frame."""
        if isinstance(message, Refused):
            self._hub.count("refused")
            return
        self._hub.count("messages")
        if self.device is None:
            self._before_log_in(message)
        elif message.phone != self.phone or message.edition != self.edition:
            self._hub.count("other_phone")
            self._refuse(message)
        elif message.packets is not None:
            self._packet(message)
        else:
            self._message(message)

    def look(self, now: float) -> None:
        """Ask for the packets that are missing."""
        if self._reassembly is not None and len(self._reassembly):
            before = self._reassembly.given_up
            for missing in self._reassembly.due(now):
                self._hub.count("packets_asked_for")
                self.send(ids.PLATFORM_MISSING_PACKETS, missing)
            if self._reassembly.given_up > before:
                self._hub.count("split_given_up")

    def gone(self) -> None:
        """The connection has ended: nobody waits for its answers any more."""
        for future in self.waiting.values():
            if not future.done():
                future.set_exception(
                    CannotTell("终端已断线;重新上线后再发 / the terminal went; send again when it is back")
                )
        self.waiting.clear()
        self._hub.left(self)

    def close(self, why: str) -> None:
        """End the connection, and count why."""
        self._line.abort(why)

    def answer(self, serial: int, message_id: int, result: int = Result.DONE) -> None:
        """The platform's general answer."""
        self.send(ids.PLATFORM_ANSWER, GeneralAnswer(serial, message_id, result))

    def send(self, message_id: int, body: Body) -> int:
        """Tell the terminal; gives the serial by which it answers. Raises ValueError on what does not fit."""
        serial = self._serial
        packets = packets_of(compose(message_id, self.phone, serial, body, edition=self.edition))
        self._serial = (serial + len(packets)) & 0xFFFF
        if len(packets) > 1:
            self._sent = packets
        self._line.send(b"".join(map(framing.encode, packets)))
        return serial if len(packets) == 1 else packets[-1].serial

    async def ask(self, message_id: int, body: Body, timeout_s: float) -> int:
        """Tell the terminal and give the result of its answer. Raises CannotTell and ValueError."""
        if len(self.waiting) >= _IN_FLIGHT:
            raise CannotTell(
                "终端还有未应答的下发内容;稍后再发 / the terminal has yet to answer; send again later"
            )
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        serial = self.send(message_id, body)
        self.waiting[serial] = future
        try:
            async with asyncio.timeout(timeout_s):
                return await future
        except TimeoutError:
            raise CannotTell(
                "终端未应答;查看车辆是否在网 / the terminal does not answer; see whether it has a network"
            ) from None
        finally:
            self.waiting.pop(serial, None)

    def fail(self, message: Message) -> None:
        """Refuse a message of one that has not logged in."""
        self._refuse(message, Result.FAILED)
        self.failed()

    def failed(self) -> None:
        """Something it may not was refused; too often ends the connection."""
        self._failures += 1
        if self._failures >= _PATIENCE:
            self.close("not_logged_in")

    def _before_log_in(self, message: Message) -> None:
        self.phone, self.edition = message.phone, message.edition
        try:
            body = read_body(message)
        except FrameError:
            self._hub.count("wrong")
            self.fail(message)
            return
        if isinstance(body, Register):
            self._hub.register(self, message, body)
        elif isinstance(body, Authenticate):
            self.device = self._hub.log_in(self, message, body.code)
            if self.device is None:
                self._hub.count("wrong_code")
                self.fail(message)
            else:
                self.answer(message.serial, message.id)
                self._hub.logged_in(self)
        else:
            self.fail(message)

    def _packet(self, packet: Message) -> None:
        if self._reassembly is None:
            self._reassembly = Reassembly()
        before = self._reassembly.given_up
        whole = self._reassembly.take(packet, asyncio.get_running_loop().time())
        if self._reassembly.given_up > before:
            self._hub.count("split_given_up")
        if whole is None:
            # Of a message that is finished the answer was lost, or is still due with what is on its way.
            self._hub.intake.owe(self, packet.serial, packet.id)
            return
        self._hub.count("joined")
        self._message(whole, packet.serial)

    def _message(self, message: Message, serial: int | None = None) -> None:
        """Take a whole message, to be answered by that serial."""
        handler = _HANDLERS.get(message.id)
        if serial is not None:
            message = message._replace(serial=serial)
        if handler is None or message.encryption:
            self._hub.count("unsupported")
            self.answer(message.serial, message.id, Result.UNSUPPORTED)
            return
        try:
            handler(self, message)
        except FrameError:
            self._hub.count("wrong")
            self._refuse(message)

    def _refuse(self, message: Message, result: Result = Result.WRONG) -> None:
        self.answer(message.serial, message.id, result)

    def location(self, message: Message) -> None:
        """0x0200."""
        self._position(message.body, replayed=False)
        self._hub.intake.owe(self, message.serial, message.id)

    def location_answer(self, message: Message) -> None:
        """0x0201: a position, and the answer to our question."""
        self._position(message.body[2:], replayed=False)
        self._answered(int.from_bytes(message.body[:2], "big"), Result.DONE)

    def batch(self, message: Message) -> None:
        """0x0704. One wrong position costs itself alone: sent again, it would be no better."""
        body = message.body
        locations = pieces(body, _BATCH_LOCATIONS_AT)
        if len(locations) != int.from_bytes(body[:_BATCH_KIND_AT], "big"):
            raise FrameError("the count differs from the locations")
        if self.device is not None and self.device.is_new_batch(body):
            replayed = body[_BATCH_KIND_AT] == BatchKind.BLIND_AREA
            for raw in locations:
                try:
                    self._position(raw, replayed=replayed)
                except FrameError:
                    self._hub.count("wrong")
        else:
            self._hub.count("repeated")
        self._hub.intake.owe(self, message.serial, message.id)

    def terminal_answer(self, message: Message) -> None:
        """0x0001: what it says of something it was told."""
        body = read_body(message)
        if isinstance(body, GeneralAnswer):
            self._answered(body.answers_serial, body.result)

    def heartbeat(self, message: Message) -> None:
        """0x0002, whatever stands in it."""
        self.answer(message.serial, message.id)

    def deregister(self, message: Message) -> None:
        """0x0003."""
        self._hub.deregister(self, message)

    def missing_packets(self, message: Message) -> None:
        """0x0005: packets of our last long message were lost."""
        body = read_body(message)
        if isinstance(body, MissingPackets) and self._sent and self._sent[0].serial == body.first_serial:
            wanted = {*body.numbers}
            again = [packet for packet in self._sent if packet.packets and packet.packets[1] in wanted]
            self._line.send(b"".join(map(framing.encode, again)))

    def log_in_again(self, message: Message) -> None:
        """0x0102 on a connection that has logged in: its answer was lost."""
        body = read_body(message)
        if isinstance(body, Authenticate) and self.device is not None and self.device.entry.is_key(body.code):
            self.answer(message.serial, message.id)
        else:
            self.fail(message)

    def _position(self, raw: bytes, *, replayed: bool) -> None:
        _check(raw)
        device = self.device
        if device is None:
            return
        if device.is_new(raw):
            self._hub.intake.add(device.entry.id, self._hub.now_ms(), raw, replayed)
        else:
            self._hub.count("repeated")

    def _answered(self, serial: int, result: int) -> None:
        future = self.waiting.get(serial)
        if future is not None and not future.done():
            future.set_result(result)


def _check(raw: bytes) -> None:
    """That a location can be one. Raises FrameError."""
    if len(raw) < HEAD.size:
        raise FrameError(f"{len(raw)} bytes of a location; it has at least {HEAD.size}")
    place = HEAD.unpack_from(raw)
    if place[2] > MAX_LATITUDE or place[3] > MAX_LONGITUDE:
        raise FrameError("latitude or longitude out of range")
    if len(raw) > HEAD.size:
        read_items(raw)


_HANDLERS: dict[int, Callable[[Session, Message], None]] = {
    ids.LOCATION: Session.location,
    ids.LOCATION_ANSWER: Session.location_answer,
    ids.LOCATION_BATCH: Session.batch,
    ids.TERMINAL_ANSWER: Session.terminal_answer,
    ids.HEARTBEAT: Session.heartbeat,
    ids.DEREGISTER: Session.deregister,
    ids.TERMINAL_MISSING_PACKETS: Session.missing_packets,
    ids.AUTHENTICATE: Session.log_in_again,
}
