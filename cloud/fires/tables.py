"""Fires."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, RowId, ShortText, TimeMs, Wide


class Fire(Base):
    """One fire. `known_at`: since when its status is known, so that no model learns from the future."""

    __tablename__ = "fire"

    id: Mapped[RowId]
    #: Where it comes from it is known by this; a fire of dispatch is `incident-17`.
    number: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[ShortText]
    #: A copy of the organisation's where there is one, for scopes.
    area: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[Wide | None]
    building_id: Mapped[Wide | None]
    place: Mapped[str] = mapped_column(String(512), default="")
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    at: Mapped[TimeMs]
    cause: Mapped[ShortText]
    #: None: nobody has said.
    injured: Mapped[int | None]
    dead: Mapped[int | None]
    loss_yuan: Mapped[float | None]
    note: Mapped[LongText] = mapped_column(default="")
    source: Mapped[ShortText]
    incident_id: Mapped[Wide | None] = mapped_column(unique=True)
    known_at: Mapped[TimeMs]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_fire_area", "area", "at", "id"),
        Index("ix_fire_organisation_id", "organisation_id", "at"),
        Index("ix_fire_at", "at", "id"),
    )
