"""Hazards, what happened to them, and their photos."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonObject, LongText, RowId, ShortText, TimeMs, Wide

OPEN = text("closed_at IS NULL")


class Hazard(Base):
    """One hazard at one organisation."""

    __tablename__ = "hazard"

    id: Mapped[RowId]
    #: Made by whoever found it, perhaps offline: told twice it is the same hazard.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"))
    building_id: Mapped[Wide | None]
    inspection_id: Mapped[Wide | None] = mapped_column(index=True)
    #: A copy of the organisation's, for scopes.
    area: Mapped[str] = mapped_column(String(6))
    #: `inspection`, `patrol`, `report` or `import`.
    source: Mapped[str] = mapped_column(String(16))
    #: The item of the checklist; empty: none.
    item: Mapped[str] = mapped_column(String(64), default="")
    #: As it stands in the order.
    clause_zh: Mapped[LongText] = mapped_column(default="")
    clause_en: Mapped[LongText] = mapped_column(default="")
    #: `general` or `major`.
    grade: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(256), default="")
    text: Mapped[LongText]
    state: Mapped[str] = mapped_column(String(16))
    #: Days, ISO, Beijing's.
    deadline: Mapped[str | None] = mapped_column(String(10))
    asked_until: Mapped[str | None] = mapped_column(String(10))
    found_at: Mapped[TimeMs]
    found_by: Mapped[ShortText]
    #: When the centre learnt of it: what was found offline or imported is known later than found.
    known_at: Mapped[TimeMs]
    closed_at: Mapped[TimeMs | None]
    failed_rechecks: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    #: The import that brought it.
    import_id: Mapped[Wide | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_hazard_area_id", "area", "id"),
        Index("ix_hazard_organisation_id_id", "organisation_id", "id"),
        Index("ix_hazard_open", "deadline", sqlite_where=OPEN, postgresql_where=OPEN),
    )


class HazardEntry(Base):
    """One thing that happened to a hazard. Rows are only ever added."""

    __tablename__ = "hazard_entry"

    id: Mapped[RowId]
    hazard_id: Mapped[Wide] = mapped_column(ForeignKey("hazard.id"))
    at: Mapped[TimeMs]
    action: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    by: Mapped[ShortText]
    note: Mapped[LongText] = mapped_column(default="")
    #: For programs: the deadline that was set or asked for.
    detail: Mapped[JsonObject]
    #: Made by the phone that sent it; told twice it has happened once.
    key: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("hazard_id", "key"),
        Index("ix_hazard_entry_hazard_id_id", "hazard_id", "id"),
    )


class Photo(Base):
    """A photo by its content; it never changes."""

    __tablename__ = "photo"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[Bytes]


class HazardPhoto(Base):
    """A photo of a hazard: as found, as rectified, or as re-checked."""

    __tablename__ = "hazard_photo"

    id: Mapped[RowId]
    hazard_id: Mapped[Wide] = mapped_column(ForeignKey("hazard.id"), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("photo.sha256"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64))
    by: Mapped[ShortText]
    at: Mapped[TimeMs]

    __table_args__ = (UniqueConstraint("hazard_id", "key"),)
