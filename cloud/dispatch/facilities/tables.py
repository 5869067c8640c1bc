"""Reference places."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, LongText, RowId, ShortText, TimeMs, Wide


class Facility(Base):
    """One place that incidents ask for, or that endangers them."""

    __tablename__ = "facility"

    id: Mapped[RowId]
    #: Imports find it again by this.
    number: Mapped[ShortText] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(256))
    kind: Mapped[ShortText]
    area: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[Wide | None]
    address: Mapped[str] = mapped_column(String(512), default="")
    phone: Mapped[ShortText] = mapped_column(default="")
    #: WGS 84.
    longitude: Mapped[float]
    latitude: Mapped[float]
    beds: Mapped[int | None]
    burn_beds: Mapped[int | None]
    #: What lies there: substances as people call them, with their UN numbers where known.
    substances: Mapped[JsonList] = mapped_column(default=list)
    note: Mapped[LongText] = mapped_column(default="")
    closed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_facility_area", "area", "id"),
        Index("ix_facility_position", "latitude", "longitude"),
    )
