"""What a driver hands over: one report of one part, read with its profile, and when it was heard."""

from __future__ import annotations

from dataclasses import dataclass, field

from device_profiles.finding import Finding


@dataclass(frozen=True, slots=True)
class Observation:
    """One report of one part.

    `retained` marks a state that the broker had kept: nobody knows how old it is, so it changes levels
    where that is harmless, and never makes or ends a fire. An empty finding is a sign of life.
    """

    part: str
    finding: Finding = field(default_factory=Finding)
    retained: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """The gateway's time of an observation: milliseconds UTC (0: no idea), and whether it can be believed."""

    ts: int
    synced: bool
