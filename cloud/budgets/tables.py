"""Budgets of their own, what was used of each day's, and which series there are."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, LongText, ShortText, TimeMs, Wide


class BudgetRow(Base):
    """The budget of one organisation; None: that of the settings."""

    __tablename__ = "budget"

    organisation_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    messages_per_minute: Mapped[Wide | None]
    values_per_minute: Mapped[Wide | None]
    series_per_day: Mapped[Wide | None]
    note: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class BudgetUse(Base):
    """What one owner has used of one day, and what was refused."""

    __tablename__ = "budget_use"

    #: `organisation/17`, or `gateway/gw-…` for one that belongs to none.
    owner: Mapped[ShortText] = mapped_column(primary_key=True)
    #: Days since 1970-01-01, UTC.
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    new_series: Mapped[Wide] = mapped_column(default=0)
    refused_series: Mapped[Wide] = mapped_column(default=0)
    refused_values: Mapped[Wide] = mapped_column(default=0)
    refused_messages: Mapped[Wide] = mapped_column(default=0)
    letters: Mapped[Wide] = mapped_column(default=0)

    __table_args__ = (Index("ix_budget_use_day", "day", "area"),)


class SeriesSeen(Base):
    """The series of one gateway: eight bytes of a digest each, sorted."""

    __tablename__ = "series_seen"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    keys: Mapped[Bytes]
    changed_at: Mapped[TimeMs]
