"""How webhooks are sent."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import Field

from cloud.database.settings import DatabaseSettings
from runtime.faults import PlainFault
from runtime.settings import Settings, SettingsPath


class WebhookSettings(Settings):
    """Bounds of the sender, and whom it may reach."""

    #: The key under which the secrets of webhooks are kept, made where there is none.
    #: Default: `webhooks.key` beside the SQLite file; with PostgreSQL it must be given.
    key_file: SettingsPath | None = None
    #: Networks that are not public and may be reached all the same: a partner's within the government.
    #: Whoever may make webhooks reaches every service that stands there: loopback is for tests only.
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    every_s: float = Field(default=0.5, gt=0, le=60)
    #: For a whole try, from the look-up of the name to the end of the answer.
    timeout_s: float = Field(default=10.0, gt=0, le=60)
    #: Deliveries of one webhook on their way at once.
    parallel: int = Field(default=4, ge=1, le=64)
    #: Deliveries of one webhook that wait; past it the change log itself is what waits.
    waiting: int = Field(default=5_000, ge=1)
    delivered_days: float = Field(default=7.0, gt=0)
    dead_days: float = Field(default=90.0, gt=0)
    webhooks: int = Field(default=200, ge=1, le=10_000)

    def key_path(self, database: DatabaseSettings) -> Path:
        """Where the key is. Raises PlainFault where nobody has said."""
        if self.key_file is not None:
            return self.key_file
        if database.path is not None:
            return database.path.parent / "webhooks.key"
        raise PlainFault("`webhooks.key_file` is not set; name a file that only this user can read")
