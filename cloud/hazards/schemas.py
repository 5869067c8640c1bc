"""Hazards on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cloud.hazards.state_table import Action, State
from cloud.organisations.schemas import MAX_ID, MAX_VERSION
from cloud.organisations.text import Address, Note
from cloud.vocabulary import LabelOut

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
ItemCode = Annotated[
    str, StringConstraints(pattern=r"^([a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*)?$", max_length=64)
]
Grade = Literal["general", "major"]
Source = Literal["inspection", "patrol", "report", "import"]
Stage = Literal["found", "rectified", "recheck"]
InspectorAction = Literal[
    Action.ORDER,
    Action.CORRECT,
    Action.GRANT_EXTENSION,
    Action.REFUSE_EXTENSION,
    Action.PASS,
    Action.FAIL,
    Action.WITHDRAW,
    Action.REOPEN,
]
OrganisationAction = Literal[Action.REPORT, Action.ASK_EXTENSION, Action.SELF_CLOSE]
#: Milliseconds UTC of a phone's clock.
PhoneTime = Annotated[int, Field(ge=0, le=MAX_ID)]


class Form(BaseModel):
    """What is told; nothing else may stand beside."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FindingIn(Form):
    """A hazard as it is found."""

    key: Key = Field(description="Made by the sender: told twice it is the same hazard.")
    item: ItemCode = ""
    clause: Annotated[str, StringConstraints(max_length=256)] = Field(
        default="", description="As it stands in the order; empty: the item's."
    )
    grade: Grade = "general"
    place: Address = ""
    text: Note = Field(min_length=1)
    deadline: date | None = Field(default=None, description="Rectification is ordered until this day.")
    corrected: bool = Field(default=False, description="It was corrected on the spot.")
    found_at: PhoneTime | None = None


class HazardIn(FindingIn):
    """A hazard that no inspection has found."""

    organisation_id: int = Field(ge=1, le=MAX_ID)
    building_id: int | None = Field(default=None, ge=1, le=MAX_ID)
    by: str = Field(default="", max_length=64, description="Who tells it, where nobody logs in.")


class _ActionIn(Form):
    key: Key | None = Field(default=None, description="Told twice it happens once.")
    note: Note = ""
    deadline: date | None = None
    version: int | None = Field(default=None, ge=1, le=MAX_VERSION, description="409 when it has moved on.")
    by: str = Field(default="", max_length=64, description="Who acts, where nobody logs in.")


class InspectorActionIn(_ActionIn):
    """What an inspector does about a hazard."""

    action: InspectorAction


class OrganisationActionIn(_ActionIn):
    """What the organisation does about a hazard."""

    action: OrganisationAction


class HazardOut(BaseModel):
    """One hazard."""

    id: int
    key: str
    organisation_id: int
    organisation: str
    building_id: int | None
    building: str
    inspection_id: int | None
    area: str
    source: Source
    item: str
    clause: LabelOut
    grade: Grade
    place: str
    text: str
    state: State
    deadline: str | None
    overdue: bool
    asked_until: str | None = Field(description="More time is asked for until this day.")
    found_at: int
    found_by: str
    closed_at: int | None
    failed_rechecks: int
    extensions: int
    photos: int
    version: int


class PhotoOut(BaseModel):
    """One photo of a hazard."""

    id: int
    stage: Stage
    sha256: str
    width: int
    height: int
    by: str
    at: int


class EntryOut(BaseModel):
    """One thing that happened."""

    at: int
    action: str
    label: LabelOut
    state: str
    by: str
    note: str
    detail: dict[str, Any]


class HazardDetail(HazardOut):
    """A hazard with its photos and its timeline."""

    possible: list[Action]
    photo_list: list[PhotoOut]
    timeline: list[EntryOut]


class HazardList(BaseModel):
    """Hazards, the newest first; ask with `before` the least id for older ones."""

    items: list[HazardOut]
    more: bool


class HazardCounts(BaseModel):
    """How many of each state there are in the asker's scope."""

    by_state: dict[State, int]
    overdue: int
    major_open: int
    extensions_asked: int
