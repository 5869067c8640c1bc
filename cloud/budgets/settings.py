"""The budget of an organisation that has none of its own. 0: without a limit."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class BudgetSettings(Settings):
    """Only readings are held to budgets. A gateway that belongs to no organisation yet has one for itself.

    The rates hold for each ingest process, which sees its own share of the gateways.
    """

    #: Messages of readings.
    messages_per_minute: int = Field(default=6_000, ge=0, le=10_000_000)
    values_per_minute: int = Field(default=120_000, ge=0, le=1_000_000_000)
    #: Readings that come late may catch up on an outage of this length at any pace, on top of the rates.
    catch_up_hours: float = Field(default=24.0, ge=0, le=2_400)
    #: New (part, analog type) pairs within a day, UTC.
    series_per_day: int = Field(default=5_000, ge=0, le=100_000_000)
    #: Dead letters of one organisation within a day that keep what was refused; later ones are only counted.
    letters_per_day: int = Field(default=100, ge=0, le=10_000)
    #: How long a changed budget may take to be heeded everywhere.
    reread_s: float = Field(default=20.0, gt=0, le=600)
