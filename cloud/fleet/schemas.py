"""The fleet's figures as the API shows them. Every number names, by its fields, the list that it leads to."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.vocabulary import LabelOut


class PathStep(BaseModel):
    """One area on the way down from the region."""

    area: str = Field(examples=["1501"])
    name: LabelOut


class AreaFiguresOut(BaseModel):
    """The newest figures of one area."""

    area: str = Field(examples=["1501"])
    name: LabelOut
    at: int | None = Field(description="When they were rolled up; null: not yet.")
    gateways: int = Field(description="Known to the registry, to enrolment or by their messages.")
    enrolled: int = Field(description="With a certificate of ours that stands.")
    online: int
    silent: int
    never: int = Field(description="Registered or enrolled, and never heard.")
    unbound: int = Field(description="Heard, and bound to no organisation.")
    online_rate: float | None = Field(description="Online of those ever heard; null: none was.")
    organisations: int
    organisations_heard: int = Field(description="Organisations any of whose gateways was ever heard.")
    coverage: float | None = Field(description="Organisations heard, of those in the registry.")
    clock_faults: int
    certificates_ending: int
    dead_letters: int = Field(description="Waiting for somebody now.")
    spool_bytes: int = Field(description="Waiting in the gateways' spools.")
    messages_per_s: float
    values_per_s: float
    lag_p50_ms: int | None = Field(
        description="Of the last hour's events, from the gateway's believed time to the centre's."
    )
    lag_p99_ms: int | None
    shed_day: int = Field(description="Readings shed in the last 24 hours.")
    quarantined_day: int = Field(description="Messages quarantined in the last 24 hours.")


class AreaList(BaseModel):
    """The areas directly below one, and the way to it."""

    area: str
    path: list[PathStep]
    items: list[AreaFiguresOut]


class Sparkline(BaseModel):
    """One figure over the last day, oldest first."""

    at: list[int]
    online_rate: list[float | None]
    messages_per_s: list[float]
    values_per_s: list[float]
    lag_p99_ms: list[int | None]
    quarantined: list[int]
    shed: list[int]


class SummaryOut(BaseModel):
    """One area's figures and how they came to be."""

    path: list[PathStep]
    figures: AreaFiguresOut
    day: Sparkline


class ThroughputOut(BaseModel):
    """Flow and lag of one area, step by step, oldest first; columns of one length."""

    area: str
    step_s: int
    at: list[int]
    online: list[int]
    gateways: list[int]
    messages_per_s: list[float]
    values_per_s: list[float]
    quarantined: list[int]
    shed: list[int]
    lag_p50_ms: list[int | None]
    lag_p99_ms: list[int | None]


class VersionOut(BaseModel):
    """One version of the agent; empty: never told."""

    version: str
    gateways: int


class VersionList(BaseModel):
    """Versions, most used first."""

    items: list[VersionOut]


class FleetGatewayOut(BaseModel):
    """One gateway in a list."""

    gateway: str = Field(examples=["gw-150102-0001"])
    area: str
    organisation_id: int | None
    organisation: str | None = Field(description="The organisation's name.")
    building: LabelOut
    link: Literal["online", "silent", "never"]
    last_seen: int | None
    version: str
    enrolled: bool
    certificate_ends: int | None
    clock_fault: Literal["", "unsynced", "offset"]
    clock_offset_ms: float | None
    spool_bytes: int
    parts: int
    stale_parts: int
    quarantined: int
    shed: int
    errors_per_h: float = Field(description="Errors on its buses, between the last two scans.")
    timeouts_per_h: float
    scanned_at: int


class FleetGatewayList(BaseModel):
    """A page of gateways; `next` is the cursor of the following one."""

    items: list[FleetGatewayOut]
    next: str | None


class ShareOut(BaseModel):
    """One share of quality: over / under, and the two counts themselves."""

    share: float | None
    over: int
    under: int


class QualityShares(BaseModel):
    """The five shares; `cloud.quality.formulas` has the formulas."""

    completeness: ShareOut
    freshness: ShareOut
    timeliness: ShareOut
    validity: ShareOut
    uniqueness: ShareOut


class FleetOrganisationOut(BaseModel):
    """One organisation in a list: its gateways, its losses, the quality of the last 24 hours."""

    organisation_id: int
    name: str
    area: str
    area_name: LabelOut
    gateways: int
    online: int
    silent: int
    never: int
    clock_faults: int
    certificate_ends: int | None
    spool_bytes: int
    parts: int
    stale_parts: int
    quarantined: int
    shed: int
    quality: QualityShares
    at: int


class FleetOrganisationList(BaseModel):
    """A page of organisations; `next` is the cursor of the following one."""

    items: list[FleetOrganisationOut]
    next: str | None


class WorstOut(BaseModel):
    """One gateway or part that needs a look, and the figure that says so."""

    gateway: str
    part: str | None
    area: str
    organisation_id: int | None
    organisation: str | None
    building: LabelOut
    value: float
    unit: Literal["events", "faults", "per-hour", "parts", "ms", "bytes", "messages"]


class WorstList(BaseModel):
    """The worst by one measure, worst first."""

    measure: str
    items: list[WorstOut]


class BoundariesOut(BaseModel):
    """County borders as the operator has given them: rings of [longitude, latitude] by code."""

    source: str = Field(description="Who is to be named beside the map; empty: no borders were given.")
    counties: dict[str, list[list[tuple[float, float]]]]
