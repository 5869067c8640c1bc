"""What the spool holds: records with their class, appends, and the ways in which the spool says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from device_profiles.level import Level
from telemetry.event_kinds import FIRE_CLASS
from telemetry.messages import Event, ReadingBatch, Reply, Snapshot, Stream, UplinkMessage

#: What stands for the sequence number of a message that the spool has not numbered yet.
PENDING_SEQ = 1


class Rank(IntEnum):
    """The classes of records: sent in this order, evicted from the end. FIRE and REPLY are never evicted."""

    FIRE = 0
    REPLY = 1
    EVENT = 2
    SNAPSHOT = 3
    READING = 4
    HEALTH = 5


EVICTABLE = (Rank.HEALTH, Rank.READING, Rank.SNAPSHOT, Rank.EVENT)

#: Each rank belongs to one stream.
STREAM_OF = {
    Rank.FIRE: Stream.EVENT,
    Rank.REPLY: Stream.REPLY,
    Rank.EVENT: Stream.EVENT,
    Rank.SNAPSHOT: Stream.EVENT,
    Rank.READING: Stream.READING,
    Rank.HEALTH: Stream.HEALTH,
}


def rank_of(message: UplinkMessage) -> Rank:
    """The class of a message."""
    if isinstance(message, Event):
        return Rank.FIRE if message.kind in FIRE_CLASS else Rank.EVENT
    if isinstance(message, Snapshot):
        return Rank.SNAPSHOT
    if isinstance(message, ReadingBatch):
        return Rank.READING
    return Rank.REPLY if isinstance(message, Reply) else Rank.HEALTH


class SpoolError(Exception):
    """The spool did not take what it was given: nothing of it is stored."""


class SpoolFull(SpoolError):
    """No room, even after eviction, for records that are no fire."""


class SpoolRefused(SpoolError):
    """A message that cannot be encoded within the contract's bounds: a mistake in the agent."""


class SpoolUnwritable(SpoolError):
    """The disk or the file refused: full, locked, read-only, damaged."""


@dataclass(frozen=True, slots=True)
class Append:
    """Records, the part levels they rest on, and notes to keep: stored together or not at all."""

    messages: Sequence[UplinkMessage]
    levels: Mapping[str, Level] = field(default_factory=dict)
    #: Words kept beside the records, by name; None takes one away.
    notes: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it waits for its receipt."""

    rank: Rank
    seq: int
    data: bytes

    @property
    def stream(self) -> Stream:
        """The stream it belongs to."""
        return STREAM_OF[self.rank]
