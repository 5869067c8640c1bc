"""Days of weather."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, RowId, TimeMs


class WeatherDay(Base):
    """One county on one day; what was not measured is None."""

    __tablename__ = "weather_day"

    id: Mapped[RowId]
    area: Mapped[str] = mapped_column(String(6))
    #: ISO, Beijing's.
    day: Mapped[str] = mapped_column(String(10))
    temperature_c: Mapped[float | None]
    wind_ms: Mapped[float | None]
    humidity: Mapped[float | None]
    precipitation_mm: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (UniqueConstraint("area", "day"),)
