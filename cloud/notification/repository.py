"""Queries of channels, people and rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.notification.tables import (
    Notification,
    NotificationChannel,
    NotificationRecipient,
    NotificationRule,
)
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import covers, sees
from cloud.people.tables import Account, DutyGrant
from cloud.registry.tables import Gateway

#: What lies within a scope and is seen by those whose scope holds it.
Scoped = NotificationChannel | NotificationRecipient | NotificationRule
S = TypeVar("S", NotificationChannel, NotificationRecipient, NotificationRule)


def seen(session: Session, asker: Asker, table: type[S]) -> list[S]:
    """The rows that lie within the asker's scope, by id."""
    return [row for row in session.scalars(select(table).order_by(table.id)) if inside(asker, row)]


def one(session: Session, asker: Asker, table: type[S], id: int, *, for_update: bool = False) -> S | None:
    """One row; None where there is none, or none that the asker sees."""
    row = session.get(table, id, with_for_update=for_update or None)
    return row if row is not None and inside(asker, row) else None


def count(session: Session, table: type[S]) -> int:
    """How many rows there are."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def enabled_rules(session: Session) -> list[NotificationRule]:
    """The rules that hold, by id."""
    return list(
        session.scalars(
            select(NotificationRule).where(NotificationRule.enabled).order_by(NotificationRule.id)
        )
    )


def channels(session: Session) -> dict[int, NotificationChannel]:
    """Every channel, by id."""
    return {row.id: row for row in session.scalars(select(NotificationChannel))}


def people(session: Session, ids: Collection[int] | None = None) -> dict[int, NotificationRecipient]:
    """Who can be told now, all or of these: enabled, and with an account that is, where they have one."""
    if ids is not None and not ids:
        return {}
    query = _able()
    if ids is not None:
        query = query.where(among(session, NotificationRecipient.id, set(ids)))
    return {row.id: row for row in session.scalars(query)}


def duties(session: Session, now: int) -> list[tuple[int, DutyGrant]]:
    """Who among those who can be told holds which duty now."""
    query = (
        select(NotificationRecipient.id, DutyGrant)
        .join(DutyGrant, DutyGrant.account_id == NotificationRecipient.account_id)
        .join(Account, Account.id == DutyGrant.account_id)
        .where(
            NotificationRecipient.enabled,
            Account.disabled_at.is_(None),
            or_(DutyGrant.valid_until.is_(None), DutyGrant.valid_until > now),
        )
        .order_by(NotificationRecipient.id)
    )
    return [(recipient, grant) for recipient, grant in session.execute(query)]


def organisations(session: Session, ids: Collection[int]) -> dict[int, Organisation]:
    """Organisations by id."""
    if not ids:
        return {}
    rows = session.scalars(select(Organisation).where(among(session, Organisation.id, set(ids))))
    return {row.id: row for row in rows}


def buildings_of(session: Session, gateways: Collection[str]) -> dict[str, int | None]:
    """In which building each gateway hangs."""
    if not gateways:
        return {}
    query = select(Gateway.gateway, Gateway.building_id).where(among(session, Gateway.gateway, set(gateways)))
    return {gateway: building for gateway, building in session.execute(query)}


def buildings(session: Session, ids: Collection[int]) -> dict[int, Building]:
    """Buildings by id."""
    if not ids:
        return {}
    rows = session.scalars(select(Building).where(among(session, Building.id, set(ids))))
    return {row.id: row for row in rows}


def owners_of_buildings(session: Session, ids: Sequence[int]) -> dict[int, Organisation]:
    """Whose these buildings are."""
    query = (
        select(Building.id, Organisation)
        .join(Organisation, Organisation.id == Building.organisation_id)
        .where(Building.id.in_(ids))
    )
    return {id: owner for id, owner in session.execute(query)}


def account(session: Session, id: int) -> Account | None:
    """One account."""
    return session.get(Account, id)


def rules_with_channel(session: Session, channel_id: int) -> list[NotificationRule]:
    """The rules that tell by a channel."""
    rows = session.scalars(select(NotificationRule).order_by(NotificationRule.id))
    return [row for row in rows if any(channel_id in step["channels"] for step in row.steps)]


def has_messages(session: Session, channel_id: int) -> bool:
    """Whether anything was ever told by a channel that is still on record."""
    query = select(Notification.id).where(Notification.channel_id == channel_id).limit(1)
    return session.scalar(query) is not None


def counts(session: Session, channel_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """Messages of these channels by state."""
    found: dict[int, dict[str, int]] = {id: {} for id in channel_ids}
    rows: Any = session.execute(
        select(Notification.channel_id, Notification.state, func.count())
        .where(among(session, Notification.channel_id, set(channel_ids)))
        .group_by(Notification.channel_id, Notification.state)
    )
    for id, state, number in rows:
        found[id][state] = number
    return found


def inside(asker: Asker, row: Scoped) -> bool:
    """Whether a row lies within the asker's scope."""
    owners = row.owners if isinstance(row, NotificationRule) else []
    if not (row.areas or row.organisations or owners):
        return asker.everything
    return covers(asker, row.areas, row.organisations) and all(
        sees(asker, owner["area"], owner["id"]) for owner in owners
    )


def _able() -> Select[NotificationRecipient]:
    return (
        select(NotificationRecipient)
        .outerjoin(Account, Account.id == NotificationRecipient.account_id)
        .where(NotificationRecipient.enabled, Account.disabled_at.is_(None))
    )
