"""Areas as the API shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.vocabulary import LabelOut


class AreaOut(BaseModel):
    """One area without those below it."""

    code: str = Field(examples=["150102"])
    level: Literal["region", "league", "county"]
    parent: str | None = Field(examples=["1501"])
    name: LabelOut = Field(examples=[{"zh": "新城区", "en": "Xincheng District"}])
    full_name: LabelOut = Field(examples=[{"zh": "呼和浩特市新城区", "en": "Xincheng District, Hohhot"}])
    population: int = Field(description="Residents, end of 2017.", examples=[610_000])
    households: int = Field(description="Estimated from the residents: 2.35 persons a household (2020).")


class AreaNode(AreaOut):
    """One area with those below it."""

    children: list[AreaNode] = Field(examples=[[]])


class TownshipOut(BaseModel):
    """A township (乡镇街道)."""

    code: str = Field(examples=["150102001"])
    name: LabelOut
    population: int | None


class AreaDetail(AreaOut):
    """One area, those above it, those directly below it, and a county's townships."""

    path: list[AreaOut] = Field(description="From the region down to this area.")
    children: list[AreaOut]
    townships: list[TownshipOut]
