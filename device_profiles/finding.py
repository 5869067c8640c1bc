"""What one device report says in the vocabulary, before anyone asks what it changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from telemetry.event_kinds import (
    BIT_DISABLED,
    BIT_FAULT,
    BIT_FEEDBACK,
    BIT_FIRE,
    BIT_POWER_FAULT,
    BIT_STARTED,
    BIT_SUPERVISORY,
    EventKind,
)

Evidence = dict[str, str | float | bool | None]

#: The names by which a profile sets and clears a state: its kind and the bit that carries it (0: none does).
STATES = {
    "fire": (EventKind.FIRE, BIT_FIRE),
    "early-warning": (EventKind.EARLY_WARNING, 0),
    "pre-alarm": (EventKind.PRE_ALARM, 0),
    "started": (EventKind.LINKAGE, BIT_STARTED),
    "feedback": (EventKind.LINKAGE, BIT_FEEDBACK),
    "supervisory": (EventKind.SUPERVISORY, BIT_SUPERVISORY),
    "fault": (EventKind.FAULT, BIT_FAULT),
    "power-fault": (EventKind.FAULT, BIT_POWER_FAULT),
    "disabled": (EventKind.DISABLED, BIT_DISABLED),
    "test": (EventKind.TEST, 0),
    "device-offline": (EventKind.DEVICE_OFFLINE, 0),
    "co-hazard": (EventKind.PRE_ALARM, 0),
    "electrical-precursor": (EventKind.SUPERVISORY, 0),
    "water-supply": (EventKind.SUPERVISORY, 0),
    "detector-health": (EventKind.FAULT, 0),
}
#: What a gateway's models conclude; no device says these of itself.
CONCLUDED = frozenset({"co-hazard", "electrical-precursor", "water-supply", "detector-health"})


class ReportError(ValueError):
    """A device report that its profile cannot read; the text says where and why."""


#: The name in `Finding.codes` of what somebody did at the device (reset, silence), with its time. Other words
#: are news once they change; this one is news as well when it is the first.
OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Sample:
    """One analog value: type code of `telemetry.analog_types`, value in its unit."""

    analog_type: int
    value: float
    deadband: float = 0.0
    #: Not more often than this, and at least this often, whatever the deadband says.
    min_interval_s: float = 0.0
    max_interval_s: float = 600.0
    #: Past these an alarm is near: every value is told that has changed at all.
    always_above: float | None = None
    always_below: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a report says: states it sets, states it clears, and all it said besides.

    `sets` and `clears` hold names of STATES; a state in neither was not spoken of. `codes` are the device's
    own words (register value, message text, button positions): when one changes and no state does, the change
    is still an event. `doubts` are words that the profile does not know: the part is then supervisory and its
    quality uncertain until it says something known. `unknown` names fields that the profile does not list.
    """

    sets: frozenset[str] = frozenset()
    clears: frozenset[str] = frozenset()
    samples: tuple[Sample, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    text: str = ""
    evidence: Evidence = field(default_factory=dict)
    ts_source: int | None = None

    @property
    def speaks(self) -> bool:
        """Whether the report says anything about states."""
        return bool(self.sets or self.clears)


@dataclass(frozen=True, slots=True)
class Report:
    """A finding and the point it is of: its canonical address, None for the panel itself.

    `everywhere`: it is of the panel and of every point of it (a reset).
    """

    address: str | None
    finding: Finding
    everywhere: bool = False


_NUMBER = re.compile(r"(?<![0-9])0+(?=[0-9])")


def canonical_address(text: str) -> str:
    """A point's address in the one form in which addresses are compared: `2-017` is `2-17`."""
    return _NUMBER.sub("", text.strip())


#: Everything a device can be told to be free of: what a panel's reset or `none` clears.
ALL_STATES = frozenset(STATES) - CONCLUDED - {"device-offline", "early-warning"}
