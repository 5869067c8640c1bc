"""Risk warnings and what happened to each."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, RowId, ShortText, TimeMs, Wide

OPEN = text("closed_at IS NULL")


class RiskWarning(Base):
    """One warning: a rule that found something at a site."""

    __tablename__ = "risk_warning"

    id: Mapped[RowId]
    subject: Mapped[str] = mapped_column(String(16))
    site_id: Mapped[Wide]
    organisation_id: Mapped[Wide]
    building_id: Mapped[Wide | None]
    #: Copies of the organisation's, for scopes.
    area: Mapped[str] = mapped_column(String(6))
    category: Mapped[str] = mapped_column(String(32))
    rule: Mapped[str] = mapped_column(String(32))
    zh: Mapped[LongText]
    en: Mapped[LongText]
    #: `organisation`, `station`, `department` or `town`.
    desk: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    #: As it was raised.
    band: Mapped[str] = mapped_column(String(4))
    safety: Mapped[float]
    #: What stands behind it; None: the score itself.
    record: Mapped[str | None] = mapped_column(String(16))
    record_id: Mapped[Wide | None]
    raised_at: Mapped[TimeMs]
    #: A day, ISO, Beijing's.
    due_on: Mapped[str] = mapped_column(String(10))
    escalated: Mapped[int] = mapped_column(default=0)
    taken_by: Mapped[ShortText | None]
    closed_at: Mapped[TimeMs | None]
    #: The index as it closed, and 30 and 90 days after; None: not yet.
    safety_closed: Mapped[float | None]
    safety_30d: Mapped[float | None]
    safety_90d: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index(
            "uq_risk_warning_open",
            "subject",
            "site_id",
            "rule",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_risk_warning_area_id", "area", "id"),
        Index("ix_risk_warning_organisation_id", "organisation_id", "id"),
        Index("ix_risk_warning_site", "subject", "site_id", "id"),
        Index("ix_risk_warning_due", "due_on", sqlite_where=OPEN, postgresql_where=OPEN),
    )


class RiskWarningEntry(Base):
    """One thing that happened to a warning. Rows are only ever added."""

    __tablename__ = "risk_warning_entry"

    id: Mapped[RowId]
    warning_id: Mapped[Wide] = mapped_column(ForeignKey("risk_warning.id"), index=True)
    at: Mapped[TimeMs]
    action: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    by: Mapped[ShortText]
    note: Mapped[LongText] = mapped_column(default="")
