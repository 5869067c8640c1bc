"""What goes over the wire to and from crews."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from cloud.dispatch.facilities.schemas import FacilityOut
from cloud.dispatch.forces.schemas import Long, StationOut, StepOut, TellIn, Text, UnitOut
from cloud.dispatch.forces.states import Signal
from cloud.dispatch.incidents.schemas import CapabilityOut, IncidentDetail
from cloud.dispatch.navigation.schemas import UnitOrderOut
from cloud.dispatch.preplans.schemas import PreplanOut
from cloud.dispatch.waters.schemas import WaterOut
from cloud.vocabulary import LabelOut

_Key = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$", description="One message, one key.")
]


class LinkKind(StrEnum):
    """What a link opens."""

    UNIT = "unit"
    STATION = "station"
    COMMAND = "command"


class CrewLinkIn(TellIn):
    """A link for a vehicle's tablet (`unit`), a station (`station`) or a commander's phone (`incident`)."""

    unit: int | None = Field(default=None, ge=1, le=2**53)
    station: int | None = Field(default=None, ge=1, le=2**53)
    incident: int | None = Field(default=None, ge=1, le=2**53)
    person: Text = Field(min_length=1, examples=["回民 1 号水罐车平板"])
    days: int = Field(default=365, ge=1, le=1_100)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(each is not None for each in (self.unit, self.station, self.incident)) != 1:
            raise PydanticCustomError(
                "one_thing", "a link opens one thing: name a unit, a station or an incident"
            )
        return self


class CrewLinkOut(BaseModel):
    """A link that was given."""

    id: int
    kind: LinkKind
    unit_id: int | None
    station_id: int | None
    incident_id: int | None
    name: str = Field(description="What the unit or station is called, or where the incident is.")
    person: str
    made_by: str
    made_at: int
    expires_at: int
    used_at: int | None


class CrewLinkMade(CrewLinkOut):
    """A new link. The token is shown this once."""

    token: str = Field(
        description="Goes behind the `#` of the page's address, which browsers send to nobody."
    )
    path: str = Field(description="The page and its token: `#/unit/…`, `#/station/…` or `#/command/…`.")


class CrewLinkList(BaseModel):
    """A page of links; `next` asks for the page behind it."""

    items: list[CrewLinkOut]
    next: int | None


class CrewMe(BaseModel):
    """What a link opens, and for whom."""

    kind: LinkKind
    person: str
    name: str
    expires_at: int
    now: int


class UnitDuty(BaseModel):
    """What a vehicle's tablet shows."""

    now: int
    unit: UnitOut
    may: list[Signal | Literal["return"]] = Field(description="What it can tell from its state.")
    order: UnitOrderOut | None


class CrewSignalIn(TellIn):
    """What the crew tells, with its own time; sent again it changes nothing."""

    signal: Literal[
        Signal.TURN_OUT,
        Signal.LEAVE,
        Signal.ARRIVE,
        Signal.HOME,
        Signal.REST,
        Signal.READY,
        Signal.BREAK,
        "return",
    ] = Field(description="`return`: the work here is done; it ends the order.")
    at: int = Field(ge=0, le=2**53, description="When it was so, ms UTC.")
    key: _Key
    note: Long = ""


class MessageIn(TellIn):
    """Words between a vehicle or a commander and the desk."""

    text: str = Field(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$")
    key: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")] = ""


class LogLine(StepOut):
    """One move of one of the station's units."""

    unit: str


class StationDuty(BaseModel):
    """What a station shows."""

    now: int
    station: StationOut
    units: list[UnitOut]
    orders: list[UnitOrderOut]
    log: list[LogLine]


class CommandView(BaseModel):
    """What a commander's phone shows."""

    now: int
    incident: IncidentDetail
    units: list[UnitOut]
    waters: list[WaterOut]
    hospitals: list[FacilityOut]
    dangers: list[FacilityOut]
    plan: PreplanOut | None
    capabilities: dict[str, CapabilityOut]
    grades: dict[int, LabelOut]


class HandBackIn(TellIn):
    """The command is given back."""

    note: Long = ""
