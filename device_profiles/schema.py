"""What a device profile may say. Every field of the YAML records has its type, meaning and bounds here."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pydantic import Field, model_validator

from device_profiles.finding import canonical_address
from device_profiles.json_device.schema import JsonDevice
from device_profiles.quality import ProfileQuality, Quirk
from device_profiles.record import Analog, Code, Names, Record, Seconds
from device_profiles.registers.schema import RegisterMap
from device_profiles.serial_panel.schema import SerialPanel
from device_profiles.uitd.schema import UitdDevice
from telemetry.event_kinds import EventKind

#: The ways to describe a device, each a section of the record, and the kind of bus that reaches it.
TRANSPORTS = {"json_device": "mqtt", "registers": "modbus", "serial_panel": "serial", "uitd": "uitd"}


_EVENT = re.compile(r"(?:(?P<address>\S+) )?(?P<kind>[a-z-]+)(?P<sign>[+-])")


class ExpectedEvent(NamedTuple):
    """An event that a vector expects: of which point (None: the vector's own part), and whether it began."""

    address: str | None
    kind: EventKind
    active: bool


def expected_event(text: str) -> ExpectedEvent:
    """`fire+`, or `1-3-30 fire+` where one report speaks of several points. Raises ValueError."""
    match = _EVENT.fullmatch(text)
    if match is None or match["kind"] not in set(EventKind):
        raise ValueError(
            f"event {text!r} is not a kind followed by + or -, with or without an address before"
        )
    address = match["address"]
    return ExpectedEvent(
        None if address is None else canonical_address(address),
        EventKind(match["kind"]),
        match["sign"] == "+",
    )


class Vector(Record):
    """A report as a device sends it, and what must come of it: the profile's own test.

    `events` are kinds with `+` (became active) or `-` (ceased); where a report speaks of several points each
    event names its point before the kind (`1-3-30 fire+`). `readings` are analog slugs with values. The
    vectors of a profile run one after another over one part, unless `fresh` starts from nothing.
    """

    name: str
    fresh: bool = True
    suffix: str = ""
    retained: bool = False
    input: Any
    events: tuple[str, ...] = ()
    readings: dict[Analog, float] = Field(default_factory=dict)
    ts_source: int | None = None
    doubt: bool = False
    malformed: bool = False
    address: str | None = None

    @model_validator(mode="after")
    def _events_are_kinds(self) -> Vector:
        for text in self.events:
            expected_event(text)
        return self


class Profile(Record):
    """One device, or one family of devices that speak alike."""

    profile: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,63}$")
    version: int = Field(ge=1)
    label: Names
    #: Where the format was read: address or document, one a line.
    sources: tuple[str, ...] = Field(min_length=1)
    system_type: Code
    component_type: Code
    #: Seconds of silence after which its values are stale; None: it speaks only of changes.
    stale_after_s: Seconds | None
    #: How often a sleeping device wakes by itself; its being away in between is normal.
    wake_period_s: Seconds | None = None
    #: What an installer must know that the other fields cannot say.
    quirks: tuple[str | Quirk, ...] = ()
    quality: ProfileQuality | None = None
    #: Its frames carry a check sum that the reader verifies: one flipped byte never makes a fire.
    checksum: bool = False
    json_device: JsonDevice | None = None
    registers: RegisterMap | None = None
    serial_panel: SerialPanel | None = None
    uitd: UitdDevice | None = None
    vectors: tuple[Vector, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_language(self) -> Profile:
        spoken = [name for name in TRANSPORTS if getattr(self, name) is not None]
        if len(spoken) != 1:
            raise ValueError(f"exactly one of {', '.join(f'`{name}`' for name in TRANSPORTS)} must be given")
        if self.wake_period_s and self.stale_after_s and self.stale_after_s < self.wake_period_s:
            raise ValueError(
                "`stale_after_s` is shorter than `wake_period_s`: a healthy device would be stale"
            )
        return self

    @property
    def way(self) -> str:
        """The section that says how the device is read: a key of TRANSPORTS."""
        return next(name for name in TRANSPORTS if getattr(self, name) is not None)

    @property
    def transport(self) -> str:
        """How the device is reached: a value of TRANSPORTS."""
        return TRANSPORTS[self.way]
