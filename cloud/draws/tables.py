"""Draws, their files, what happened to them, and how organisations stand for them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class SupervisedUnit(Base):
    """How an organisation stands for draws: what law, credit and risk say of it."""

    __tablename__ = "supervised_unit"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, autoincrement=False
    )
    #: A class of the plans, such as `crowded-key`.
    unit_class: Mapped[str] = mapped_column(String(64))
    #: `I` safest … `IV` most dangerous; empty: not scored.
    risk: Mapped[str] = mapped_column(String(4), default="")
    credit: Mapped[str] = mapped_column(String(1), default="")
    #: Why it is not drawn; empty: it can be.
    exclusion: Mapped[str] = mapped_column(String(32), default="")
    #: What has it inspected in any case; empty: nothing.
    certain: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[ShortText]
    changed_at: Mapped[TimeMs]
    version: Mapped[int] = mapped_column(default=1)


class Draw(Base):
    """One draw."""

    __tablename__ = "draw"

    id: Mapped[RowId]
    #: The plan's number; public.
    number: Mapped[str] = mapped_column(String(64), unique=True)
    title_zh: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(6))
    state: Mapped[str] = mapped_column(String(16))
    plan: Mapped[JsonObject]
    not_before: Mapped[TimeMs]
    made_by: Mapped[ShortText]
    made_at: Mapped[TimeMs]
    frozen_at: Mapped[TimeMs | None]
    #: Hash of the commitment, published before the sources spoke.
    commitment: Mapped[str | None] = mapped_column(String(64))
    units: Mapped[int] = mapped_column(default=0)
    #: What the first person entered; taken away as a second one enters the same, or something else.
    first_values: Mapped[JsonObject | None]
    first_by: Mapped[ShortText | None]
    first_account_id: Mapped[Wide | None]
    drawn_at: Mapped[TimeMs | None]
    seed: Mapped[str | None] = mapped_column(String(64))
    drawn: Mapped[int] = mapped_column(default=0)
    unserved: Mapped[int] = mapped_column(default=0)
    withdrawn_note: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (Index("ix_draw_area_id", "area", "id"), Index("ix_draw_state_id", "state", "id"))


class DrawFile(Base):
    """A document of a draw, byte for byte: `commitment` and `record` are public, `organisations` is not."""

    __tablename__ = "draw_file"

    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[Bytes]


class DrawEntry(Base):
    """One thing that happened to a draw. Rows are only ever added."""

    __tablename__ = "draw_entry"

    id: Mapped[RowId]
    draw_id: Mapped[Wide] = mapped_column(ForeignKey("draw.id"), index=True)
    at: Mapped[TimeMs]
    action: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    by: Mapped[ShortText]
    note: Mapped[LongText] = mapped_column(default="")
