"""Inspectors on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cloud.organisations.schemas import MAX_ID, MAX_VERSION
from cloud.organisations.text import Note

Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^15([0-9]{2}){0,2}$")]
County = Annotated[str, StringConstraints(pattern=r"^(15[0-9]{4})?$")]
ConflictKind = Literal["kinship", "interest", "recusal"]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class InspectorIn(_Form):
    """An inspector as told; with `version` it changes one that is there."""

    number: Number = Field(examples=["NM-1501-0042"])
    name: str = Field(min_length=1, max_length=64)
    account_id: int | None = Field(default=None, ge=1, le=MAX_ID)
    area: Prefix = Field(description="The area of their brigade.")
    districts: list[Prefix] = Field(min_length=1, max_length=50)
    home_area: County = ""
    certified_until: date | None = None
    capacity: int = Field(ge=0, le=1_000, description="Inspections that may be open on them at once.")
    active: bool = True
    version: int | None = Field(default=None, ge=1, le=MAX_VERSION)


class InspectorOut(BaseModel):
    """An inspector, and what is on them."""

    id: int
    number: str
    name: str
    account_id: int | None
    area: str
    districts: list[str]
    home_area: str
    certified_until: str | None
    certified: bool = Field(description="The certificate is valid today.")
    capacity: int
    open_inspections: int
    active: bool
    conflicts: int = Field(description="Organisations where they may not go now.")
    version: int


class InspectorList(BaseModel):
    """Inspectors by their ids."""

    items: list[InspectorOut]
    next: int | None


class ConflictIn(_Form):
    """Where somebody may not go."""

    organisation_id: int = Field(ge=1, le=MAX_ID)
    kind: ConflictKind
    note: Note = ""
    by: str = Field(default="", max_length=64, description="Who tells it, where nobody logs in.")


class ConflictOut(BaseModel):
    """One conflict of interest."""

    id: int
    organisation_id: int
    organisation: str
    kind: ConflictKind
    note: str
    by: str
    at: int
    ended_at: int | None
    ended_by: str | None


class ConflictList(BaseModel):
    """The conflicts of one inspector, the newest first."""

    items: list[ConflictOut]


class EndIn(_Form):
    """Who ends it."""

    by: str = Field(default="", max_length=64)
