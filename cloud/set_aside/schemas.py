"""Batches that are set aside, as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field


class BatchOut(BaseModel):
    """Readings of one batch: stored and receipted, and refused by the engine."""

    id: int
    at: int = Field(description="When they came.")
    values: int
    size: int = Field(description="Bytes in the journal.")
    reason: str = Field(description="What the engine said.", examples=["EngineRefused: 400: no such field"])
    gateways: list[str] = Field(description="The first of the gateways whose readings it holds.")
    gateways_total: int
    areas: list[str]
    first_ts: int | None = Field(description="The times of its oldest and newest value.")
    last_ts: int | None
    readable: bool = Field(description="Whether this program can read it; if not, another version wrote it.")


class BatchList(BaseModel):
    """The oldest first."""

    items: list[BatchOut]
    next: int | None
    batches: int = Field(description="How many are set aside in all.")
    values: int
    dropped_values: int = Field(description="Values that somebody has given up so far.")


class DropIn(BaseModel):
    """Why its values are given up; it stands in the audit log."""

    reason: str = Field(min_length=1, max_length=512, pattern=r"^[^\x00]*$")
