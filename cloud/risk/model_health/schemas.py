"""The models' health on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.hazards.schemas import Form
from cloud.risk.schemas import Subject
from cloud.vocabulary import LabelOut


class DriftOut(BaseModel):
    """One feature against training."""

    feature: str
    label: LabelOut = Field(description="What the feature is about.")
    psi: float
    limit: float
    missing: float
    missing_before: float
    level: Literal["none", "note", "alert"]


class CalibrationOut(BaseModel):
    """What was said once, against what came of it, once the horizon had passed."""

    horizon: str
    rows: int
    events: int
    expected: float
    ece: float | None
    level: Literal["unknown", "none", "alert"]
    text: LabelOut


class PointOut(BaseModel):
    """Sites that were said to be about equally likely to burn, and how many did."""

    rows: int
    events: int
    said: float = Field(description="The mean probability.")
    low: float = Field(description="Of the share that burnt, 95 %.")
    high: float


class ReliabilityOut(BaseModel):
    """What was said once against what came of it, all sites together, the least likely first."""

    horizon: str
    points: list[PointOut]


class SliceOut(BaseModel):
    """One category or league: expected and confirmed fires of the horizon that has passed."""

    kind: Literal["category", "area"]
    code: str
    label: LabelOut
    sites: int
    expected: float
    confirmed: int


class ModelOut(BaseModel):
    """One registered model."""

    id: int | None = Field(description="Null: the one that ships, not registered.")
    subject: Subject
    role: Literal["champion", "challenger", "retired"]
    version: str
    sha256: str
    shipped: bool
    trained_on: str
    trained_until: str
    simulated: bool
    card: str = Field(description="Markdown; empty: none came with it.")
    registered_at: int | None
    registered_by: str | None
    promoted_at: int | None
    verdict: LabelOut = Field(description="What the last comparison with the champion said.")


class HealthOut(BaseModel):
    """One subject's models and their health."""

    subject: Subject
    models: list[ModelOut] = Field(description="The champion first.")
    checked_at: int | None
    sites: int
    drift: list[DriftOut] = Field(description="The furthest first.")
    calibration: list[CalibrationOut]
    reliability: list[ReliabilityOut]
    slices: list[SliceOut]
    labels_90d: int = Field(description="Confirmed fires at this subject's sites.")
    labels_365d: int
    unplaced_365d: int = Field(description="Confirmed fires that belong to no site.")
    alerts: list[LabelOut]
    notice: LabelOut = Field(description="What must be known before a probability is believed.")


class ModelsOut(BaseModel):
    """Both subjects."""

    subjects: list[HealthOut]


class ModelIn(Form):
    """A challenger: the file as base64 beside its card."""

    subject: Subject
    content: str = Field(max_length=16_800_000, description="The ONNX file, base64.")
    card: str = Field(default="", max_length=200_000)


class PromoteIn(Form):
    """Take over, or go back to an earlier model, with the reason."""

    note: str = Field(min_length=1, max_length=2_000)
