"""Histories as the API shows them. Every time is milliseconds UTC."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.alarms.schemas import AlarmOut
from cloud.events.schemas import EventOut
from cloud.registry.schemas import GatewayOut, PartOut
from cloud.timeseries.schemas import TierSpan


class PartHistory(BaseModel):
    """Whose history it is: the part as it is now, and the gateway through which it speaks."""

    part: PartOut
    gateway: GatewayOut
    organisation_id: int | None
    now: int


class CurveHistory(BaseModel):
    """A series over a span, in buckets of equal length, as columns of one length, oldest first.

    A bucket without samples is left out. Between the ends of a gap nothing was told: draw no line.
    """

    analog_type: int = Field(examples=[128])
    unit: str = Field(examples=["%/m"])
    start: int
    end: int
    now: int
    width_ms: int = Field(description="The length of a bucket.")
    kept_from: int = Field(description="Before this nothing is kept.")
    tiers: list[TierSpan] = Field(description="Which part of the span comes from which tier.")
    expected_ms: int | None = Field(
        description="Within what time it should have spoken again; null: not known, then there are no gaps."
    )
    gaps: list[tuple[int, int]] = Field(description="[from, to] of every silence beyond that.")
    at: list[int] = Field(description="The time of a bucket's first sample.")
    minimum: list[float | None]
    mean: list[float | None]
    maximum: list[float | None]
    last: list[float | None] = Field(description="Null also where an old roll-up does not know it.")
    samples: list[int] = Field(description="How many samples with a value.")
    quality: list[str] = Field(description="The worst within the bucket.")


class HistoryEvent(EventOut):
    """One edge, and when it happened as far as that can be believed."""

    at: int = Field(description="The gateway's time; the centre's where the clock is doubtful.")


class HistoryEvents(BaseModel):
    """Events of a span, newest first. `next`: the cursor of the page behind; null: that was all."""

    items: list[HistoryEvent]
    next: str | None
    kept_from: int = Field(description="Before this no events are kept.")


class KindCounts(BaseModel):
    """How often a kind began in each step."""

    kind: str = Field(examples=["fire"])
    counts: list[int]


class EventCounts(BaseModel):
    """Events that began, by kind and step; a kind that never did is left out. First by rank."""

    start: int
    end: int
    width_ms: int
    total: int
    kept_from: int
    kinds: list[KindCounts]


class HistoryAlarms(BaseModel):
    """Alarms that stood within a span, newest first. `next`: the cursor of the page behind."""

    items: list[AlarmOut]
    next: str | None
    kept_from: int = Field(description="Before this no closed alarms are kept.")


class StandingKind(BaseModel):
    """How many stood at the end of each step."""

    kind: str = Field(examples=["fault"])
    standing: list[int]


class StandingOut(BaseModel):
    """Faults, disablements and silent links over a span; steps that have not begun are left out."""

    start: int
    end: int
    width_ms: int
    now: int
    gateways: int = Field(description="How many gateways there are now.")
    kinds: list[StandingKind]
    silent: list[tuple[int, int | None]] = Field(
        description="Of one gateway, from when until when its link was silent; null: it still is."
    )
    offline_ms: list[int] = Field(
        description="How long gateways were silent in each step, all of them together."
    )
