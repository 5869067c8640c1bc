"""How the parts of virtual gateways stand: read from the registry, many in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, aliased

from cloud.access.tables import Submitted
from cloud.direct.levels import level_of
from cloud.direct.telling import Known, PartKey
from cloud.registry.tables import Gateway, Part, PartKind
from telemetry import messages
from telemetry.messages import Label

T = TypeVar("T")

_CHUNK = 400


def known_parts(session: Session, keys: Collection[PartKey], whole: Collection[str]) -> dict[PartKey, Known]:
    """These parts, and every part of the gateways in `whole`, as far as they are known."""
    rows: list[Part] = []
    kinds: dict[PartKey, list[str]] = defaultdict(list)
    for chunk in _chunks(sorted(keys)):
        rows += session.scalars(select(Part).where(tuple_(Part.gateway, Part.part).in_(chunk)))
        found = session.execute(
            select(PartKind.gateway, PartKind.part, PartKind.kind).where(
                tuple_(PartKind.gateway, PartKind.part).in_(chunk), PartKind.active
            )
        )
        for gateway, part, kind in found:
            kinds[gateway, part].append(kind)
    for chunk_of_gateways in _chunks(sorted(whole)):
        rows += session.scalars(select(Part).where(Part.gateway.in_(chunk_of_gateways)))
        found = session.execute(
            select(PartKind.gateway, PartKind.part, PartKind.kind).where(
                PartKind.gateway.in_(chunk_of_gateways), PartKind.active
            )
        )
        for gateway, part, kind in found:
            kinds[gateway, part].append(kind)
    return {(row.gateway, row.part): _known(row, kinds[row.gateway, row.part]) for row in rows}


def _known(row: Part, active: list[str]) -> Known:
    described = messages.Part(
        part=row.part,
        system_type=row.system_type,
        system_address=int(row.system_address),
        component_type=row.component_type,
        component_address=int(row.component_address),
        device=Label(zh=row.device_zh, en=row.device_en),
        place=Label(zh=row.place_zh, en=row.place_en),
        stale_after_s=row.stale_after_s,
        profile=row.profile,
    )
    return Known(level_of(row.bits, set(active), row.quality, row.last_heard), described)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(items), _CHUNK):
        yield items[first : first + _CHUNK]


def recent_keys(session: Session, gateways: Sequence[str], each: int = 256) -> dict[str, list[str]]:
    """The newest keys of each, oldest first: what a server knew before it was restarted.

    By way of the gateways' own rows, so that of each the database goes to the end of the index.
    """
    found: dict[str, list[str]] = defaultdict(list)
    newest = aliased(Submitted)
    last = select(func.max(newest.number)).where(newest.gateway == Gateway.gateway).correlate(Gateway)
    for chunk in _chunks(sorted(gateways)):
        rows = session.execute(
            select(Submitted.gateway, Submitted.dedupe)
            .join(Gateway, Gateway.gateway == Submitted.gateway)
            .where(Gateway.gateway.in_(chunk), Submitted.number > last.scalar_subquery() - each)
            .order_by(Submitted.gateway, Submitted.number)
        )
        for gateway, key in rows:
            found[gateway].append(key)
    return dict(found)


def part_names(session: Session, gateways: Sequence[str]) -> dict[str, set[str]]:
    """The names of the parts of each gateway."""
    found: dict[str, set[str]] = defaultdict(set)
    for chunk in _chunks(sorted(gateways)):
        for gateway, part in session.execute(select(Part.gateway, Part.part).where(Part.gateway.in_(chunk))):
            found[gateway].add(part)
    return found
