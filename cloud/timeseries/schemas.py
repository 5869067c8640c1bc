"""Readings as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.timeseries.port import Latest
from cloud.vocabulary import quality_name


class ReadingOut(BaseModel):
    """The newest sample of one series. `value` is null where the sample is missing."""

    analog_type: int = Field(examples=[128])
    value: float | None = Field(examples=[0.12])
    ts: int
    quality: str = Field(examples=["good"])


class CurveOut(BaseModel):
    """A series over a span of time, in buckets of equal length."""

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


def reading(sample: Latest) -> ReadingOut:
    """One sample as the API shows it."""
    return ReadingOut(
        analog_type=sample.analog_type,
        value=sample.value,
        ts=sample.ts,
        quality=quality_name(sample.quality),
    )
