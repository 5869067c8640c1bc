"""Bounds of inspections: photos, and how many of them."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class InspectionSettings(Settings):
    """How large and how many."""

    #: A photo as it is sent; it is made smaller before it is kept.
    max_photo_bytes: int = Field(default=8 << 20, ge=1 << 10, le=64 << 20)
    photos_per_hazard: int = Field(default=24, ge=1, le=200)
    #: Public addresses of draws, for each caller.
    public_per_s: float = Field(default=2.0, gt=0)
    public_burst: int = Field(default=60, ge=1)
