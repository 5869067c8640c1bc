"""Queries of the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.registry.tables import Gateway, Part, PartKind

PartKey = tuple[str, str]
KindKey = tuple[str, str, str]

#: Well below the least number of parameters any SQLite takes in one statement.
_CHUNK = 500


def gateways(session: Session, ids: Collection[str] | None = None) -> list[Gateway]:
    """These gateways, or all, by id."""
    query = select(Gateway).order_by(Gateway.gateway)
    if ids is not None:
        query = query.where(Gateway.gateway.in_(sorted(ids)))
    return list(session.scalars(query))


def parts(session: Session, keys: Collection[PartKey]) -> list[Part]:
    """These parts, as far as they are known."""
    found: list[Part] = []
    for gateway, names in _chunks(keys):
        found += session.scalars(select(Part).where(Part.gateway == gateway, Part.part.in_(names)))
    return found


def parts_of(session: Session, gateway: str | None) -> list[Part]:
    """Every part, or those of one gateway, by gateway and name."""
    query = select(Part).order_by(Part.gateway, Part.part)
    if gateway is not None:
        query = query.where(Part.gateway == gateway)
    return list(session.scalars(query))


def part_keys(session: Session, gateway: str) -> list[PartKey]:
    """The keys of one gateway's parts."""
    return [(gateway, part) for part in session.scalars(select(Part.part).where(Part.gateway == gateway))]


def kinds(session: Session, keys: Collection[PartKey]) -> list[PartKind]:
    """Every kind that these parts were ever told of."""
    found: list[PartKind] = []
    for gateway, names in _chunks(keys):
        found += session.scalars(
            select(PartKind).where(PartKind.gateway == gateway, PartKind.part.in_(names))
        )
    return found


def clock_of(session: Session, gateway: str, part: str, kind: str) -> int:
    """The sequence up to which the level of this kind is known."""
    told = session.scalar(
        select(PartKind.seq).where(PartKind.gateway == gateway, PartKind.part == part, PartKind.kind == kind)
    )
    shown = session.scalar(select(Part.snapshot_seq).where(Part.gateway == gateway, Part.part == part))
    return max(told or 0, shown or 0)


def active_kinds(session: Session, gateway: str | None = None) -> dict[PartKey, list[str]]:
    """The active kinds of every part that has any, or of one gateway's."""
    query = select(PartKind.gateway, PartKind.part, PartKind.kind).where(PartKind.active)
    if gateway is not None:
        query = query.where(PartKind.gateway == gateway)
    found: dict[PartKey, list[str]] = defaultdict(list)
    for owner, part, kind in session.execute(query):
        found[owner, part].append(kind)
    return found


def _chunks(keys: Collection[PartKey]) -> Iterable[tuple[str, list[str]]]:
    by_gateway: dict[str, list[str]] = defaultdict(list)
    for gateway, part in keys:
        by_gateway[gateway].append(part)
    for gateway, names in by_gateway.items():
        for start in range(0, len(names), _CHUNK):
            yield gateway, names[start : start + _CHUNK]
