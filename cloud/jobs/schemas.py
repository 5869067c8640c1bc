"""Jobs as the API shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.vocabulary import LabelOut


class JobOut(BaseModel):
    """A job, its pace and its last run. Times are milliseconds UTC."""

    name: str = Field(examples=["readings-downsample"])
    label: LabelOut
    every_s: float
    state: Literal["waiting", "running", "failing"]
    due_at: int
    running_on: str | None = Field(description="Host, process and run that have it now.")
    started_at: int | None
    finished_at: int | None
    length_ms: int | None
    rows: int | None = Field(description="What the last run worked through.")
    fault: str | None = Field(description="Why the last run failed.")
    warning: str | None = Field(description="What a person should see to, although the run went well.")
    runs: int
    failures: int
    asked_by: str | None


class JobList(BaseModel):
    """Every job, by name."""

    items: list[JobOut]
