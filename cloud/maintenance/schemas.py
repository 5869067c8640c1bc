"""Declared works on the wire."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

_Name = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class MaintenanceIn(BaseModel):
    """Works on a building, a gateway, or parts of a gateway; in force at once."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    mode: Literal["maintenance", "walk-test"]
    building_id: int | None = Field(default=None, ge=1, le=2**53)
    gateway: _Name | None = None
    parts: list[_Name] = Field(
        default_factory=list, max_length=2_000, description="Of the gateway only these; empty: all."
    )
    reason: str = Field(min_length=1, max_length=512, examples=["年度检测,三层感烟探测器逐个试验"])
    minutes: int = Field(ge=1, le=72 * 60, description="It ends by itself after so long.")
    by: str = Field(default="", max_length=64, description="Who declares it, where nobody logs in.")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.building_id is None) == (self.gateway is None):
            raise ValueError("name a building or a gateway, one of the two")
        if self.parts and self.gateway is None:
            raise ValueError("parts are those of a gateway: name it")
        return self


class EndIn(BaseModel):
    """Who ends it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    by: str = Field(default="", max_length=64)


class MaintenanceOut(BaseModel):
    """One declaration."""

    id: int
    mode: Literal["maintenance", "walk-test"]
    building_id: int | None
    gateway: str | None
    parts: list[str]
    reason: str
    by: str
    begun_at: int
    until: int
    ended_at: int | None = Field(description="null: in force.")
    ended_by: str | None = Field(description="null: it ended by itself, or has not ended.")


class MaintenanceList(BaseModel):
    """Declarations, newest first; ask with `before` the least id for older ones."""

    items: list[MaintenanceOut]
