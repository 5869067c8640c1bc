"""Permits of works."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, RowId, ShortText, TimeMs, Wide


class WorkPermit(Base):
    """One permit: works at a place from one day to another."""

    __tablename__ = "work_permit"

    id: Mapped[RowId]
    #: Unique where it comes from.
    number: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[Wide]
    building_id: Mapped[Wide | None]
    #: A copy of the organisation's, for scopes.
    area: Mapped[str] = mapped_column(String(6))
    place: Mapped[str] = mapped_column(String(512), default="")
    #: Milliseconds UTC: the first day's midnight in Beijing.
    at: Mapped[TimeMs]
    #: The last day, ISO, Beijing's.
    until: Mapped[str] = mapped_column(String(10))
    permitted_by: Mapped[ShortText] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    #: When the centre learnt of it as it stands.
    known_at: Mapped[TimeMs]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_work_permit_area", "area", "at", "id"),
        Index("ix_work_permit_organisation_id", "organisation_id", "at"),
    )
