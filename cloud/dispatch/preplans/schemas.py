"""What goes over the wire about plans."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from cloud.dispatch.forces.schemas import Long, TellIn, Text
from cloud.dispatch.preplans.sections import Section
from cloud.vocabulary import LabelOut

#: Those that hold, or those that are still being drawn up.
Standing = Literal["in-force", "draft"]
_Body = Annotated[str, Field(max_length=8_000, pattern=r"^[^\x00]*$")]


class PreplanIn(TellIn):
    """A new version of a building's plan. What is left out comes from the one before, or the template."""

    building_id: int = Field(ge=1, le=2**53)
    title: Text = ""
    sections: dict[Section, _Body] = Field(default_factory=dict)
    review_months: int = Field(default=12, ge=1, le=60)
    note: Long = ""
    fresh: bool = Field(
        default=False,
        description="From the template and what is known now, even where there is a version before.",
    )


class PreplanChange(TellIn):
    """What may be changed of a version that is not in force yet; sections that are left out stay."""

    made_at: int = Field(ge=0, le=2**53, description="As last read; 409 when somebody was faster.")
    title: str = Field(min_length=1, max_length=256, pattern=r"^[^\x00]*$")
    sections: dict[Section, _Body] = Field(default_factory=dict)
    review_months: int | None = Field(default=None, ge=1, le=60, description="From now on; null: it stays.")
    note: Long = ""


class DrawingOut(BaseModel):
    """A drawing of a plan."""

    id: int
    name: str
    media: str
    sha256: str


class SectionOut(BaseModel):
    """One section."""

    section: Section
    name: LabelOut
    text: str


class PreplanBrief(BaseModel):
    """A plan as lists show it."""

    id: int
    building_id: int
    building: str
    organisation: str
    organisation_id: int
    version: int
    title: str
    valid_from: int | None
    valid_to: int | None
    review_at: int
    overdue: bool
    made_by: str
    made_at: int
    unfinished: list[Section] = Field(description="Sections in which something is still to be filled in.")


class PreplanOut(PreplanBrief):
    """A plan, whole."""

    sections: list[SectionOut]
    drawings: list[DrawingOut]
    note: str


class PreplanList(BaseModel):
    """A page of plans; `next` asks for the page behind it."""

    items: list[PreplanBrief]
    next: int | None = None
