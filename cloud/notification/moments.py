"""What in an alarm's life may be told, and how grave each kind is. Tables, walked. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple

from cloud.alarms.state_table import Outcome
from telemetry.event_kinds import FIRE_CLASS, EventKind

Sound = Literal["fire", "warning", "attention", "fault", "none"]


class Moment(StrEnum):
    """A step of an alarm that somebody may have to hear of."""

    RAISED = "raised"
    AGAIN = "raised-again"
    ACKNOWLEDGED = "acknowledged"
    REAL = "verified-real"
    NOT_REAL = "verified-not-real"
    UNKNOWN = "verified-unknown"
    ESCALATED = "escalated"
    DISPATCHED = "dispatched"
    CLOSED = "closed"


class MomentEntry(NamedTuple):
    """How a moment is said, short enough for a text message."""

    zh: str
    en: str
    #: The danger is over, as far as anybody knows.
    over: bool = False


MOMENTS: dict[Moment, MomentEntry] = {
    Moment.RAISED: MomentEntry("待核实", "not verified"),
    Moment.AGAIN: MomentEntry("再次报警待核实", "again"),
    Moment.ACKNOWLEDGED: MomentEntry("已确认待核实", "acknowledged"),
    Moment.REAL: MomentEntry("核实为真", "VERIFIED REAL"),
    Moment.NOT_REAL: MomentEntry("核实非真实", "not real", over=True),
    Moment.UNKNOWN: MomentEntry("核实不明", "cause unknown"),
    Moment.ESCALATED: MomentEntry("无人处理已升级", "escalated"),
    Moment.DISPATCHED: MomentEntry("已派警", "force sent"),
    Moment.CLOSED: MomentEntry("已关闭", "closed", over=True),
}

#: Actions on an alarm's timeline that are a moment; `verify` says in its note what was found.
_OF_ACTION = {
    "raise": Moment.RAISED,
    "reactivate": Moment.AGAIN,
    "acknowledge": Moment.ACKNOWLEDGED,
    "escalate": Moment.ESCALATED,
    "dispatch": Moment.DISPATCHED,
    "close": Moment.CLOSED,
    "settle": Moment.CLOSED,
}
_OF_OUTCOME = {
    Outcome.REAL: Moment.REAL,
    Outcome.FALSE: Moment.NOT_REAL,
    Outcome.TEST: Moment.NOT_REAL,
    Outcome.UNKNOWN: Moment.UNKNOWN,
}


def moment_of(action: str, note: str | None) -> Moment | None:
    """The moment that a timeline entry is; None: nobody is told of it."""
    if action != "verify":
        return _OF_ACTION.get(action)
    said = (note or "").partition(":")[0].strip()
    return next((moment for outcome, moment in _OF_OUTCOME.items() if outcome.value == said), Moment.UNKNOWN)


class Severity(StrEnum):
    """How grave, the gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITIES = tuple(Severity)


class KindWeight(NamedTuple):
    """How grave a kind of alarm is, and the sound that the page makes for it."""

    severity: Severity
    sound: Sound


WEIGHTS: dict[EventKind, KindWeight] = {
    EventKind.FIRE: KindWeight(Severity.CRITICAL, "fire"),
    EventKind.EARLY_WARNING: KindWeight(Severity.HIGH, "warning"),
    EventKind.PRE_ALARM: KindWeight(Severity.HIGH, "warning"),
    EventKind.LINKAGE: KindWeight(Severity.HIGH, "attention"),
    EventKind.SUPERVISORY: KindWeight(Severity.MEDIUM, "attention"),
    EventKind.FAULT: KindWeight(Severity.MEDIUM, "fault"),
    EventKind.DEVICE_OFFLINE: KindWeight(Severity.MEDIUM, "fault"),
    EventKind.DISABLED: KindWeight(Severity.LOW, "fault"),
    EventKind.TEST: KindWeight(Severity.LOW, "none"),
    EventKind.OPERATION: KindWeight(Severity.LOW, "none"),
}


def at_least(severity: Severity, floor: Severity) -> bool:
    """Whether a severity is as grave as the floor, or graver."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(floor)


def is_fire(kind: str) -> bool:
    """Whether a kind is of the fire class, which nothing silences and nothing pushes out."""
    return kind in FIRE_CLASS


def sound_of(kind: str, moment: Moment) -> Sound:
    """The page's sound: what is over makes none."""
    return "none" if MOMENTS[moment].over else WEIGHTS[EventKind(kind)].sound
