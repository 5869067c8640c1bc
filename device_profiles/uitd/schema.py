"""What a profile says of a user transmission device: its edition of the protocol, and its maker's habits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from device_profiles.record import Analog, Names, Record, Seconds

UserCode = Annotated[int, Field(ge=128, le=255)]


class UserAnalog(Record):
    """An analog type of the maker's own (128 to 255): what it measures, and what one count is worth."""

    analog: Analog
    name: Names
    scale: float = 1.0
    offset: float = 0.0


class UitdDevice(Record):
    """A device that speaks GB/T 26875.3. Every field is a habit that the standard leaves open."""

    edition: Literal["2011"] = "2011"
    #: How the six bytes of its own address are written: in its settings, on its label, and in ours.
    device_address: Literal["integer", "ip", "imei"] = "integer"
    #: How the four bytes of a component address are filled.
    component_address: Literal["zone-point", "u32", "loop-point-be", "bytes"] = "zone-point"
    #: What its time labels are; whatever this says, a label that is no time is not believed.
    time: Literal["binary", "bcd"] = "binary"
    #: Hours by which its clock is ahead of UTC; the standard names no time zone.
    utc_offset_h: float = Field(default=8.0, ge=-14, le=14)
    #: A time of the device further than this from the gateway's is not believed, but kept in the evidence.
    clock_tolerance_s: Seconds = 86_400
    #: What bit 0 = 0 of a state means. `standard`: a test, when no other bit is set; beside an alarm it means
    #: nothing. `strict`: a test, whatever else is set. `ignored`: nothing, for makers that never set it.
    bit_0: Literal["standard", "strict", "ignored"] = "standard"
    #: `whole`: a state says all that holds, so a bit that is 0 ends its state. `latest`: a state says the
    #: latest that happened, so only a state without any alarm ends what was.
    states: Literal["whole", "latest"] = "whole"
    #: Whether the record of a reset (复位) ends everything at the device and all its points. The standard
    #: does not say so: the states that follow do.
    reset_clears: bool = False
    #: Ask the device for its state after so many seconds without a word; 0: never.
    ask_after_s: float = Field(default=30.0, ge=0, le=7200)
    analogs: dict[UserCode, UserAnalog] = Field(default_factory=dict)
    #: How far an analog value must move to be told, as a multiple of its resolution.
    deadband_steps: float = Field(default=1.0, ge=0, le=1000)

    @model_validator(mode="after")
    def _strict_and_whole(self) -> UitdDevice:
        if self.bit_0 == "strict" and self.states == "latest":
            raise ValueError(
                "`bit_0: strict` with `states: latest` would leave a test standing for ever; use `standard`"
            )
        return self
