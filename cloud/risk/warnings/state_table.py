"""The life of a risk warning as one table. Pure: values in, values out.

Theory of operation
===================

1.  A rule raises a warning to a desk with a task and a deadline. While one is open at a site, the same rule
    raises no second one.
2.  The desk accepts it, and reports what was done, in words. A report closes nothing.
3.  Whoever inspects checks the report: closes it, or returns it with the reason.
4.  A warning goes to another desk with a reason; it is to be accepted anew.
5.  One that was raised by mistake is withdrawn with a reason, and stays on record.
6.  Overdue is no state: it is an open warning whose deadline has passed. It is taken higher by the job, once
    for each step.
7.  What raised it may cease by itself. That is told in the timeline; a person still closes it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from cloud.refusal import Guard, Refusal


class State(StrEnum):
    """How far a warning has come."""

    RAISED = "raised"
    ACCEPTED = "accepted"
    REPORTED = "reported"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves it."""

    ACCEPT = "accept"
    REPORT = "report"
    RETURN = "return"
    TRANSFER = "transfer"
    CLOSE = "close"
    WITHDRAW = "withdraw"


STATE_NAMES: Final[dict[State, tuple[str, str]]] = {
    State.RAISED: ("待受理", "raised"),
    State.ACCEPTED: ("处置中", "accepted"),
    State.REPORTED: ("已报处置", "reported as dealt with"),
    State.CLOSED: ("已销号", "closed"),
    State.WITHDRAWN: ("已撤销", "withdrawn"),
}
ACTION_NAMES: Final[dict[Action, tuple[str, str]]] = {
    Action.ACCEPT: ("受理", "accept"),
    Action.REPORT: ("报告处置情况", "report what was done"),
    Action.RETURN: ("退回重办", "return"),
    Action.TRANSFER: ("转办", "transfer"),
    Action.CLOSE: ("核查销号", "check and close"),
    Action.WITHDRAW: ("撤销", "withdraw"),
}
#: What the organisation itself may do; whoever inspects may do everything.
ORGANISATIONS: Final = frozenset({Action.ACCEPT, Action.REPORT})
OPEN: Final = frozenset({State.RAISED, State.ACCEPTED, State.REPORTED})


class Told(NamedTuple):
    """What comes with an action."""

    words: str = ""
    #: The desk it is at, and the one it is to go to.
    desk: str = ""
    to: str = ""


_Guard = Guard[Callable[[Told], bool]]

WORDS: Final = _Guard(
    "words given",
    lambda told: bool(told.words.strip()),
    "words-wanted",
    "请填写说明。",
    "Say in words what was done, or why.",
    "body.note",
)
ELSEWHERE: Final = _Guard(
    "words and another desk",
    lambda told: WORDS.holds(told) and told.to not in ("", told.desk),
    "desk-wanted",
    "请选择另一个承办方并说明原因。",
    "Name another desk, and say why.",
    "body.desk",
)

TRANSITIONS: Final[dict[tuple[State, Action], tuple[State, _Guard | None]]] = {
    (State.RAISED, Action.ACCEPT): (State.ACCEPTED, None),
    (State.RAISED, Action.TRANSFER): (State.RAISED, ELSEWHERE),
    (State.RAISED, Action.CLOSE): (State.CLOSED, WORDS),
    (State.RAISED, Action.WITHDRAW): (State.WITHDRAWN, WORDS),
    (State.ACCEPTED, Action.REPORT): (State.REPORTED, WORDS),
    (State.ACCEPTED, Action.TRANSFER): (State.RAISED, ELSEWHERE),
    (State.ACCEPTED, Action.CLOSE): (State.CLOSED, WORDS),
    (State.ACCEPTED, Action.WITHDRAW): (State.WITHDRAWN, WORDS),
    (State.REPORTED, Action.CLOSE): (State.CLOSED, None),
    (State.REPORTED, Action.RETURN): (State.ACCEPTED, WORDS),
    (State.REPORTED, Action.WITHDRAW): (State.WITHDRAWN, WORDS),
}


def act(state: State, action: Action, told: Told) -> State:
    """The state after an action; raises Refusal with the reason."""
    entry = TRANSITIONS.get((state, action))
    if entry is None:
        raise Refusal(
            "impossible-transition",
            f"预警处于“{STATE_NAMES[state][0]}”状态,不能“{ACTION_NAMES[action][0]}”。",
            f"The warning is {STATE_NAMES[state][1]}: it is too late or too early for"
            f" “{ACTION_NAMES[action][1]}”.",
        )
    after, guard = entry
    if guard is not None and not guard.holds(told):
        raise guard.refusal()
    return after


def possible(state: State) -> list[Action]:
    """What the table knows to do in a state, in its order."""
    return [action for source, action in TRANSITIONS if source is state]
