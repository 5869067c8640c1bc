"""What goes over the wire about stations and units."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from cloud.dispatch.deciding.capabilities import Capability
from cloud.dispatch.forces.states import Signal, UnitState
from cloud.dispatch.forces.station_kinds import StationKind
from cloud.organisations.position import Position, in_region
from cloud.versions import SeenIn
from cloud.vocabulary import LabelOut

AreaCode = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["150102"])]
Text = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]


class TellIn(BaseModel):
    """A body in which nothing unknown may stand."""

    model_config = ConfigDict(extra="forbid")


class PlacedIn(TellIn):
    """A body that puts something in the region."""

    longitude: float = Field(description="WGS 84.", examples=[111.62])
    latitude: float = Field(examples=[40.81])

    @field_validator("latitude")
    @classmethod
    def _in_region(cls, latitude: float, told: ValidationInfo) -> float:
        longitude = told.data.get("longitude")
        if longitude is not None and not in_region(Position(longitude, latitude)):
            raise PydanticCustomError(
                "outside_region", "longitude and latitude lie outside the region; perhaps they are exchanged"
            )
        return latitude


class StationFields(PlacedIn):
    """What is told of a station."""

    name: Text = Field(min_length=1, examples=["回民区消防救援站"])
    kind: StationKind
    area: AreaCode
    organisation_id: int | None = Field(default=None, ge=1)
    address: Text = ""
    phone: Text = ""
    risk_s: float = Field(
        default=300.0,
        ge=0,
        le=100_000,
        description="What it costs to leave its area bare, in seconds of arrival.",
    )
    note: Long = ""
    closed: bool = False


class StationChange(StationFields, SeenIn):
    """A station as it shall be."""


class StationIn(StationFields):
    """A station to be entered."""

    number: Text = Field(min_length=1, examples=["150103-01"])


class StationOut(BaseModel):
    """A station."""

    id: int
    number: str
    name: str
    kind: StationKind
    kind_name: LabelOut
    area: str
    organisation_id: int | None
    address: str
    phone: str
    longitude: float
    latitude: float
    risk_s: float
    note: str
    closed: bool
    version: int


class StationList(BaseModel):
    """A page of stations; `next` asks for the page behind it."""

    items: list[StationOut]
    next: int | None


class UnitChange(TellIn):
    """What may be changed of a unit."""

    station_id: int = Field(ge=1)
    name: Text = Field(min_length=1, examples=["回民 1 号水罐"])
    plate: Text = ""
    gives: dict[Capability, Annotated[float, Field(gt=0, le=1e7)]] = Field(
        description="Amounts by capability, without the crew.", examples=[{"attack": 1, "water_l": 5000}]
    )
    crew: int = Field(ge=0, le=99, description="Aboard now.")
    crew_least: int = Field(default=1, ge=0, le=99)
    terminal_id: int | None = Field(default=None, ge=1, description="Its vehicle terminal.")
    gateway: Text | None = Field(
        default=None, min_length=1, description="The gateway aboard that tells its position over MQTT."
    )
    fuel_percent: float | None = Field(default=None, ge=0, le=100)
    note: Long = ""
    retired: bool = False

    @field_validator("gives")
    @classmethod
    def _without_crew(cls, told: dict[Capability, float]) -> dict[Capability, float]:
        if Capability.CREW in told:
            raise PydanticCustomError("crew_apart", "people are told by `crew`, not among `gives`")
        return told


class SightingOut(BaseModel):
    """Where a unit was last."""

    latitude: float
    longitude: float
    speed_kmh: float
    at: int
    stale: bool = Field(description="A stale position is shown and never trusted.")


class UnitOut(BaseModel):
    """A unit as lists and the live stream show it."""

    id: int
    station_id: int
    base_id: int
    station_name: str
    name: str
    plate: str
    gives: dict[str, float] = Field(description="With the crew.")
    crew: int
    crew_least: int
    terminal_id: int | None
    gateway: str | None
    state: UnitState
    state_name: LabelOut
    since: int
    rest_until: int | None
    fuel_percent: float | None
    order_id: int | None
    incident_id: int | None
    ready: bool
    hindrance: LabelOut | None = Field(description="Why it cannot be sent now.")
    position: SightingOut | None
    note: str
    retired: bool
    version: int
    area: str
    organisation_id: int | None


class UnitList(BaseModel):
    """A page of units; `next` asks for the page behind it."""

    items: list[UnitOut]
    next: int | None


class SignalIn(TellIn):
    """What a unit, or somebody for it, tells."""

    signal: Literal[
        Signal.TURN_OUT,
        Signal.LEAVE,
        Signal.ARRIVE,
        Signal.HOME,
        Signal.REST,
        Signal.READY,
        Signal.BREAK,
    ]
    note: Long = ""
    rest_minutes: int | None = Field(default=None, ge=1, le=1_440)


class PositionIn(TellIn):
    """A position that came by another way than a vehicle terminal: PDT, a phone, a drone's crew."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    speed_kmh: float = Field(default=0.0, ge=0, le=400)
    at: int = Field(ge=0, le=2**53, description="The position's own time, ms UTC.")


class MoveUpIn(TellIn):
    """Have a unit stand by at another station."""

    base_id: int = Field(ge=1)
    version: int = Field(ge=1, description="The unit as it was seen.")
    note: Long = ""


class StepOut(BaseModel):
    """One move of a unit."""

    at: int
    signal: Signal
    words: LabelOut
    state: UnitState
    cause: str
    by: str | None
    incident_id: int | None
    latitude: float | None
    longitude: float | None
    note: str


class UnitDetail(UnitOut):
    """One unit with what moved it, the newest first."""

    steps: list[StepOut]
