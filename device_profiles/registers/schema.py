"""What a profile says of a panel that is read register by register."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from device_profiles.record import Change, Code, Names, Record, State


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
