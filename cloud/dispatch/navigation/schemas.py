"""What a unit is told: its order, the way, and what it should know."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.dispatch.facilities.schemas import FacilityOut
from cloud.dispatch.incidents.schemas import EntryOut, KeyholderOut
from cloud.dispatch.navigation.manoeuvres import Manoeuvre
from cloud.dispatch.preplans.schemas import PreplanOut
from cloud.dispatch.waters.schemas import WaterOut
from cloud.vocabulary import LabelOut


class RouteStep(BaseModel):
    """One thing to do, where, and how far it is to the next."""

    manoeuvre: Manoeuvre
    words: LabelOut
    road: str
    latitude: float
    longitude: float
    metres: float
    seconds: float


class RouteOut(BaseModel):
    """A route."""

    id: int
    at: int
    cause: str = Field(description="`order`, `off-route`, or `moved`: the incident's place was put right.")
    kind: str = Field(description="`roads`; `straight`: there is no road data, only bearing and distance.")
    metres: float
    seconds: float
    error_s: float | None
    arrives_at: int
    left_m: float
    off_route: bool
    bearing: float = Field(description="From its beginning to the incident, degrees from north.")
    line: list[tuple[float, float]] = Field(description="Latitude and longitude, WGS 84.")
    steps: list[RouteStep]


class MateOut(BaseModel):
    """Another unit on the same incident."""

    unit: str
    state: str
    state_name: LabelOut


class UnitOrderOut(BaseModel):
    """The order that binds a unit, with everything it needs on the way."""

    order_id: int
    unit_id: int
    unit: str
    incident_id: int
    type_name: LabelOut
    grade: int
    grade_name: LabelOut
    colour: str
    place: str
    floor: str
    latitude: float | None
    longitude: float | None
    told: list[str] = Field(description="What was reported, in order.")
    confirmed: bool
    at: int
    why: LabelOut
    accept_until: int
    accepted_at: int | None
    escalated_at: int | None
    arrived_at: int | None
    route: RouteOut | None
    dangers_on_the_way: list[FacilityOut]
    dangers_at_the_place: list[FacilityOut]
    waters: list[WaterOut]
    plan: PreplanOut | None
    organisation: str
    building: str
    keyholders: list[KeyholderOut]
    mates: list[MateOut]
    messages: list[EntryOut]


class UnitOrder(BaseModel):
    """A unit's present order; null: none binds it."""

    order: UnitOrderOut | None
