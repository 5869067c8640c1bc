"""Versions of the weights of the regional index, and indicators that people have entered."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonObject, RowId, ShortText, TimeMs


class IndexVersion(Base):
    """A version as it was decided; the newest row is in use."""

    __tablename__ = "risk_index_version"

    id: Mapped[RowId]
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(64))
    #: The whole of it, as `models.safety_index.index.Version` writes itself.
    content: Mapped[JsonObject]
    by: Mapped[ShortText]
    at: Mapped[TimeMs]


class IndexValue(Base):
    """An indicator of an area that the centre cannot work out by itself."""

    __tablename__ = "risk_index_value"

    area: Mapped[str] = mapped_column(String(6), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[float]
    by: Mapped[ShortText]
    at: Mapped[TimeMs]
