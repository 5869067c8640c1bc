"""Queries of the event log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.database import bulk, counters
from cloud.database.among import among
from cloud.events.tables import EventRow
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.homes import Home
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Stream

#: The counter that numbers events.
NUMBER = "event"
_NEWEST = 5_000


def row(event: Event, *, ts_cloud: int, clock_doubtful: bool, digest: bytes, home: Home) -> dict[str, Any]:
    """One event as it is written down."""
    return {
        "gateway": event.gateway,
        "stream": event.stream,
        "seq": event.seq,
        "part": event.part.part,
        "kind": event.kind.value,
        "active": event.active,
        "bits_before": event.bits_before,
        "bits_after": event.bits_after,
        "text": event.text,
        "evidence": event.evidence,
        "described": event.part,
        "ts_source": event.ts_source,
        "ts_gateway": event.ts_gateway,
        "ts_cloud": ts_cloud,
        "clock_synced": event.clock_synced,
        "clock_doubtful": clock_doubtful,
        "digest": digest,
        "area": home.area,
        "organisation_id": home.organisation_id,
    }


def append(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write events down, in this order, under numbers that rise in the order of the commits.

    Whoever has read up to a number has seen everything below it. The counter stays locked until the commit,
    so this is among the last things that a transaction does.
    """
    if not rows:
        return
    held = select(func.coalesce(func.max(EventRow.id), 0)).scalar_subquery()
    last = counters.advance(session, NUMBER, len(rows), begin=held)
    first = last - len(rows) + 1
    bulk.insert(session, EventRow, [{"id": first + offset} | row for offset, row in enumerate(rows)])


class Held(NamedTuple):
    """What the log has under a number: the message's digest; part, kind, whether it began, and when."""

    digest: bytes
    edge: tuple[str, EventKind, bool, int]


def held(session: Session, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Held]:
    """The events stored under these (gateway, sequence number)."""
    rows = session.execute(
        select(
            EventRow.gateway,
            EventRow.seq,
            EventRow.digest,
            EventRow.part,
            EventRow.kind,
            EventRow.active,
            EventRow.ts_gateway,
        ).where(
            among(session, EventRow.gateway, {gateway for gateway, _ in wanted}),
            EventRow.stream == Stream.EVENT.value,
            among(session, EventRow.seq, {seq for _, seq in wanted}),
        )
    )
    return {
        (gateway, seq): Held(digest, (part, EventKind(kind), active, at))
        for gateway, seq, digest, part, kind, active, at in rows
    }


def among_newest(session: Session, gateways: Collection[str], digests: Collection[bytes]) -> set[bytes]:
    """Which of these digests the newest events of these gateways have."""
    found: set[bytes] = set()
    for gateway in gateways:
        newest = select(EventRow.digest).where(EventRow.gateway == gateway).order_by(EventRow.id.desc())
        found.update(session.scalars(newest.limit(_NEWEST)))
    return found.intersection(digests)


def page(session: Session, asker: Asker, gateway: str | None, after: int, limit: int) -> list[EventRow]:
    """Events with an id above `after`, in the order in which they were stored."""
    seen = within(asker, EventRow.area, EventRow.organisation_id)
    query = select(EventRow).where(EventRow.id > after, seen).order_by(EventRow.id).limit(limit)
    if gateway is not None:
        query = query.where(EventRow.gateway == gateway)
    return list(session.scalars(query))
