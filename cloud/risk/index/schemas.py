"""The regional safety index on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from cloud.hazards.schemas import Form
from cloud.vocabulary import LabelOut

Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]
Pair = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}:[a-z_]{1,32}$")]


class IndicatorOut(BaseModel):
    """One indicator of an area; `value` null: the centre does not know it, and `source` says why."""

    code: str
    label: LabelOut
    unit: str
    worst: float
    best: float
    value: float | None
    mark: float | None
    weight: float
    judged: float
    by_entropy: float | None
    source: LabelOut
    entered_by: str | None


class GroupOut(BaseModel):
    """A first-level indicator; `score` null: nothing of it is known."""

    code: str
    label: LabelOut
    weight: float
    score: float | None
    ratio: float
    indicators: list[IndicatorOut]


class AreaIndex(BaseModel):
    """One area's index; null: a whole group is not known."""

    area: str
    label: LabelOut
    score: float | None
    known: float


class IndexOut(BaseModel):
    """The index of an area, with the tree behind it."""

    area: str
    label: LabelOut
    score: float | None
    known: float = Field(description="The share of all weight whose value is known.")
    why_not: LabelOut = Field(description="Why there is no index; empty where there is.")
    version: str
    digest: str
    ratio: float = Field(description="Consistency ratio of the judgements over groups; must be below 0.1.")
    groups: list[GroupOut]
    children: list[AreaIndex]
    made_at: int


class VersionOut(BaseModel):
    """A version of weights."""

    digest: str
    name: str
    decided_on: str
    entropy_share: float
    judgements: dict[str, dict[str, float]]
    ratios: dict[str, float]
    by: str
    at: int | None
    current: bool


class VersionList(BaseModel):
    """The newest first; the shipped one last."""

    items: list[VersionOut]


class VersionIn(Form):
    """A new version; from then on it is the one in use."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    entropy_share: float = Field(default=0.0, ge=0.0, le=1.0)
    judgements: dict[Code, dict[Pair, float]] = Field(max_length=6)
    by: str = Field(default="", max_length=64)


class ValuesIn(Form):
    """Indicators that the centre cannot work out, for an area; null takes an entry back."""

    area: Annotated[str, StringConstraints(pattern=r"^15([0-9]{2}){0,2}$")]
    values: dict[Code, Annotated[float, Field(ge=0, le=1e9)] | None] = Field(max_length=30)
    by: str = Field(default="", max_length=64)


class IndexWhatIfIn(Form):
    """Indicators with the values that are supposed."""

    area: Annotated[str, StringConstraints(pattern=r"^15([0-9]{2}){0,2}$")]
    changes: dict[Code, Annotated[float, Field(ge=0, le=1e9)]] = Field(min_length=1, max_length=30)


class IndexWhatIfOut(BaseModel):
    """The index before and after, and what each change adds; nothing is kept."""

    before: float
    after: float
    added: dict[str, float]
