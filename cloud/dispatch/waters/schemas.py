"""What goes over the wire about water."""

from __future__ import annotations

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from cloud.dispatch.forces.schemas import AreaCode, Long, PlacedIn, Text
from cloud.dispatch.waters.kinds import WaterKind, WaterState
from cloud.dispatch.waters.usable import Usable
from cloud.versions import SeenIn
from cloud.vocabulary import LabelOut


class WaterFields(PlacedIn):
    """What is told of a water."""

    name: Text = Field(min_length=1, examples=["通道北街 12 号消火栓"])
    kind: WaterKind
    state: WaterState = WaterState.IN_USE
    area: AreaCode
    organisation_id: int | None = Field(default=None, ge=1)
    address: Text = ""
    owner: Text = ""
    capacity_m3: float | None = Field(default=None, ge=0, le=1e9)
    flow_l_s: float | None = Field(default=None, ge=0, le=10_000)
    inspected_at: int | None = Field(default=None, ge=0, le=2**53, description="The last inspection, ms UTC.")
    gateway: Text | None = Field(default=None, min_length=1, description="The point that measures it:")
    part: Text | None = Field(
        default=None, min_length=1, validate_default=True, description="its gateway and its part."
    )
    note: Long = ""

    @field_validator("part")
    @classmethod
    def _whole_tie(cls, part: str | None, told: ValidationInfo) -> str | None:
        if "gateway" in told.data and (told.data["gateway"] is None) != (part is None):
            raise PydanticCustomError("half_point", "gateway and part belong together: name both, or neither")
        return part


class WaterChange(WaterFields, SeenIn):
    """A water as it shall be."""


class WaterIn(WaterFields):
    """A water to be entered."""

    number: Text = Field(min_length=1, examples=["150103-XHS-0012"])


class WaterReadingOut(BaseModel):
    """What IoT says of it."""

    analog_type: int
    name: LabelOut
    unit: str
    value: float
    at: int
    quality: str


class WaterOut(BaseModel):
    """A water, and whether it can be used now."""

    id: int
    number: str
    name: str
    kind: WaterKind
    kind_name: LabelOut
    state: WaterState
    area: str
    organisation_id: int | None
    address: str
    owner: str
    longitude: float
    latitude: float
    capacity_m3: float | None
    flow_l_s: float | None
    inspected_at: int | None
    gateway: str | None
    part: str | None
    note: str
    version: int
    reading: WaterReadingOut | None
    usable: Usable
    usable_name: LabelOut
    why: LabelOut
    metres: float | None = Field(default=None, description="From where was asked, as the crow flies.")


class WaterList(BaseModel):
    """A page of waters; `next` asks for the page behind it."""

    items: list[WaterOut]
    next: int | None = None
