"""Shelvings on the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ShelveIn(BaseModel):
    """Why, and for how long."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: str = Field(min_length=1, max_length=512, examples=["等待更换电池,已报修"])
    minutes: int = Field(ge=1, le=168 * 60)
    by: str = Field(default="", max_length=64, description="Who decides, where nobody logs in.")


class UnshelveIn(BaseModel):
    """Who takes it off."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    by: str = Field(default="", max_length=64)


class ShelfOut(BaseModel):
    """One shelving."""

    id: int
    gateway: str
    part: str
    kind: str
    reason: str
    by: str
    at: int
    until: int
    ended_at: int | None = Field(description="null: on the shelf.")
    ended_by: str | None = Field(description="null: it ended by itself, or has not ended.")


class ShelfList(BaseModel):
    """Shelvings, newest first; ask with `before` the least id for older ones."""

    items: list[ShelfOut]
