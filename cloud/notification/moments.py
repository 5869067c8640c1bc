"""What may be told of alarms and of what is beside them, and how grave it is. Tables, walked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from cloud.alarm_watch.escalation import Role
from cloud.alarms.state_table import Outcome
from cloud.alarms.timeline import Happening
from cloud.dispatch_requests.rules import RequestState
from telemetry.event_kinds import FIRE_CLASS, EventKind

Sound = Literal["fire", "warning", "attention", "fault", "none"]


class Moment(StrEnum):
    """Something that somebody may have to hear of: a step of an alarm, or a matter beside the alarms."""

    RAISED = "raised"
    AGAIN = "raised-again"
    ACKNOWLEDGED = "acknowledged"
    REAL = "verified-real"
    NOT_REAL = "verified-not-real"
    UNKNOWN = "verified-unknown"
    ESCALATED = "escalated"
    DISPATCHED = "dispatched"
    CLOSED = "closed"
    TIMED_OUT = "timed-out"
    REQUESTED = "dispatch-requested"
    CONFIRMED = "dispatch-confirmed"
    WITHDRAWN = "dispatch-withdrawn"
    CHATTERS = "chatter"
    WORKS_BEGAN = "works-began"
    WORKS_ENDED = "works-ended"
    CHECK_UNANSWERED = "check-unanswered"
    HANDOVER_UNCONFIRMED = "handover-unconfirmed"
    HANDOVER_MISSING = "handover-missing"
    NOT_COVERED = "not-covered"
    HAZARD_OVERDUE = "hazard-overdue"
    RISK_WARNED = "risk-warned"
    RISK_ESCALATED = "risk-escalated"


class Severity(StrEnum):
    """How grave, the gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITIES = tuple(Severity)


class MomentEntry(NamedTuple):
    """How a moment is said, short enough for a text message."""

    zh: str
    en: str
    #: The danger is over, as far as anybody knows.
    over: bool = False
    #: How grave it is and how it sounds; None: as the alarm's kind.
    severity: Severity | None = None
    sound: Sound | None = None
    #: It is no step of an alarm: no kind is told with it, and none is asked for.
    matter: bool = False


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
    Moment.TIMED_OUT: MomentEntry("核实超时", "verify timed out"),
    Moment.REQUESTED: MomentEntry("已提请派警", "force requested"),
    Moment.CONFIRMED: MomentEntry("派警请求已证实", "request CONFIRMED"),
    Moment.WITHDRAWN: MomentEntry("派警请求已撤回", "request withdrawn", over=True),
    Moment.CHATTERS: MomentEntry("频繁报警", "chattering", severity=Severity.MEDIUM, sound="attention"),
    Moment.WORKS_BEGAN: MomentEntry(
        "维保或步测开始,期间警情仅记录",
        "works began: alarms only logged",
        severity=Severity.MEDIUM,
        sound="none",
        matter=True,
    ),
    Moment.WORKS_ENDED: MomentEntry(
        "维保或步测结束,恢复报警",
        "works ended: alarms ring again",
        severity=Severity.MEDIUM,
        sound="none",
        matter=True,
    ),
    Moment.CHECK_UNANSWERED: MomentEntry(
        "查岗无人应答", "duty check unanswered", severity=Severity.HIGH, sound="attention", matter=True
    ),
    Moment.HANDOVER_UNCONFIRMED: MomentEntry(
        "交接班未确认", "hand-over not confirmed", severity=Severity.MEDIUM, sound="attention", matter=True
    ),
    Moment.HANDOVER_MISSING: MomentEntry(
        "未办理交接班", "no hand-over made", severity=Severity.MEDIUM, sound="attention", matter=True
    ),
    Moment.NOT_COVERED: MomentEntry(
        "持证值班人员不足", "too few on duty", severity=Severity.HIGH, sound="attention", matter=True
    ),
    Moment.HAZARD_OVERDUE: MomentEntry(
        "隐患逾期未整改", "hazard overdue", severity=Severity.MEDIUM, sound="attention", matter=True
    ),
    Moment.RISK_WARNED: MomentEntry(
        "火灾风险预警交办", "fire risk warning", severity=Severity.MEDIUM, sound="attention", matter=True
    ),
    Moment.RISK_ESCALATED: MomentEntry(
        "火灾风险预警逾期升级",
        "fire risk warning overdue",
        severity=Severity.HIGH,
        sound="attention",
        matter=True,
    ),
}

#: Happenings on an alarm's timeline that are a moment; `verify` says in its detail what was found.
_OF_ACTION: dict[str, Moment] = {
    Happening.RAISE: Moment.RAISED,
    Happening.REACTIVATE: Moment.AGAIN,
    Happening.RESUME: Moment.AGAIN,
    Happening.ACKNOWLEDGE: Moment.ACKNOWLEDGED,
    Happening.ESCALATE: Moment.ESCALATED,
    Happening.DISPATCH: Moment.DISPATCHED,
    Happening.CLOSE: Moment.CLOSED,
    Happening.SETTLE: Moment.CLOSED,
    Happening.TIME_OUT: Moment.TIMED_OUT,
    Happening.REQUEST: Moment.REQUESTED,
    Happening.CONFIRM_REQUEST: Moment.CONFIRMED,
    Happening.WITHDRAW_REQUEST: Moment.WITHDRAWN,
    Happening.CHATTER: Moment.CHATTERS,
}
_OF_OUTCOME = {
    Outcome.REAL: Moment.REAL,
    Outcome.FALSE: Moment.NOT_REAL,
    Outcome.TEST: Moment.NOT_REAL,
    Outcome.UNKNOWN: Moment.UNKNOWN,
}


def moment_of(action: str, detail: Mapping[str, Any] | None) -> Moment | None:
    """The moment that a timeline entry is; None: nobody is told of it."""
    told = detail or {}
    if action == Happening.VERIFY:
        said = told.get("outcome")
        return next((moment for found, moment in _OF_OUTCOME.items() if found == said), Moment.UNKNOWN)
    if action == Happening.REQUEST and told.get("state") == RequestState.CONFIRMED:
        return Moment.CONFIRMED
    # The seat has the alarm before it as it is raised.
    if action == Happening.ESCALATE and told.get("role") == Role.SEAT:
        return None
    return _OF_ACTION.get(action)


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
    entry = MOMENTS[moment]
    return "none" if entry.over else entry.sound or WEIGHTS[EventKind(kind)].sound


def severity_of(kind: str, moment: Moment) -> Severity:
    """How grave a moment of an alarm of a kind, or a matter, is."""
    return MOMENTS[moment].severity or WEIGHTS[EventKind(kind)].severity
