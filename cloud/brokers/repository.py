"""Queries of the brokers' users, and of who a name is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.brokers.tables import BrokerElsewhere, BrokerUser
from cloud.enrolment.tables import Certificate, ShutOut
from telemetry.gateway_identity import GatewayName


def user(session: Session, username: str) -> BrokerUser | None:
    """The user of this name, revoked or not."""
    return session.get(BrokerUser, username)


def users(session: Session, after: str, limit: int) -> tuple[list[BrokerUser], bool]:
    """Users by name behind `after`, and whether there are more."""
    query = select(BrokerUser).where(BrokerUser.username > after).order_by(BrokerUser.username)
    rows = list(session.scalars(query.limit(limit + 1)))
    return rows[:limit], len(rows) > limit


def good_users(session: Session) -> list[BrokerUser]:
    """Every user that may connect; gateways that are shut out may not."""
    return list(
        session.scalars(
            select(BrokerUser)
            .where(BrokerUser.revoked_at.is_(None))
            .where(BrokerUser.username.not_in(select(ShutOut.gateway)))
            .order_by(BrokerUser.username)
        )
    )


def is_enrolled(session: Session, name: GatewayName, now: int) -> bool:
    """Whether the gateway has a certificate that is to be believed."""
    if session.get(ShutOut, name.gateway) is not None:
        return False
    found = session.scalar(
        select(Certificate.id)
        .where(
            Certificate.gateway == name.gateway,
            Certificate.area == name.area,
            Certificate.revoked_at.is_(None),
            Certificate.ends_at > now,
        )
        .limit(1)
    )
    return found is not None


def is_shut_out(session: Session, gateway: str) -> bool:
    """Whether a gateway of this name is shut out."""
    return session.get(ShutOut, gateway) is not None


def gone_since(session: Session, since: int) -> dict[str, int]:
    """Whose certificate or user was revoked, and who was shut out, since then and when; by brokers' names."""
    gone: dict[str, int] = {}
    certificates = select(Certificate.area, Certificate.gateway, Certificate.revoked_at)
    for area, gateway, at in session.execute(certificates.where(Certificate.revoked_at > since)):
        name = str(GatewayName(area, gateway))
        gone[name] = max(at or 0, gone.get(name, 0))
    users = select(BrokerUser.username, BrokerUser.revoked_at).where(BrokerUser.revoked_at > since)
    gone.update((username, at or 0) for username, at in session.execute(users))
    shut_out = select(ShutOut.gateway, ShutOut.at).where(ShutOut.at > since)
    gone.update((gateway, at) for gateway, at in session.execute(shut_out))
    return gone


def elsewhere(session: Session) -> dict[str, BrokerElsewhere]:
    """Brokers on other hosts that have asked, by name."""
    return {row.name: row for row in session.scalars(select(BrokerElsewhere))}
