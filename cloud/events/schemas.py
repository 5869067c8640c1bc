"""Events as the API shows them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from cloud.events.tables import EventRow
from cloud.vocabulary import LabelOut


class EventOut(BaseModel):
    """One edge as a gateway told it."""

    id: int
    gateway: str
    seq: int
    part: str
    kind: str
    active: bool
    bits_before: int | None
    bits_after: int
    text: str
    evidence: dict[str, Any]
    device: LabelOut
    place: LabelOut
    ts_source: int | None
    ts_gateway: int
    ts_cloud: int
    clock_synced: bool
    clock_doubtful: bool = Field(description="The clock is not set, or ran more than a day ahead.")


class EventList(BaseModel):
    """Events in the order in which they were stored."""

    items: list[EventOut]
    more: bool


def event(row: EventRow) -> EventOut:
    """One row as it is shown."""
    return EventOut(
        id=row.id,
        gateway=row.gateway,
        seq=row.seq,
        part=row.part,
        kind=row.kind,
        active=row.active,
        bits_before=row.bits_before,
        bits_after=row.bits_after,
        text=row.text,
        evidence=row.evidence,
        device=LabelOut.model_validate(row.described["device"]),
        place=LabelOut.model_validate(row.described["place"]),
        ts_source=row.ts_source,
        ts_gateway=row.ts_gateway,
        ts_cloud=row.ts_cloud,
        clock_synced=row.clock_synced,
        clock_doubtful=row.clock_doubtful,
    )
