"""What the overviews show."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.alarm_watch.evidence import Fact
from cloud.alarms.schemas import AlarmOut
from cloud.registry.schemas import GatewayOut, PartOut
from cloud.verification_links.schemas import CauseOut
from cloud.vocabulary import LabelOut, TermOut

SheddingName = Literal["calm", "readings", "health"]


class ComponentHealth(BaseModel):
    """One part of the centre."""

    name: str = Field(examples=["database"])
    up: bool
    detail: str


class Counts(BaseModel):
    """The centre's books, all gateways together."""

    stored: dict[str, int] = Field(examples=[{"event": 12, "reading": 840, "health": 35, "reply": 0}])
    shed: dict[str, int] = Field(
        description="Given up under load, by stream; counted apart from what is stored.",
        examples=[{"event": 0, "reading": 120, "health": 0, "reply": 0}],
    )
    quarantined: int
    alarms_open: int
    lag_ms: float | None = Field(description="From arrival to commit, of the last batch of the slower lane.")


class LaneOut(BaseModel):
    """One lane of this process's ingest line; counts are since its start."""

    name: str = Field(examples=["bulk"])
    depth: int = Field(description="Messages waiting.")
    age_ms: float = Field(description="How long the oldest of them waits.")
    lag_ms: float = Field(description="From arrival to commit, of the oldest message of the last batch.")
    received: int
    committed: int = Field(description="Stored, repeated, shed or quarantined.")
    shed: int = Field(description="Given up under load: counted and receipted, not stored.")
    shedding: SheddingName = Field(description="What is given up now.")
    full: bool = Field(description="It takes nothing now, so that its source is not read.")


class HealthOut(BaseModel):
    """The centre about itself. Degraded: some component is down; `detail` says which and what to do."""

    status: Literal["up", "degraded"]
    version: str
    now: int
    components: list[ComponentHealth]
    counts: Counts
    lanes: list[LaneOut] = Field(description="Of the process that answers; for whoever sees everything.")


class KindOut(LabelOut):
    """An event kind; rank 0 is shown first."""

    kind: str
    rank: int
    alarm: bool


class AnalogTypeOut(TermOut):
    """An analog type (模拟量类型)."""

    slug: str
    unit: str


class StateName(LabelOut):
    """A state of an alarm."""

    state: str


class QualityName(LabelOut):
    """A quality of a value."""

    quality: str


class ToldFact(LabelOut):
    """A piece of evidence that a person or a camera can add."""

    fact: Fact


class VocabularyOut(BaseModel):
    """Every code the API uses, with its names."""

    kinds: list[KindOut]
    analog_types: list[AnalogTypeOut]
    component_types: list[TermOut]
    system_types: list[TermOut]
    states: list[StateName]
    qualities: list[QualityName]
    causes: list[CauseOut]
    told: list[ToldFact]


class StateOut(BaseModel):
    """Everything a page starts from, read at one moment. `/live?after=cursor` goes on from there."""

    cursor: int
    now: int
    gateways_total: int = Field(
        description="In scope; more than are shown: only those with an open alarm are."
    )
    alarms_total: int = Field(
        description="Open ones in scope; more than are shown: the newest are, and the fires that came first."
    )
    alarms: list[AlarmOut]
    gateways: list[GatewayOut]
    parts: list[PartOut]
