"""How an organisation comes into service, as one table. Pure: values in, values out.

Theory of operation
===================

1.  An organisation is planned, then its gateway is enrolled, then heard, then an installer walks the building
    and reports (步测), then a person puts it in service.
2.  Enrolling and hearing are moves of the centre: they follow from what it sees. They only ever lead forward,
    and they come in any order: a gateway that speaks without an enrolment of ours is heard.
3.  A walk test that failed for any point does not move the state; it is kept all the same.
4.  A home needs no walk test. Everything else is put in service only after one, and only with every planned
    point heard, or with a person's words on why that will do.
5.  A person can suspend what is not retired, and resume it to where it was. What the centre sees meanwhile
    moves the place that it comes back to.
6.  Retired is the end, until a person plans it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cloud.refusal import Guard, Refusal


class State(StrEnum):
    """How far an organisation has come."""

    PLANNED = "planned"
    ENROLLED = "enrolled"
    HEARD = "heard"
    WALK_TESTED = "walk-tested"
    IN_SERVICE = "in-service"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class Action(StrEnum):
    """What moves the state. The first two are the centre's own."""

    ENROL = "enrol"
    HEAR = "hear"
    WALK_TEST = "walk-test"
    PUT_IN_SERVICE = "put-in-service"
    SUSPEND = "suspend"
    RESUME = "resume"
    RETIRE = "retire"
    PLAN_ANEW = "plan-anew"


STATE_NAMES: Final[dict[State, tuple[str, str]]] = {
    State.PLANNED: ("规划中", "planned"),
    State.ENROLLED: ("已注册", "enrolled"),
    State.HEARD: ("已上线", "heard"),
    State.WALK_TESTED: ("已步测", "walk-tested"),
    State.IN_SERVICE: ("已投运", "in service"),
    State.SUSPENDED: ("已停用", "suspended"),
    State.RETIRED: ("已注销", "retired"),
}
ACTION_NAMES: Final[dict[Action, tuple[str, str]]] = {
    Action.ENROL: ("注册", "enrol"),
    Action.HEAR: ("上线", "hear"),
    Action.WALK_TEST: ("步测", "walk test"),
    Action.PUT_IN_SERVICE: ("投运", "put in service"),
    Action.SUSPEND: ("停用", "suspend"),
    Action.RESUME: ("恢复", "resume"),
    Action.RETIRE: ("注销", "retire"),
    Action.PLAN_ANEW: ("重新规划", "plan anew"),
}
PERSONAL: Final = frozenset(
    {Action.PUT_IN_SERVICE, Action.SUSPEND, Action.RESUME, Action.RETIRE, Action.PLAN_ANEW}
)


@dataclass(frozen=True)
class Progress:
    """The part of an organisation that the rules speak of."""

    state: State = State.PLANNED
    #: Where it comes back to when it is resumed.
    former: State | None = None
    household: bool = False
    points_planned: int = 0
    points_heard: int = 0
    #: Why a person accepts what is missing; empty: nothing was said.
    accepted: str = ""


_Guard = Guard[Callable[[Progress], bool]]

ALL_HEARD: Final = _Guard(
    "every point heard, or words on why not",
    lambda progress: progress.points_heard >= progress.points_planned or bool(progress.accepted),
    "points-missing",
    "仍有规划点位从未上线。请补齐,或在备注中说明原因。",
    "Planned points were never heard. Bring them up, or say in the note why this will do.",
)
HOME: Final = _Guard(
    "a home",
    lambda progress: progress.household,
    "walk-test-missing",
    "单位须先完成步测才能投运。",
    "An organisation is put in service only after its walk test.",
)

#: Where a move leads; `None`: to where it was before it was suspended.
TRANSITIONS: Final[dict[tuple[State, Action], tuple[State | None, _Guard | None]]] = {
    (State.PLANNED, Action.ENROL): (State.ENROLLED, None),
    (State.PLANNED, Action.HEAR): (State.HEARD, None),
    (State.ENROLLED, Action.HEAR): (State.HEARD, None),
    (State.HEARD, Action.WALK_TEST): (State.WALK_TESTED, None),
    (State.WALK_TESTED, Action.WALK_TEST): (State.WALK_TESTED, None),
    (State.IN_SERVICE, Action.WALK_TEST): (State.IN_SERVICE, None),
    (State.HEARD, Action.PUT_IN_SERVICE): (State.IN_SERVICE, HOME),
    (State.WALK_TESTED, Action.PUT_IN_SERVICE): (State.IN_SERVICE, ALL_HEARD),
    (State.PLANNED, Action.SUSPEND): (State.SUSPENDED, None),
    (State.ENROLLED, Action.SUSPEND): (State.SUSPENDED, None),
    (State.HEARD, Action.SUSPEND): (State.SUSPENDED, None),
    (State.WALK_TESTED, Action.SUSPEND): (State.SUSPENDED, None),
    (State.IN_SERVICE, Action.SUSPEND): (State.SUSPENDED, None),
    (State.SUSPENDED, Action.RESUME): (None, None),
    (State.PLANNED, Action.RETIRE): (State.RETIRED, None),
    (State.ENROLLED, Action.RETIRE): (State.RETIRED, None),
    (State.HEARD, Action.RETIRE): (State.RETIRED, None),
    (State.WALK_TESTED, Action.RETIRE): (State.RETIRED, None),
    (State.IN_SERVICE, Action.RETIRE): (State.RETIRED, None),
    (State.SUSPENDED, Action.RETIRE): (State.RETIRED, None),
    (State.RETIRED, Action.PLAN_ANEW): (State.PLANNED, None),
}

_CURES: Final[dict[tuple[State, Action], tuple[str, str]]] = {
    (State.PLANNED, Action.PUT_IN_SERVICE): (
        "请先绑定网关并等待其上线。",
        " Bind its gateway and wait until it is heard.",
    ),
    (State.ENROLLED, Action.PUT_IN_SERVICE): ("请等待网关上线。", " Wait until its gateway is heard."),
    (State.SUSPENDED, Action.PUT_IN_SERVICE): ("请先恢复。", " Resume it first."),
    (State.PLANNED, Action.WALK_TEST): ("网关尚未上线。", " Its gateway was never heard."),
    (State.ENROLLED, Action.WALK_TEST): ("网关尚未上线。", " Its gateway was never heard."),
}


def move(progress: Progress, action: Action) -> Progress:
    """Where the action leads; raises Refusal with the reason."""
    entry = TRANSITIONS.get((progress.state, action))
    if entry is None:
        zh, en = _CURES.get((progress.state, action), ("", ""))
        raise Refusal(
            "impossible-transition",
            f"当前为“{STATE_NAMES[progress.state][0]}”,不能{ACTION_NAMES[action][0]}。{zh}",
            f"The organisation is {STATE_NAMES[progress.state][1]}; “{ACTION_NAMES[action][1]}” is not"
            f" possible.{en}",
        )
    state, guard = entry
    if guard is not None and not guard.holds(progress):
        raise guard.refusal()
    if action is Action.SUSPEND:
        return replace(progress, state=State.SUSPENDED, former=progress.state)
    return replace(progress, state=state or progress.former or State.PLANNED, former=None)


def seen(progress: Progress, action: Action) -> Progress:
    """What the centre saw by itself: it leads forward or changes nothing (rules 2 and 5)."""
    if progress.state is State.SUSPENDED and progress.former is not None:
        back = seen(replace(progress, state=progress.former, former=None), action)
        return replace(progress, former=back.state)
    entry = TRANSITIONS.get((progress.state, action))
    if entry is None or entry[0] is None:
        return progress
    return replace(progress, state=entry[0])


def possible(progress: Progress) -> tuple[Action, ...]:
    """What a person can do now, so that a page shows no button that would be refused."""
    return tuple(
        action
        for (state, action), (_, guard) in TRANSITIONS.items()
        if state is progress.state
        and action in PERSONAL
        and (guard is None or guard is ALL_HEARD or guard.holds(progress))
    )
