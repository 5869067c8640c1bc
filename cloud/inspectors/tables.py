"""Inspectors and their conflicts of interest."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, LongText, RowId, ShortText, TimeMs, Wide

STANDING = text("ended_at IS NULL")


class Inspector(Base):
    """One inspector of a brigade."""

    __tablename__ = "inspector"

    id: Mapped[RowId]
    #: Number of the certificate of law enforcement (执法证号): their id in every draw.
    number: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    #: The account with which they log in; None: they have none yet.
    account_id: Mapped[Wide | None] = mapped_column(unique=True)
    #: The area of their brigade: who looks after it sees them.
    area: Mapped[str] = mapped_column(String(6))
    #: Prefixes of areas where they inspect.
    districts: Mapped[JsonList]
    #: County where they or their family live; they do not inspect there when the plan says so. Empty: none.
    home_area: Mapped[str] = mapped_column(String(6), default="")
    #: Last day of the certificate's validity, ISO; None: without end.
    certified_until: Mapped[str | None] = mapped_column(String(10))
    #: Inspections that may be open on them at once.
    capacity: Mapped[int]
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (Index("ix_inspector_area", "area", "id"),)


class InspectorConflict(Base):
    """Why an inspector does not go to an organisation (回避情形). Never deleted, only ended."""

    __tablename__ = "inspector_conflict"

    id: Mapped[RowId]
    inspector_id: Mapped[Wide] = mapped_column(ForeignKey("inspector.id"), index=True)
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: `kinship`, `interest` or `recusal`.
    kind: Mapped[str] = mapped_column(String(16))
    note: Mapped[LongText] = mapped_column(default="")
    by: Mapped[ShortText]
    at: Mapped[TimeMs]
    ended_at: Mapped[TimeMs | None]
    ended_by: Mapped[ShortText | None]

    __table_args__ = (
        Index(
            "uq_inspector_conflict_standing",
            "inspector_id",
            "organisation_id",
            "kind",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )
