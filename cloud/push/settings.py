"""`[access.push]`: how much of what platforms push is kept, and where secrets lie."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from pydantic import Field

from runtime.settings import Settings, SettingsPath

#: Where the operator names networks within.
ALLOWED = "access.push.allow_networks"


class PushSettings(Settings):
    """Bounds of pushes from platforms."""

    #: The folder of secrets with which signatures are computed and bodies decrypted, one file each, readable
    #: by the centre alone. None: kinds that need one cannot be set up here.
    secrets: SettingsPath | None = None
    #: Networks that are not public and may have brokers that lines are made to: the agency's own, as a rule.
    #: Whoever may set platforms up has lines made to what stands there.
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    #: Pushes kept of one device that is not registered, and such devices kept.
    payloads_kept: int = Field(default=50, ge=1, le=1_000)
    speakers_kept: int = Field(default=5_000, ge=1, le=100_000)
    #: How long a push may wait for its commit before the platform is told to try again.
    patience_s: float = Field(default=10.0, gt=0, le=60)
