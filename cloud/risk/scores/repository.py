"""Queries of scores and steps. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.hazards.tables import Hazard
from cloud.inspections.tables import Inspection
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.risk.scores.tables import RiskScore, RiskStep, SiteTraits

Key = tuple[str, int]
#: How far the index has risen in a week: what has fallen most comes first.
_RISEN: Final = RiskScore.safety - func.coalesce(RiskScore.week_ago, RiskScore.safety)


class Standing(NamedTuple):
    """A site's score as it was kept last, as far as the next one needs it."""

    stepped: float
    band: str
    facts: bytes | None
    model: str
    week_ago: float | None
    scored_at: int


class Seen(NamedTuple):
    """A score, and the names that stand with it."""

    score: RiskScore
    organisation: str
    building: str | None


class Filters(NamedTuple):
    """Which sites are asked for; None: all."""

    subject: str | None = None
    area: str = "15"
    bands: Sequence[str] | None = None
    category: str | None = None
    organisation_id: int | None = None
    q: str = ""
    #: Only sites in these cells of resolution 9.
    cells: frozenset[str] | None = None


def standing(session: Session, owners: Collection[int]) -> dict[Key, Standing]:
    """The scores of these organisations' sites, held against other writers until the end."""
    query = (
        select(
            RiskScore.subject, RiskScore.site_id, RiskScore.stepped, RiskScore.band, RiskScore.facts,
            RiskScore.model, RiskScore.week_ago, RiskScore.scored_at,
        )
        .where(among(session, RiskScore.organisation_id, set(owners)))
        .with_for_update()
    )  # fmt: skip
    return {(row[0], row[1]): Standing(*row[2:]) for row in session.execute(query)}


def standing_facts(session: Session, owners: Collection[int]) -> dict[Key, bytes]:
    """The facts of these organisations' sites as they were scored last."""
    query = select(RiskScore.subject, RiskScore.site_id, RiskScore.facts).where(
        among(session, RiskScore.organisation_id, set(owners))
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def facts_beside(session: Session, subject: str, area: str, category: str) -> bytes | None:
    """The facts of any other site of the same county and category."""
    return session.scalar(
        select(RiskScore.facts)
        .where(RiskScore.area == area, RiskScore.subject == subject, RiskScore.category == category)
        .limit(1)
    )


def by_key(session: Session, asker: Asker, subject: str, number: int) -> Seen | None:
    """One site in the asker's scope."""
    query = _shown().where(RiskScore.subject == subject, RiskScore.site_id == number, seen_by(asker))
    row = session.execute(query).one_or_none()
    return None if row is None else Seen(*row)


def told(session: Session, keys: Collection[Key]) -> list[RiskScore]:
    """These scores, for watchers."""
    query = select(RiskScore).where(tuple_(RiskScore.subject, RiskScore.site_id).in_(list(keys)))
    return list(session.scalars(query.order_by(RiskScore.subject, RiskScore.site_id)))


def page(
    session: Session, asker: Asker, filters: Filters, order: str, after: tuple[Any, ...] | None, limit: int
) -> list[Seen]:
    """Sites in that order, behind the one whose place is `after`."""
    places = _order(order)
    query = _shown().where(seen_by(asker), *_conditions(session, filters)).order_by(*places).limit(limit)
    if after is not None:
        query = query.where(tuple_(*places) > tuple_(*after))
    return [Seen(*row) for row in session.execute(query)]


def most_worth(session: Session, asker: Asker, filters: Filters, limit: int) -> list[Seen]:
    """Sites by the fires to be expected within 90 days, the most first."""
    query = _shown().where(seen_by(asker), *_conditions(session, filters))
    order = (RiskScore.p90.desc(), RiskScore.subject, RiskScore.site_id)
    return [Seen(*row) for row in session.execute(query.order_by(*order).limit(limit))]


def owned(session: Session, asker: Asker, owners: Collection[int]) -> set[int]:
    """Of these organisations those that the asker sees."""
    query = select(Organisation.id).where(
        among(session, Organisation.id, set(owners)), within(asker, Organisation.area, Organisation.id)
    )
    return set(session.scalars(query))


def open_hazards(session: Session, scores: Sequence[RiskScore]) -> dict[Key, int]:
    """How many hazards still ask for somebody at each of these sites."""
    return _by_site(session, scores, Hazard.organisation_id, Hazard.building_id, func.count(Hazard.id),
                    Hazard.closed_at.is_(None))  # fmt: skip


def last_visits(session: Session, scores: Sequence[RiskScore]) -> dict[Key, int]:
    """When each of these sites was inspected last."""
    return _by_site(session, scores, Inspection.organisation_id, Inspection.building_id,
                    func.max(Inspection.submitted_at), Inspection.submitted_at.is_not(None))  # fmt: skip


def _by_site(
    session: Session,
    scores: Sequence[RiskScore],
    organisation_id: Any,
    building_id: Any,
    figure: Any,
    condition: ColumnElement[bool],
) -> dict[Key, int]:
    """A figure of each site's records: those of its building, and those of its organisation as a whole."""
    keys = [(row.subject, row.site_id) for row in scores]
    if not keys:
        return {}
    query = (
        select(RiskScore.subject, RiskScore.site_id, figure)
        .join_from(RiskScore, organisation_id.class_, organisation_id == RiskScore.organisation_id)
        .where(
            tuple_(RiskScore.subject, RiskScore.site_id).in_(keys),
            or_(
                RiskScore.subject == "community",
                building_id.is_(None),
                building_id == RiskScore.building_id,
            ),
            condition,
        )
        .group_by(RiskScore.subject, RiskScore.site_id)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def place_of(seen: Seen, order: str) -> tuple[Any, ...]:
    """Where a site stands in that order: what the next page goes on behind."""
    score = seen.score
    key = (score.subject, score.site_id)
    if order == "name":
        return (seen.organisation, *key)
    return (_risen(score) if order == "rise" else score.safety, *key)


def _order(order: str) -> list[Any]:
    key = [RiskScore.subject, RiskScore.site_id]
    if order == "name":
        return [Organisation.name, *key]
    return [_RISEN if order == "rise" else RiskScore.safety, *key]


def count(session: Session, asker: Asker, filters: Filters) -> int:
    """How many sites that is."""
    query = (
        select(func.count())
        .select_from(RiskScore)
        .join(Organisation, Organisation.id == RiskScore.organisation_id)
        .outerjoin(Building, Building.id == RiskScore.building_id)
        .where(seen_by(asker), *_conditions(session, filters))
    )
    return session.scalar(query) or 0


def steps(session: Session, subject: str, number: int, limit: int) -> list[RiskStep]:
    """A site's steps, the newest first."""
    query = select(RiskStep).where(RiskStep.subject == subject, RiskStep.site_id == number)
    return list(session.scalars(query.order_by(RiskStep.id.desc()).limit(limit)))


def index_then(session: Session, keys: Collection[Key], moment: int) -> dict[Key, float]:
    """The index of these sites at a moment, as the newest step by then tells; none: not scored yet."""
    newest_ = (
        select(func.max(RiskStep.id).label("id"))
        .where(tuple_(RiskStep.subject, RiskStep.site_id).in_(list(keys)), RiskStep.at <= moment)
        .group_by(RiskStep.subject, RiskStep.site_id)
        .subquery()
    )
    query = select(RiskStep.subject, RiskStep.site_id, RiskStep.safety).join(
        newest_, newest_.c.id == RiskStep.id
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def traits(session: Session, subject: str, number: int, *, for_update: bool = False) -> SiteTraits | None:
    """What people have entered of a site."""
    return session.get(SiteTraits, (subject, number), with_for_update=for_update)


def _risen(score: RiskScore) -> float:
    return score.safety - (score.safety if score.week_ago is None else score.week_ago)


def _shown() -> Any:
    return (
        select(RiskScore, Organisation.name, Building.name)
        .join(Organisation, Organisation.id == RiskScore.organisation_id)
        .outerjoin(Building, Building.id == RiskScore.building_id)
    )


def seen_by(asker: Asker) -> ColumnElement[bool]:
    """Whether a score is the asker's to see."""
    return within(asker, RiskScore.area, RiskScore.organisation_id)


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [in_area(RiskScore.area, filters.area)]
    for column, value in (
        (RiskScore.subject, filters.subject),
        (RiskScore.category, filters.category),
        (RiskScore.organisation_id, filters.organisation_id),
    ):
        if value is not None:
            found.append(column == value)
    if filters.bands:
        found.append(RiskScore.band.in_(list(filters.bands)))
    if filters.cells is not None:
        found.append(among(session, RiskScore.cell, filters.cells))
    if filters.q.strip():
        part = filters.q.strip()
        named = Building.name.contains(part, autoescape=True)
        found.append(or_(Organisation.name.contains(part, autoescape=True), named))
    return found
