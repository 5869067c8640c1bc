"""Queries of budgets, of what was used of them, and of the series seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cloud.budgets.tables import BudgetRow, BudgetUse, SeriesSeen
from cloud.database import bulk
from cloud.database.among import among
from cloud.database.upsert import insert
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import within


def budgets(session: Session) -> list[BudgetRow]:
    """Every budget that differs from the settings'."""
    return list(session.scalars(select(BudgetRow)))


def budget(session: Session, organisation_id: int, *, for_update: bool = False) -> BudgetRow | None:
    """One organisation's own budget."""
    return session.get(BudgetRow, organisation_id, with_for_update=for_update or None)


def organisation_seen(session: Session, asker: Asker, organisation_id: int) -> bool:
    """Whether there is such an organisation within the asker's scope."""
    query = select(Organisation.id).where(
        Organisation.id == organisation_id, within(asker, Organisation.area, Organisation.id)
    )
    return session.scalar(query) is not None


def series_seen(session: Session, gateways: Collection[str]) -> dict[str, bytes]:
    """The packed series of these gateways."""
    rows = session.execute(
        select(SeriesSeen.gateway, SeriesSeen.keys).where(among(session, SeriesSeen.gateway, gateways))
    )
    return {gateway: keys for gateway, keys in rows}


def write_series(session: Session, packed: Mapping[str, bytes], now: int) -> None:
    """Set the packed series of these gateways."""
    rows = [{"gateway": gateway, "keys": keys, "changed_at": now} for gateway, keys in packed.items()]
    bulk.upsert(session, SeriesSeen, rows)


def use_locked(session: Session, owner: str, day: int, area: str, organisation_id: int | None) -> BudgetUse:
    """What an owner has used today, locked until the commit."""
    statement = insert(session, BudgetUse).values(
        owner=owner,
        day=day,
        area=area,
        organisation_id=organisation_id,
        new_series=0,
        refused_series=0,
        refused_values=0,
        refused_messages=0,
        letters=0,
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["owner", "day"]))
    return session.scalars(
        select(BudgetUse).where(BudgetUse.owner == owner, BudgetUse.day == day).with_for_update()
    ).one()


def use(
    session: Session, asker: Asker, *, since_day: int, organisation_id: int | None, limit: int
) -> list[BudgetUse]:
    """What was used within the asker's scope, the most refused first."""
    query = (
        select(BudgetUse)
        .where(BudgetUse.day >= since_day, within(asker, BudgetUse.area, BudgetUse.organisation_id))
        .order_by(
            (BudgetUse.refused_messages + BudgetUse.refused_series).desc(),
            BudgetUse.new_series.desc(),
            BudgetUse.day.desc(),
            BudgetUse.owner,
        )
        .limit(limit)
    )
    if organisation_id is not None:
        query = query.where(BudgetUse.organisation_id == organisation_id)
    return list(session.scalars(query))


def forget_use(session: Session, before_day: int) -> int:
    """Forget what was used before a day; returns how many rows."""
    gone = session.execute(delete(BudgetUse).where(BudgetUse.day < before_day).returning(BudgetUse.owner))
    return len(gone.all())


def fields(row: BudgetRow, names: Iterable[str]) -> dict[str, Any]:
    """These columns of a row."""
    return {name: getattr(row, name) for name in names}
