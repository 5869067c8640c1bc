"""Declared maintenance and walk tests."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from cloud.database.base import Base, JsonList, LongText, RowId, ShortText, TimeMs, Wide

IN_FORCE = text("ended_at IS NULL")


class Maintenance(Base):
    """One declaration: of a building, of a gateway, or of some of its parts."""

    __tablename__ = "maintenance"

    id: Mapped[RowId]
    #: `maintenance` or `walk-test`.
    mode: Mapped[ShortText]
    building_id: Mapped[Wide | None]
    gateway: Mapped[ShortText | None]
    #: Of the gateway only these; empty: all.
    parts: Mapped[JsonList]
    reason: Mapped[LongText]
    by: Mapped[ShortText]
    begun_at: Mapped[TimeMs]
    until: Mapped[TimeMs]
    #: None: in force.
    ended_at: Mapped[TimeMs | None]
    ended_by: Mapped[ShortText | None]
    #: Whose it is, for scopes.
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]

    __table_args__ = (
        Index("ix_maintenance_in_force", "until", sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
        Index("ix_maintenance_area_id", "area", "id"),
    )
