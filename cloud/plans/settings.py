"""Bounds of plans."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class PlanSettings(Settings):
    """How large an uploaded plan may be, and how long reading it may take."""

    max_bytes: int = Field(default=16_000_000, ge=100_000, le=64_000_000)
    read_s: float = Field(default=90.0, ge=5.0, le=600.0)
    #: Versions of one floor's plan; the next one needs room to be made first.
    versions: int = Field(default=20, ge=1, le=200)
