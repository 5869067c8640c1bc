"""A known number that comes with an event under it: told once more, late, or counted from one again.

| the event log has, under the number | and | the event is |
|---|---|---|
| this very message, or a dead letter is of it | – | a repetition |
| the same edge in other words | – | a repetition; a dead letter tells |
| another event | – | *reused*: stored under the next number, as the newest; a dead letter tells |
| nothing | made before the stream was last stored | *late*: taken for evicted; stored as it is |
| nothing | made since, or by a clock that is not set | *reused* |

A gateway that was wiped counts from one again. What it says must not be taken for what it once said: its next
fire would be lost, receipted. Whoever enrols anew is told its numbers, so this is for all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy.orm import Session

from cloud.access.examine import Accepted, Identity, Refused, clock_doubtful
from cloud.access.repository import Account
from cloud.dead_letters import repository as dead_letters
from cloud.events import repository as event_log
from cloud.events.repository import Held
from telemetry.messages import Event


class Again(NamedTuple):
    """An event under a number that its stream has seen."""

    item: Accepted
    message: Event
    identity: Identity


class Outcome(NamedTuple):
    """What it is to be stored as, if it is, and what a dead letter says of it, if one does."""

    stored: Accepted | None = None
    told: Refused | None = None


REPETITION = Outcome()


def look(
    session: Session, again: Sequence[Again], in_hand: set[bytes], account: Callable[[Identity], Account]
) -> list[Outcome]:
    """What each is. `in_hand` are the digests of what the same batch stores already; it grows."""
    held = event_log.held(session, {(one.identity.place.gateway, one.identity.seq) for one in again})
    unlike = [
        one
        for one in again
        if one.item.arrival.digest not in in_hand and not _is(held.get(_key(one)), one.item.arrival.digest)
    ]
    if unlike:
        arrivals = [(one.item.arrival.topic, one.item.arrival.digest) for one in unlike]
        in_hand |= dead_letters.kept(session, arrivals)
        in_hand |= event_log.among_newest(
            session, {one.message.gateway for one in unlike}, {digest for _, digest in arrivals}
        )
    outcomes = {id(one): _outcome(one, held.get(_key(one)), in_hand, account) for one in unlike}
    return [outcomes.get(id(one), REPETITION) for one in again]


def _outcome(
    one: Again, held: Held | None, in_hand: set[bytes], account: Callable[[Identity], Account]
) -> Outcome:
    item, message = one.item, one.message
    if item.arrival.digest in in_hand:
        return REPETITION
    if held is not None and held.edge == (
        message.part.part,
        message.kind,
        message.active,
        message.ts_gateway,
    ):
        return Outcome(told=_refused(one, "the same edge was told before in other words"))
    in_hand.add(item.arrival.digest)
    books = account(one.identity)
    doubtful = clock_doubtful(message.clock_synced, message.ts_gateway, item.arrival.ts_cloud)
    if held is None and not doubtful and message.ts_gateway <= (books.last_at or 0):
        return Outcome(stored=item)
    seq = books.known.highest + 1
    books.known.add(seq)
    renumbered = item._replace(message=msgspec.structs.replace(message, seq=seq))
    return Outcome(renumbered, _refused(one, f"it is stored as number {seq}"))


def _refused(one: Again, more: str) -> Refused:
    return Refused(
        one.item.arrival,
        "$.seq",
        f"number {one.identity.seq} was used before: the gateway has lost its count, and {more};"
        " its readings and states are taken for repetitions until it has caught up: enrol it anew",
        one.identity,
    )


def _key(one: Again) -> tuple[str, int]:
    return one.identity.place.gateway, one.identity.seq


def _is(held: Held | None, digest: bytes) -> bool:
    return held is not None and held.digest == digest
