"""The transmission device's side: what it uploads until confirmed, what the centre wants of it. Sans-I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.centre import Ignored, Lost, Write
from telemetry.gb26875.dialect import EDITION_2011, Command, Dialect
from telemetry.gb26875.exchange import (
    Failed,
    Heard,
    Outstanding,
    RepeatMemory,
    Resend,
    ResendRule,
    Transaction,
)
from telemetry.gb26875.frame import NO_ADDRESS, Frame
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import CONTROL_TYPES, answer_type


class Confirmed(NamedTuple):
    """The centre has stored an upload."""

    transaction: Transaction


class Controlled(NamedTuple):
    """The centre commands: set the clock, initialise, answer a duty check. The confirmation is in a Write."""

    frame: Frame
    body: Body


class Queried(NamedTuple):
    """The centre asks; write what `respond` gives."""

    frame: Frame
    adu: Adu


DeviceEvent = Confirmed | Controlled | Queried | Lost | Write | Ignored


class DeviceSession:
    """A transmission device that reports to one centre."""

    def __init__(
        self,
        address: bytes,
        *,
        centre_address: bytes = NO_ADDRESS,
        rule: ResendRule = ResendRule(),  # noqa: B008 - immutable
        dialect: Dialect = EDITION_2011,
        first_serial: int = 0,
        open_limit: int = 1024,
    ) -> None:
        self.address = address
        self.centre_address = centre_address
        self._dialect = dialect
        self._open = Outstanding(rule, first_serial=first_serial, limit=open_limit, dialect=dialect)
        self._memory = RepeatMemory()

    @property
    def waiting(self) -> int:
        """Uploads without confirmation."""
        return len(self._open)

    def upload(self, code: int, objects: Sequence[Body], now: float, moment: datetime) -> bytes:
        """Open an upload. Raises Busy at the bound, ValueError on a body the standard does not allow."""
        return self._send(units.encode(code, objects, self._dialect), now, moment)

    def heartbeat(self, now: float, moment: datetime) -> bytes:
        """Open an upload without content, as most makes do to show that they live."""
        return self._send(b"", now, moment)

    def take(self, frame: Frame, now: float, moment: datetime) -> list[DeviceEvent]:
        """One whole frame from the centre."""
        if frame.command == Command.CONFIRM:
            transaction = self._open.end(frame.serial)
            return [Confirmed(transaction)] if transaction else [Ignored(frame, "it confirms nothing")]
        if frame.command == Command.DENY:
            outcome = self._open.again(frame.serial, now, moment, "denied")
            return [] if outcome is None else [_told(outcome)]
        if frame.command not in (Command.CONTROL, Command.REQUEST):
            return [Ignored(frame, f"command {frame.command} is not for a device")]
        return self._asked(frame, now, moment)

    def respond(self, asked: Frame, objects: Sequence[Body], moment: datetime) -> bytes:
        """The response (5) to a query, under its number."""
        unit = units.encode(answer_type(asked.adu[0]), objects, self._dialect)
        return framing.encode(asked.answer(Command.RESPONSE, TimeLabel.of(moment), unit), self._dialect)

    def due(self, now: float, moment: datetime) -> list[DeviceEvent]:
        """What is to be sent again, and what is lost."""
        return [_told(outcome) for outcome in self._open.due(now, moment)]

    @property
    def next_due(self) -> float | None:
        """When to ask `due` next."""
        return self._open.next_due

    def _send(self, unit: bytes, now: float, moment: datetime) -> bytes:
        frame = Frame(0, Command.SEND, unit, self.address, self.centre_address)
        return self._open.begin(frame, now, moment)[1]

    def _asked(self, frame: Frame, now: float, moment: datetime) -> list[DeviceEvent]:
        unit = units.parse(frame.adu, self._dialect)
        if unit.type not in CONTROL_TYPES:
            return [Queried(frame, unit)] if unit.objects else [Ignored(frame, "a query without objects")]
        confirmation = Write(
            framing.encode(frame.answer(Command.CONFIRM, TimeLabel.of(moment)), self._dialect)
        )
        if self._memory.hear(frame, now) is not Heard.NEW:
            return [confirmation]
        return [confirmation, *(Controlled(frame, body) for body in unit.objects)]


def duty_answer(operator: int, moment: datetime) -> bodies.UitdOperation:
    """The record of an operator who pressed the answer key (查岗应答)."""
    return bodies.UitdOperation(1 << 5, operator, TimeLabel.of(moment))


def _told(outcome: Resend | Failed) -> DeviceEvent:
    if isinstance(outcome, Resend):
        return Write(outcome.data)
    return Lost(outcome.transaction, outcome.why)
