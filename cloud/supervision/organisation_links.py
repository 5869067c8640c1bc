"""Queries of the links of organisations: who has fallen silent, who is heard again, and their own limits.

An organisation without a limit is silent as soon as every gateway of it is. One with a limit, its own or that
of the settings, is silent when none of its gateways has been heard for so long, whatever theirs are.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from cloud.database import bulk
from cloud.database.among import among
from cloud.live import changes
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.registry.tables import Gateway
from cloud.supervision.quiet import overstayed, quiet
from cloud.supervision.scopes import Deaf
from cloud.supervision.settings import SupervisionSettings
from cloud.supervision.tables import OrganisationLimit, OrganisationLink

ONLINE, SILENT = "online", "silent"

_one = aliased(Gateway)


def fallen_silent(
    session: Session, now: int, settings: SupervisionSettings, deaf: Deaf, limit: int
) -> list[int]:
    """Organisations that were not known to be silent, and are."""
    own = Gateway.organisation_id == _one.organisation_id
    limit_ms = _limit_ms(settings)
    settle_ms = int(settings.settle_s * 1000)
    past_limit = and_(
        now - _one.last_seen > limit_ms,
        ~select(Gateway.gateway).where(own, ~quiet(now, limit_ms, deaf, settle_ms)).exists(),
    )
    all_silent = and_(
        limit_ms.is_(None),
        _one.link == SILENT,
        ~select(Gateway.gateway).where(own, Gateway.link == ONLINE).exists(),
    )
    query = (
        select(_one.organisation_id)
        .distinct()
        .join(OrganisationLimit, OrganisationLimit.organisation_id == _one.organisation_id, isouter=True)
        .join(OrganisationLink, OrganisationLink.organisation_id == _one.organisation_id, isouter=True)
        .where(
            _one.organisation_id.is_not(None),
            OrganisationLink.organisation_id.is_(None),
            or_(all_silent, past_limit),
        )
        .limit(limit)
    )
    return [row for row in session.scalars(query) if row is not None]


def heard_again(session: Session, now: int, settings: SupervisionSettings, limit: int) -> list[int]:
    """Silent organisations of which somebody is heard again, or that have no gateway any more."""
    own = Gateway.organisation_id == OrganisationLink.organisation_id
    limit_ms = _limit_ms(settings)
    within_limit = select(Gateway.gateway).where(own, ~overstayed(now, limit_ms)).exists()
    online = select(Gateway.gateway).where(own, Gateway.link == ONLINE).exists()
    query = (
        select(OrganisationLink.organisation_id)
        .join(
            OrganisationLimit,
            OrganisationLimit.organisation_id == OrganisationLink.organisation_id,
            isouter=True,
        )
        .where(
            case((limit_ms.is_(None), online), else_=within_limit)
            | ~select(Gateway.gateway).where(own).exists()
        )
        .order_by(OrganisationLink.organisation_id)
        .limit(limit)
    )
    return list(session.scalars(query))


def write_silent(session: Session, organisations: Collection[int]) -> None:
    """These organisations are silent from now on: since the last sign of life of any of their gateways."""
    rows = session.execute(
        select(Gateway.organisation_id, func.min(Gateway.area), func.max(Gateway.last_seen), func.count())
        .where(among(session, Gateway.organisation_id, organisations))
        .group_by(Gateway.organisation_id)
    )
    names = ("organisation_id", "area", "silent_since", "gateways")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    bulk.upsert(session, OrganisationLink, found)
    for row in found:
        changes.note(session, changes.ORGANISATION, row["organisation_id"])


def forget(session: Session, organisations: Collection[int]) -> None:
    """These organisations are silent no more."""
    session.execute(
        delete(OrganisationLink).where(among(session, OrganisationLink.organisation_id, organisations))
    )
    for organisation in organisations:
        changes.note(session, changes.ORGANISATION, organisation)


def silent_organisations(
    session: Session, asker: Asker, area: str | None, after: int, limit: int
) -> list[OrganisationLink]:
    """Silent organisations behind `after` by id, within the asker's scope."""
    query = select(OrganisationLink).where(
        OrganisationLink.organisation_id > after,
        within(asker, OrganisationLink.area, OrganisationLink.organisation_id),
    )
    if area is not None:
        query = query.where(in_area(OrganisationLink.area, area))
    return list(session.scalars(query.order_by(OrganisationLink.organisation_id).limit(limit)))


def own_limit(session: Session, organisation: int, *, for_update: bool = False) -> OrganisationLimit | None:
    """The limit that was said for this organisation itself."""
    return session.get(OrganisationLimit, organisation, with_for_update=for_update or None)


def _limit_ms(settings: SupervisionSettings) -> ColumnElement[int]:
    """The limit of the organisation of a joined row; None: it has none."""
    told = func.coalesce(OrganisationLimit.silent_after_s, settings.organisation_s)
    return cast(told, BigInteger) * 1000
