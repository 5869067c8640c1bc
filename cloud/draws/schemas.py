"""Draws on the wire, for those who plan and for everybody."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from cloud.draws.state_table import State
from cloud.hazards.schemas import Form
from cloud.inspection_draw.plan import Credit, Risk
from cloud.organisations.schemas import MAX_ID, MAX_VERSION
from cloud.organisations.text import Note

ClassId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Exclusion = Literal["", "closed", "suspended", "under-rectification", "under-investigation"]
_By = Annotated[str, Field(max_length=64, description="Who tells it, where nobody logs in.")]
_Version = Annotated[int | None, Field(ge=1, le=MAX_VERSION)]
_Numbers = Annotated[list[Annotated[int, Field(ge=0, le=10**12)]], Field(min_length=1, max_length=50)]


class UnitIn(Form):
    """How an organisation stands for draws."""

    unit_class: ClassId = "ordinary"
    risk: Risk = ""
    credit: Credit = ""
    exclusion: Exclusion = ""
    certain: Annotated[str, StringConstraints(max_length=200)] = ""
    version: _Version = None
    by: _By = ""


class UnitOut(BaseModel):
    """How an organisation stands for draws; version 0: nobody has said."""

    organisation_id: int
    unit_class: str
    risk: Risk
    credit: Credit
    exclusion: str
    certain: str
    by: str
    changed_at: int | None
    version: int


class DrawIn(Form):
    """A plan, in the form of the plan file without its `[lists]`; the lists come from the registry."""

    plan: dict[str, Any]
    version: _Version = None
    by: _By = ""


class ByIn(Form):
    """Who does it."""

    version: _Version = None
    by: _By = ""


class WithdrawIn(ByIn):
    """Why."""

    note: Note = Field(min_length=1)


class EntropyIn(Form):
    """What the sources said, by one of two persons: the numbers, or the file that `draw run` takes."""

    values: dict[str, _Numbers] | None = Field(default=None, max_length=20)
    toml: Annotated[str, StringConstraints(max_length=8_192)] | None = None
    by: _By = ""


class AssignIn(ByIn):
    """Until when the tasks are to be carried out."""

    due_on: date


class StratumFigures(BaseModel):
    """A stratum in numbers."""

    stratum: str
    base: int
    excluded: int
    certain: int
    eligible: int
    quota: int
    draw: int
    blind: int


class CheckOut(BaseModel):
    """What would be frozen now."""

    units: int
    inspectors: int
    conflicts: int
    visits: int = Field(description="Units that would be inspected.")
    places: int = Field(description="Inspections by two: places that inspectors must have.")
    capacity: int
    strata: list[StratumFigures]


class EntryOut(BaseModel):
    """One thing that happened."""

    at: int
    action: str
    state: str
    by: str
    note: str


class DrawOut(BaseModel):
    """One draw, for those who plan."""

    id: int
    number: str
    title_zh: str
    title_en: str
    area: str
    state: State
    not_before: int
    made_by: str
    made_at: int
    frozen_at: int | None
    commitment: str | None
    units: int
    entered_by: str | None = Field(description="Who has entered the numbers first; null: nobody yet.")
    drawn_at: int | None
    seed: str | None
    drawn: int
    unserved: int
    tasks: int
    withdrawn_note: str
    version: int


class DrawDetail(DrawOut):
    """With the plan and the timeline."""

    plan: dict[str, Any]
    timeline: list[EntryOut]


class DrawList(BaseModel):
    """Draws, the newest first; ask with `before` the least id for older ones."""

    items: list[DrawOut]
    more: bool


class PublicDraw(BaseModel):
    """What everybody may see of a draw at a glance; the documents say the rest."""

    number: str
    title_zh: str
    title_en: str
    area: str
    state: Literal["frozen", "drawn", "assigned", "withdrawn"]
    not_before: int
    frozen_at: int
    published_at: str
    commitment: str
    units: int
    drawn_at: int | None
    seed: str | None
    drawn: int
    unserved: int
    withdrawn_note: str
    commitment_bytes: int
    record_bytes: int | None


class PublicList(BaseModel):
    """Published draws, the newest first."""

    items: list[PublicDraw]
    more: bool


MAX = MAX_ID
