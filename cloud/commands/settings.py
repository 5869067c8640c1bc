"""`[access.commands]`: what may be asked of gateways, and how patiently."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class CommandSettings(Settings):
    """Commands to gateways."""

    #: Whether settings may be sent to gateways; each gateway must allow it as well.
    configure: bool = False
    #: A command without a reply is sent again after this, then after twice as long, up to the longest.
    resend_s: float = Field(default=10.0, gt=0, le=3600)
    longest_s: float = Field(default=300.0, gt=0, le=86_400)
    #: How long after its end a reply may still be on its way.
    grace_s: float = Field(default=60.0, ge=0, le=86_400)
    #: Commands of one gateway that may be open at once.
    open_each: int = Field(default=16, ge=1, le=256)
