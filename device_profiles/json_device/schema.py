"""What a profile says of a device that reports JSON: over MQTT, or pushed by an operator's platform."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from device_profiles.byte_layout.schema import ByteLayout
from device_profiles.record import Analog, Change, Conversion, Names, Record, State

#: A single value of a JSON report.
Scalar = bool | int | float | str


class StateField(Record):
    """A field of a report that says whether a state holds (a value of `holds`) or not (of `ends`).

    `masks` names states that the same report cannot set while this one holds: a detector under test reports
    smoke as well, and that must never become a fire. `absent` says what a report means that
    has the object around the field and not the field, where the sender leaves false values out; without it
    such a report says nothing of the state.
    """

    path: str
    state: State
    holds: tuple[Scalar, ...] = (True,)
    ends: tuple[Scalar, ...] = (False,)
    masks: tuple[State, ...] = ()
    absent: Literal["holds", "ends"] | None = None


class Word(Change):
    """One value of a field that holds a word or a code: what it sets, clears, and masks as a state does."""

    name: Names
    masks: tuple[State, ...] = ()


class WordField(Record):
    """A field that holds one word or code of a list. A value that the list lacks is a doubt."""

    path: str
    values: dict[Scalar, Word] = Field(min_length=1)


class ReadingField(Record):
    """A field of a report that holds an analog value."""

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


class Sequence(Record):
    """What tells a report from its repetition, and its order: paths of fields.

    `identity`: the same value is the same report. `counter` rises with each report of a `session`.
    """

    identity: str = ""
    counter: str = ""
    session: str = ""


class Binary(Record):
    """Bytes within a report, as text: at `path` (`$`: the whole payload). Their values are `payload.NAME`.

    `frame` names a wire protocol of the suite; else `layout` says how they lie. Where `ports` are given, a
    report on another port (its number is at `port`) is a sign of life and no more.
    """

    path: str
    encoding: Literal["base64", "hex"]
    frame: Literal["meokon"] | None = None
    layout: ByteLayout | None = None
    port: str = ""
    ports: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _read_one_way(self) -> Binary:
        if (self.frame is None) == (self.layout is None):
            raise ValueError("bytes are read by `frame` or by `layout`; give one")
        return self


class Pairs(Record):
    """A list of `{key: name, value: value}` objects instead of one object.

    `time` names when an entry was said; the latest stands beside the values under that name.
    """

    key: str
    value: str
    time: str | None = None


class Meaning(Record):
    """What the fields of a report mean.

    `operations` are switch positions whose change is worth an event; `known` are fields that carry no state
    and go along as evidence (`a.*`: all below a; `*`: all).
    """

    states: tuple[StateField, ...] = ()
    words: tuple[WordField, ...] = ()
    readings: tuple[ReadingField, ...] = ()
    operations: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class JsonMessage(Meaning):
    """One kind of message a device sends: at which topic below its own, and what its fields mean.

    `when` picks the message among those of one topic: every path must hold one of its values. `object` is
    the path of the object the fields stand in (an array of name-value pairs with `pairs`; an array of
    points, each with its address in the field `each`). `bare` says that the payload may be a single value
    or plain text, to be addressed as `$`. A message with `heartbeat: false` proves nothing of the device's
    life.
    """

    suffix: str = ""
    when: dict[str, tuple[Scalar, ...]] = Field(default_factory=dict)
    object: str = ""
    pairs: Pairs | None = None
    each: str = ""
    bare: bool = False
    heartbeat: bool = True
    time: TimeField | None = None
    sequence: Sequence | None = None
    binary: Binary | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> JsonMessage:
        if sum((self.bare, self.pairs is not None, bool(self.each))) > 1:
            raise ValueError("`bare`, `pairs` and `each` exclude one another; give one")
        return self


class Uplink(Meaning):
    """What a LoRaWAN device sends, whichever network server delivers it.

    With `layout` its bytes are read here and their values are `payload.NAME`; without, the network server's
    own codec has read them and its fields are `decoded.NAME`.
    """

    ports: tuple[int, ...] = ()
    layout: ByteLayout | None = None


class JsonDevice(Record):
    """A device that reports JSON.

    `availability`: Zigbee2MQTT tells beside its topic whether it can be reached. `bridge`: it carries the
    devices whose topics lie beside its own, and answers for them. `given_fields`: its fields are the
    installer's to name in the settings.
    """

    messages: tuple[JsonMessage, ...] = ()
    uplink: Uplink | None = None
    availability: bool = False
    bridge: bool = False
    given_fields: bool = False

    @model_validator(mode="after")
    def _one_meaning_per_topic(self) -> JsonDevice:
        if not self.messages and self.uplink is None:
            raise ValueError("a device needs `messages` or `uplink`")
        plain = [message.suffix for message in self.messages if not message.when]
        if len(set(plain)) != len(plain):
            raise ValueError("two messages have the same `suffix`; tell them apart by `when`, or join them")
        return self
