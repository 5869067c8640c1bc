"""Budgets and their use as the API shows them."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel, Field

from cloud.budgets.tables import BudgetUse

_DAY_S = 86_400


class BudgetIn(BaseModel):
    """A budget of readings of its own. Null: as in the settings; 0: without a limit."""

    messages_per_minute: int | None = Field(
        default=None, ge=0, le=10_000_000, description="Messages of readings; no others are held to a budget."
    )
    values_per_minute: int | None = Field(default=None, ge=0, le=1_000_000_000)
    series_per_day: int | None = Field(default=None, ge=0, le=100_000_000)
    note: str = Field(default="", max_length=512, pattern=r"^[^\x00-\x1f]*$")
    version: int | None = Field(default=None, ge=1, le=2**31 - 1, description="Refuse if it has moved on.")


class BudgetOut(BaseModel):
    """What holds for an organisation."""

    organisation_id: int
    own: bool = Field(description="Whether it has a budget of its own.")
    inherited: list[str] = Field(description="Limits that are those of the settings.")
    messages_per_minute: int
    values_per_minute: int
    series_per_day: int
    note: str
    version: int | None


class UseOut(BaseModel):
    """What one owner used of one day, and what was refused."""

    owner: str = Field(description="`organisation/…`, or `gateway/…` for one that belongs to none.")
    organisation_id: int | None
    name: str = Field(description="Of the organisation; empty for a gateway that belongs to none.")
    area: str
    day: str = Field(examples=["2026-11-28"], description="UTC.")
    new_series: int
    refused_series: int
    refused_values: int = Field(description="Values left out of messages that were stored otherwise.")
    refused_messages: int = Field(description="Messages of readings beyond the rates.")


class UseList(BaseModel):
    """The most refused first."""

    items: list[UseOut]


def use_out(row: BudgetUse, name: str = "") -> UseOut:
    """One day as it is shown."""
    return UseOut(
        owner=row.owner,
        organisation_id=row.organisation_id,
        name=name,
        area=row.area,
        day=datetime.fromtimestamp(row.day * _DAY_S, UTC).date().isoformat(),
        new_series=row.new_series,
        refused_series=row.refused_series,
        refused_values=row.refused_values,
        refused_messages=row.refused_messages,
    )
