"""Organisations and what lies below them, as they are shown."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cloud.organisations.commissioning import Action, State
from cloud.organisations.position import Datum
from cloud.vocabulary import LabelOut, TermOut


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CategoryOut(BaseModel):
    """A category."""

    code: str = Field(examples=["high-rise"])
    name: LabelOut
    household: bool = Field(description="A home: counted as a household, in service without a walk test.")
    priority: int = Field(description="1 is first.")


class OrganisationOut(BaseModel):
    """An organisation."""

    id: int
    number: str
    name: str
    credit_code: str | None
    category: CategoryOut
    area: str
    area_name: LabelOut
    township: str | None
    address: str
    contacts: list[dict[str, Any]] = Field(examples=[[{"name": "王芳", "phone": "13900000000", "duty": ""}]])
    persons: int | None
    note: str
    state: State
    state_name: LabelOut
    gateways: int
    points_planned: int
    points_heard: int
    heard_at: int | None = Field(description="Last sign of life of any of its gateways, to the hour.")
    version: int
    created_at: int
    changed_at: int


class OrganisationList(BaseModel):
    """Organisations by id. `next`: ask with `after` this id for more; null: that was all."""

    items: list[OrganisationOut]
    next: int | None


class BuildingOut(_Shown):
    """A building, its position as given and in WGS-84."""

    id: int
    organisation_id: int
    name: str
    use: str
    address: str
    height_m: float | None
    storeys: int | None
    storeys_below: int | None
    area_m2: float | None
    longitude: float | None
    latitude: float | None
    datum: Datum
    wgs84: tuple[float, float] | None = Field(default=None, description="Longitude and latitude, WGS-84.")
    version: int
    changed_at: int


class FloorOut(_Shown):
    """A floor."""

    id: int
    organisation_id: int
    building_id: int
    level: int
    name: str
    height_m: float | None
    plan_width_m: float | None
    plan_depth_m: float | None
    version: int
    changed_at: int


class RoomOut(_Shown):
    """A room."""

    id: int
    organisation_id: int
    floor_id: int
    name: str
    use: str
    area_m2: float | None
    x_m: float | None
    y_m: float | None
    outline: list[tuple[float, float]]
    version: int
    changed_at: int


class GatewayPlaceOut(_Shown):
    """Whose gateway it is, where it stands, and whether it was heard."""

    gateway: str
    organisation_id: int
    building_id: int | None
    room_id: int | None
    name: str
    points_planned: int
    points_heard: int
    link: Literal["online", "silent", "never"] = "never"
    last_seen: int | None = None
    version: int
    changed_at: int


class DeviceOut(_Shown):
    """A planned device."""

    id: int
    organisation_id: int
    name: str
    gateway: str | None
    profile: str
    serial: str
    building_id: int | None
    room_id: int | None
    x_m: float | None
    y_m: float | None
    version: int
    changed_at: int


class PointOut(BaseModel):
    """A planned point, and when its part was last heard."""

    id: int
    organisation_id: int
    gateway: str
    part: str
    name: str
    system_type: TermOut
    component_type: TermOut
    device_id: int | None
    building_id: int | None
    room_id: int | None
    x_m: float | None
    y_m: float | None
    last_heard: int | None
    version: int
    changed_at: int


class BuildingList(BaseModel):
    """Buildings by id."""

    items: list[BuildingOut]
    next: int | None


class FloorList(BaseModel):
    """Floors of a building, the lowest first."""

    items: list[FloorOut]


class RoomList(BaseModel):
    """Rooms by id."""

    items: list[RoomOut]
    next: int | None


class GatewayPlaceList(BaseModel):
    """Gateways by name."""

    items: list[GatewayPlaceOut]
    next: str | None


class DeviceList(BaseModel):
    """Devices by id."""

    items: list[DeviceOut]
    next: int | None


class PointList(BaseModel):
    """Points by id."""

    items: list[PointOut]
    next: int | None


class StepOut(_Shown):
    """One move."""

    at: int
    action: str
    state: str
    by: str
    note: str


class WalkTestOut(_Shown):
    """What a walk test found."""

    id: int
    at: int
    by: str
    tested: int
    passed: int
    failed: list[str]
    report_sha256: str
    note: str


class CommissioningOut(BaseModel):
    """How far an organisation has come, what is missing, and what a person can do now."""

    organisation_id: int
    state: State
    state_name: LabelOut
    former: State | None = Field(description="Where it comes back to when it is resumed.")
    since: int
    possible: list[Action] = Field(description="Moves a person can make now.")
    points_planned: int
    points_heard: int = Field(description="Counted now, from the parts themselves.")
    missing: list[PointOut] = Field(description="Planned points never heard; at most a hundred.")
    unplanned: list[str] = Field(description="`gateway/part` heard but not planned; at most a hundred.")
    walk_tests: list[WalkTestOut] = Field(description="Newest first, at most twenty.")
    steps: list[StepOut] = Field(description="Oldest first, at most two hundred.")
    version: int


class CategoryList(BaseModel):
    """Every category, in the order in which they are shown."""

    items: list[CategoryOut]
