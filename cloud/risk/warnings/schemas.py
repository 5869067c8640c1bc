"""Risk warnings on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.hazards.schemas import Form
from cloud.organisations.schemas import MAX_VERSION
from cloud.organisations.text import Note
from cloud.risk.schemas import Band, RecordOut, Subject
from cloud.risk.warnings.state_table import Action, State
from cloud.vocabulary import LabelOut

Desk = Literal["organisation", "station", "department", "town"]


class EffectOut(BaseModel):
    """The index at raising, at closing and after; null: not yet, or no score then."""

    at_raising: float
    at_closing: float | None
    after_30d: float | None
    after_90d: float | None


class WarningOut(BaseModel):
    """One warning."""

    id: int
    subject: Subject
    site_id: int
    site: str
    organisation_id: int
    organisation: str
    building_id: int | None
    area: str
    area_name: LabelOut
    category: str
    rule: str
    rule_label: LabelOut
    text: LabelOut = Field(description="What happened, in a sentence.")
    task: LabelOut = Field(description="What is to be done.")
    desk: Desk
    state: State
    band: Band = Field(description="As it was raised.")
    record: RecordOut | None
    raised_at: int
    due_on: str
    overdue: bool
    escalated: int = Field(description="How often it was taken higher.")
    taken_by: str | None
    closed_at: int | None
    effect: EffectOut
    version: int


class WarningEntryOut(BaseModel):
    """One thing that happened."""

    at: int
    action: str
    label: LabelOut
    state: State
    by: str
    note: str


class WarningDetail(WarningOut):
    """With its timeline, and what can be done now by the asker."""

    possible: list[Action]
    timeline: list[WarningEntryOut]


class WarningList(BaseModel):
    """Warnings, the newest first; ask with `before` the least id for older ones."""

    items: list[WarningOut]
    more: bool


class WarningCounts(BaseModel):
    """Within the asker's scope; `effect`: of closed ones whose 30 days have passed."""

    by_state: dict[State, int]
    by_rule: dict[str, int]
    by_desk: dict[Desk, int]
    overdue: int
    measured: int
    mean_change_30d: float | None
    mean_change_90d: float | None


class WarningActionIn(Form):
    """What is done about a warning."""

    action: Action
    note: Note = ""
    desk: Desk | None = Field(default=None, description="Where it goes, for `transfer`.")
    version: int | None = Field(default=None, ge=1, le=MAX_VERSION, description="409 when it has moved on.")
    by: str = Field(default="", max_length=64, description="Who acts, where nobody logs in.")
