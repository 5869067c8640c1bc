"""The life of a delivery as one table, and its pauses. Pure.

1. A delivery is *queued* until a try ends well, or none is left.
2. `sent`: a relay has taken it and may still report. `delivered`: the receiver itself has it.
3. `failed`: the receiver will never take it as it is. `given-up`: every try was in vain.
4. `dropped`: it never had a try; the channel's queue was full. Never one of the fire class.
5. A person may queue again what has failed, was given up or dropped.
"""

from __future__ import annotations

import random
from enum import StrEnum

from cloud.live.classes import FIRE
from runtime.backoff import Backoff


class State(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given-up"
    DROPPED = "dropped"


class Result(StrEnum):
    """What came of a try, or of a later report."""

    DELIVERED = "delivered"
    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    EXHAUSTED = "exhausted"
    CROWDED_OUT = "crowded-out"
    AGAIN = "again"


TRANSITIONS: dict[tuple[State, Result], State] = {
    (State.QUEUED, Result.DELIVERED): State.DELIVERED,
    (State.QUEUED, Result.SENT): State.SENT,
    (State.QUEUED, Result.RETRY): State.QUEUED,
    (State.QUEUED, Result.REFUSED): State.FAILED,
    (State.QUEUED, Result.EXHAUSTED): State.GIVEN_UP,
    (State.QUEUED, Result.CROWDED_OUT): State.DROPPED,
    (State.SENT, Result.DELIVERED): State.DELIVERED,
    (State.SENT, Result.REFUSED): State.FAILED,
    (State.FAILED, Result.AGAIN): State.QUEUED,
    (State.GIVEN_UP, Result.AGAIN): State.QUEUED,
    (State.DROPPED, Result.AGAIN): State.QUEUED,
}

#: Nobody has it, and nothing more is tried.
LOST = frozenset({State.FAILED, State.GIVEN_UP, State.DROPPED})
ENDED = frozenset({State.SENT, State.DELIVERED, *LOST})

#: Tries of the fire class, and of everything else.
TRIES = {True: 20, False: 10}
#: Seconds to the second try, and the longest pause.
_PAUSES = {True: (2.0, 300.0), False: (10.0, 3_600.0)}
_JITTER = 0.25


def after(state: State, result: Result) -> State | None:
    """The state after a result; None where the table holds none: nothing changes."""
    return TRANSITIONS.get((state, result))


def next_try(tries: int, rank: int, now: int, wish_s: float | None, rng: random.Random) -> int | None:
    """When to try after `tries` failed ones, ms; None: no more. A receiver's wish for longer is heeded."""
    fire = rank == FIRE
    if tries >= TRIES[fire]:
        return None
    first_s, limit_s = _PAUSES[fire]
    pauses = Backoff(first_s, limit_s=limit_s, jitter=_JITTER, rng=rng)
    pause_s = [pauses.next() for _ in range(tries)][-1]
    return now + int(max(pause_s, min(wish_s or 0.0, limit_s)) * 1000)
