"""How long the records are kept."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class RecordRetention(Settings):
    """Days after which a record goes. Events and alarms stay a year at least."""

    event_days: int = Field(default=1_095, ge=366, le=36_500)
    #: From the day an alarm was closed; an open one stays. Its steps, requests and links go with it. Declared
    #: maintenance and shelvings are kept as long, from the day they ended.
    alarm_days: int = Field(default=1_825, ge=366, le=36_500)
    #: Shifts, duty checks, hand-overs, entries of the log, escalations, figures of seats: a year at least.
    duty_days: int = Field(default=1_095, ge=366, le=36_500)
    reply_days: int = Field(default=366, ge=7, le=36_500)
    #: From the day a dead letter was last seen.
    dead_letter_days: int = Field(default=90, ge=1, le=36_500)
