"""How duty is looked after."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class DutySettings(Settings):
    """Times and bounds. A duty check that is not answered within `check_min` is unanswered."""

    #: GB 26875.1: the transmission device sounds until it is answered, 10 min at most.
    check_min: int = Field(default=10, ge=1, le=60)
    #: A hand-over that the one who comes has not confirmed within this time is escalated.
    confirm_min: int = Field(default=15, ge=1, le=240)
    #: A shift that ended without a hand-over is escalated after this time.
    missing_min: int = Field(default=30, ge=1, le=240)
    #: A room that is not covered now, or will not be within this time, is escalated.
    cover_min: int = Field(default=60, ge=0, le=1_440)
    #: An escalation that nobody takes goes one level up each time this has passed.
    escalate_min: int = Field(default=10, ge=1, le=240)
    #: Shifts are made out of the pattern so far ahead.
    ahead_days: int = Field(default=45, ge=2, le=366)
    #: Random checks: none so close to a shift's ends, nor so close to each other.
    check_margin_min: int = Field(default=15, ge=0, le=240)
    check_gap_min: int = Field(default=45, ge=1, le=480)
