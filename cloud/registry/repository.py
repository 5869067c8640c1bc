"""Queries of the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.organisations.tables import GatewayPlace
from cloud.people.asker import LOCAL, Asker
from cloud.people.scope import within
from cloud.registry.records import KIND_COLUMNS, PART_COLUMNS, KindRecord, PartRecord
from cloud.registry.tables import Gateway, Part, PartKind

PartKey = tuple[str, str]
KindKey = tuple[str, str, str]


def gateways(session: Session, ids: Collection[str] | None = None, asker: Asker = LOCAL) -> list[Gateway]:
    """These gateways, or all, by id, as far as the asker may see them."""
    query = select(Gateway).where(_seen_by(asker)).order_by(Gateway.gateway)
    if ids is not None:
        query = query.where(among(session, Gateway.gateway, set(ids)))
    return list(session.scalars(query))


def planned_owners(session: Session, gateways: Collection[str]) -> dict[str, tuple[int, int | None]]:
    """Organisation and building of these gateways, as far as they were told before the gateway was heard."""
    rows = session.execute(
        select(GatewayPlace.gateway, GatewayPlace.organisation_id, GatewayPlace.building_id).where(
            among(session, GatewayPlace.gateway, set(gateways))
        )
    )
    return {gateway: (organisation, building) for gateway, organisation, building in rows}


def homes(
    session: Session, gateways: Collection[str]
) -> Sequence[Row[str, str, int | None, str, int, float | None, bool | None, str]]:
    """Whose these gateways are and how their links stand, in the order of `Home`'s fields."""
    query = select(
        Gateway.gateway,
        Gateway.area,
        Gateway.organisation_id,
        Gateway.link,
        Gateway.last_seen,
        Gateway.interval_s,
        Gateway.clock_synced,
        Gateway.way,
    )
    return session.execute(query.where(among(session, Gateway.gateway, set(gateways)))).all()


def ids_seen(
    session: Session,
    asker: Asker,
    *,
    organisation_id: int | None = None,
    gateway: str | None = None,
    after: str = "",
    limit: int,
) -> list[str]:
    """Ids of gateways in the asker's scope behind `after`: of one organisation, or one gateway's own."""
    query = select(Gateway.gateway).where(
        Gateway.gateway > after, within(asker, Gateway.area, Gateway.organisation_id)
    )
    if organisation_id is not None:
        query = query.where(Gateway.organisation_id == organisation_id)
    if gateway is not None:
        query = query.where(Gateway.gateway == gateway)
    return list(session.scalars(query.order_by(Gateway.gateway).limit(limit)))


def count_seen(session: Session, asker: Asker, organisation_id: int | None, gateway: str | None) -> int:
    """How many gateways are in the asker's scope, of one organisation, or of this name."""
    query = select(func.count()).where(within(asker, Gateway.area, Gateway.organisation_id))
    if organisation_id is not None:
        query = query.where(Gateway.organisation_id == organisation_id)
    if gateway is not None:
        query = query.where(Gateway.gateway == gateway)
    return session.scalar(query.select_from(Gateway)) or 0


def silent_of(session: Session, gateways: Collection[str]) -> set[str]:
    """Those of these gateways that are silent."""
    query = select(Gateway.gateway).where(
        among(session, Gateway.gateway, set(gateways)), Gateway.link == "silent"
    )
    return set(session.scalars(query))


def parts_of_many(session: Session, gateways: Collection[str], limit: int) -> list[PartRecord]:
    """Parts of these gateways, by gateway and name."""
    query = select(*PART_COLUMNS).where(among(session, Part.gateway, set(gateways)))
    rows = session.execute(query.order_by(Part.gateway, Part.part).limit(limit))
    return [PartRecord(*row) for row in rows]


def active_kinds_of(session: Session, gateways: Collection[str]) -> dict[PartKey, list[str]]:
    """The active kinds of every part of these gateways that has any."""
    query = select(PartKind.gateway, PartKind.part, PartKind.kind).where(
        PartKind.active, among(session, PartKind.gateway, set(gateways))
    )
    found: dict[PartKey, list[str]] = defaultdict(list)
    for owner, part, kind in session.execute(query):
        found[owner, part].append(kind)
    return found


def is_seen(session: Session, asker: Asker, gateway: str) -> bool:
    """Whether there is this gateway in the asker's scope."""
    query = select(Gateway.gateway).where(Gateway.gateway == gateway, _seen_by(asker))
    return session.scalar(query) is not None


def count_gateways(session: Session) -> int:
    """How many gateways are known."""
    return session.scalar(select(func.count()).select_from(Gateway)) or 0


def heard_last(session: Session, limit: int) -> list[str]:
    """The ids of the gateways heard most recently."""
    return list(session.scalars(select(Gateway.gateway).order_by(Gateway.last_seen.desc()).limit(limit)))


def parts(session: Session, keys: Collection[PartKey]) -> list[PartRecord]:
    """These parts, as far as they are known."""
    wanted = set(keys)
    rows = session.execute(select(*PART_COLUMNS).where(*_among_keys(session, Part, wanted)))
    found = (PartRecord(*row) for row in rows)
    return [part for part in found if (part.gateway, part.part) in wanted]


def kinds(session: Session, keys: Collection[PartKey]) -> list[KindRecord]:
    """Every kind that these parts were ever told of."""
    wanted = set(keys)
    rows = session.execute(select(*KIND_COLUMNS).where(*_among_keys(session, PartKind, wanted)))
    found = (KindRecord(*row) for row in rows)
    return [kind for kind in found if (kind.gateway, kind.part) in wanted]


def clock_of(session: Session, gateway: str, part: str, kind: str) -> int:
    """The sequence up to which the level of this kind is known."""
    told = session.scalar(
        select(PartKind.seq).where(PartKind.gateway == gateway, PartKind.part == part, PartKind.kind == kind)
    )
    shown = session.scalar(select(Part.snapshot_seq).where(Part.gateway == gateway, Part.part == part))
    return max(told or 0, shown or 0)


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Gateway.area, Gateway.organisation_id)


def _among_keys(
    session: Session, table: type[Part] | type[PartKind], keys: Collection[PartKey]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """All pairs of the keys' gateways and parts: a few more than the keys, in one query."""
    return (
        among(session, table.gateway, {gateway for gateway, _ in keys}),
        among(session, table.part, {part for _, part in keys}),
    )
