"""Scores on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from cloud.hazards.schemas import Form
from cloud.organisations.schemas import MAX_ID, MAX_VERSION
from cloud.risk.schemas import Band, BandCounts, ProbabilityOut, RangeOut, ReasonOut, RecordOut, Subject
from cloud.vocabulary import LabelOut

Order = Literal["risk", "rise", "name"]
Signal = Literal[
    "alarm", "fault", "disabled", "offline", "water", "power", "electrical-warning", "early-warning"
]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]


class TotalsOut(BaseModel):
    """Sites of an area by band, and the fires to be expected of them."""

    sites: int
    bands: BandCounts
    expected_90: RangeOut
    expected_365: RangeOut


class ChildTotals(TotalsOut):
    """One area below."""

    area: str
    label: LabelOut


class DayTotals(TotalsOut):
    """As it stood on the evening of a day."""

    day: str


class ModelNamed(BaseModel):
    """The model that scores a subject."""

    subject: Subject
    version: str
    sha256: str
    shipped: bool


class SummaryOut(BaseModel):
    """An area at a glance."""

    area: str
    label: LabelOut
    subjects: dict[Subject, TotalsOut]
    children: list[ChildTotals] = Field(description="Buildings and communities together.")
    history: list[DayTotals] = Field(description="Oldest first, up to a year.")
    scored_at: int | None = Field(description="When the newest score was made; null: none yet.")
    swept_at: int | None = Field(description="When all sites were last scored.")
    waiting: int = Field(description="Events that no score has taken in yet, within the asker's scope.")
    models: list[ModelNamed]
    unscored: int = Field(description="Organisations without a registered building: nothing can be scored.")
    warnings_open: int
    warnings_overdue: int


class CellOut(BaseModel):
    """One H3 cell."""

    cell: str
    boundary: list[tuple[float, float]] = Field(description="A closed ring of [longitude, latitude], WGS 84.")
    sites: int
    expected_365: float
    worst: Band


class CellsOut(BaseModel):
    """Cells with sites in them, the most expected fires first."""

    resolution: int
    items: list[CellOut]
    placed: int
    without_position: int
    more: bool = Field(description="There are more cells than are told: ask for a smaller area.")


class SiteOut(BaseModel):
    """One building or community with its score."""

    subject: Subject
    id: int
    name: str
    organisation_id: int
    organisation: str
    building_id: int | None
    area: str
    area_name: LabelOut
    category: str
    band: Band
    index: float
    index_7d: float | None = Field(description="The index seven days ago; null: there was none.")
    index_30d: float | None
    probability: ProbabilityOut
    reasons: list[ReasonOut] = Field(description="The three strongest; all of them at the site itself.")
    warnings_open: int
    scored_at: int
    model: str


class SiteList(BaseModel):
    """Sites in the order asked for; ask with `after` the `next` for more."""

    items: list[SiteOut]
    next: str | None
    total: int


class MovedBy(BaseModel):
    """An event that led to a step."""

    record: RecordOut
    kind: str
    label: LabelOut
    at: int


class MovedReason(BaseModel):
    """The reason that changed most: by what it multiplied the odds before and after."""

    subject: str
    label: LabelOut
    text: LabelOut
    times_before: float
    times_after: float


class StepOut(BaseModel):
    """A score that took the place of another, and what moved it."""

    id: int
    at: int
    cause: Literal["first", "event", "night", "model", "traits"]
    index: float
    index_before: float | None
    band: Band
    band_before: Band | None
    d90: float
    d365: float
    model: str
    moved_by: list[MovedBy]
    reasons: list[MovedReason]


class HappenedOut(BaseModel):
    """One record of a site's life."""

    record: RecordOut
    at: int
    label: LabelOut
    text: str
    state: str
    grade: str | None = None
    overdue: bool | None = None


class ContactOut(BaseModel):
    """Somebody responsible."""

    name: str
    phone: str
    duty: str


class FactOut(BaseModel):
    """Something known of a site, or not known; `trait`: a person can enter it."""

    name: str
    label: LabelOut
    value: float | None
    trait: bool


class SiteDetail(SiteOut):
    """A site's life."""

    address: str
    position: tuple[float, float] | None
    facts: list[FactOut]
    steps: list[StepOut] = Field(description="The newest first, up to 200.")
    hazards: list[HappenedOut]
    alarms: list[HappenedOut]
    inspections: list[HappenedOut]
    patrols: list[HappenedOut]
    fires: list[HappenedOut] = Field(description="Confirmed ones only.")
    people: list[ContactOut]
    unknown: list[LabelOut] = Field(description="What the centre does not know, in words.")
    traits_version: int


class WhatIfIn(Form):
    """What is supposed; what is not named stays as it is."""

    rectify: list[Id] = Field(
        default_factory=list, max_length=200, description="These open hazards rectified."
    )
    rectify_all: bool = False
    inspect: bool = Field(default=False, description="Inspected today, without findings.")
    patrols: bool = Field(default=False, description="Every round of the last year that was due, done.")
    repair: list[Signal] = Field(
        default_factory=list, max_length=8, description="These signals had not come in the last three months."
    )
    facts: dict[str, float | None] = Field(
        default_factory=dict, max_length=20, description="Facts of the registry by name; null: not known."
    )


class SupposedScore(BaseModel):
    """A score and its reasons."""

    band: Band
    index: float
    probability: ProbabilityOut
    reasons: list[ReasonOut]


class ChangedFact(BaseModel):
    """A fact that the supposition changes."""

    name: str
    label: LabelOut
    before: float | None
    after: float | None


class WhatIfOut(BaseModel):
    """Side by side; nothing of it is kept."""

    now: SupposedScore
    then: SupposedScore
    changed: list[ChangedFact]


class TraitsIn(Form):
    """What a person knows of a site; null: not known."""

    values: dict[str, float | None] = Field(max_length=20)
    version: int = Field(ge=0, le=MAX_VERSION, description="0: nobody has entered anything yet.")
    by: str = Field(default="", max_length=64, description="Who tells it, where nobody logs in.")


class WeeklyItem(BaseModel):
    """One visit worth making."""

    rank: int
    site: SiteOut
    look_at: list[LabelOut]
    open_hazards: int
    last_visit: str | None
    worth: float = Field(description="Expected fires of the next 90 days there.")


class WeeklyOut(BaseModel):
    """A station's list of the week."""

    area: str
    label: LabelOut
    monday: str
    items: list[WeeklyItem]
    scored_at: int | None
