"""`[alarms]`: waits, and the bounds of what people may declare."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from cloud.alarm_watch.waiting import LONGEST_S, WAITS
from runtime.settings import SafeUrl, Settings

_Seconds = Annotated[int, Field(ge=0, le=LONGEST_S)]


class AlarmSettings(Settings):
    """How alarms are watched."""

    every_s: float = Field(default=0.5, gt=0, le=2)
    #: Alarms of one transaction.
    at_once: int = Field(default=200, ge=1, le=5_000)
    #: By category of organisation: seconds that a fire waits until somebody acknowledges it.
    wait_s: dict[str, _Seconds] = Field(default_factory=dict)
    #: The longest that each may last.
    link_minutes: int = Field(default=120, ge=1, le=1_440)
    #: Where phones on site reach the page; None: where the control room's own browser does.
    link_url: SafeUrl | None = None
    maintenance_hours: int = Field(default=12, ge=1, le=72)
    shelving_hours: int = Field(default=24, ge=1, le=168)

    @field_validator("wait_s")
    @classmethod
    def _known(cls, told: dict[str, int]) -> dict[str, int]:
        for category in told:
            if category not in WAITS:
                raise ValueError(f"`{category}` is no category; one of {', '.join(sorted(WAITS))}")
        return told
