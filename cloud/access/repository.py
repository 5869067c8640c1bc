"""Queries of the ingest line: the ledger and the replies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.access.interval_set import IntervalSet
from cloud.access.tables import Ledger, ReplyRow
from cloud.database import bulk
from cloud.database.among import among
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway
from telemetry.messages import Reply

#: Counters: the newest write of readings that is settled, and messages put into quarantine.
BATCH = "timeseries-batch"
QUARANTINED = "quarantined"

Key = tuple[str, str]


@dataclass(slots=True)
class Account:
    """One stream of one gateway in the books: a `Ledger` row, past the ORM."""

    gateway: str
    stream: str
    known: IntervalSet
    received: int = 0
    stored: int = 0
    duplicates: int = 0
    quarantined: int = 0
    presumed_evicted: int = 0
    shed: int = 0
    values_stored: int = 0
    values_invalid: int = 0
    late: int = 0
    first_at: int | None = None
    last_at: int | None = None


_FIELDS = tuple(entry.name for entry in fields(Account))


def accounts(session: Session, keys: Collection[Key]) -> dict[Key, Account]:
    """The accounts of these (gateway, stream) pairs that exist."""
    if not keys:
        return {}
    columns = [getattr(Ledger, name) for name in _FIELDS]
    rows = session.execute(
        select(*columns).where(
            among(session, Ledger.gateway, {gateway for gateway, _ in keys}),
            Ledger.stream.in_(sorted({stream for _, stream in keys})),
        )
    )
    found = (
        Account(gateway, stream, IntervalSet.from_flat(known), *counts)
        for gateway, stream, known, *counts in rows
    )
    return {(account.gateway, account.stream): account for account in found}


def highest(session: Session, gateway: str) -> dict[str, int]:
    """The highest known number of each stream of a gateway."""
    rows = session.execute(select(Ledger.stream, Ledger.known).where(Ledger.gateway == gateway))
    return {stream: IntervalSet.from_flat(known).highest for stream, known in rows}


def write_accounts(session: Session, touched: Iterable[Account]) -> None:
    """Write accounts down as they now are."""
    bulk.upsert(
        session,
        Ledger,
        [
            {name: account.known.flat() if name == "known" else getattr(account, name) for name in _FIELDS}
            for account in touched
        ],
    )


def ledgers_of(session: Session, gateways: Collection[str]) -> dict[str, list[Ledger]]:
    """Every ledger row of these gateways."""
    found: dict[str, list[Ledger]] = {}
    for row in session.scalars(select(Ledger).where(among(session, Ledger.gateway, set(gateways)))):
        found.setdefault(row.gateway, []).append(row)
    return found


class Total(NamedTuple):
    """Messages of one stream, all gateways together."""

    stored: int
    shed: int


def totals(session: Session, asker: Asker) -> dict[str, Total]:
    """Messages stored and shed, by stream, of the gateways that the asker may see."""
    query = select(Ledger.stream, func.sum(Ledger.stored), func.sum(Ledger.shed)).group_by(Ledger.stream)
    if not asker.everything:
        query = query.join(Gateway, Gateway.gateway == Ledger.gateway).where(
            within(asker, Gateway.area, Gateway.organisation_id)
        )
    return {stream: Total(int(stored), int(shed)) for stream, stored, shed in session.execute(query)}


def quarantined_seen_by(session: Session, asker: Asker) -> int:
    """Messages quarantined of the gateways that the asker may see."""
    query = (
        select(func.sum(Ledger.quarantined))
        .join(Gateway, Gateway.gateway == Ledger.gateway)
        .where(within(asker, Gateway.area, Gateway.organisation_id))
    )
    return int(session.scalar(query) or 0)


def owner_of(session: Session, gateway: str, area: str) -> int | None:
    """The organisation of a gateway of that area; None: it has none, or there is no such gateway."""
    bound = select(Gateway.organisation_id).where(Gateway.gateway == gateway, Gateway.area == area)
    return session.scalar(bound)


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
