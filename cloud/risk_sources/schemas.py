"""Sources of fire risk as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.vocabulary import LabelOut


class RiskSourceOut(BaseModel):
    """One source and how complete it is."""

    source: str = Field(examples=["fires"])
    label: LabelOut
    rows: int
    first_day: str | None = Field(description="ISO, Beijing's; null: there is none.")
    last_day: str | None
    building_share: float | None = Field(description="Share of records with a building; null: it has none.")
    set_aside: int = Field(description="Rows of files that wait to be repaired.")
    waiting: int = Field(description="Rows of files that wait for a person's word on a spelling.")
    silent_days: int = Field(description="With nothing newer than this something is missing.")
    missing_since: str | None = Field(description="The first day without records; null: nothing is missing.")
    missing: LabelOut | None = Field(description="What is missing, in words.")


class RiskSourceList(BaseModel):
    """Every source of fire risk."""

    items: list[RiskSourceOut]
