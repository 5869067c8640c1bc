"""Plans and what stands on them, as they are sent and shown."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

from cloud.organisations.schemas import MAX_VERSION, GatewayName, Metres, PartName
from cloud.vocabulary import LabelOut, TermOut

Percent = Annotated[float, Field(ge=0, le=100)]


class PlacementIn(BaseModel):
    """Where a part stands on the floor's plan: in metres, or in percent of the plan's size."""

    model_config = ConfigDict(extra="forbid")

    gateway: GatewayName
    part: PartName
    x_m: Metres | None = Field(default=None, description="Metres from the plan's left edge.")
    y_m: Metres | None = Field(default=None, description="Metres from the plan's lower edge.")
    x_percent: Percent | None = Field(default=None, description="Of its width, from its left edge.")
    y_percent: Percent | None = Field(default=None, description="Of its depth, from its lower edge.")
    version: int | None = Field(
        default=None, ge=1, le=MAX_VERSION, description="The point's, as last read; null: not planned yet."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        metres, percent = (self.x_m, self.y_m), (self.x_percent, self.y_percent)
        if not (
            (None not in metres and percent == (None, None))
            or (None not in percent and metres == (None, None))
        ):
            raise ValueError("give x_m and y_m, or x_percent and y_percent")
        return self


class PlanOut(BaseModel):
    """One version of a floor's plan."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    floor_id: int
    format: str = Field(description="What was uploaded: `svg`, `png` or `dxf`.")
    file_name: str
    file_bytes: int
    sha256: str = Field(description="Of the drawing that is shown.")
    left_out: dict[str, int] = Field(
        description="What was in the file and is not in the drawing, with how often.",
        examples=[{"script": 1}],
    )
    by: str
    at: int

    @computed_field(description="Where the drawing is; it never changes.")  # type: ignore[prop-decorator]
    @property
    def address(self) -> str:
        """By floor and content."""
        return f"/api/v1/floors/{self.floor_id}/drawings/{self.sha256}"


class PlanList(BaseModel):
    """The versions of a floor's plan, the newest first: that one is in use."""

    items: list[PlanOut]


class RoomShape(BaseModel):
    """A room on the plan."""

    id: int
    name: str
    outline: list[tuple[float, float]] = Field(description="Corners in metres from the lower left corner.")
    approximate: bool = Field(description="Drawn where there was room: nobody has told its outline.")


class PointSpot(BaseModel):
    """A part on the plan."""

    gateway: str
    part: str
    name: str
    component_type: TermOut
    room_id: int | None
    x_m: float | None = Field(description="Null: only the floor is known.")
    y_m: float | None
    approximate: bool = Field(description="Its room is known, its position is not.")
    version: int


class FloorOnPlan(BaseModel):
    """A floor: its plan, its rooms, and the parts on it."""

    id: int
    level: int
    name: str
    width_m: float
    depth_m: float
    plan: PlanOut | None = Field(description="Null: draw the rooms.")
    rooms: list[RoomShape]
    points: list[PointSpot]


class BuildingPlan(BaseModel):
    """A building, floor by floor, the lowest first."""

    id: int
    organisation_id: int
    name: str
    floors: list[FloorOnPlan]
    max_bytes: int = Field(description="How large a plan's file may be.")


class BuildingName(BaseModel):
    """A building that has floors."""

    id: int
    organisation_id: int
    name: str


class BuildingNames(BaseModel):
    """Buildings by id. `next`: ask with `after` this id for more; null: that was all."""

    items: list[BuildingName]
    next: int | None


class PartPlace(BaseModel):
    """On which floor a part stands; null: nobody has said."""

    building_id: int | None
    floor_id: int | None


class StrayOut(BaseModel):
    """A part that stands on no floor yet."""

    gateway: str
    part: str
    name: LabelOut
    component_type: TermOut
    version: int | None = Field(description="Null: it was heard and never planned.")


class StrayList(BaseModel):
    """Parts that stand on no floor yet, at most five hundred."""

    items: list[StrayOut]
