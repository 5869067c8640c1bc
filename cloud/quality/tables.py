"""Counts of quality by gateway, for each hour and each day."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, ShortText, Wide


class QualityCount(Base):
    """The counts (`cloud.quality.formulas`) of one gateway over an hour, or over a day of Beijing time."""

    __tablename__ = "quality_count"

    step_s: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    #: When the step began.
    at: Mapped[Wide] = mapped_column(primary_key=True)
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    held: Mapped[Wide]
    owed: Mapped[Wide]
    fresh: Mapped[Wide]
    watched: Mapped[Wide]
    punctual: Mapped[Wide]
    timed: Mapped[Wide]
    valid: Mapped[Wide]
    examined: Mapped[Wide]
    unique_messages: Mapped[Wide]
    received: Mapped[Wide]

    __table_args__ = (
        Index("ix_quality_count_organisation_id", "organisation_id", "step_s", "at"),
        Index("ix_quality_count_step_s_at", "step_s", "at"),
    )
