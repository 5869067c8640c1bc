"""What goes over the wire about reference places."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from cloud.dispatch.facilities.kinds import FacilityKind
from cloud.dispatch.forces.schemas import AreaCode, Long, PlacedIn, Text
from cloud.versions import SeenIn
from cloud.vocabulary import LabelOut


class FacilityFields(PlacedIn):
    """What is told of a place."""

    name: Text = Field(min_length=1, examples=["自治区人民医院"])
    kind: FacilityKind
    area: AreaCode
    organisation_id: int | None = Field(default=None, ge=1)
    address: Text = ""
    phone: Text = ""
    beds: int | None = Field(default=None, ge=0, le=100_000)
    burn_beds: int | None = Field(default=None, ge=0, le=100_000)
    substances: Annotated[list[Annotated[Text, Field(min_length=1)]], Field(max_length=50)] = Field(
        default_factory=list, examples=[["液氨 UN1005", "甲醇 UN1230"]]
    )
    note: Long = ""
    closed: bool = False


class FacilityChange(FacilityFields, SeenIn):
    """A place as it shall be."""


class FacilityIn(FacilityFields):
    """A place to be entered."""

    number: Text = Field(min_length=1, examples=["150102-YY-01"])


class FacilityOut(BaseModel):
    """A reference place."""

    id: int
    number: str
    name: str
    kind: FacilityKind
    kind_name: LabelOut
    area: str
    organisation_id: int | None
    address: str
    phone: str
    longitude: float
    latitude: float
    beds: int | None
    burn_beds: int | None
    substances: list[str]
    note: str
    closed: bool
    version: int
    metres: float | None = Field(default=None, description="From where was asked, as the crow flies.")


class FacilityList(BaseModel):
    """A page of places; `next` asks for the page behind it."""

    items: list[FacilityOut]
    next: int | None = None
