"""Townships (乡镇街道), which the operator imports; the areas above them are in `telemetry.areas`."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base


class Township(Base):
    """One township or street office, by its nine-digit code."""

    __tablename__ = "township"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    area: Mapped[str] = mapped_column(String(6), index=True)
    name_zh: Mapped[str] = mapped_column(String(256))
    name_en: Mapped[str] = mapped_column(String(256), default="")
    population: Mapped[int | None]
