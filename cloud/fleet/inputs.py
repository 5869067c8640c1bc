"""What the figures are made of: queries over the tables of other nouns. Read only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import Session

from cloud.access.tables import Ledger
from cloud.database.among import among
from cloud.dead_letters.tables import OPEN, DeadLetter
from cloud.enrolment.tables import Certificate, EnrolmentCode
from cloud.events.tables import EventRow
from cloud.fleet.tables import FleetGateway
from cloud.organisations.tables import Commissioning, GatewayPlace, Organisation
from cloud.registry.tables import Gateway, Part
from telemetry.event_kinds import EventKind
from telemetry.messages import Quality

#: Ledger columns that are added up, by gateway or by area.
SUMMED = (
    "received",
    "stored",
    "duplicates",
    "quarantined",
    "shed",
    "late",
    "values_stored",
    "values_invalid",
)

_NO_TIME = cast(null(), BigInteger).label("ends_at")
STANDING = and_(Certificate.followed_at.is_(None), Certificate.revoked_at.is_(None))


def _sums() -> list[Any]:
    return [func.coalesce(func.sum(getattr(Ledger, name)), 0).label(name) for name in SUMMED]


def links_by_county(session: Session) -> Sequence[Any]:
    """County, link, how many gateways, how many of them without organisation, what waits in their spools."""
    return session.execute(
        select(
            Gateway.area,
            Gateway.link,
            func.count().label("gateways"),
            func.sum(case((Gateway.organisation_id.is_(None), 1), else_=0)).label("unbound"),
            func.coalesce(func.sum(Gateway.spool_bytes), 0).label("spool_bytes"),
        ).group_by(Gateway.area, Gateway.link)
    ).all()


def organisations_by_county(session: Session) -> Sequence[Any]:
    """County, organisations in the registry, and how many of them were ever heard."""
    return session.execute(
        select(
            Commissioning.area,
            func.count().label("organisations"),
            func.count(Commissioning.heard_at).label("organisations_heard"),
        ).group_by(Commissioning.area)
    ).all()


def versions_by_county(session: Session) -> Sequence[Any]:
    """County, version (None: never told), how many gateways."""
    return session.execute(
        select(Gateway.area, Gateway.version, func.count().label("gateways")).group_by(
            Gateway.area, Gateway.version
        )
    ).all()


def books_by_county(session: Session) -> Sequence[Any]:
    """County and the totals of its ledgers."""
    return session.execute(
        select(Gateway.area, *_sums()).join(Ledger, Ledger.gateway == Gateway.gateway).group_by(Gateway.area)
    ).all()


def letters_by_county(session: Session) -> dict[str, int]:
    """Dead letters that wait for somebody; those of no known area under the empty code."""
    rows = session.execute(
        select(DeadLetter.area, func.count()).where(DeadLetter.state == OPEN).group_by(DeadLetter.area)
    )
    return {area or "": int(count) for area, count in rows}


def events_after(session: Session, after: int, limit: int) -> Sequence[Any]:
    """The next events by number: when, how long on the way, of which part."""
    return session.execute(
        select(
            EventRow.id,
            EventRow.gateway,
            EventRow.part,
            EventRow.area,
            EventRow.organisation_id,
            EventRow.ts_cloud,
            (EventRow.ts_cloud - EventRow.ts_gateway).label("delay_ms"),
            and_(EventRow.clock_synced, EventRow.clock_doubtful.is_(False)).label("believed"),
            case((EventRow.kind == EventKind.FAULT.value, 1), else_=0).label("fault"),
        )
        .where(EventRow.id > after)
        .order_by(EventRow.id)
        .limit(limit)
    ).all()


_SCANNED = select(
    Gateway.gateway,
    Gateway.area,
    Gateway.organisation_id,
    Gateway.building_zh,
    Gateway.building_en,
    Gateway.link,
    Gateway.last_seen,
    Gateway.version,
    Gateway.clock_synced,
    Gateway.spool_bytes,
    Gateway.counts,
    Gateway.buses,
    Gateway.vitals,
)


def gateways_after(session: Session, after: str, limit: int) -> Sequence[Any]:
    """The next gateways by id."""
    return session.execute(
        _SCANNED.where(Gateway.gateway > after).order_by(Gateway.gateway).limit(limit)
    ).all()


def gateways_changed(session: Session, limit: int) -> Sequence[Any]:
    """Gateways that are new, or whose link, area or organisation is another than at their last scan."""
    held = FleetGateway
    return session.execute(
        _SCANNED.outerjoin(held, held.gateway == Gateway.gateway)
        .where(
            or_(
                held.gateway.is_(None),
                held.link != Gateway.link,
                held.area != Gateway.area,
                held.organisation_id.is_distinct_from(Gateway.organisation_id),
            )
        )
        .order_by(Gateway.gateway)
        .limit(limit)
    ).all()


def books_of(session: Session, gateways: Collection[str]) -> dict[str, Any]:
    """Totals of the ledgers of these gateways."""
    rows = session.execute(
        select(Ledger.gateway, *_sums())
        .where(among(session, Ledger.gateway, gateways))
        .group_by(Ledger.gateway)
    )
    return {row.gateway: row for row in rows}


def points_of(session: Session, gateways: Collection[str]) -> dict[str, Any]:
    """Of each gateway: its points, those with a limit of their own, and those of them that are stale."""
    limited = Part.stale_after_s.is_not(None)
    stale = and_(limited, (Part.quality.is_(None)) | (Part.quality == Quality.STALE.value))
    rows = session.execute(
        select(
            Part.gateway,
            func.count().label("parts"),
            func.sum(case((limited, 1), else_=0)).label("watched"),
            func.sum(case((stale, 1), else_=0)).label("stale"),
        )
        .where(among(session, Part.gateway, gateways))
        .group_by(Part.gateway)
    )
    return {row.gateway: row for row in rows}


def certificates_of(session: Session, gateways: Collection[str]) -> dict[str, int]:
    """When each gateway's standing certificate ends."""
    rows = session.execute(
        select(Certificate.gateway, func.max(Certificate.ends_at))
        .where(among(session, Certificate.gateway, gateways), STANDING)
        .group_by(Certificate.gateway)
    )
    return {gateway: int(ends_at) for gateway, ends_at in rows}


def never_heard(session: Session) -> Sequence[Any]:
    """Gateways with a code, a certificate or a place in the registry that were never heard."""
    known = select(Gateway.gateway)
    enrolled = select(
        Certificate.gateway, Certificate.area, Certificate.organisation_id, Certificate.ends_at
    ).where(STANDING, Certificate.gateway.not_in(known))
    waiting = select(
        EnrolmentCode.gateway,
        EnrolmentCode.area,
        EnrolmentCode.organisation_id,
        case((EnrolmentCode.id < 0, EnrolmentCode.ends_at), else_=None).label("ends_at"),
    ).where(EnrolmentCode.withdrawn_at.is_(None), EnrolmentCode.gateway.not_in(known))
    placed = (
        select(GatewayPlace.gateway, Organisation.area, GatewayPlace.organisation_id, _NO_TIME)
        .join(Organisation, Organisation.id == GatewayPlace.organisation_id)
        .where(GatewayPlace.gateway.not_in(known))
    )
    both = enrolled.union_all(waiting, placed).subquery()
    return session.execute(
        select(
            both.c.gateway,
            func.max(both.c.area).label("area"),
            func.max(both.c.organisation_id).label("organisation_id"),
            func.max(both.c.ends_at).label("certificate_ends"),
        ).group_by(both.c.gateway)
    ).all()


def scanned(session: Session, gateways: Collection[str]) -> dict[str, FleetGateway]:
    """The rows of these gateways as last scanned."""
    rows = session.scalars(select(FleetGateway).where(among(session, FleetGateway.gateway, gateways)))
    return {row.gateway: row for row in rows}
