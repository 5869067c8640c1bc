"""Registered models, and what was found when they were looked at."""

from __future__ import annotations

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonObject, LongText, RowId, ShortText, TimeMs, Wide

CHAMPION = text("role = 'champion'")


class RiskModelRow(Base):
    """A model beside the one that ships. Without a champion here the shipped one is at work."""

    __tablename__ = "risk_model"

    id: Mapped[RowId]
    subject: Mapped[str] = mapped_column(String(16))
    #: `champion`, `challenger` or `retired`.
    role: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[Bytes]
    card: Mapped[LongText] = mapped_column(default="")
    verdict_zh: Mapped[LongText] = mapped_column(default="")
    verdict_en: Mapped[LongText] = mapped_column(default="")
    registered_at: Mapped[TimeMs]
    registered_by: Mapped[ShortText]
    promoted_at: Mapped[TimeMs | None]

    __table_args__ = (
        Index(
            "uq_risk_model_champion",
            "subject",
            unique=True,
            sqlite_where=CHAMPION,
            postgresql_where=CHAMPION,
        ),
    )


class RiskHealth(Base):
    """The newest look at a subject's champion."""

    __tablename__ = "risk_health"

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[TimeMs]
    sha256: Mapped[str] = mapped_column(String(64))
    sites: Mapped[Wide]
    #: As the API tells it: `drift`, `calibration`, `slices`, labels and alerts.
    found: Mapped[JsonObject]
