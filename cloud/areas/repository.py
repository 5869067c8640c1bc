"""Queries of the townships."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.areas.tables import Township


def townships_of(session: Session, area: str, limit: int = 500) -> list[Township]:
    """The townships of a county by code. No county has more than a few dozen."""
    return list(
        session.scalars(select(Township).where(Township.area == area).order_by(Township.code).limit(limit))
    )


def townships(session: Session, codes: Collection[str]) -> dict[str, Township]:
    """These townships, as far as they are known."""
    rows = session.scalars(select(Township).where(Township.code.in_(sorted(codes))))
    return {row.code: row for row in rows}
