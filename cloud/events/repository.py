"""Queries of the event log."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.events.tables import EventRow
from telemetry.messages import Event


def append(session: Session, event: Event, *, ts_cloud: int, clock_doubtful: bool, digest: bytes) -> None:
    """Write one event down."""
    described: dict[str, Any] = msgspec.to_builtins(event.part)
    session.add(
        EventRow(
            gateway=event.gateway,
            stream=event.stream,
            seq=event.seq,
            part=event.part.part,
            kind=event.kind.value,
            active=event.active,
            bits_before=event.bits_before,
            bits_after=event.bits_after,
            text=event.text,
            evidence=dict(event.evidence),
            described=described,
            ts_source=event.ts_source,
            ts_gateway=event.ts_gateway,
            ts_cloud=ts_cloud,
            clock_synced=event.clock_synced,
            clock_doubtful=clock_doubtful,
            digest=digest,
        )
    )


def digest_of(session: Session, gateway: str, stream: str, seq: int) -> bytes | None:
    """The digest of the event stored under this identity; None when no event is."""
    return session.scalar(
        select(EventRow.digest).where(
            EventRow.gateway == gateway, EventRow.stream == stream, EventRow.seq == seq
        )
    )


def page(session: Session, gateway: str | None, after: int, limit: int) -> list[EventRow]:
    """Events with an id above `after`, in the order in which they were stored."""
    query = select(EventRow).where(EventRow.id > after).order_by(EventRow.id).limit(limit)
    if gateway is not None:
        query = query.where(EventRow.gateway == gateway)
    return list(session.scalars(query))
