"""Gateways and parts as the API shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.timeseries.schemas import ReadingOut
from cloud.vocabulary import LabelOut, TermOut


class StreamCountOut(BaseModel):
    """One stream's books: published = stored + quarantined + shed + spooled + evicted, in the end."""

    stream: str = Field(examples=["event"])
    published: int = Field(description="Sequence numbers given out, as the gateway last said.")
    spooled: int
    evicted: int
    received: int = Field(description="Messages that arrived here, repetitions included.")
    stored: int
    duplicates: int
    quarantined: int
    shed: int = Field(default=0, description="Not stored for want of capacity: counted and receipted.")
    values_stored: int = Field(default=0, description="Values in the readings stored.")
    values_invalid: int = Field(default=0, description="Of these, missing or out of their range.")
    late: int = Field(default=0, description="Came more than a minute after the gateway's believed time.")
    first_at: int | None = Field(default=None, description="When the first message that was stored came.")
    last_at: int | None = Field(default=None, description="When the newest message that was stored came.")
    presumed_evicted: int = Field(
        description="Numbers of old gaps that the centre closed to keep its books bounded."
    )


class BusOut(BaseModel):
    """One line of a gateway."""

    bus: str
    driver: str
    up: bool
    requests: int
    errors: int
    last_error: str
    clock_offset_ms: float | None = Field(default=None, description="The device's clock minus the gateway's.")
    timeouts: int = Field(default=0, description="Requests that stayed unanswered.")
    latency_p50_ms: float | None = None
    latency_p99_ms: float | None = None


class InputDriftOut(BaseModel):
    """One channel of a model's input since the last health, in the model's own unit."""

    channel: str
    present: int
    outside: float | None = Field(description="Share of values outside what training saw; null: not known.")
    mean: float | None
    spread: float | None = Field(description="Standard deviation.")


class ModelOut(BaseModel):
    """A model that a gateway runs, as it last told; figures are of the time since the health before."""

    model: str = Field(examples=["early_warning"])
    version: str
    hash: str = Field(description="The first digits of the file's SHA-256.")
    mode: str = Field(description="`live`, `shadow` or `off`.")
    fault: str = Field(description="Why it does not run or was not taken up; empty: all is well.")
    rows: int = Field(description="Detectors looked at.")
    seldom: int = Field(default=0, description="Of these, those that tell too seldom to be scored.")
    ticks: int
    skipped: int
    errors: int
    raised: int
    ended: int
    standing: int
    tick_us_mean: float | None
    tick_us_p99: float | None
    scores: list[int] = Field(description="How many scores fell into each tenth from 0 to 1.")
    drift: list[InputDriftOut]
    stale_share: float | None


class VitalsOut(BaseModel):
    """What goes on inside a gateway's process, as it last told."""

    config_mark: str = Field(description="Which settings it runs with.")
    config_at: int
    config_fault: str = Field(description="Why the last new settings were not taken up; empty: they were.")
    clock_offset_ms: float | None = Field(description="The centre's clock minus the gateway's.")
    clock_offset_error_ms: float | None
    clock_jumps: int = Field(default=0, description="How often its clock was set while the agent ran.")
    clock_jump_ms: float | None = None
    broker: str = Field(description="`primary`, `backup`, or empty for none.")
    certificate_days: float | None = Field(description="Days until the gateway's certificate ends.")
    tasks: int
    fds: int
    restarts: dict[str, int] = Field(description="How often each part of the process was started again.")
    queues: dict[str, int]
    stuck: list[str] = Field(description="What makes no progress although it should.")
    models: list[ModelOut] = Field(default=[], description="The models that it runs.")


class GatewayOut(BaseModel):
    """A gateway as last heard."""

    gateway: str = Field(examples=["gw-150102-0001"])
    area: str = Field(examples=["150102"])
    building: LabelOut
    building_id: int | None = Field(description="The building of the registry; null: not bound to one.")
    link: Literal["online", "silent", "never"]
    last_seen: int | None
    clock_synced: bool | None
    version: str | None
    started_at: int | None
    spool_bytes: int | None
    spool_limit_bytes: int | None
    link_ok: bool | None = Field(description="The gateway's own view: whether receipts come back to it.")
    counts: list[StreamCountOut]
    buses: list[BusOut]
    vitals: VitalsOut | None = Field(description="Null while the gateway tells nothing of its inside.")


class GatewayList(BaseModel):
    """A page of gateways; `next`: ask with `after` this id for more; null: that was all."""

    items: list[GatewayOut]
    next: str | None


class PartOut(BaseModel):
    """A part (部件): what and where it is, its level, its newest readings."""

    gateway: str
    part: str = Field(examples=["panel-1/1-023"])
    device: LabelOut
    place: LabelOut
    system_type: TermOut
    component_type: TermOut
    bits: int | None = Field(description="State bits (GB/T 26875.3 figure 7); null: never told.")
    active: list[str] = Field(description="Kinds that are active, first by rank.", examples=[["fire"]])
    quality: str = Field(
        description="A quality of the vocabulary, or `unknown`. Stale while the gateway is silent.",
        examples=["good"],
    )
    last_heard: int | None
    stale_after_s: float | None
    readings: list[ReadingOut]


class PartList(BaseModel):
    """Parts by gateway and name."""

    items: list[PartOut]
    next: str | None = Field(description="Ask with `after` this gateway for more; null: that was all.")
