"""How links are supervised."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class SupervisionSettings(Settings):
    """A gateway is silent after `missed` of its own intervals without a message."""

    every_s: float = Field(default=1.0, gt=0, le=60)
    missed: float = Field(default=3.0, ge=1, le=100)
