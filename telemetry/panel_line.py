"""What a fire panel says over a serial line, and what hears it, whatever the protocol.

Rules of every receiver
-----------------------
1. Bytes in, events out. How the bytes were cut into pieces changes nothing.
2. It holds at most one frame; noise is counted byte by byte and passed over until a frame begins.
3. A frame that is not valid is refused with its reason, and the search goes on at its second byte: a whole
   frame may begin inside a damaged one.
4. An answer that confirms (`accept`) is given by its owner, once what the frame says is safely stored. What
   a protocol asks for at once (`take_answer`) promises nothing.
5. A frame that a panel repeats is told once; its repetitions are signs of life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from telemetry.event_kinds import EventKind

#: States that a panel can set and clear, each with the kind of event it makes.
STATE_KINDS = {
    "fire": EventKind.FIRE,
    "pre-alarm": EventKind.PRE_ALARM,
    "started": EventKind.LINKAGE,
    "feedback": EventKind.LINKAGE,
    "supervisory": EventKind.SUPERVISORY,
    "fault": EventKind.FAULT,
    "power-fault": EventKind.FAULT,
    "disabled": EventKind.DISABLED,
    "test": EventKind.TEST,
}
_EVERY_STATE = frozenset(STATE_KINDS)


class Meaning(NamedTuple):
    """What a code says: its names, the states it sets and clears, and how far it reaches.

    `everywhere` reaches the panel and every point of it. `reset` is a reset of the panel: which states fall
    with it is the profile's to say. `panel` speaks of the panel itself, whatever address travels along.
    """

    en: str
    zh: str
    sets: frozenset[str] = frozenset()
    clears: frozenset[str] = frozenset()
    everywhere: bool = False
    reset: bool = False
    panel: bool = False
    known: bool = True

    @property
    def kind(self) -> EventKind | None:
        """The kind of event; None for idle and for unknown codes."""
        if (
            self.reset
            or self.clears == _EVERY_STATE
            or (self.known and not self.sets and not self.clears and self.panel)
        ):
            return EventKind.OPERATION
        states = self.sets or self.clears
        return min((STATE_KINDS[state] for state in states), key=list(EventKind).index) if states else None

    @property
    def active(self) -> bool:
        """Whether something begins; False when it ends or nothing is said."""
        return bool(self.sets) or self.kind is EventKind.OPERATION or not self.known


def sets(en: str, zh: str, *states: str, panel: bool = False) -> Meaning:
    """A code that sets states."""
    return Meaning(en, zh, sets=frozenset(states), panel=panel)


def ends(en: str, zh: str, *states: str, panel: bool = False) -> Meaning:
    """A code that clears states."""
    return Meaning(en, zh, clears=frozenset(states), panel=panel)


def operation(en: str, zh: str) -> Meaning:
    """Something done at the panel that changes no state (silence, log-in, mode)."""
    return Meaning(en, zh, panel=True)


def unknown(code: str) -> Meaning:
    """A code that no source names: it is shown, and its point is in doubt."""
    return Meaning(f"unknown code {code}", f"未知代码 {code}", known=False)


def unread(why: str) -> Meaning:
    """A frame whose check agreed and whose content no source explains: told of the panel, with the reason."""
    return Meaning(f"not understood: {why}", f"无法解读:{why}", panel=True, known=False)


RESET = Meaning("reset", "复位", clears=_EVERY_STATE, everywhere=True, reset=True)
NORMAL = Meaning("system normal", "系统正常", clears=_EVERY_STATE, everywhere=True)

Evidence = Mapping[str, str | float | bool | None]


class Device(NamedTuple):
    """The kind of device that a point is, as the panel numbers it."""

    code: int
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a panel says of one point or of itself (`address` None).

    `meaning` None: the words decide, read with the profile's patterns. `code` is the protocol's own, by
    which a profile may give it another meaning. `time` is the panel's clock, local and without zone, true
    to `time_step_s`; None when the panel gives none or no such day exists. `unit` tells apart several things
    of the panel's own (mains, battery): one that is restored does not restore the other.
    """

    meaning: Meaning | None
    code: str = ""
    address: str | None = None
    device: Device | None = None
    words: str = ""
    time: datetime | None = None
    time_step_s: int = 1
    unit: str = ""
    evidence: Evidence = field(default_factory=dict)

    @property
    def text(self) -> tuple[str, str]:
        """What it says, Chinese and English."""
        if self.meaning is None:
            return self.words, self.words
        device = (self.device.zh, self.device.en) if self.device else ("", "")
        return (
            " ".join(part for part in (self.meaning.zh, device[0], self.words) if part),
            " ".join(part for part in (self.meaning.en, device[1], self.words) if part),
        )


class FrameReceived(NamedTuple):
    """A whole frame. Store what it says, then write what `accept` returns."""

    statements: tuple[Statement, ...]
    frame: bytes
    #: The confirmation, due once the statements are stored; empty where the protocol has none.
    answer: bytes = b""
    #: Whether the panel sends it again when it is not confirmed.
    repeats: bool = False


class FrameRefused(NamedTuple):
    """Bytes that should have been a frame."""

    reason: str
    frame: bytes


class Heard(NamedTuple):
    """A sign of life that says nothing new: a poll, an idle answer, a repetition."""

    what: str


LineEvent = FrameReceived | FrameRefused | Heard


class PanelReceiver(Protocol):
    """Our side of a panel's line."""

    @property
    def noise(self) -> int:
        """Bytes that belonged to nothing; a growing count means a wrong speed, parity or wiring."""
        ...

    def feed(self, data: bytes) -> list[LineEvent]:
        """Take bytes from the line, in pieces of any size."""
        ...

    def quiet(self) -> list[LineEvent]:
        """The line fell silent inside a frame: what has come will not be completed."""
        ...

    def take_answer(self) -> bytes:
        """What is due to the panel at once."""
        ...

    def accept(self, frame: FrameReceived) -> bytes:
        """What to write once the frame is stored."""
        ...

    def refuse(self, frame: FrameReceived) -> bytes:
        """What to write when it cannot be stored; mostly nothing, and the panel repeats it."""
        ...

    def poll(self) -> bytes:
        """The next question to the panel; empty for a panel that speaks by itself."""
        ...


def described(protocol: str, statement: Statement) -> dict[str, object]:
    """A statement as plain data."""
    meaning = statement.meaning
    zh, en = statement.text
    entry: dict[str, object] = {
        "protocol": protocol,
        "kind": meaning.kind.value if meaning and meaning.kind else None,
        "active": meaning.active if meaning else None,
        "code": statement.code,
        "address": statement.address,
        "text": en,
        "text_zh": zh,
    }
    if statement.device is not None:
        entry["device_type"] = statement.device._asdict()
    if statement.time is not None:
        entry["time"] = statement.time.isoformat()
    if statement.evidence:
        entry["evidence"] = dict(statement.evidence)
    return entry


def described_all(protocol: str, statements: tuple[Statement, ...]) -> dict[str, object]:
    """A frame as plain data: its one statement, or a list under `points` with the most urgent active kind."""
    if len(statements) == 1:
        return described(protocol, statements[0])
    kinds = [entry.meaning.kind for entry in statements if entry.meaning and entry.meaning.active]
    first = min(filter(None, kinds), key=list(EventKind).index, default=None)
    return {
        "protocol": protocol,
        "kind": first.value if first else None,
        "points": [described(protocol, statement) for statement in statements],
    }
