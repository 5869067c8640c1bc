"""Counts of people."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, RowId, TimeMs


class PopulationCount(Base):
    """One county (six digits) or township (nine) as of a day."""

    __tablename__ = "population_count"

    id: Mapped[RowId]
    area: Mapped[str] = mapped_column(String(9))
    #: ISO, Beijing's.
    day: Mapped[str] = mapped_column(String(10))
    persons: Mapped[int]
    households: Mapped[int | None]
    #: Of all, 0 to 1.
    elderly_share: Mapped[float | None]
    rented_share: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (UniqueConstraint("area", "day"),)
