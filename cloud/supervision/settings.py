"""How links are supervised."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class SupervisionSettings(Settings):
    """A gateway is silent after `missed` of its own intervals without a message."""

    every_s: float = Field(default=1.0, gt=0, le=60)
    missed: float = Field(default=3.0, ge=1, le=100)
    #: After the centre could not hear, a gateway has so long to speak, or its limit where that is shorter.
    settle_s: float = Field(default=120.0, ge=0, le=3600)
    #: An organisation is silent after so long without a word from any of its gateways; None: as soon as all
    #: of them are. Each may have a limit of its own.
    organisation_s: int | None = Field(default=None, ge=10, le=366 * 86_400)
