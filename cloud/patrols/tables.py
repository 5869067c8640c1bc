"""Patrols as organisations report them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, RowId, ShortText, TimeMs, Wide


class Patrol(Base):
    """One patrol. What it found wrong may be a hazard of its own."""

    __tablename__ = "patrol"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"))
    building_id: Mapped[Wide | None]
    #: A copy of the organisation's, for scopes.
    area: Mapped[str] = mapped_column(String(6))
    #: The number under which the organisation keeps it.
    number: Mapped[str] = mapped_column(String(64))
    at: Mapped[TimeMs]
    by: Mapped[ShortText] = mapped_column(default="")
    items: Mapped[int]
    abnormal: Mapped[int]
    note: Mapped[LongText] = mapped_column(default="")
    known_at: Mapped[TimeMs]
    import_id: Mapped[Wide | None]

    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_patrol_organisation_id_at", "organisation_id", "at"),
        Index("ix_patrol_area_id", "area", "id"),
    )
