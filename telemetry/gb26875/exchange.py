"""The rules of clause 6 that both sides share: serial numbers, resending, and knowing a repetition. Pure.

1. Each initiator numbers its own packets from 0, and a number is not used again while its transaction lives.
2. Without an answer in time, or with a denial, the packet goes out again under the same number; after the
   last resend the transaction has failed, and ends.
3. Whoever has stored a packet confirms each repetition of it and tells nobody twice.

Times called `now` are monotonic seconds; `moment` is the sender's wall clock, for the time labels.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from hashlib import blake2b
from typing import NamedTuple

from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.dialect import EDITION_2011, Dialect
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import SET_CLOCK

_SERIALS = 1 << 16


class ResendRule(NamedTuple):
    """Timeout (超时时间, at most 10 s) and resend count (超时重发次数, 3) of clause 6.5."""

    timeout_s: float = 10.0
    resends: int = 3


class Busy(RuntimeError):
    """More transactions are open than the bound allows; wait for one to end."""


@dataclass(slots=True)
class Transaction:
    """One packet that waits for its answer."""

    frame: Frame
    due: float
    sent: int = 1


class Resend(NamedTuple):
    """Send these bytes again."""

    transaction: Transaction
    data: bytes


class Failed(NamedTuple):
    """All resends are used up; the transaction has ended. `why`: `silence`, `denied` or `wrong-answer`."""

    transaction: Transaction
    why: str


class Outstanding:
    """The packets of one initiator that wait for an answer."""

    def __init__(
        self,
        rule: ResendRule = ResendRule(),  # noqa: B008 - immutable
        *,
        first_serial: int = 0,
        limit: int = 256,
        dialect: Dialect = EDITION_2011,
    ) -> None:
        self._rule = rule
        self._next = first_serial % _SERIALS
        self._limit = limit
        self._dialect = dialect
        self._open: dict[int, Transaction] = {}

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Transaction]:
        return iter(list(self._open.values()))

    def begin(self, frame: Frame, now: float, moment: datetime) -> tuple[Transaction, bytes]:
        """Give the packet its number and open its transaction. Raises Busy at the bound."""
        if len(self._open) >= self._limit:
            raise Busy(f"{self._limit} transactions wait for an answer")
        while self._next in self._open:
            self._next = (self._next + 1) % _SERIALS
        numbered = _stamped(replace(frame, serial=self._next), moment)
        data = framing.encode(numbered, self._dialect)
        transaction = Transaction(numbered, now + self._rule.timeout_s)
        self._open[numbered.serial] = transaction
        self._next = (self._next + 1) % _SERIALS
        return transaction, data

    def get(self, serial: int) -> Transaction | None:
        """The open transaction of that number."""
        return self._open.get(serial)

    def end(self, serial: int) -> Transaction | None:
        """The transaction has its answer."""
        return self._open.pop(serial, None)

    def again(self, serial: int, now: float, moment: datetime, why: str) -> Resend | Failed | None:
        """Its answer was a denial or a wrong one: the packet goes out again, if it may."""
        transaction = self._open.get(serial)
        return None if transaction is None else self._again(transaction, now, moment, why)

    def due(self, now: float, moment: datetime) -> list[Resend | Failed]:
        """What is to be sent again by now, and what has failed."""
        late = [transaction for transaction in self._open.values() if transaction.due <= now]
        return [self._again(transaction, now, moment, "silence") for transaction in late]

    @property
    def next_due(self) -> float | None:
        """When `due` is to be asked next; None while nothing waits."""
        return min((transaction.due for transaction in self._open.values()), default=None)

    def _again(self, transaction: Transaction, now: float, moment: datetime, why: str) -> Resend | Failed:
        if transaction.sent > self._rule.resends:
            self._open.pop(transaction.frame.serial, None)
            return Failed(transaction, why)
        transaction.sent += 1
        transaction.due = now + self._rule.timeout_s
        transaction.frame = _stamped(transaction.frame, moment)
        return Resend(transaction, framing.encode(transaction.frame, self._dialect))


def _stamped(frame: Frame, moment: datetime) -> Frame:
    """With the time of this sending. A clock set by a resend must not be set to the time of the first try."""
    label = TimeLabel.of(moment)
    unit = frame.adu
    if unit[:1] == bytes((SET_CLOCK,)):
        unit = units.encode(SET_CLOCK, [bodies.SetUitdClock(label)])
    return replace(frame, time=label, adu=unit)


class Heard(Enum):
    """What a packet is to its receiver."""

    NEW = auto()
    #: The same packet is being stored at this moment.
    PENDING = auto()
    #: It is stored: confirm it again, tell nobody.
    STORED = auto()


class _Seen(NamedTuple):
    content: bytes
    at: float
    stored: bool


class RepeatMemory:
    """The packets lately received from one sender, by number and content.

    A number returns after 65,536 packets or a restart of the sender, hence the content, and a limit in time.
    Only the latest content of a number counts: a sender that never changes its number, and says fire, normal,
    fire, has said three things. The header's time is no part of it: it tells when the packet was sent.
    """

    def __init__(self, keep_s: float = 120.0, limit: int = 256) -> None:
        self._keep_s = keep_s
        self._limit = limit
        self._seen: OrderedDict[tuple[bytes, int], _Seen] = OrderedDict()

    def hear(self, frame: Frame, now: float) -> Heard:
        """Whether the packet is new; a new one is pending from now on."""
        known = self._known(frame)
        if known is not None and now - known.at <= self._keep_s:
            return Heard.STORED if known.stored else Heard.PENDING
        key = (frame.source, frame.serial)
        self._seen[key] = _Seen(content_of(frame), now, stored=False)
        self._seen.move_to_end(key)
        while len(self._seen) > self._limit:
            self._seen.popitem(last=False)
        return Heard.NEW

    def stored(self, frame: Frame, now: float) -> None:
        """The packet is on the disk."""
        known = self._known(frame)
        if known is not None:
            self._seen[(frame.source, frame.serial)] = known._replace(at=now, stored=True)

    def recall(self, source: bytes, serial: int, content: bytes, at: float) -> None:
        """A packet was stored at that time, as its receiver has kept it beyond a restart."""
        self._seen[(source, serial)] = _Seen(content, at, stored=True)
        self._seen.move_to_end((source, serial))

    def forget(self, frame: Frame) -> None:
        """The packet could not be stored: its repetition is as good as new."""
        if self._known(frame) is not None:
            self._seen.pop((frame.source, frame.serial))

    def _known(self, frame: Frame) -> _Seen | None:
        known = self._seen.get((frame.source, frame.serial))
        return known if known is not None and known.content == content_of(frame) else None


def content_of(frame: Frame) -> bytes:
    """What a repetition has in common with its first copy, in sixteen bytes."""
    return blake2b(bytes((frame.command,)) + frame.adu, digest_size=16).digest()
