"""The life of a draw as one table. Pure: values in, values out.

Theory of operation
===================

1.  A plan is drawn up and changed as often as one likes; nobody outside sees it.
2.  Frozen, its list is public with its hash, and nothing of it changes any more. That is possible only before
    the sources of chance speak.
3.  Once they have spoken, two persons enter the same numbers, each for themselves; where they differ, both
    enter them anew. Then it is drawn, at once and in public.
4.  What was drawn is given out as tasks.
5.  A draw that is frozen may be withdrawn while nothing is drawn, as when a source fails to speak. It stays
    public with the reason. What was drawn is never withdrawn: a result that is inconvenient stands.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cloud.refusal import Refusal


class State(StrEnum):
    """How far a draw has come."""

    DRAFTED = "drafted"
    FROZEN = "frozen"
    DRAWN = "drawn"
    ASSIGNED = "assigned"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves it."""

    CHANGE = "change"
    FREEZE = "freeze"
    ENTER = "enter"
    DRAW = "draw"
    ASSIGN = "assign"
    WITHDRAW = "withdraw"


STATE_NAMES: Final[dict[State, tuple[str, str]]] = {
    State.DRAFTED: ("拟定", "drafted"),
    State.FROZEN: ("已公示名单", "frozen and published"),
    State.DRAWN: ("已抽取", "drawn"),
    State.ASSIGNED: ("已派发", "given out"),
    State.WITHDRAWN: ("已撤回", "withdrawn"),
}
ACTION_NAMES: Final[dict[Action, tuple[str, str]]] = {
    Action.CHANGE: ("修改", "change"),
    Action.FREEZE: ("冻结并公示", "freeze and publish"),
    Action.ENTER: ("录入随机源数值", "enter the numbers"),
    Action.DRAW: ("抽取", "draw"),
    Action.ASSIGN: ("派发任务", "give out"),
    Action.WITHDRAW: ("撤回", "withdraw"),
}
TRANSITIONS: Final[dict[tuple[State, Action], State]] = {
    (State.DRAFTED, Action.CHANGE): State.DRAFTED,
    (State.DRAFTED, Action.FREEZE): State.FROZEN,
    (State.DRAFTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.FROZEN, Action.ENTER): State.FROZEN,
    (State.FROZEN, Action.DRAW): State.DRAWN,
    (State.FROZEN, Action.WITHDRAW): State.WITHDRAWN,
    (State.DRAWN, Action.ASSIGN): State.ASSIGNED,
    # Told again, what is not there yet is given out.
    (State.ASSIGNED, Action.ASSIGN): State.ASSIGNED,
}


def act(state: State, action: Action) -> State:
    """The state after an action; raises Refusal."""
    found = TRANSITIONS.get((state, action))
    if found is None:
        raise Refusal(
            "impossible-transition",
            f"该抽取处于“{STATE_NAMES[state][0]}”状态,不能“{ACTION_NAMES[action][0]}”。",
            f"The draw is {STATE_NAMES[state][1]}; it cannot {ACTION_NAMES[action][1]}.",
        )
    return found
