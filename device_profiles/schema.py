"""What a device profile may say. Every field of the YAML records has its type, meaning and bounds here."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from device_profiles.conversions import CONVERSIONS
from device_profiles.finding import ALL_STATES, STATES
from telemetry.analog_types import BY_SLUG
from telemetry.event_kinds import EventKind


def _state(name: str) -> str:
    if name not in STATES:
        raise ValueError(f"no such state {name!r}; choose from {', '.join(STATES)}")
    return name


def _analog(slug: str) -> str:
    if slug not in BY_SLUG:
        raise ValueError(f"no such analog type {slug!r}; choose from {', '.join(BY_SLUG)}")
    return slug


def _conversion(name: str) -> str:
    if name not in CONVERSIONS:
        raise ValueError(f"no such conversion {name!r}; choose from {', '.join(CONVERSIONS)}")
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as fault:
        raise ValueError(f"not a regular expression: {fault}") from None
    return text


State = Annotated[str, AfterValidator(_state)]
Analog = Annotated[str, AfterValidator(_analog)]
Conversion = Annotated[str, AfterValidator(_conversion)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Code = Annotated[int, Field(ge=0, le=255)]
Seconds = Annotated[float, Field(gt=0, le=604_800)]


class Record(BaseModel):
    """A table of a profile: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(Record):
    """A name in both languages."""

    zh: str = Field(min_length=1, max_length=128)
    en: str = Field(min_length=1, max_length=128)


class Change(Record):
    """States that a word of the device sets and clears. `clear: all` clears everything but `set`."""

    set: tuple[State, ...] = ()
    clear: tuple[State, ...] | Literal["all"] = ()

    @property
    def sets(self) -> frozenset[str]:
        """The states that are set."""
        return frozenset(self.set)

    @property
    def clears(self) -> frozenset[str]:
        """The states that are cleared."""
        return (ALL_STATES if self.clear == "all" else frozenset(self.clear)) - self.sets


class StateField(Record):
    """A field of a JSON report that says whether a state holds (a value of `holds`) or not (of `ends`).

    `masks` names states that the same report cannot set while this one holds: a detector under test reports
    smoke as well, and that must never become a fire.
    """

    path: str
    state: State
    holds: tuple[bool | str, ...] = (True,)
    ends: tuple[bool | str, ...] = (False,)
    masks: tuple[State, ...] = ()


class ReadingField(Record):
    """A field of a JSON report that holds an analog value."""

    path: str
    analog: Analog
    scale: float = 1.0
    conversion: Conversion = "none"
    deadband: float = Field(default=0.0, ge=0)
    min_interval_s: float = Field(default=1.0, ge=0)
    max_interval_s: float = Field(default=600.0, gt=0)


class TimeField(Record):
    """The device's own time within a report."""

    path: str
    unit: Literal["s", "ms", "iso8601"]


class JsonMessage(Record):
    """One kind of message a JSON device sends: at which topic below its own, and what its fields mean.

    `object` is the path of the object the fields stand in; `bare: true` says that the payload is a single
    value, to be addressed as `$`. `operations` are switch positions whose change is worth an event; `known`
    are fields that carry no state and go along as evidence.
    """

    suffix: str = ""
    object: str = ""
    bare: bool = False
    heartbeat: bool = True
    methods: tuple[str, ...] = ()
    time: TimeField | None = None
    states: tuple[StateField, ...] = ()
    readings: tuple[ReadingField, ...] = ()
    operations: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class JsonDevice(Record):
    """A device that reports JSON over MQTT."""

    messages: tuple[JsonMessage, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_meaning_per_topic(self) -> JsonDevice:
        suffixes = [message.suffix for message in self.messages]
        if len(set(suffixes)) != len(suffixes):
            raise ValueError("two messages have the same `suffix`; join them into one")
        return self


class RegisterValue(Change):
    """A value of a state register."""

    name: Names


class FixedPoint(Record):
    """A register with a place of its own in the map (mains, battery)."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,32}$")
    register_address: int = Field(alias="register", ge=0, le=65_535)
    label: Names
    component_type: Code
    #: `fault` of this register means this state.
    fault_as: State = "power-fault"


class RegisterMap(Record):
    """A panel whose points are holding registers: where each point lies and what its values mean."""

    function: Literal[3, 4] = 3
    unit: int = Field(default=1, ge=0, le=255)
    loop_stride: int = Field(ge=0)
    device_stride: int = Field(default=1, ge=1)
    base: int = 0
    loops: tuple[int, int]
    devices: tuple[int, int]
    last_register: int = Field(ge=0, le=65_535)
    max_registers: int = Field(ge=1, le=125)
    #: Unused registers that may be read along to save a request.
    max_gap: int = Field(default=16, ge=0, le=124)
    values: dict[int, RegisterValue]
    fixed: tuple[FixedPoint, ...] = ()

    def register_of(self, loop: int, device: int) -> int:
        """The 0-based register of a point; raises ValueError naming the bound it breaks."""
        for what, value, (low, high) in (("loop", loop, self.loops), ("device", device, self.devices)):
            if not low <= value <= high:
                raise ValueError(f"{what} {value} is outside {low} to {high}")
        register = self.base + loop * self.loop_stride + device * self.device_stride
        if not 0 <= register <= self.last_register:
            raise ValueError(
                f"loop {loop} device {device} would be register {register}, past {self.last_register}"
            )
        return register


class TextPattern(Change):
    """A message text and what it means; the first pattern that is found in the text decides."""

    match: Pattern
    name: Names


class PanelText(Record):
    """A panel that says what happens in message texts (ESPA 4.4.4, printer lines)."""

    #: Patterns with the groups `loop` and `device` (or `point`); tried in order on the text.
    addresses: tuple[Pattern, ...]
    patterns: tuple[TextPattern, ...] = Field(min_length=1)
    #: What a call of type 1 (reset) clears at the part it names, or everywhere when it names none.
    reset: Change = Change(clear="all")
    baudrate: int = 9600
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1


class Vector(Record):
    """A report as a device sends it, and what must come of it: the profile's own test.

    `events` are kinds with `+` (became active) or `-` (ceased); `readings` are analog slugs with values.
    The vectors of a profile run one after another over one part, unless `fresh` starts from nothing.
    """

    name: str
    fresh: bool = True
    suffix: str = ""
    retained: bool = False
    input: Any
    events: tuple[str, ...] = ()
    readings: dict[Analog, float] = {}
    ts_source: int | None = None
    doubt: bool = False
    malformed: bool = False
    address: str | None = None

    @model_validator(mode="after")
    def _events_are_kinds(self) -> Vector:
        for text in self.events:
            if text[-1:] not in "+-" or text[:-1] not in set(EventKind):
                raise ValueError(f"event {text!r} is not a kind followed by + or -")
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
    quirks: tuple[str, ...] = ()
    json_device: JsonDevice | None = None
    registers: RegisterMap | None = None
    panel_text: PanelText | None = None
    vectors: tuple[Vector, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_language(self) -> Profile:
        spoken = [self.json_device, self.registers, self.panel_text]
        if sum(way is not None for way in spoken) != 1:
            raise ValueError("exactly one of `json_device`, `registers` and `panel_text` must be given")
        if self.wake_period_s and self.stale_after_s and self.stale_after_s < self.wake_period_s:
            raise ValueError(
                "`stale_after_s` is shorter than `wake_period_s`: a healthy device would be stale"
            )
        return self

    @property
    def transport(self) -> str:
        """How the device is reached: `mqtt`, `modbus` or `espa`."""
        if self.json_device is not None:
            return "mqtt"
        return "modbus" if self.registers is not None else "espa"
