"""Inspections on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from cloud.checklists.schemas import ChecklistOut
from cloud.hazards.schemas import FindingIn, Form, HazardOut, ItemCode, Key, PhoneTime
from cloud.inspections.state_table import State
from cloud.organisations.schemas import MAX_ID, MAX_VERSION
from cloud.organisations.text import Note
from cloud.vocabulary import LabelOut

Answer = Literal["conform", "nonconform", "not-applicable"]
Origin = Literal["drawn", "certain", "complaint", "special", "import"]
Result = Literal["passed", "hazards", "closed-down", "refused"]
_Id = Annotated[int, Field(ge=1, le=MAX_ID)]
_By = Annotated[str, Field(max_length=64, description="Who tells it, where nobody logs in.")]
#: A list of a category holds at most so many items.
_ITEMS = 200


class InspectionIn(Form):
    """A task that no draw gave."""

    organisation_id: _Id
    building_id: _Id | None = None
    origin: Literal["complaint", "special"] = "special"
    due_on: date
    inspectors: list[_Id] = Field(default_factory=list, max_length=10)
    note: Note = ""
    by: _By = ""


class AssignIn(Form):
    """Who goes; two at least."""

    inspectors: list[_Id] = Field(min_length=2, max_length=10)
    due_on: date | None = None
    note: Note = Field(default="", description="Why others than before.")
    version: int | None = Field(default=None, ge=1, le=MAX_VERSION)
    by: _By = ""


class WithdrawIn(Form):
    """Why it is not carried out."""

    note: Note = Field(min_length=1)
    version: int | None = Field(default=None, ge=1, le=MAX_VERSION)
    by: _By = ""


class StartIn(Form):
    """The inspection begins."""

    at: PhoneTime | None = Field(default=None, description="By the phone's clock.")
    by: _By = ""


class AnswerIn(Form):
    """What was answered to an item."""

    item: ItemCode = Field(min_length=1)
    answer: Answer
    note: Note = ""


class SubmissionIn(Form):
    """What a phone sends: answers and findings; `done` when the checklist is finished.

    It may be sent again as it is: it is taken in once.
    """

    key: Key
    started_at: PhoneTime | None = None
    at: PhoneTime | None = Field(default=None, description="By the phone's clock.")
    answers: list[AnswerIn] = Field(default_factory=list, max_length=_ITEMS)
    findings: list[FindingIn] = Field(default_factory=list, max_length=100)
    done: bool = False
    #: The place could not be inspected.
    hindered: Literal["closed-down", "refused"] | None = None
    note: Note = ""
    by: _By = ""


class InspectorName(BaseModel):
    """Who goes."""

    id: int
    number: str
    name: str


class InspectionOut(BaseModel):
    """One task."""

    id: int
    organisation_id: int
    organisation: str
    organisation_number: str
    address: str
    building_id: int | None
    area: str
    category: str
    origin: Origin
    draw_id: int | None
    number: str | None
    state: State
    due_on: str
    late: bool = Field(description="Not submitted, and the day is over.")
    result: Result | None
    note: str
    made_at: int
    started_at: int | None
    submitted_at: int | None
    closed_at: int | None
    inspectors: list[InspectorName]
    hazards: int
    hazards_open: int
    version: int


class InspectionList(BaseModel):
    """Tasks, the newest first; ask with `before` the least id for older ones."""

    items: list[InspectionOut]
    more: bool


class AnswerOut(AnswerIn):
    """An answer and whose it is."""

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


class InspectionDetail(InspectionOut):
    """A task with its checklist, answers, findings and timeline."""

    checklist: ChecklistOut
    answers: list[AnswerOut]
    findings: list[HazardOut]
    timeline: list[EntryOut]


class TaskOut(InspectionOut):
    """A task as a phone takes it along."""

    checklist: ChecklistOut
    answers: list[AnswerOut]
    findings: list[HazardOut] = Field(description="Of this task.")
    to_recheck: list[HazardOut] = Field(description="Open ones of the same organisation from before.")


class TaskList(BaseModel):
    """What one has to inspect."""

    items: list[TaskOut]
    inspector: InspectorName | None = Field(description="Who asks; null: no inspector.")


class HistoryRow(BaseModel):
    """What was known of one building, or of an organisation beyond its buildings, up to a moment."""

    organisation_id: int
    building_id: int | None
    inspections_1y: int
    days_since_inspection: int | None
    hazards_1y: int
    hazards_3y: int
    major_3y: int
    hazards_open: int
    hazards_overdue: int
    days_to_rectify: float | None
    failed_rechecks_3y: int
    extensions_3y: int
    repeated_items_3y: int
    patrols_90d: int
    patrol_abnormal_share: float | None


class HistoryPage(BaseModel):
    """Rows by organisation; ask with `after` the `next` for more."""

    at: int
    items: list[HistoryRow]
    next: int | None
