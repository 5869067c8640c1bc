"""Queries of risk warnings. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cloud.database import upsert
from cloud.duty.days import DAY_MS
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.risk.warnings.tables import OPEN, RiskWarning, RiskWarningEntry


class Seen(NamedTuple):
    """A warning, and the names that stand with it."""

    warning: RiskWarning
    organisation: str
    building: str | None


class Filters(NamedTuple):
    """Which warnings are asked for; None: all."""

    area: str = "15"
    states: Collection[str] | None = None
    open: bool = False
    #: Past their deadline on this day.
    overdue_on: str | None = None
    rule: str | None = None
    desk: str | None = None
    subject: str | None = None
    site_id: int | None = None
    organisation_id: int | None = None


def raise_one(session: Session, values: Mapping[str, Any]) -> int | None:
    """Its number; None: this rule has one open at this site already."""
    statement = (
        upsert.insert(session, RiskWarning)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["subject", "site_id", "rule"], index_where=OPEN)
        .returning(RiskWarning.id)
    )
    return session.execute(statement).scalar_one_or_none()


def enter(session: Session, number: int, at: int, action: str, state: str, by: str, note: str = "") -> None:
    """One line of the timeline."""
    session.add(RiskWarningEntry(warning_id=number, at=at, action=action, state=str(state), by=by, note=note))
    session.flush()


def by_id(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> RiskWarning | None:
    """One warning in the asker's scope."""
    query = select(RiskWarning).where(RiskWarning.id == number, _seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def seen(session: Session, numbers: Collection[int]) -> list[Seen]:
    """These with the names that stand with them."""
    query = _shown().where(RiskWarning.id.in_(numbers)).order_by(RiskWarning.id)
    return [Seen(*row) for row in session.execute(query)]


def told(session: Session, numbers: Collection[int]) -> list[RiskWarning]:
    """These warnings, for watchers."""
    return list(
        session.scalars(select(RiskWarning).where(RiskWarning.id.in_(numbers)).order_by(RiskWarning.id))
    )


def page(session: Session, asker: Asker, filters: Filters, *, before: int | None, limit: int) -> list[Seen]:
    """The newest first."""
    query = (
        _shown().where(_seen_by(asker), *_conditions(filters)).order_by(RiskWarning.id.desc()).limit(limit)
    )
    if before is not None:
        query = query.where(RiskWarning.id < before)
    return [Seen(*row) for row in session.execute(query)]


def counts(session: Session, asker: Asker, area: str, today: str) -> dict[str, Any]:
    """Figures of the asker's scope."""
    here = [_seen_by(asker), *_conditions(Filters(area=area))]

    def by(column: Any, *conditions: ColumnElement[bool]) -> dict[str, int]:
        query = select(column, func.count()).where(*here, *conditions).group_by(column)
        return {row[0]: row[1] for row in session.execute(query)}

    still = RiskWarning.closed_at.is_(None)
    change = [
        session.execute(
            select(func.count(), func.avg(column - RiskWarning.safety)).where(*here, column.is_not(None))
        ).one()
        for column in (RiskWarning.safety_30d, RiskWarning.safety_90d)
    ]
    return {
        "by_state": by(RiskWarning.state),
        "by_rule": by(RiskWarning.rule, still),
        "by_desk": by(RiskWarning.desk, still),
        "overdue": session.scalar(
            select(func.count(RiskWarning.id)).where(*here, *_conditions(Filters(overdue_on=today)))
        ),
        "measured": change[0][0],
        "mean_change_30d": change[0][1],
        "mean_change_90d": change[1][1],
    }


def open_at(session: Session, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """How many are open at these sites."""
    numbers = {number for _, number in keys}
    query = (
        select(RiskWarning.subject, RiskWarning.site_id, func.count())
        .where(RiskWarning.site_id.in_(numbers), RiskWarning.closed_at.is_(None))
        .group_by(RiskWarning.subject, RiskWarning.site_id)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def open_counts(session: Session, asker: Asker, area: str, today: str) -> tuple[int, int]:
    """How many are open, and how many of them are past their deadline."""
    here = [_seen_by(asker), in_area(RiskWarning.area, area), RiskWarning.closed_at.is_(None)]
    late = func.count().filter(RiskWarning.due_on < today)
    row = session.execute(select(func.count(), late).select_from(RiskWarning).where(*here)).one()
    return row[0], row[1]


def entries(session: Session, number: int) -> list[RiskWarningEntry]:
    """A timeline in order."""
    query = select(RiskWarningEntry).where(RiskWarningEntry.warning_id == number)
    return list(session.scalars(query.order_by(RiskWarningEntry.id)))


def overdue(session: Session, today: str, limit: int) -> list[RiskWarning]:
    """Open ones that are past their deadline, held."""
    query = select(RiskWarning).where(RiskWarning.closed_at.is_(None), RiskWarning.due_on < today)
    return list(session.scalars(query.order_by(RiskWarning.id).limit(limit).with_for_update()))


def to_measure(session: Session, days: int, now: int, limit: int) -> list[RiskWarning]:
    """Closed ones whose effect after so many days is not written down yet, held."""
    column = RiskWarning.safety_30d if days == 30 else RiskWarning.safety_90d
    query = select(RiskWarning).where(
        RiskWarning.state == "closed", RiskWarning.closed_at <= now - days * DAY_MS, column.is_(None)
    )
    return list(session.scalars(query.order_by(RiskWarning.id).limit(limit).with_for_update()))


def _shown() -> Any:
    return (
        select(RiskWarning, Organisation.name, Building.name)
        .join(Organisation, Organisation.id == RiskWarning.organisation_id)
        .outerjoin(Building, Building.id == RiskWarning.building_id)
    )


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, RiskWarning.area, RiskWarning.organisation_id)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    columns = {
        RiskWarning.rule: filters.rule,
        RiskWarning.desk: filters.desk,
        RiskWarning.subject: filters.subject,
        RiskWarning.site_id: filters.site_id,
        RiskWarning.organisation_id: filters.organisation_id,
    }
    found: list[ColumnElement[bool]] = [
        column == value for column, value in columns.items() if value is not None
    ]
    found.append(in_area(RiskWarning.area, filters.area))
    if filters.states is not None:
        found.append(RiskWarning.state.in_(sorted(filters.states)))
    if filters.open or filters.overdue_on is not None:
        found.append(RiskWarning.closed_at.is_(None))
    if filters.overdue_on is not None:
        found.append(RiskWarning.due_on < filters.overdue_on)
    return found
