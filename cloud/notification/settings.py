"""How messages about alarms are sent, and how many."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from cloud.live.classes import FIRE
from cloud.notification.grouping import Pace
from runtime.settings import Settings, SettingsPath


class NotificationSettings(Settings):
    """Bounds of the sender, and whom it may reach. Secrets are kept under the key of the webhooks."""

    #: Networks that are not public and may be reached all the same: the mail relay within the house.
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    #: The site's own time, in which messages speak and quiet hours are told.
    time_zone: str = "Asia/Shanghai"
    #: Where text messages and calls of the form `file` are written instead of sent; None: nowhere.
    file_folder: SettingsPath | None = None
    every_s: float = Field(default=0.5, gt=0, le=60)
    #: For a whole try, from the look-up of the name to the end of the answer.
    timeout_s: float = Field(default=10.0, gt=0, le=60)
    #: Tries of one channel under way at once.
    parallel: int = Field(default=4, ge=1, le=64)
    #: Messages of one channel that wait. Past it the oldest outside the fire class are dropped, counted.
    waiting: int = Field(default=5_000, ge=1)
    #: A fire that has waited so long untried goes the rule's next way as well.
    stalled_s: float = Field(default=30.0, gt=0)
    fire_burst: int = Field(default=5, ge=1)
    fire_window_s: float = Field(default=300.0, gt=0)
    fire_pause_s: float = Field(default=30.0, ge=0)
    burst: int = Field(default=3, ge=1)
    window_s: float = Field(default=1_800.0, gt=0)
    pause_s: float = Field(default=300.0, ge=0)
    keep_days: float = Field(default=366.0, gt=0)
    channels: int = Field(default=500, ge=1, le=10_000)
    recipients: int = Field(default=5_000, ge=1, le=100_000)
    rules: int = Field(default=2_000, ge=1, le=20_000)

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f'{name!r} is no time zone; write one as "Asia/Shanghai"') from None
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The site's own time."""
        return ZoneInfo(self.time_zone)

    def pace(self, rank: int) -> Pace:
        """How often one receiver is told of a class."""
        if rank == FIRE:
            return Pace(self.fire_burst, self.fire_window_s, self.fire_pause_s)
        return Pace(self.burst, self.window_s, self.pause_s)
