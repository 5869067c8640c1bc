"""Queries of sums over many sites, for maps and days. What the asker may not see is not counted."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from cloud.organisations.categories import COMMUNITY, HOUSEHOLDS
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.risk.scores.repository import seen_by
from cloud.risk.scores.tables import RiskDay, RiskScore

#: Sums of a score, as totals tell them.
SUMS: Final = ("p90", "low90", "high90", "p365", "low365", "high365")


def totals(session: Session, asker: Asker, area: str) -> list[Row[Any]]:
    """By county, subject and band: sites and the sums of their probabilities."""
    query = (
        select(
            RiskScore.area, RiskScore.subject, RiskScore.band, func.count(),
            *(func.sum(getattr(RiskScore, name)) for name in SUMS),
        )
        .where(seen_by(asker), in_area(RiskScore.area, area))
        .group_by(RiskScore.area, RiskScore.subject, RiskScore.band)
    )  # fmt: skip
    return list(session.execute(query))


def newest(session: Session, asker: Asker, area: str) -> int | None:
    """When the newest score was made."""
    return session.scalar(
        select(func.max(RiskScore.scored_at)).where(seen_by(asker), in_area(RiskScore.area, area))
    )


def days(session: Session, asker: Asker, area: str, since: str) -> list[tuple[Any, ...]]:
    """By day and band, both subjects together: sites and sums. Of areas that the asker sees whole."""
    query = (
        select(
            RiskDay.day, RiskDay.band, func.sum(RiskDay.sites),
            *(func.sum(getattr(RiskDay, name)) for name in SUMS),
        )
        .where(within(asker, RiskDay.area), in_area(RiskDay.area, area), RiskDay.day >= since)
        .group_by(RiskDay.day, RiskDay.band)
        .order_by(RiskDay.day)
    )  # fmt: skip
    return [tuple(row) for row in session.execute(query)]


def cells(session: Session, asker: Asker, area: str, subject: str | None) -> list[tuple[Any, ...]]:
    """By cell of resolution 9 (None: nobody knows where): sites, expected fires, the least index."""
    query = (
        select(RiskScore.cell, func.count(), func.sum(RiskScore.p365), func.min(RiskScore.safety))
        .where(seen_by(asker), in_area(RiskScore.area, area))
        .group_by(RiskScore.cell)
    )
    if subject is not None:
        query = query.where(RiskScore.subject == subject)
    return [tuple(row) for row in session.execute(query)]


def known_cells(session: Session, asker: Asker, area: str) -> list[str]:
    """Cells of resolution 9 with sites in them."""
    query = select(RiskScore.cell).where(
        seen_by(asker), in_area(RiskScore.area, area), RiskScore.cell.is_not(None)
    )
    return [cell for cell in session.scalars(query.distinct()) if cell is not None]


def unscored(session: Session, asker: Asker, area: str) -> int:
    """Organisations, neither homes nor communities, that have no building on record."""
    query = select(func.count(Organisation.id)).where(
        within(asker, Organisation.area, Organisation.id),
        in_area(Organisation.area, area),
        Organisation.category.not_in([*HOUSEHOLDS, COMMUNITY]),
        ~select(Building.id).where(Building.organisation_id == Organisation.id).exists(),
    )
    return session.scalar(query) or 0
