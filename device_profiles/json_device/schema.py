"""What a profile says of a device that reports JSON over MQTT."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from device_profiles.record import Analog, Conversion, Record, State


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
