"""Queries of the worst site of an organisation: what draws and departments take of a score."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.risk.scores.repository import seen_by
from cloud.risk.scores.scoring import BAND_CODES
from cloud.risk.scores.tables import RiskScore

#: 0 is the worst band.
_RANK: Final = case({code: rank for rank, code in enumerate(BAND_CODES)}, value=RiskScore.band)


def worst_bands(session: Session, owners: Collection[int]) -> dict[int, str]:
    """The worst band among the sites of each of these organisations."""
    query = (
        select(RiskScore.organisation_id, func.min(_RANK))
        .where(among(session, RiskScore.organisation_id, set(owners)))
        .group_by(RiskScore.organisation_id)
    )
    return {owner: BAND_CODES[rank] for owner, rank in session.execute(query)}


class Worst(NamedTuple):
    """An organisation, and how its worst site stands."""

    organisation: Organisation
    band: str
    safety: float
    sites: int
    scored_at: int


def worst_of(
    session: Session, asker: Asker, *, categories: Collection[str], after: int, limit: int
) -> list[Worst]:
    """The next organisations by id that have a score, of these categories; none: of all."""
    figures = (
        select(
            RiskScore.organisation_id.label("owner"),
            func.min(_RANK).label("rank"),
            func.min(RiskScore.safety).label("safety"),
            func.count().label("sites"),
            func.max(RiskScore.scored_at).label("scored_at"),
        )
        .where(seen_by(asker), RiskScore.organisation_id > after)
        .group_by(RiskScore.organisation_id)
        .subquery()
    )
    query = (
        select(Organisation, figures.c.rank, figures.c.safety, figures.c.sites, figures.c.scored_at)
        .join(figures, figures.c.owner == Organisation.id)
        .order_by(Organisation.id)
        .limit(limit)
    )
    if categories:
        query = query.where(Organisation.category.in_(list(categories)))
    return [Worst(row[0], BAND_CODES[row[1]], *row[2:]) for row in session.execute(query)]
