"""Plans of floors, and the drawings that they show."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonObject, RowId, ShortText, TimeMs, Wide


class PlanDrawing(Base):
    """A drawing by its content: what two floors share is held once, and never changes."""

    __tablename__ = "plan_drawing"

    #: SHA-256 of `content`.
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media: Mapped[str] = mapped_column(String(32))
    content: Mapped[Bytes]


class FloorPlan(Base):
    """One version of a floor's plan. The newest is the one in use."""

    __tablename__ = "floor_plan"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"), index=True)
    floor_id: Mapped[Wide] = mapped_column(index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("plan_drawing.sha256"), index=True)
    #: What was uploaded: `svg`, `png` or `dxf`, its name, length and SHA-256.
    format: Mapped[str] = mapped_column(String(8))
    file_name: Mapped[str] = mapped_column(String(128))
    file_bytes: Mapped[Wide]
    file_sha256: Mapped[str] = mapped_column(String(64))
    #: What was in the file and is not in the drawing, with how often.
    left_out: Mapped[JsonObject]
    by: Mapped[ShortText]
    at: Mapped[TimeMs]
