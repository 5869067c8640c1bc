"""Organisations and what lies below them, as they are sent."""

from __future__ import annotations

import math
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from cloud.areas.tree import COUNTY_CODES
from cloud.organisations import credit_code
from cloud.organisations.categories import CATEGORIES
from cloud.organisations.position import Datum, Position, in_region
from cloud.organisations.text import Address, Line, Name, Note

MAX_ID = 2**53
MAX_VERSION = 2**31 - 1


def _county(code: str) -> str:
    if code not in COUNTY_CODES:
        raise ValueError(f"{code} is not one of the region's counties; see /api/v1/areas")
    return code


def _category(code: str) -> str:
    if code not in CATEGORIES:
        raise ValueError(f"no such category; one of {', '.join(CATEGORIES)}")
    return code


def _credit_code(code: str) -> str:
    wrong = credit_code.fault(code)
    if wrong is not None:
        raise ValueError(wrong[1])
    return code


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value


CountyCode = Annotated[str, Field(pattern=r"^15[0-9]{4}$", examples=["150102"]), AfterValidator(_county)]
CategoryCode = Annotated[str, Field(max_length=32, examples=["high-rise"]), AfterValidator(_category)]
CreditCode = Annotated[
    str, Field(min_length=18, max_length=18, examples=["91350100M000100Y43"]), AfterValidator(_credit_code)
]
GatewayName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", examples=["gw-150102-0001"])]
PartName = Annotated[Line, Field(min_length=1, max_length=128, examples=["panel-1/1-023"])]
Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9._/-]{1,64}$", examples=["150102-000017"])]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Metres = Annotated[float, Field(ge=0, le=10_000), AfterValidator(_finite)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Versioned(_Sent):
    """A change says which version it is of."""

    version: int = Field(ge=1, le=MAX_VERSION, description="As last read; 409 when somebody was faster.")


class Contact(_Sent):
    """Somebody to call."""

    name: Name = Field(examples=["王芳"])
    phone: Annotated[str, Field(pattern=r"^[+0-9][0-9 -]{2,23}$")] = Field(examples=["0471-1234567"])
    duty: Line = Field(default="", examples=["消防安全管理人"])


class OrganisationIn(_Sent):
    """An organisation or household."""

    number: Number = Field(description="The operator's own number; imports find it again by this.")
    name: Name = Field(examples=["呼和浩特市蒙源酒店有限公司"])
    credit_code: CreditCode | None = Field(default=None, description="GB 32100; its check digit is verified.")
    category: CategoryCode
    area: CountyCode
    township: Annotated[str, Field(pattern=r"^15[0-9]{7}$")] | None = None
    address: Address = Field(default="", examples=["海拉尔大街12号"])
    contacts: list[Contact] = Field(default_factory=list, max_length=10)
    persons: int | None = Field(default=None, ge=0, le=10_000_000, description="Who live or work there.")
    note: Note = ""

    @model_validator(mode="after")
    def _township_lies_within(self) -> Self:
        if self.township is not None and not self.township.startswith(self.area):
            raise ValueError(f"township {self.township} does not lie in {self.area}")
        return self


class OrganisationChange(OrganisationIn, Versioned):
    """The whole organisation as it shall be."""


class BuildingIn(_Sent):
    """A building. Longitude and latitude belong together."""

    name: Name = Field(examples=["主楼"])
    use: Line = Field(default="", examples=["宾馆"])
    address: Address = ""
    height_m: Annotated[float, Field(ge=0, le=1000), AfterValidator(_finite)] | None = None
    storeys: int | None = Field(default=None, ge=0, le=200)
    storeys_below: int | None = Field(default=None, ge=0, le=20)
    area_m2: Annotated[float, Field(ge=0, le=100_000_000), AfterValidator(_finite)] | None = None
    longitude: float | None = Field(default=None, ge=-180, le=180, examples=[111.67])
    latitude: float | None = Field(default=None, ge=-90, le=90, examples=[40.82])
    datum: Datum = Field(default="wgs84", description="In which datum the position is given.")

    @model_validator(mode="after")
    def _whole_position(self) -> Self:
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude belong together")
        if self.longitude is not None and self.latitude is not None:
            at = Position(self.longitude, self.latitude)
            if not in_region(at):
                raise ValueError(
                    "the position lies outside the region; are longitude and latitude exchanged?"
                )
        return self


class BuildingChange(BuildingIn, Versioned):
    """The whole building as it shall be."""


class FloorIn(_Sent):
    """A floor. 1 is the ground floor, -1 the first below it."""

    level: int = Field(ge=-20, le=200, examples=[3])
    name: Line = Field(default="", examples=["3F"])
    height_m: Annotated[float, Field(ge=0, le=100), AfterValidator(_finite)] | None = None
    plan_width_m: Metres | None = Field(default=None, description="Width of the plan, left to right.")
    plan_depth_m: Metres | None = Field(default=None, description="Depth of the plan, bottom to top.")

    @model_validator(mode="after")
    def _no_zeroth(self) -> Self:
        if self.level == 0:
            raise ValueError("there is no floor 0; the ground floor is 1, the first below it -1")
        return self


class FloorChange(FloorIn, Versioned):
    """The whole floor as it shall be."""


class _OnPlan(_Sent):
    x_m: Metres | None = Field(default=None, description="Metres from the plan's left edge.")
    y_m: Metres | None = Field(default=None, description="Metres from the plan's lower edge.")

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.x_m is None) != (self.y_m is None):
            raise ValueError("x_m and y_m belong together")
        return self


class RoomIn(_OnPlan):
    """A room on its floor's plan."""

    name: Name = Field(examples=["302室"])
    use: Line = ""
    area_m2: Annotated[float, Field(ge=0, le=1_000_000), AfterValidator(_finite)] | None = None
    outline: list[tuple[Metres, Metres]] = Field(
        default_factory=list,
        max_length=200,
        description="Corners `[x, y]` in metres, three or more, or none.",
    )

    @model_validator(mode="after")
    def _an_outline_encloses(self) -> Self:
        if 0 < len(self.outline) < 3:
            raise ValueError("an outline has three corners or more")
        return self


class RoomChange(RoomIn, Versioned):
    """The whole room as it shall be."""


class GatewayPlaceIn(_Sent):
    """Where a gateway stands. The version is wanted once it is bound."""

    building_id: Id | None = None
    room_id: Id | None = None
    name: Line = Field(default="", examples=["消控室网关"])
    version: int | None = Field(default=None, ge=1, le=MAX_VERSION)


class DeviceIn(_OnPlan):
    """A planned device."""

    name: Name = Field(examples=["1号报警控制器"])
    gateway: GatewayName | None = None
    profile: Line = Field(default="", examples=["gst-5000"])
    serial: Line = ""
    building_id: Id | None = None
    room_id: Id | None = None


class DeviceChange(DeviceIn, Versioned):
    """The whole device as it shall be."""


class PointIn(_OnPlan):
    """A planned point."""

    gateway: GatewayName
    part: PartName
    name: Name = Field(examples=["三层302室感烟"])
    system_type: int = Field(ge=0, le=255, description="GB/T 26875.3 table 4.", examples=[1])
    component_type: int = Field(ge=0, le=255, description="GB/T 26875.3 table 5.", examples=[42])
    device_id: Id | None = None
    building_id: Id | None = None
    room_id: Id | None = None


class PointChange(PointIn, Versioned):
    """The whole point as it shall be."""


class Step(Versioned):
    """A person's move of the state of commissioning; the name for the records is the asker's."""

    note: Note = Field(default="", description="Why; needed where something is missing.")


class WalkTestIn(_Sent):
    """What an installer's walk test found."""

    at: int = Field(ge=0, le=MAX_ID, description="When it ended, milliseconds UTC.")
    by: Name = Field(examples=["巴特尔"])
    tested: int = Field(ge=1, le=1_000_000)
    passed: int = Field(ge=0, le=1_000_000)
    failed: list[Line] = Field(default_factory=list, max_length=1000, description="`gateway/part` of each.")
    report_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    note: Note = ""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.passed > self.tested:
            raise ValueError("passed cannot exceed tested")
        return self
