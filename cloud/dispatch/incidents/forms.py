"""What is told of incidents: calls, answers, orders, and what closes one."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Outcome
from cloud.dispatch.deciding.capabilities import Capability
from cloud.dispatch.deciding.incident_types import IncidentType
from cloud.dispatch.forces.schemas import AreaCode, Long, TellIn, Text
from cloud.dispatch.incidents.happenings import Happening, RoleKind, Source

Answers = dict[str, float | bool | str | None]


class PlacedIn(TellIn):
    """A place, in words and perhaps in degrees."""

    place: str = Field(min_length=1, max_length=256, pattern=r"^[^\x00]*$", examples=["新城区中山东路8号"])
    floor: Text = ""
    area: AreaCode
    longitude: float | None = Field(default=None, ge=-180, le=180, description="WGS 84.")
    latitude: float | None = Field(default=None, ge=-90, le=90)
    type: IncidentType

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude belong together")
        return self


class CallIn(PlacedIn):
    """A call, or what another department or a citizen reports."""

    source: Literal[Source.CALL, Source.DEPARTMENT, Source.CITIZEN] = Source.CALL
    caller: Text = ""
    phone: str = Field(default="", max_length=32, pattern=r"^[0-9+ -]*$")
    text: Long = ""
    building_id: int | None = Field(default=None, ge=1)
    category: Text = Field(default="", description="Category of the building, where it is known.")
    answers: Answers = Field(default_factory=dict, max_length=50)
    key: Text = Field(default="", description="Makes it one report however often it is sent.")
    apart: bool = Field(default=False, description="It is another incident, whatever it looks like.")


class IncidentChange(PlacedIn):
    """Place and type, put right."""

    version: int = Field(ge=1)


class AnswersIn(TellIn):
    """What the caller has answered."""

    answers: Answers = Field(max_length=50, examples=[{"trapped": 2, "burning": "e-bike", "floor": 5}])


class GradeIn(TellIn):
    """The commander says that what is there cannot cope."""

    grade: int = Field(ge=1, le=5)
    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class ReasonIn(TellIn):
    """Why."""

    reason: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


class NoteIn(TellIn):
    """Words for the timeline."""

    text: str = Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")
    kind: Literal[Happening.NOTE, Happening.READING] = Happening.NOTE


class ForceIn(TellIn):
    """What the commander asks for beyond the run cards."""

    needs: dict[Capability, Annotated[float, Field(gt=0, le=1e6)]] = Field(
        min_length=1, max_length=30, examples=[{"water_l": 20_000, "lighting": 1}]
    )
    reason: Long = ""


class TakeIn(TellIn):
    """Take an incident over."""

    note: Long = ""


class RoleIn(TellIn):
    """Who is what."""

    role: RoleKind
    name: Text = Field(min_length=1)
    phone: Text = ""


class MergeIn(ReasonIn):
    """Into which one."""

    into: int = Field(ge=1)


class SplitIn(ReasonIn):
    """Which report."""

    report: int = Field(ge=1)


class CloseIn(TellIn):
    """What it was."""

    outcome: Literal[Outcome.REAL, Outcome.FALSE, Outcome.TEST, Outcome.UNKNOWN]
    cause: Cause | None = None
    note: Long = ""


class SeenUnit(TellIn):
    """A unit as it was seen."""

    id: int = Field(ge=1)
    version: int = Field(ge=1)


class OrderIn(TellIn):
    """Send these; without `units` those that were proposed last."""

    units: list[SeenUnit] | None = Field(default=None, min_length=1, max_length=200)
