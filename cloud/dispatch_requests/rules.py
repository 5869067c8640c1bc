"""What asks for a dispatch: one table, walked. Pure.

A verdict decides by kind and outcome. Without one, only a fire goes out by itself (`cloud.alarm_watch`).
"""

from __future__ import annotations

from enum import StrEnum

from cloud.alarms.state_table import Outcome
from telemetry.event_kinds import FIRE_CLASS, EventKind


class RequestState(StrEnum):
    """How a request stands."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why it was made."""

    VERIFIED = "verified"
    NOT_REAL = "not-real"
    NOBODY_CAN_TELL = "nobody-can-tell"
    TIMED_OUT = "timed-out"
    NO_DELAY = "no-delay"
    EVIDENCE = "evidence"


REASON_NAMES: dict[Reason, tuple[str, str]] = {
    Reason.VERIFIED: ("已核实为真实", "verified as real"),
    Reason.NOT_REAL: ("核实结论不是真实火情", "the verdict is not a real fire"),
    Reason.NOBODY_CAN_TELL: ("现场无法判断", "nobody can tell"),
    Reason.TIMED_OUT: ("核实超时", "not verified in time"),
    Reason.NO_DELAY: ("该类建筑不等待核实", "this category of building does not wait"),
    Reason.EVIDENCE: ("旁证充分,不再等待", "the evidence is enough not to wait"),
}

#: What a verdict makes of an alarm's request; what is not here asks for nothing.
_ASKS: dict[tuple[EventKind, Outcome], tuple[RequestState, Reason]] = {
    **{(kind, Outcome.REAL): (RequestState.CONFIRMED, Reason.VERIFIED) for kind in FIRE_CLASS},
    # Who looked and cannot tell has not found that nothing burns.
    (EventKind.FIRE, Outcome.UNKNOWN): (RequestState.REQUESTED, Reason.NOBODY_CAN_TELL),
}


def asked_by(kind: EventKind, outcome: Outcome) -> tuple[RequestState, Reason] | None:
    """What a verdict asks for; None: nothing, and a request that stands is withdrawn."""
    return _ASKS.get((kind, outcome))
