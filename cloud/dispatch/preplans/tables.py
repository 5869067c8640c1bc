"""Plans by building and version, and their drawings."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class Preplan(Base):
    """One version of a building's plan. One that has been in force is never changed."""

    __tablename__ = "preplan"

    id: Mapped[RowId]
    building_id: Mapped[Wide] = mapped_column(ForeignKey("building.id"))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(256))
    #: Texts by section (`cloud.dispatch.preplans.sections`).
    sections: Mapped[JsonObject]
    #: In force from and until, ms; None: not yet, or still.
    valid_from: Mapped[TimeMs | None]
    valid_to: Mapped[TimeMs | None]
    #: When somebody is to look at it again.
    review_at: Mapped[TimeMs]
    made_by: Mapped[ShortText]
    made_at: Mapped[TimeMs]
    note: Mapped[LongText] = mapped_column(default="")
    #: Copies of the organisation's, for scopes.
    area: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[Wide]

    __table_args__ = (
        Index("uq_preplan_building_version", "building_id", "version", unique=True),
        Index("ix_preplan_review_at", "review_at"),
    )


class PreplanDrawing(Base):
    """A drawing of a plan: a picture or a PDF."""

    __tablename__ = "preplan_drawing"

    id: Mapped[RowId]
    preplan_id: Mapped[Wide] = mapped_column(ForeignKey("preplan.id"), index=True)
    name: Mapped[ShortText]
    media: Mapped[ShortText]
    sha256: Mapped[ShortText]
    content: Mapped[Bytes]
    at: Mapped[TimeMs]
    by: Mapped[ShortText]
