"""The life of an inspection as one table. Pure: values in, values out.

Theory of operation
===================

1.  A task is planned by a draw, a complaint or a person, and given to two inspectors at least. Where a draw
    found nobody with room it stays planned until a person gives it out.
2.  It begins as the first inspector begins, and is submitted when the checklist is answered.
3.  Submitted with nothing open it is closed. Otherwise its hazards decide: the last one closed closes it, one
    found or reopened later opens it again (`settle`). Nobody closes it by hand.
4.  What a second phone sends later is taken in as long as the task is not withdrawn: findings are never lost.
5.  A task that was not begun, or not finished, may be withdrawn with a reason. A task that a draw gave is
    withdrawn in public: the draw's record still names the unit.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cloud.refusal import Refusal


class State(StrEnum):
    """How far an inspection has come."""

    PLANNED = "planned"
    ASSIGNED = "assigned"
    STARTED = "started"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves it. The last two are the centre's own."""

    ASSIGN = "assign"
    START = "start"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    OPEN_AGAIN = "open-again"


STATE_NAMES: Final[dict[State, tuple[str, str]]] = {
    State.PLANNED: ("待派", "planned"),
    State.ASSIGNED: ("已派", "assigned"),
    State.STARTED: ("检查中", "started"),
    State.SUBMITTED: ("整改中", "submitted, hazards open"),
    State.CLOSED: ("已办结", "closed"),
    State.WITHDRAWN: ("已撤销", "withdrawn"),
}
ACTION_NAMES: Final[dict[Action, tuple[str, str]]] = {
    Action.ASSIGN: ("派给检查人员", "assign"),
    Action.START: ("开始检查", "start"),
    Action.SUBMIT: ("提交检查结果", "submit"),
    Action.WITHDRAW: ("撤销", "withdraw"),
    Action.CLOSE: ("办结", "close"),
    Action.OPEN_AGAIN: ("重新整改", "open again"),
}
TRANSITIONS: Final[dict[tuple[State, Action], State]] = {
    (State.PLANNED, Action.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Action.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Action.START): State.STARTED,
    (State.ASSIGNED, Action.SUBMIT): State.SUBMITTED,
    (State.STARTED, Action.SUBMIT): State.SUBMITTED,
    (State.PLANNED, Action.WITHDRAW): State.WITHDRAWN,
    (State.ASSIGNED, Action.WITHDRAW): State.WITHDRAWN,
    (State.STARTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Action.CLOSE): State.CLOSED,
    (State.CLOSED, Action.OPEN_AGAIN): State.SUBMITTED,
}
#: States in which a task is on its inspectors.
ON_INSPECTORS: Final = frozenset({State.ASSIGNED, State.STARTED})
#: States in which what a phone sends is taken in.
TAKES_FINDINGS: Final = frozenset({State.ASSIGNED, State.STARTED, State.SUBMITTED, State.CLOSED})
#: The place was looked at.
DONE: Final = frozenset({State.SUBMITTED, State.CLOSED})


def refused(state: State, action: Action) -> Refusal:
    """What is said when this action is impossible in this state."""
    return Refusal(
        "impossible-transition",
        f"检查任务处于“{STATE_NAMES[state][0]}”状态,不能“{ACTION_NAMES[action][0]}”。",
        f"The inspection is {STATE_NAMES[state][1]}; it cannot {ACTION_NAMES[action][1]}.",
    )


def act(state: State, action: Action) -> State:
    """The state after an action; raises Refusal."""
    found = TRANSITIONS.get((state, action))
    if found is None:
        raise refused(state, action)
    return found


def settled(state: State, open_hazards: int) -> Action | None:
    """What follows for the task from how many of its hazards are open (rule 3); None: nothing."""
    if state is State.SUBMITTED and not open_hazards:
        return Action.CLOSE
    return Action.OPEN_AGAIN if state is State.CLOSED and open_hazards else None
