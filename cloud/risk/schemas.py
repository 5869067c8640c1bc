"""What every part of fire risk says over the wire: subjects, bands, ranges, reasons, their words."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from cloud.organisations.schemas import MAX_ID
from cloud.vocabulary import LabelOut

Subject = Literal["building", "community"]
Band = Literal["I", "II", "III", "IV"]
Horizon = Literal["fire:90", "fire:365"]
AREA_PATTERN = r"^15([0-9]{2}){0,2}$"
Area = Annotated[str, Query(pattern=AREA_PATTERN, description="Prefix of the administrative code.")]
SomeId = Annotated[int | None, Query(ge=1, le=MAX_ID)]


class BandOut(BaseModel):
    """A band of the index: above `above` up to and with `to`; I is the safest."""

    code: Band
    label: LabelOut
    above: float
    to: float
    #: An inspection is wanted at least so often.
    inspect_within_days: int = Field(description="A site of this band is to be inspected at least so often.")


class CodeOut(BaseModel):
    """A code with its names."""

    code: str
    label: LabelOut


class HorizonOut(CodeOut):
    """What a probability is of, and its days."""

    days: int


class RuleOut(CodeOut):
    """A rule that raises warnings: its desk, the days given, and the threshold as it is set."""

    desk: str
    days: int
    threshold: float | None
    unit: str


class TraitOut(CodeOut):
    """Something of a site that the registry does not hold and a person can enter."""

    unit: str
    least: float
    most: float


class VocabularyOut(BaseModel):
    """Every code that fire risk uses."""

    subjects: list[CodeOut]
    bands: list[BandOut]
    horizons: list[HorizonOut]
    reason_subjects: list[CodeOut]
    causes: list[CodeOut] = Field(description="Why a step of a score came about.")
    records: list[CodeOut] = Field(description="Kinds of records that reasons and steps name.")
    signals: list[CodeOut]
    traits: list[TraitOut]
    desks: list[CodeOut]
    rules: list[RuleOut]
    warning_states: list[CodeOut]
    warning_actions: list[CodeOut]
    simulated: LabelOut = Field(description="What must stand beside every score; may be empty.")


class RangeOut(BaseModel):
    """A number with its range."""

    value: float
    low: float
    high: float


class ProbabilityOut(BaseModel):
    """The probability of a confirmed fire within 90 days and 12 months."""

    d90: RangeOut
    d365: RangeOut


class RecordOut(BaseModel):
    """The record behind a reason or a step; `id` null: the registry, or several records together."""

    kind: Literal[
        "hazard",
        "inspection",
        "patrol",
        "alarm",
        "incident",
        "fire",
        "registry",
        "weather",
        "work",
        "area",
        "model",
    ]
    id: int | None
    day: str | None = Field(description="ISO, Beijing's.")


class ReasonOut(BaseModel):
    """A sentence; it multiplies the odds by `times` (above 1: raises the risk)."""

    subject: str
    text: LabelOut
    times: float
    record: RecordOut | None


class BandCounts(BaseModel):
    """How many sites stand in each band; those without a score are in none."""

    I: int = 0  # noqa: E741 - the band's name
    II: int = 0
    III: int = 0
    IV: int = 0
