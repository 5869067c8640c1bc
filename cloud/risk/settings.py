"""What fire risk goes by: how often it looks, and when a rule raises a warning."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from runtime.settings import Settings


class WarningSettings(Settings):
    """Thresholds of the rules, and days until their deadline."""

    #: By how many points of the index a score falls within seven days.
    jump_points: float = Field(default=15.0, gt=0, le=100)
    #: How long a gateway of the site is silent, hours.
    offline_h: float = Field(default=72.0, gt=0)
    #: How many faults within thirty days.
    faults_30d: int = Field(default=20, ge=1)
    #: Days until the deadline, by rule; others are as the rule says.
    days: dict[str, int] = Field(default_factory=dict)
    #: An overdue warning is taken higher after so many days, and again after each so many.
    escalate_every_days: int = Field(default=3, ge=1)
    #: Rules that raise nothing.
    off: tuple[str, ...] = ()


class RiskSettings(Settings):
    """How scores are made and warnings raised."""

    #: Threads of one scoring run.
    threads: int = Field(default=2, ge=1, le=64)
    #: Sites that one run of the short job scores at most; the rest waits for the next.
    dirty_batch: int = Field(default=5_000, ge=1)
    #: Days within which a site of each band is to be inspected.
    inspect_within_days: dict[str, int] = Field(
        default_factory=lambda: {"I": 1095, "II": 730, "III": 365, "IV": 180}
    )
    warnings: WarningSettings = WarningSettings()


#: The hour of the night, Beijing's, after which all sites are scored anew.
NIGHT_HOUR: Final = 2
