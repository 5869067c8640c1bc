"""The life of an alarm as one table. Pure: values in, values out.

Theory of operation
===================

An alarm has two sides that move apart. Its *level* is the device's own: active or cleared. Its *state* is
what people have done about it: raised → acknowledged → verified → dispatched → closed.

1.  There is at most one open alarm a (gateway, part, kind). Open is every state but closed.
2.  People move the state by the actions of `TRANSITIONS`. What the table does not hold is impossible.
3.  The device moves the level, and only the device. No action of a person clears an alarm; acknowledging
    only silences it.
4.  An alarm that has cleared stays open (it latches): somebody must have seen it.
5.  When a cleared alarm becomes active again it goes back to `raised`, whatever the state, and its outcome
    is forgotten: that was a verdict on the former activation. `occurrences` counts how often that happened.
6.  The fire class (fire, early warning, pre-alarm) is closed by a person: after a verdict `real` or `unknown`
    and once cleared.
7.  A verdict `false` or `test` closes the alarm by itself as soon as it is cleared, at once if it already is.
8.  Kinds outside the fire class close by themselves once acknowledged and cleared.
9.  `test` alarms close by themselves once cleared, seen or not: the log keeps them.
10. Nobody can close an active alarm.

11. One tap is enough: a verdict on an alarm that nobody has acknowledged acknowledges it too.
12. A fire that nobody verifies in its time (`time-out`) has the outcome `unknown` and stays in its state: it
    may be dispatched, and still asks to be seen.
13. What rings within declared maintenance or a walk test is logged (`log`): the centre's own verdict is
    `test`, and rule 7 ends it. What is still active as the declared time ends rings again (`resume`).
14. A kind that closes by itself (8, 9) would open a new alarm each time that it chatters. While one of those
    chatters (ISA-18.2) it is one alarm: it does not close, and each return of the device is folded into it.
    The count rises, state and outcome stay, nothing rings. As the chatter ends it closes by the rules above
    if it has cleared; what still stands is no chatter, and rings once more. The fire class needs none of
    this: it is one alarm until a person closes it, and each of its returns rings.

Rules 6 to 9 are `SETTLES`: after every move `settle` looks whether the alarm has come to its end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from cloud.refusal import Guard, Refusal
from telemetry.event_kinds import FIRE_CLASS, EventKind


class State(StrEnum):
    """What has been done about an alarm."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    VERIFIED = "verified"
    DISPATCHED = "dispatched"
    CLOSED = "closed"


class Level(StrEnum):
    """What the device says."""

    ACTIVE = "active"
    CLEARED = "cleared"


class Outcome(StrEnum):
    """What verifying found."""

    REAL = "real"
    FALSE = "false"
    TEST = "test"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """What moves the state. `PERSONAL` are a person's, `OWN` the centre's; the last two follow by rule."""

    ACKNOWLEDGE = "acknowledge"
    VERIFY = "verify"
    DISPATCH = "dispatch"
    CLOSE = "close"
    TIME_OUT = "time-out"
    LOG = "log"
    RESUME = "resume"
    REACTIVATE = "reactivate"
    SETTLE = "settle"


#: Nobody has found out what it is.
UNVERIFIED = frozenset({State.RAISED, State.ACKNOWLEDGED})

PERSONAL = (Action.ACKNOWLEDGE, Action.VERIFY, Action.DISPATCH, Action.CLOSE)
#: The outcome that each of the centre's own actions leaves.
OWN: dict[Action, Outcome | None] = {
    Action.TIME_OUT: Outcome.UNKNOWN,
    Action.LOG: Outcome.TEST,
    Action.RESUME: None,
}

STATE_NAMES: dict[State, tuple[str, str]] = {
    State.RAISED: ("报警", "raised"),
    State.ACKNOWLEDGED: ("已确认", "acknowledged"),
    State.VERIFIED: ("已核实", "verified"),
    State.DISPATCHED: ("已派警", "dispatched"),
    State.CLOSED: ("已关闭", "closed"),
}
ACTION_NAMES: dict[Action, tuple[str, str]] = {
    Action.ACKNOWLEDGE: ("确认", "acknowledge"),
    Action.VERIFY: ("核实", "verify"),
    Action.DISPATCH: ("派警", "dispatch"),
    Action.CLOSE: ("关闭", "close"),
    Action.TIME_OUT: ("核实超时", "time out"),
    Action.LOG: ("维保/测试记录", "log"),
    Action.RESUME: ("恢复报警", "resume"),
    Action.REACTIVATE: ("再次报警", "reactivate"),
    Action.SETTLE: ("自动关闭", "settle"),
}


@dataclass(frozen=True)
class Status:
    """The part of an alarm that the rules speak of."""

    kind: EventKind
    state: State = State.RAISED
    level: Level = Level.ACTIVE
    outcome: Outcome | None = None
    chatters: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it still asks for somebody."""
        return self.state is not State.CLOSED

    @property
    def folds(self) -> bool:
        """Whether what the device does is folded into it (rule 14)."""
        return self.chatters and self.kind not in FIRE_CLASS


_Guard = Guard[Callable[[Status, Outcome | None], bool]]

CLEARED = _Guard(
    "cleared",
    lambda status, _outcome: status.level is Level.CLEARED,
    "still-active",
    "设备仍在报警,复位后才能关闭。",
    "The device is still in alarm; it can be closed once the device has cleared.",
)
GIVEN = _Guard(
    "outcome given",
    lambda _status, outcome: outcome is not None,
    "outcome-missing",
    "核实必须给出结论:真实、误报、测试或不明。",
    "Verifying needs an outcome: real, false, test or unknown.",
)
WORTH_SENDING = _Guard(
    "real or unknown",
    lambda status, _outcome: status.outcome in (Outcome.REAL, Outcome.UNKNOWN),
    "not-real",
    "误报和测试不派警;未核实的火警须先核实或核实超时。",
    "A false alarm or a test is not dispatched, nor what is neither verified nor timed out.",
)
FIRE = _Guard(
    "fire",
    lambda status, _outcome: status.kind is EventKind.FIRE,
    "not-fire",
    "只有火警有核实时限。",
    "Only a fire has a time within which it must be verified.",
)
STILL_TEST = _Guard(
    "active, test",
    lambda status, _outcome: status.level is Level.ACTIVE and status.outcome is Outcome.TEST,
    "not-logged",
    "只有仍在报警的测试记录才能恢复报警。",
    "Only what was logged as a test and is still active rings again.",
)

TRANSITIONS: dict[tuple[State, Action], tuple[State, _Guard | None]] = {
    (State.RAISED, Action.ACKNOWLEDGE): (State.ACKNOWLEDGED, None),
    (State.RAISED, Action.VERIFY): (State.VERIFIED, GIVEN),
    (State.ACKNOWLEDGED, Action.VERIFY): (State.VERIFIED, GIVEN),
    # A verdict may be corrected.
    (State.VERIFIED, Action.VERIFY): (State.VERIFIED, GIVEN),
    # Who was on scene knows what it was, and whoever finds it false after all has the force turn round.
    (State.DISPATCHED, Action.VERIFY): (State.VERIFIED, GIVEN),
    (State.ACKNOWLEDGED, Action.DISPATCH): (State.DISPATCHED, WORTH_SENDING),
    (State.VERIFIED, Action.DISPATCH): (State.DISPATCHED, WORTH_SENDING),
    (State.VERIFIED, Action.CLOSE): (State.CLOSED, CLEARED),
    (State.DISPATCHED, Action.CLOSE): (State.CLOSED, CLEARED),
    (State.RAISED, Action.TIME_OUT): (State.RAISED, FIRE),
    (State.ACKNOWLEDGED, Action.TIME_OUT): (State.ACKNOWLEDGED, FIRE),
    (State.RAISED, Action.LOG): (State.VERIFIED, None),
    (State.ACKNOWLEDGED, Action.LOG): (State.VERIFIED, None),
    (State.VERIFIED, Action.RESUME): (State.RAISED, STILL_TEST),
    (State.RAISED, Action.REACTIVATE): (State.RAISED, None),
    (State.ACKNOWLEDGED, Action.REACTIVATE): (State.RAISED, None),
    (State.VERIFIED, Action.REACTIVATE): (State.RAISED, None),
    (State.DISPATCHED, Action.REACTIVATE): (State.RAISED, None),
    (State.RAISED, Action.SETTLE): (State.CLOSED, None),
    (State.ACKNOWLEDGED, Action.SETTLE): (State.CLOSED, None),
    (State.VERIFIED, Action.SETTLE): (State.CLOSED, None),
}


class Settling(NamedTuple):
    """One way for a cleared alarm to end by itself (rule 7, 8 or 9)."""

    rule: int
    kinds: frozenset[EventKind]
    states: frozenset[State]
    #: None: whatever the outcome, or none yet.
    outcomes: frozenset[Outcome] | None


_ALL = frozenset(EventKind)
_SEEN = frozenset({State.ACKNOWLEDGED, State.VERIFIED})

SETTLES = (
    Settling(7, _ALL, frozenset({State.VERIFIED}), frozenset({Outcome.FALSE, Outcome.TEST})),
    Settling(8, _ALL - FIRE_CLASS, _SEEN, None),
    Settling(9, frozenset({EventKind.TEST}), _SEEN | {State.RAISED}, None),
)


def act(status: Status, action: Action, outcome: Outcome | None = None) -> Status:
    """The status after a person's action; raises Refusal with the reason."""
    if action not in PERSONAL:
        raise ValueError(f"{action} is not an action of a person")
    moved = _move(status, action, outcome)
    return settle(replace(moved, outcome=outcome) if action is Action.VERIFY else moved)


def advance(status: Status, action: Action) -> Status:
    """The status after one of the centre's own actions; raises Refusal with the reason."""
    return settle(replace(_move(status, action, None), outcome=OWN[action]))


def observe(status: Status, active: bool) -> Status:
    """The status of an open alarm after the device said that it is active, or that it has cleared."""
    if not status.is_open:
        raise ValueError("a closed alarm is not touched; a new one is raised")
    if not active:
        return settle(replace(status, level=Level.CLEARED))
    if status.level is Level.ACTIVE:
        return status
    if status.folds:
        return replace(status, level=Level.ACTIVE)
    return replace(_move(status, Action.REACTIVATE, None), level=Level.ACTIVE, outcome=None)


def calm(status: Status) -> Status:
    """The status of an open alarm as its chatter ends."""
    quiet = replace(status, chatters=False)
    if status.folds and status.level is Level.ACTIVE and status.state is not State.RAISED:
        return replace(_move(quiet, Action.REACTIVATE, None), outcome=None)
    return settle(quiet)


def settle(status: Status) -> Status:
    """Closed, if a cleared alarm has nothing left to ask for; else as it is."""
    if status.level is not Level.CLEARED or not status.is_open or status.folds:
        return status
    for ending in SETTLES:
        if (
            status.kind in ending.kinds
            and status.state in ending.states
            and (ending.outcomes is None or status.outcome in ending.outcomes)
        ):
            return _move(status, Action.SETTLE, None)
    return status


def _move(status: Status, action: Action, outcome: Outcome | None) -> Status:
    entry = TRANSITIONS.get((status.state, action))
    if entry is None:
        state_zh, state_en = STATE_NAMES[status.state]
        action_zh, action_en = ACTION_NAMES[action]
        raise Refusal(
            "impossible-transition",
            f"警情处于“{state_zh}”状态,不能{action_zh}。{_CURES_ZH.get((status.state, action), '')}",
            f"The alarm is {state_en}; it cannot {action_en}.{_CURES_EN.get((status.state, action), '')}",
        )
    state, guard = entry
    if guard is not None and not guard.holds(status, outcome):
        raise guard.refusal()
    return replace(status, state=state)


_CURES_ZH = {
    (State.RAISED, Action.CLOSE): "请先核实。",
    (State.ACKNOWLEDGED, Action.CLOSE): "请先核实;非火警类警情复位后自动关闭。",
}
_CURES_EN = {
    (State.RAISED, Action.CLOSE): " Verify it first.",
    (State.ACKNOWLEDGED, Action.CLOSE): " Verify it first; kinds outside the fire class close once cleared.",
}
