"""The centre's side of one transmission device: what its frames mean, and what is due to it. Sans-I/O.

The owner hands over each frame and each refusal of a `Receiver`, and writes the bytes that come back:

- `Upload`: store what it says, then write `confirm`; when it cannot be stored write nothing, call `forget`,
  and the device will send it again.
- `Repetition`: stored before; write `confirm`. `Ignored` needs nothing.
- `Answered`, `Lost`: a transaction of ours has ended.

One session a device, whatever connection it uses: numbers and repetitions outlive a connection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import Body
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
from telemetry.gb26875.receiver import Refused
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import CONTROL_TYPES, answer_type

#: Units that some makes send to say hello, and what they expect in the confirmation.
PRIVATE_ANSWERS: Mapping[bytes, bytes] = {b"\x16": b"\x17"}


class Upload(NamedTuple):
    """The device sent something new. An empty unit is a heartbeat (心跳)."""

    frame: Frame
    adu: Adu

    @property
    def heartbeat(self) -> bool:
        """Whether it says no more than that the device lives."""
        return self.adu.type is None


class Repetition(NamedTuple):
    """The device sent again what is stored already."""

    frame: Frame


class Answered(NamedTuple):
    """Our packet has its answer: the response's unit, or None for a bare confirmation."""

    transaction: Transaction
    frame: Frame
    adu: Adu | None


class Lost(NamedTuple):
    """Our packet was sent as often as it may be; `why` as in `exchange.Failed`."""

    transaction: Transaction
    why: str


class Write(NamedTuple):
    """Bytes that are due to the device."""

    data: bytes


class Ignored(NamedTuple):
    """A frame that asks nothing of us; `why` for the records."""

    frame: Frame
    why: str


CentreEvent = Upload | Repetition | Answered | Lost | Write | Ignored


class CentreSession:
    """One device as the centre sees it."""

    def __init__(
        self,
        address: bytes = NO_ADDRESS,
        *,
        own_address: bytes = NO_ADDRESS,
        rule: ResendRule = ResendRule(),  # noqa: B008 - immutable
        dialect: Dialect = EDITION_2011,
        private_answers: Mapping[bytes, bytes] = PRIVATE_ANSWERS,
        open_limit: int = 16,
    ) -> None:
        self.address = address
        self.own_address = own_address
        self._dialect = dialect
        self._private_answers = private_answers
        self._open = Outstanding(rule, limit=open_limit, dialect=dialect)
        self.memory = RepeatMemory()
        self._user_version = 1

    def take(self, frame: Frame, now: float, moment: datetime) -> list[CentreEvent]:
        """One whole frame from the device."""
        self._user_version = frame.user_version
        if frame.command == Command.CONFIRM or frame.command == Command.RESPONSE:
            return self._answer(frame, now, moment)
        if frame.command == Command.DENY:
            return self._again(frame.serial, now, moment, "denied")
        heard = self.memory.hear(frame, now)
        if heard is Heard.NEW:
            return [Upload(frame, units.parse(frame.adu, self._dialect))]
        if heard is Heard.STORED:
            return [Repetition(frame)]
        return [Ignored(frame, "its first copy is being stored")]

    def confirm(self, frame: Frame, now: float, moment: datetime) -> bytes:
        """The confirmation (3) of a frame that is stored."""
        self.memory.stored(frame, now)
        return self._reply(frame, Command.CONFIRM, moment, self._private_answers.get(frame.adu, b""))

    def forget(self, frame: Frame) -> None:
        """The frame could not be stored: its repetition will be told as new."""
        self.memory.forget(frame)

    def deny(self, frame: Frame, moment: datetime) -> bytes:
        """The denial (6) of a frame."""
        self.memory.forget(frame)
        return self._reply(frame, Command.DENY, moment)

    def ask(
        self, code: int, objects: Sequence[Body], now: float, moment: datetime
    ) -> tuple[Transaction, bytes]:
        """Open a control (89 to 91) or a query (61 to 88). Raises Busy, or ValueError on a wrong body."""
        command = Command.CONTROL if code in CONTROL_TYPES else Command.REQUEST
        frame = Frame(
            serial=0,
            command=command,
            adu=units.encode(code, objects, self._dialect),
            source=self.own_address,
            destination=self.address,
            main_version=self._dialect.main_version,
            user_version=self._user_version,
        )
        return self._open.begin(frame, now, moment)

    def due(self, now: float, moment: datetime) -> list[CentreEvent]:
        """What is to be sent again, and what is lost."""
        return [_told(outcome) for outcome in self._open.due(now, moment)]

    @property
    def next_due(self) -> float | None:
        """When to ask `due` next."""
        return self._open.next_due

    def abandon(self, transaction: Transaction) -> None:
        """Nobody waits for this answer any more."""
        self._open.end(transaction.frame.serial)

    def _answer(self, frame: Frame, now: float, moment: datetime) -> list[CentreEvent]:
        transaction = self._open.get(frame.serial)
        if transaction is None:
            return [Ignored(frame, "it answers nothing that waits")]
        asked = transaction.frame
        if asked.command == Command.CONTROL or not frame.adu:
            if asked.command == Command.REQUEST:
                return [Ignored(frame, "a query is answered by a response, not a confirmation")]
            self._open.end(frame.serial)
            return [Answered(transaction, frame, None)]
        unit = units.parse(frame.adu, self._dialect)
        if unit.type != answer_type(asked.adu[0]):
            return self._again(frame.serial, now, moment, "wrong-answer")
        self._open.end(frame.serial)
        return [Answered(transaction, frame, unit)]

    def _again(self, serial: int, now: float, moment: datetime, why: str) -> list[CentreEvent]:
        outcome = self._open.again(serial, now, moment, why)
        return [] if outcome is None else [_told(outcome)]

    def _reply(self, frame: Frame, command: Command, moment: datetime, unit: bytes = b"") -> bytes:
        return framing.encode(frame.answer(command, TimeLabel.of(moment), unit), self._dialect)


def _told(outcome: Resend | Failed) -> CentreEvent:
    if isinstance(outcome, Resend):
        return Write(outcome.data)
    return Lost(outcome.transaction, outcome.why)


def denial(refused: Refused, moment: datetime, dialect: Dialect = EDITION_2011) -> bytes | None:
    """The denial (6) of bytes that failed a check; None when not even a header came to be answered."""
    if refused.header is None:
        return None
    return framing.encode(refused.header.answer(Command.DENY, TimeLabel.of(moment)), dialect)


def answers_duty_check(body: Body) -> bool:
    """Whether the operator pressed the answer key (查岗应答)."""
    return isinstance(body, bodies.UitdOperation) and bool(body.flags & 1 << 5)
