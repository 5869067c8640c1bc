"""What a profile says of a device that is read register by register.

Register numbers in a profile are as its document prints them; `numbering` says how that is on the wire.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from device_profiles.record import Analog, Change, Code, Names, Pattern, Record, Seconds, State
from device_profiles.registers.numbering import Address, Numbering, Table, on_the_wire

Number = Annotated[int, Field(ge=0, le=499_999)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
Word16 = Annotated[int, Field(ge=0, le=0xFFFF)]
NumberType = Literal["u16", "i16", "u32", "i32", "f32", "bcd16", "bcd32"]

#: How many registers a number takes.
WIDTHS: dict[NumberType, int] = {"u16": 1, "i16": 1, "bcd16": 1, "u32": 2, "i32": 2, "f32": 2, "bcd32": 2}
#: The word by which a point is read that names none.
POINT_WORD = "point"


def _ascending(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] > span[1]:
        raise ValueError(f"[{span[0]}, {span[1]}] ends before it begins")
    return span


Span = Annotated[tuple[Number, Number], AfterValidator(_ascending)]
"""First and last, both included."""


class RegisterValue(Change):
    """A value of a state word."""

    name: Names


class RegisterBit(Record):
    """A bit of a state word: 1 sets its states and 0 clears them, or the reverse when it is inverted."""

    name: Names
    set: tuple[State, ...] = ()
    inverted: bool = False


class StateWord(Record):
    """How a state register (状态字) is read: by its bits, or by its value under `mask`, or by both.

    What neither lists is a doubt. `absent` is the masked value by which the device says that the point is
    not fitted. With `dwell_s` a change that makes no fire counts only once it has stood for so long.
    """

    mask: Word16 = 0xFFFF
    values: dict[int, RegisterValue] = Field(default_factory=dict)
    bits: dict[Annotated[int, Field(ge=0, le=15)], RegisterBit] = Field(default_factory=dict)
    #: Bits that mean nothing and may be anything.
    ignored: Word16 = 0
    absent: Word16 | None = None
    #: What every value means that is not listed (a count of troubles); None: nothing, it is a doubt.
    otherwise: RegisterValue | None = None
    dwell_s: float = Field(default=0.0, ge=0, le=60)

    @model_validator(mode="after")
    def _says_something(self) -> StateWord:
        if not self.values and not self.bits:
            raise ValueError("neither `values` nor `bits` are given")
        if self.values and self.bits and self.bit_mask & self.mask:
            raise ValueError("`mask` of the values covers a bit of `bits`; narrow it")
        return self

    @property
    def bit_mask(self) -> int:
        """The bits that are listed."""
        return sum(1 << bit for bit in self.bits)

    @property
    def read_mask(self) -> int:
        """Every bit whose change matters."""
        if self.values and self.bits:
            return (self.mask | ~self.mask & 0xFFFF) & ~self.ignored & 0xFFFF
        return (self.mask if self.values else 0xFFFF) & ~self.ignored & 0xFFFF

    @property
    def makes_fire(self) -> bool:
        """Whether it can set a fire."""
        sets = [entry.set for entry in self.values.values()] + [entry.set for entry in self.bits.values()]
        return any("fire" in states for states in sets)


class RegisterReading(Record):
    """An analog value: where it stands, how it is written, and when a change of it is worth telling.

    Without `register` it is a pattern that the installer completes. The value is `raw * scale + offset` in
    the unit of its analog type; a raw value in `invalid`, or a point that is no number, is out of range.
    """

    name: Name
    analog: Analog
    register_number: Number | None = Field(default=None, alias="register")
    table: Table | None = None
    type: NumberType = "u16"
    #: `big`: the more significant register first.
    word_order: Literal["big", "little"] = "big"
    #: `big`: the more significant byte of a register first, as the standard has it.
    byte_order: Literal["big", "little"] = "big"
    scale: float = 1.0
    offset: float = 0.0
    invalid: tuple[int, ...] = ()
    deadband: float = Field(default=0.0, ge=0)
    min_interval_s: float = Field(default=0.0, ge=0, le=86_400)
    max_interval_s: float = Field(default=600.0, gt=0, le=86_400)
    #: Past these an alarm is near: every value is told that has changed at all.
    always_above: float | None = None
    always_below: float | None = None

    @property
    def width(self) -> int:
        """Registers that it takes."""
        return WIDTHS[self.type]


class NamedPoint(Record):
    """A point with a place of its own in the map (mains, battery, a pump)."""

    name: Name
    register_number: Number = Field(alias="register")
    table: Table | None = None
    label: Names
    component_type: Code
    word: str = POINT_WORD
    #: `fault` of this point means this state.
    fault_as: State = "fault"
    #: Watched without being listed in the settings.
    always: bool = True


class Grid(Record):
    """Points in rows: first + (loop - first loop) x loop_stride + (device - first device) x device_stride.

    With `packed_bits` several points share a register; `low-first` begins at its least significant bit.
    The numbers of `readings` are added to the point's register.
    """

    name: Name = "point"
    #: What stands before the device's number in a point's address, where two grids share a loop.
    prefix: str = Field(default="", pattern=r"^[A-Z]{0,4}$")
    first: Number
    table: Table | None = None
    loops: Span
    devices: Span
    loop_stride: int = Field(default=0, ge=0)
    device_stride: int = Field(default=1, ge=1)
    packed_bits: Literal[1, 2, 4, 8, 16] = 16
    packed_order: Literal["low-first", "high-first"] = "low-first"
    word: str = POINT_WORD
    component_type: Code | None = None
    readings: tuple[RegisterReading, ...] = ()
    #: The last register that is a point's.
    last: Number | None = None

    def place_of(self, loop: int, device: int) -> tuple[int, int]:
        """The register's number and the point's shift in it; raises ValueError naming the broken bound."""
        for what, value, (low, high) in (("loop", loop, self.loops), ("device", device, self.devices)):
            if not low <= value <= high:
                raise ValueError(f"{what} {value} is outside {low} to {high}")
        row, column = loop - self.loops[0], (device - self.devices[0]) * self.device_stride
        each = 16 // self.packed_bits
        number = self.first + row * self.loop_stride + column // each
        if self.last is not None and number > self.last:
            raise ValueError(f"loop {loop} device {device} would be register {number}, past {self.last}")
        place = column % each
        if self.packed_order == "high-first":
            place = each - 1 - place
        return number, place * self.packed_bits


class Summary(Record):
    """A register that tells of many: what it covers is read when it changes and while it is not at `rest`."""

    register_number: Number = Field(alias="register")
    table: Table | None = None
    covers: Span
    rest: Word16 = 0


class Heartbeat(Record):
    """A register that must be read at the device's own pace, or it raises a fault."""

    register_number: Number = Field(alias="register")
    table: Table | None = None
    every_s: Seconds


class LineFrame(Record):
    """How the device's serial line is set when it leaves the factory."""

    baudrate: int = Field(default=9600, ge=300, le=115_200)
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O", "M", "S"] = "N"
    stopbits: Literal[1, 2] = 1


class Identity(Record):
    """What the device says of itself (function 43/14), as patterns: how it is recognised."""

    vendor: Pattern | None = None
    product: Pattern | None = None
    revision: Pattern | None = None


class RegisterMap(Record):
    """A device whose points are registers: where each point lies and what its values mean."""

    numbering: Numbering = Numbering.WIRE
    #: The table of every register whose number names none.
    table: Table = Table.HOLDING
    unit: int = Field(default=1, ge=0, le=255)
    line: LineFrame = LineFrame()
    max_registers: int = Field(default=125, ge=1, le=125)
    max_bits: int = Field(default=2000, ge=1, le=2000)
    #: Unused registers that may be read along to save a request.
    max_gap: int = Field(default=16, ge=0, le=124)
    #: The pause that the device needs between an answer and the next request to anyone on its line.
    turnaround_ms: float = Field(default=0.0, ge=0, le=5000)
    words: dict[Name, StateWord] = Field(default_factory=dict)
    grids: tuple[Grid, ...] = ()
    points: tuple[NamedPoint, ...] = ()
    #: Readings of the device itself.
    readings: tuple[RegisterReading, ...] = ()
    summary: tuple[Summary, ...] = ()
    #: Registers that bear alarms and come before the rest; those that may be read rarely.
    priority: tuple[Span, ...] = ()
    slow: tuple[Span, ...] = ()
    #: Registers that the device refuses, or that must not be touched.
    illegal: tuple[Span, ...] = ()
    heartbeat: Heartbeat | None = None
    identity: Identity | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> RegisterMap:
        read_by = [(grid.name, grid.word) for grid in self.grids]
        read_by += [(point.name, point.word) for point in self.points]
        for name, word in read_by:
            if word not in self.words:
                raise ValueError(f"{name!r} is read by the word {word!r}; add it to `words`")
        for names in (self.grids, self.points, self.readings):
            if len({entry.name for entry in names}) < len(names):
                raise ValueError("two entries have the same `name`; rename one")
        for grid in self.grids:
            self.address(grid.first, grid.table)
            if any(reading.register_number is None for reading in grid.readings):
                raise ValueError(
                    f"a reading of grid {grid.name!r} lacks `register`, what to add to the point's"
                )
        for point in self.points:
            self.address(point.register_number, point.table)
        for summary in self.summary:
            self.address(summary.register_number, summary.table)
        for span in (*self.priority, *self.slow, *self.illegal, *(entry.covers for entry in self.summary)):
            self.span(span)
        return self

    def address(self, number: int, table: Table | None = None) -> Address:
        """Where the number is on the wire. Raises ValueError."""
        return on_the_wire(number, self.numbering, table or self.table)

    def span(self, span: tuple[int, int], table: Table | None = None) -> tuple[Address, Address]:
        """First and last of a span on the wire. Raises ValueError when it reaches into another table."""
        first, last = self.address(span[0], table), self.address(span[1], table)
        if first.table is not last.table:
            raise ValueError(f"{list(span)} reaches from table {first.table} into {last.table}; split it")
        return first, last

    def grid(self, name: str | None) -> Grid:
        """The grid of that name; the first one for None. Raises ValueError naming those there are."""
        for grid in self.grids:
            if name in (None, grid.name):
                return grid
        known = ", ".join(grid.name for grid in self.grids) or "none"
        raise ValueError(f"the profile has no grid {name or 'of points'!r}; it has {known}")

    def point(self, name: str) -> NamedPoint:
        """The named point. Raises ValueError naming those there are."""
        for point in self.points:
            if point.name == name:
                return point
        known = ", ".join(point.name for point in self.points) or "none"
        raise ValueError(f"the profile has no point {name!r}; it has {known}")

    def reading(self, name: str) -> RegisterReading:
        """The device's reading of that name. Raises ValueError naming those there are."""
        for reading in self.readings:
            if reading.name == name:
                return reading
        known = ", ".join(reading.name for reading in self.readings) or "none"
        raise ValueError(f"the profile has no reading {name!r}; it has {known}")
