"""The life of a command as one table. Pure.

Theory of operation
===================

1. A command is known by its number, which the centre counts for each gateway. What is known is never begun
   again: a command that comes again (redelivery, a broker's restart, a kill at any moment) changes nothing.
2. Each step that the centre must hear of is stored in one transaction with the reply that tells it. So a
   kill leaves either the step and its word, or neither. The broker is acknowledged after that transaction.
3. A duty check waits for a person, and ends by the answer or by its time, whatever restarts in between.
4. Everything else is worked on at once. Work that a kill interrupted is taken up again: each kind of work
   comes to the same when it is done twice.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from telemetry.messages import ReplyStage


class State(StrEnum):
    """Where a command stands."""

    NEW = "new"
    WORKING = "working"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"
    UNANSWERED = "unanswered"


class Happening(StrEnum):
    """What can happen to it."""

    ARRIVES = "arrives"
    ARRIVES_FOR_A_PERSON = "arrives for a person"
    ARRIVES_UNWANTED = "arrives unwanted"
    ARRIVES_LATE = "arrives late"
    COMES_AGAIN = "comes again"
    RESTART = "restart"
    SUCCEEDS = "succeeds"
    FAILS = "fails"
    ANSWERED = "answered"
    TIME_UP = "time is up"


#: 中文名 / the names that people read.
NAMES = {
    Happening.ARRIVES: "到达",
    Happening.ARRIVES_FOR_A_PERSON: "查岗到达",
    Happening.ARRIVES_UNWANTED: "不允许或不合法",
    Happening.ARRIVES_LATE: "过期到达",
    Happening.COMES_AGAIN: "重复到达",
    Happening.RESTART: "代理重启",
    Happening.SUCCEEDS: "完成",
    Happening.FAILS: "失败",
    Happening.ANSWERED: "值班人应答",
    Happening.TIME_UP: "超时",
}

FINAL = frozenset({State.DONE, State.REFUSED, State.FAILED, State.EXPIRED, State.UNANSWERED})


class Step(NamedTuple):
    """Where a happening leads, and what the centre is told of it; None: nothing."""

    state: State
    told: ReplyStage | None


TRANSITIONS: dict[tuple[State, Happening], Step] = {
    (State.NEW, Happening.ARRIVES): Step(State.WORKING, ReplyStage.ACCEPTED),
    (State.NEW, Happening.ARRIVES_FOR_A_PERSON): Step(State.WAITING, ReplyStage.ACCEPTED),
    (State.NEW, Happening.ARRIVES_UNWANTED): Step(State.REFUSED, ReplyStage.REFUSED),
    (State.NEW, Happening.ARRIVES_LATE): Step(State.EXPIRED, ReplyStage.EXPIRED),
    (State.WORKING, Happening.SUCCEEDS): Step(State.DONE, ReplyStage.DONE),
    (State.WORKING, Happening.FAILS): Step(State.FAILED, ReplyStage.FAILED),
    (State.WAITING, Happening.ANSWERED): Step(State.DONE, ReplyStage.DONE),
    (State.WAITING, Happening.TIME_UP): Step(State.UNANSWERED, ReplyStage.UNANSWERED),
    **{
        (state, happening): Step(state, None)
        for state in State
        if state is not State.NEW
        for happening in (Happening.COMES_AGAIN, Happening.RESTART)
    },
}

#: The stages in which all is well.
OK_STAGES = frozenset({ReplyStage.ACCEPTED, ReplyStage.DONE})


class NoSuchStep(ValueError):
    """What cannot happen to a command in that state."""


def step(state: State, happening: Happening) -> Step:
    """Where this leads. Raises NoSuchStep."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        raise NoSuchStep(f"a command that is {state.value}: {happening.value}") from None


def mermaid() -> str:
    """The table as a Mermaid state diagram; what changes nothing is left out."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.NEW}"]
    for (source, happening), (target, told) in TRANSITIONS.items():
        if source is not target:
            label = f"{NAMES[happening]} {happening}" + (f" / reply {told}" if told else "")
            lines.append(f"    {source} --> {target}: {label}")
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(lines) + "\n"
