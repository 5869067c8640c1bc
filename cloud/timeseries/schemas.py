"""Readings as the API shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.timeseries.port import Latest
from cloud.vocabulary import quality_name


class ReadingOut(BaseModel):
    """The newest sample of one series. `value` is null where the sample is missing."""

    analog_type: int = Field(examples=[128])
    value: float | None = Field(examples=[0.12])
    ts: int
    quality: str = Field(examples=["good"])


class TierSpan(BaseModel):
    """A part of the span and how finely it was kept: as it came, by the minute, or by the hour."""

    tier: Literal["raw", "minute", "hour"]
    start: int
    end: int


class CurveOut(BaseModel):
    """A series over a span of time, in buckets of equal length."""

    tiers: list[TierSpan] = Field(description="Which part of the span comes from which tier.")
    analog_type: int
    unit: str = Field(examples=["%/m"])
    points: list[tuple[int, float | None, float | None, float | None, str]] = Field(
        description="[time of first sample, minimum, mean, maximum, worst quality] a bucket, oldest first.",
        examples=[[[1_700_000_000_000, 0.10, 0.12, 0.15, "good"]]],
    )


class LiveReadings(BaseModel):
    """New samples of one part, as the stream tells them."""

    gateway: str
    part: str
    readings: list[ReadingOut]


class TierOut(BaseModel):
    """One tier: how long it is kept, and what it takes on disk (tiers in one store: told under the first)."""

    tier: Literal["raw", "minute", "hour"]
    kept_days: int
    own_days: float | None = Field(description="Kept by the engine itself; null: for ever.")
    bytes: int | None


class RoomOut(BaseModel):
    """What the readings take, what they may, and when that is full at the pace of the last week."""

    used_bytes: int
    limit_bytes: int | None
    free_bytes: int | None
    bytes_per_day: float | None
    days_left: float | None


class DroppedOut(BaseModel):
    """Raw samples dropped because they were old, and for want of room before their time."""

    for_age: int
    for_room: int


class EngineOut(BaseModel):
    """The engine of the readings and the state of what is done about it."""

    engine: Literal["duckdb", "victoriametrics", "influxdb"]
    series: int
    tiers: list[TierOut]
    room: RoomOut
    downsampled_until: int | None
    late_hours: int = Field(description="Hours of gateways that wait to be made anew.")
    dropped: DroppedOut
    ignored: dict[str, int] = Field(description="Rows the engine took and threw away, by its own words.")
    complaints: list[str]
    journal_rows: int = Field(description="Batches stored here that the engine does not have durably yet.")
    journal_bytes: int
    journal_faulted: int


class ShortHourOut(BaseModel):
    """An hour of a gateway of which the engine has fewer samples than it was given."""

    gateway: str
    hour: int
    written: int
    found: int


class CheckOut(BaseModel):
    """Given against found: in = stored + quarantined, checked on the engine itself."""

    hours: int
    written: int
    found: int
    missing: int
    short_hours: int
    waiting_hours: int
    shortest: list[ShortHourOut]


def reading(sample: Latest) -> ReadingOut:
    """One sample as the API shows it."""
    return ReadingOut(
        analog_type=sample.analog_type,
        value=sample.value,
        ts=sample.ts,
        quality=quality_name(sample.quality),
    )
