"""The books beside the engine: how far it is downsampled, what came late, what was written."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, ShortText, TimeMs, Wide


class Downsampling(Base):
    """How far the raw samples have been made into minutes and hours. One row."""

    __tablename__ = "downsampling"

    name: Mapped[ShortText] = mapped_column(primary_key=True)
    #: Everything before is done.
    done_until: Mapped[TimeMs]
    #: Everything before is done or being done: a sample that is written from now on came late.
    claimed_until: Mapped[TimeMs]
    #: Raw samples of before have been dropped.
    raw_from: Mapped[TimeMs] = mapped_column(default=0)
    #: How often the hour after `done_until` has been begun.
    attempts: Mapped[Wide] = mapped_column(default=0)


class LateHour(Base):
    """An hour of one gateway that got samples after it had been downsampled."""

    __tablename__ = "late_hour"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    hour: Mapped[TimeMs] = mapped_column(primary_key=True)
    #: When the last late sample came; empty once its windows have been made anew.
    noted_at: Mapped[TimeMs | None]
    #: Rises with every attempt, so that an engine can tell which of two equal windows is newer.
    revision: Mapped[Wide] = mapped_column(default=0)

    __table_args__ = (Index("ix_late_hour_noted_at", "noted_at"), Index("ix_late_hour_hour", "hour"))


class WrittenHour(Base):
    """How many samples of one hour of one gateway were written to the engine, and how many it then had."""

    __tablename__ = "written_hour"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    hour: Mapped[TimeMs] = mapped_column(primary_key=True)
    written: Mapped[Wide]
    noted_at: Mapped[TimeMs]
    found: Mapped[Wide | None]
    checked_at: Mapped[TimeMs | None]

    __table_args__ = (Index("ix_written_hour_noted_at", "noted_at"), Index("ix_written_hour_hour", "hour"))


class DiskFigure(Base):
    """What a tier took on disk at a time."""

    __tablename__ = "disk_figure"

    at: Mapped[TimeMs] = mapped_column(primary_key=True)
    tier: Mapped[ShortText] = mapped_column(primary_key=True)
    bytes: Mapped[Wide]
    series: Mapped[Wide]
