"""Queries of the ingest line: the ledger, the replies, the dead letters."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.orm import Session

from cloud.access.examine import Refused
from cloud.access.interval_set import IntervalSet
from cloud.access.tables import DeadLetter, Ledger, ReplyRow
from cloud.database import counters
from cloud.database.upsert import insert
from telemetry.messages import Reply

#: Counters: the last committed batch of readings, and dead letters pushed out of the full table.
BATCH = "timeseries-batch"
EVICTED = "dead-letters-evicted"
QUARANTINED = "quarantined"

_TOPIC_LIMIT = 256
_REASON_LIMIT = 512

Key = tuple[str, str]


def ledgers(session: Session, keys: Collection[Key]) -> dict[Key, Ledger]:
    """The ledger rows of these (gateway, stream) pairs that exist."""
    if not keys:
        return {}
    rows = session.scalars(select(Ledger).where(tuple_(Ledger.gateway, Ledger.stream).in_(sorted(keys))))
    return {(row.gateway, row.stream): row for row in rows}


def ledgers_of(session: Session, gateways: Collection[str]) -> dict[str, list[Ledger]]:
    """Every ledger row of these gateways."""
    found: dict[str, list[Ledger]] = {}
    for row in session.scalars(select(Ledger).where(Ledger.gateway.in_(sorted(gateways)))):
        found.setdefault(row.gateway, []).append(row)
    return found


def known_numbers(row: Ledger | None) -> IntervalSet:
    """The sequence numbers that a ledger row holds."""
    return IntervalSet.from_flat(row.known) if row is not None else IntervalSet()


def totals(session: Session) -> dict[str, int]:
    """Messages stored, by stream."""
    rows = session.execute(select(Ledger.stream, func.sum(Ledger.stored)).group_by(Ledger.stream))
    return {stream: int(stored) for stream, stored in rows}


def add_reply(session: Session, reply: Reply, ts_cloud: int) -> None:
    """Keep a gateway's answer."""
    session.add(
        ReplyRow(
            gateway=reply.gateway,
            seq=reply.seq,
            answers=reply.answers,
            ok=reply.ok,
            text=reply.text,
            stage=reply.stage.value,
            details=dict(reply.details),
            ts_gateway=reply.ts_gateway,
            ts_cloud=ts_cloud,
        )
    )


def add_dead_letter(session: Session, refused: Refused, payload_bytes: int) -> int:
    """Keep a refused message, or count it on the row that its first coming made; returns the row's id."""
    arrival, identity = refused.arrival, refused.identity
    statement = insert(session, DeadLetter).values(
        first_at=arrival.ts_cloud,
        last_at=arrival.ts_cloud,
        topic=_storable(arrival.topic[:_TOPIC_LIMIT]),
        place=_storable(refused.where[:_REASON_LIMIT]),
        reason=_storable(refused.reason[:_REASON_LIMIT]),
        size=len(arrival.payload),
        sha256=arrival.digest.hex(),
        payload=arrival.payload[:payload_bytes],
        times=1,
        gateway=identity.place.gateway if identity else None,
        stream=identity.place.stream.value if identity else None,
        seq=identity.seq if identity else None,
    )
    kept = statement.on_conflict_do_update(
        index_elements=[DeadLetter.topic, DeadLetter.sha256],
        set_={
            "times": DeadLetter.times + 1,
            "last_at": statement.excluded.last_at,
            "place": statement.excluded.place,
            "reason": statement.excluded.reason,
        },
    ).returning(DeadLetter.id)
    return int(session.execute(kept).scalar_one())


def trim_dead_letters(session: Session, limit: int) -> int:
    """Push the longest unseen rows out of a table past its limit; counted."""
    surplus = (session.scalar(select(func.count()).select_from(DeadLetter)) or 0) - limit
    if surplus <= 0:
        return 0
    oldest = select(DeadLetter.id).order_by(DeadLetter.last_at, DeadLetter.id).limit(surplus)
    session.execute(delete(DeadLetter).where(DeadLetter.id.in_(oldest.scalar_subquery())))
    counters.advance(session, EVICTED, surplus)
    return surplus


def dead_letters(session: Session, limit: int, before: int | None) -> list[DeadLetter]:
    """The newest rows below `before`, newest last."""
    query = select(DeadLetter).order_by(DeadLetter.id.desc()).limit(limit)
    if before is not None:
        query = query.where(DeadLetter.id < before)
    return list(session.scalars(query))[::-1]


def dead_letters_by_id(session: Session, ids: Iterable[int]) -> list[DeadLetter]:
    """Rows by id, for those that are still there."""
    return list(session.scalars(select(DeadLetter).where(DeadLetter.id.in_(sorted(ids)))))


def _storable(text: str) -> str:
    """Text that every database takes: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{SYMBOL FOR NULL}")
