"""How far a command has come: one table. Pure.

A reply is a word of the gateway; silence past the end is the centre's own finding. A last word is the last:
what comes after it changes nothing.
"""

from __future__ import annotations

from enum import StrEnum

from telemetry.messages import ReplyStage


class State(StrEnum):
    """How a command stands."""

    WAITING = "waiting"
    SENT = "sent"
    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"
    UNANSWERED = "unanswered"


OPEN = frozenset({State.WAITING, State.SENT, State.ACCEPTED})

#: What the gateway says -> where an open command goes.
_BY_REPLY = {
    ReplyStage.ACCEPTED: State.ACCEPTED,
    ReplyStage.DONE: State.DONE,
    ReplyStage.REFUSED: State.REFUSED,
    ReplyStage.FAILED: State.FAILED,
    ReplyStage.EXPIRED: State.EXPIRED,
    ReplyStage.UNANSWERED: State.UNANSWERED,
}


def after_reply(state: State, stage: str) -> State:
    """The state after a reply."""
    return _BY_REPLY[ReplyStage(stage)] if state in OPEN else state


def after_sending(state: State) -> State:
    """The state after it went out."""
    return State.SENT if state is State.WAITING else state


def after_its_end(state: State) -> State:
    """The state once nobody can answer any more: one that was accepted was never finished."""
    return State.EXPIRED if state in OPEN else state


def pause_s(sent: int, first_s: float, longest_s: float) -> float:
    """How long to wait for a reply after the n-th sending."""
    return min(longest_s, first_s * 2.0 ** min(sent - 1, 20))
