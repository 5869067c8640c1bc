"""Fires as the API shows and takes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cloud.imports.schemas import OriginOut
from cloud.organisations.text import Note
from cloud.vocabulary import LabelOut

Status = Literal["confirmed", "unconfirmed", "refuted"]
Cause = Literal["electrical", "storage", "ebike", "flame", "hot-work", "other"]
People = Annotated[int, Field(ge=0, le=100_000)]


class FireOut(BaseModel):
    """One fire. What nobody has said is null."""

    id: int
    number: str = Field(examples=["HZ-2026-0001", "incident-17"])
    status: Status
    status_name: LabelOut
    area: str
    organisation_id: int | None
    building_id: int | None
    place: str
    longitude: float | None
    latitude: float | None
    at: int
    cause: Cause
    cause_name: LabelOut
    injured: int | None
    dead: int | None
    loss_yuan: float | None
    note: str
    source: Literal["import", "dispatch"]
    incident_id: int | None
    known_at: int = Field(description="Since when the centre knows its status.")
    version: int
    changed_at: int


class FireDetail(FireOut):
    """One fire, and where it came from."""

    origins: list[OriginOut] = Field(description="Rows of files that made or changed it, the first first.")


class FireList(BaseModel):
    """Fires, those told last first. Ask with `before` the least id for more."""

    items: list[FireOut]
    more: bool


class FireChangeIn(BaseModel):
    """What was found out afterwards; fields that are not there stay."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**31)
    status: Status | None = None
    cause: Cause | None = None
    injured: People | None = None
    dead: People | None = None
    loss_yuan: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] | None = None
    note: Note | None = None
