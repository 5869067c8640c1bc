"""The `[[modbus]]` tables of the agent's settings: a line, the units on it, and their points and readings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from device_profiles.record import Analog, State
from device_profiles.registers.numbering import Table
from device_profiles.registers.schema import NumberType
from edge_agent.drivers.ports import PortSelector
from edge_agent.site_terms import DeviceSettings, Name, PartName, PointSettings, Port
from runtime.settings import Settings

Number = Annotated[int, Field(ge=0, le=499_999)]
Transport = Literal["tcp", "rtu", "rtu-over-tcp"]


class ModbusPoint(PointSettings):
    """A point: `loop` and `device` of the panel's own count, a `register`, or a `name` of the profile's.

    A register whose meaning the profile does not know gets it here: `state` with `bit`, or `states` by value.
    """

    loop: Annotated[int, Field(ge=0)] | None = None
    device: Annotated[int, Field(ge=0)] | None = None
    #: Which of the profile's rows of points, where it has several; default: its first.
    grid: str | None = None
    name: str | None = None
    register_number: Number | None = Field(default=None, alias="register")
    table: Table | None = None
    bit: Annotated[int, Field(ge=0, le=15)] | None = None
    #: What the bit (or the coil) means while it is 1, or 0 when inverted.
    state: State | None = None
    inverted: bool = False
    #: What each value means; `normal` ends them all.
    states: dict[int, State] = Field(default_factory=dict)
    normal: int = Field(default=0, ge=0, le=0xFFFF)

    @model_validator(mode="after")
    def _one_address(self) -> ModbusPoint:
        grid = self.loop is not None and self.device is not None
        if (self.loop is None) != (self.device is None):
            raise ValueError("`loop` and `device` belong together; give both")
        if grid + (self.register_number is not None) + (self.name is not None) != 1:
            raise ValueError("say where the point is by one of: `loop` with `device`, `register`, or `name`")
        if self.register_number is None and (self.bit is not None or self.state or self.states):
            raise ValueError("`bit`, `state` and `states` describe a `register`; give that too")
        if self.state and self.states:
            raise ValueError("`state` and `states` exclude each other; keep one")
        return self


class ModbusReading(PointSettings):
    """An analog value: one of the profile's by `name`, a register described here, or the one completed so.

    A reading without `part` belongs to its unit when it has a `name`, else it is a part of its own.
    """

    name: str | None = None
    register_number: Number | None = Field(default=None, alias="register")
    table: Table | None = None
    analog: Analog | None = None
    type: NumberType | None = None
    word_order: Literal["big", "little"] | None = None
    byte_order: Literal["big", "little"] | None = None
    scale: float | None = None
    offset: float | None = None
    invalid: tuple[int, ...] | None = None
    deadband: Annotated[float, Field(ge=0)] | None = None
    min_interval_s: Annotated[float, Field(ge=0, le=86_400)] | None = None
    max_interval_s: Annotated[float, Field(gt=0, le=86_400)] | None = None
    always_above: float | None = None
    always_below: float | None = None

    @model_validator(mode="after")
    def _whole(self) -> ModbusReading:
        if self.name is None and (self.register_number is None or self.analog is None):
            raise ValueError("give `register` and `analog`, or the `name` of a reading of the profile")
        return self


class ModbusUnit(DeviceSettings):
    """One device on the line."""

    #: Default: the profile's.
    unit: Annotated[int, Field(ge=0, le=255)] | None = None
    #: The part that stands for it; default: the bus for an only unit, else BUS/unit-N.
    name: PartName | None = None
    poll_s: float = Field(default=0.25, ge=0.02, le=3600)
    #: How often what is not polled at `poll_s` is read: what a summary covers, and registers that are slow.
    sweep_s: float = Field(default=60.0, ge=0.1, le=86_400)
    timeout_s: float = Field(default=0.5, ge=0.02, le=30)
    #: Ask the unit once a connection who made it (function 43/14).
    identify: bool = True
    #: Watch the points that the profile always has: mains, battery, bus.
    power: bool = True
    point: tuple[ModbusPoint, ...] = Field(default=(), max_length=4096)
    reading: tuple[ModbusReading, ...] = Field(default=(), max_length=4096)


class ModbusSettings(Settings):
    """One line: Modbus TCP, a serial line, or a serial line behind a serial-to-Ethernet box."""

    bus: Name
    transport: Transport = "tcp"
    host: Annotated[str, Field(min_length=1, max_length=253)] | None = None
    port: Port = 502
    serial: PortSelector | None = None
    baudrate: Annotated[int, Field(ge=300, le=115_200)] | None = None
    bytesize: Literal[7, 8] | None = None
    parity: Literal["N", "E", "O", "M", "S"] | None = None
    stopbits: Literal[1, 2] | None = None
    #: Silence between two frames on a serial line (t3.5); default: 3.5 characters, 1.75 ms above 19,200 baud.
    silence_ms: Annotated[float, Field(ge=0, le=1000)] | None = None
    #: Pause between an answer and the next request; default: the longest that a profile on the line asks for.
    turnaround_ms: Annotated[float, Field(ge=0, le=5000)] | None = None
    #: Time-outs in a row after which a unit is only looked for now and then.
    quarantine_after: int = Field(default=3, ge=1, le=100)
    unit: tuple[ModbusUnit, ...] = Field(default=(), max_length=247)

    @model_validator(mode="after")
    def _reachable(self) -> ModbusSettings:
        line = (self.serial, self.baudrate, self.bytesize, self.parity, self.stopbits)
        if self.transport == "rtu":
            if self.serial is None:
                raise ValueError('a line of transport "rtu" needs `serial`, the port it is on')
            if self.host is not None:
                raise ValueError('`host` belongs to "tcp" and "rtu-over-tcp"; remove it or set `transport`')
        elif self.host is None:
            raise ValueError(f'a line of transport "{self.transport}" needs `host`')
        elif any(entry is not None for entry in line):
            raise ValueError(
                '`serial`, `baudrate`, `bytesize`, `parity` and `stopbits` belong to transport "rtu"; '
                "remove them or set `transport`"
            )
        if not self.unit:
            raise ValueError("no unit is on this line; add [[modbus.unit]]")
        return self
