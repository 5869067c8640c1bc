"""Which observation counts: the highest sequence of the event stream wins, whatever the order. Pure.

1. Every observation of (part, kind) carries the sequence of the event or snapshot that told it.
2. The clock of (part, kind) is the higher of the sequence that last decided the kind and of the newest
   snapshot that named the part: a snapshot tells all kinds of a part at once.
3. An observation above the clock decides the level. One below it is late: it changes no level, but a late
   *active* is still told to the alarms, for a fire that came and went must be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from telemetry.event_kinds import EventKind


@dataclass(frozen=True)
class Observation:
    """One look at one kind of one part."""

    gateway: str
    part: str
    kind: EventKind
    active: bool
    seq: int
    #: Believed time: the gateway's where its clock can be believed, else the cloud's.
    at: int
    #: Below the clock: it does not decide the level.
    late: bool
    #: The level after it, and the sequence and time that decided it.
    level: bool
    clock: int
    clock_at: int
    #: Told by an event, not by a snapshot or by the centre's own supervision.
    edge: bool = False
    ts_source: int | None = None
    ts_gateway: int | None = None
    ts_cloud: int = 0
    clock_synced: bool = True
    text: str = ""
    evidence: dict[str, str | float | bool | None] | None = None


@dataclass(frozen=True)
class Known:
    """What is held of one (part, kind) before an observation."""

    active: bool = False
    seq: int = 0
    at: int = 0
    snapshot_seq: int = 0
    snapshot_at: int = 0

    @property
    def clock(self) -> int:
        """The sequence an observation must exceed."""
        return max(self.seq, self.snapshot_seq)

    @property
    def clock_at(self) -> int:
        """Believed time of the observation that set the clock."""
        return self.at if self.seq >= self.snapshot_seq else self.snapshot_at
