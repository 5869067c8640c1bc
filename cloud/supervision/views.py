"""The links of organisations as the API shows them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.organisations.tables import Organisation
from cloud.registry.tables import Gateway
from cloud.supervision.schemas import OrganisationLinkOut
from cloud.supervision.tables import OrganisationLink


def organisation_links(session: Session, organisations: Collection[int]) -> list[OrganisationLinkOut]:
    """How the links of these organisations stand; of those that no gateway was ever bound to, nothing."""
    last = (
        select(
            Gateway.organisation_id,
            func.min(Gateway.area).label("area"),
            func.max(Gateway.last_seen).label("last_seen"),
            func.count().label("gateways"),
        )
        .where(among(session, Gateway.organisation_id, organisations))
        .group_by(Gateway.organisation_id)
        .subquery()
    )
    rows = session.execute(
        select(
            last.c.organisation_id,
            func.coalesce(Organisation.name, ""),
            func.coalesce(Organisation.area, last.c.area),
            last.c.last_seen,
            last.c.gateways,
            OrganisationLink.silent_since,
        )
        .join(Organisation, Organisation.id == last.c.organisation_id, isouter=True)
        .join(OrganisationLink, OrganisationLink.organisation_id == last.c.organisation_id, isouter=True)
        .order_by(last.c.organisation_id)
    )
    return [
        OrganisationLinkOut(
            organisation_id=organisation,
            name=name,
            area=area,
            link="online" if silent_since is None else "silent",
            last_seen=last_seen,
            silent_since=silent_since,
            gateways=gateways,
        )
        for organisation, name, area, last_seen, gateways, silent_since in rows
    ]
