"""The life of a hazard as one table. Pure: values in, values out.

Theory of operation
===================

1.  A hazard is found; an inspector orders its rectification (责令限期改正) with a deadline, or it is
    corrected on the spot (当场改正). What an organisation found itself has a deadline it set itself.
2.  The organisation reports that it is rectified, with words; a photo may stand beside. It closes nothing.
3.  Only an inspector's re-check (复查) closes what was ordered. A failed one needs a new deadline.
4.  The organisation may ask for more time while the deadline has not passed, once at a time. An inspector
    grants or refuses. Nothing moves a deadline but an order, a granted extension or a failed re-check.
5.  A hazard found by mistake is withdrawn with a reason, and stays on record. One closed by mistake is
    reopened with a reason and a deadline.
6.  Overdue is no state: it is an ordered hazard whose deadline has passed. One reported in time waits for the
    inspector and is not overdue.
7.  A hazard that an organisation found itself (a patrol's) is closed by itself: rule 3 holds for orders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from cloud.refusal import Guard, Refusal


class State(StrEnum):
    """How far a hazard has come."""

    FOUND = "found"
    ORDERED = "ordered"
    REPORTED = "reported"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves it."""

    ORDER = "order"
    CORRECT = "correct"
    REPORT = "report"
    ASK_EXTENSION = "ask-extension"
    GRANT_EXTENSION = "grant-extension"
    REFUSE_EXTENSION = "refuse-extension"
    PASS = "recheck-pass"  # noqa: S105 - a re-check that passed
    FAIL = "recheck-fail"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    SELF_CLOSE = "self-close"


STATE_NAMES: Final[dict[State, tuple[str, str]]] = {
    State.FOUND: ("已发现", "found"),
    State.ORDERED: ("限期整改", "ordered"),
    State.REPORTED: ("已报整改", "reported as rectified"),
    State.CLOSED: ("已销案", "closed"),
    State.WITHDRAWN: ("已撤销", "withdrawn"),
}
ACTION_NAMES: Final[dict[Action, tuple[str, str]]] = {
    Action.ORDER: ("责令限期改正", "order rectification"),
    Action.CORRECT: ("当场改正", "corrected on the spot"),
    Action.REPORT: ("报告整改完成", "report as rectified"),
    Action.ASK_EXTENSION: ("申请延期", "ask for an extension"),
    Action.GRANT_EXTENSION: ("同意延期", "grant the extension"),
    Action.REFUSE_EXTENSION: ("不同意延期", "refuse the extension"),
    Action.PASS: ("复查合格", "re-check passed"),
    Action.FAIL: ("复查不合格", "re-check failed"),
    Action.WITHDRAW: ("撤销", "withdraw"),
    Action.REOPEN: ("重新立案", "reopen"),
    Action.SELF_CLOSE: ("自行整改销案", "rectified by itself"),
}
#: What inspectors do, and what the organisation does.
INSPECTORS: Final = frozenset(
    {
        Action.ORDER,
        Action.CORRECT,
        Action.GRANT_EXTENSION,
        Action.REFUSE_EXTENSION,
        Action.PASS,
        Action.FAIL,
        Action.WITHDRAW,
        Action.REOPEN,
    }
)
ORGANISATIONS: Final = frozenset({Action.REPORT, Action.ASK_EXTENSION, Action.SELF_CLOSE})
#: States that still ask for somebody.
OPEN: Final = frozenset({State.FOUND, State.ORDERED, State.REPORTED})


@dataclass(frozen=True)
class Standing:
    """The part of a hazard that the rules speak of."""

    state: State = State.FOUND
    deadline: date | None = None
    #: Until when more time is asked for; None: nothing is asked.
    asked_until: date | None = None
    #: The organisation found it itself.
    own: bool = False


class Told(NamedTuple):
    """What comes with an action."""

    today: date
    deadline: date | None = None
    words: str = ""


_Guard = Guard[Callable[[Standing, Told], bool]]

AHEAD: Final = _Guard(
    "deadline ahead",
    lambda _standing, told: told.deadline is not None and told.deadline >= told.today,
    "deadline-wanted",
    "请填写整改期限,且不早于今天。",
    "Give a deadline, today at the earliest.",
    "body.deadline",
)
WORDS: Final = _Guard(
    "words given",
    lambda _standing, told: bool(told.words.strip()),
    "words-wanted",
    "请填写说明。",
    "Say in words what was done, or why.",
    "body.note",
)
IN_TIME: Final = _Guard(
    "in time, none asked, later",
    lambda standing, told: (
        standing.deadline is not None
        and standing.asked_until is None
        and told.today <= standing.deadline
        and told.deadline is not None
        and told.deadline > standing.deadline
    ),
    "no-extension",
    "延期须在期限届满前申请、晚于原期限,且没有未答复的申请。",
    "An extension is asked for before the deadline, to a later day, and one at a time.",
    "body.deadline",
)
ASKED: Final = _Guard(
    "extension asked",
    lambda standing, _told: standing.asked_until is not None,
    "nothing-asked",
    "没有待答复的延期申请。",
    "There is no request for an extension.",
)
AGAIN: Final = _Guard(
    "words and deadline ahead",
    lambda standing, told: WORDS.holds(standing, told) and AHEAD.holds(standing, told),
    "words-and-deadline-wanted",
    "请说明原因并填写新的整改期限。",
    "Say why, and give a new deadline, today at the earliest.",
    "body.deadline",
)
OWN: Final = _Guard(
    "found by itself, words",
    lambda standing, told: standing.own and WORDS.holds(standing, told),
    "not-own",
    "监督检查发现的隐患须经复查销案;自查隐患请说明整改情况。",
    "What an inspection found is closed by a re-check; of one's own finding say what was done.",
    "body.note",
)

TRANSITIONS: Final[dict[tuple[State, Action], tuple[State, _Guard | None]]] = {
    (State.FOUND, Action.ORDER): (State.ORDERED, AHEAD),
    (State.FOUND, Action.CORRECT): (State.CLOSED, None),
    (State.FOUND, Action.SELF_CLOSE): (State.CLOSED, OWN),
    (State.FOUND, Action.WITHDRAW): (State.WITHDRAWN, WORDS),
    (State.ORDERED, Action.REPORT): (State.REPORTED, WORDS),
    (State.ORDERED, Action.SELF_CLOSE): (State.CLOSED, OWN),
    (State.ORDERED, Action.ASK_EXTENSION): (State.ORDERED, IN_TIME),
    (State.ORDERED, Action.GRANT_EXTENSION): (State.ORDERED, ASKED),
    (State.ORDERED, Action.REFUSE_EXTENSION): (State.ORDERED, ASKED),
    (State.ORDERED, Action.PASS): (State.CLOSED, None),
    (State.ORDERED, Action.FAIL): (State.ORDERED, AHEAD),
    (State.ORDERED, Action.WITHDRAW): (State.WITHDRAWN, WORDS),
    (State.REPORTED, Action.PASS): (State.CLOSED, None),
    (State.REPORTED, Action.FAIL): (State.ORDERED, AHEAD),
    (State.REPORTED, Action.WITHDRAW): (State.WITHDRAWN, WORDS),
    (State.CLOSED, Action.REOPEN): (State.ORDERED, AGAIN),
}

#: Actions that set the deadline that was told.
_SETS_DEADLINE: Final = frozenset({Action.ORDER, Action.FAIL, Action.REOPEN})
#: Actions that leave no request for an extension behind.
_SETTLES_REQUEST: Final = frozenset(Action) - {Action.ASK_EXTENSION}


def act(standing: Standing, action: Action, told: Told) -> Standing:
    """The standing after an action; raises Refusal with the reason."""
    entry = TRANSITIONS.get((standing.state, action))
    if entry is None:
        raise Refusal(
            "impossible-transition",
            f"隐患处于“{STATE_NAMES[standing.state][0]}”状态,不能“{ACTION_NAMES[action][0]}”。",
            f"The hazard is {STATE_NAMES[standing.state][1]}: it is too late or too early for"
            f" “{ACTION_NAMES[action][1]}”.",
        )
    state, guard = entry
    if guard is not None and not guard.holds(standing, told):
        raise guard.refusal()
    moved = replace(standing, state=state)
    if action in _SETS_DEADLINE:
        moved = replace(moved, deadline=told.deadline)
    if action is Action.ASK_EXTENSION:
        moved = replace(moved, asked_until=told.deadline)
    if action is Action.GRANT_EXTENSION:
        moved = replace(moved, deadline=standing.asked_until)
    return replace(moved, asked_until=None) if action in _SETTLES_REQUEST else moved


def overdue(standing: Standing, today: date) -> bool:
    """Whether an ordered rectification is past its deadline (rule 6)."""
    return standing.state is State.ORDERED and standing.deadline is not None and standing.deadline < today


def possible(standing: Standing) -> list[Action]:
    """The actions that the state allows, whatever comes with them."""
    return [
        action
        for state, action in TRANSITIONS
        if state is standing.state
        and not (action in (Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION) and standing.asked_until is None)
        and not (action is Action.ASK_EXTENSION and standing.asked_until is not None)
        and not (action is Action.SELF_CLOSE and not standing.own)
    ]
