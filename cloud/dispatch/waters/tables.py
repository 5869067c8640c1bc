"""Water for firefighting."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, RowId, ShortText, TimeMs, Wide


class WaterSource(Base):
    """One hydrant, tank or place at open water."""

    __tablename__ = "water_source"

    id: Mapped[RowId]
    #: Its number in its owner's books; imports find it again by this.
    number: Mapped[ShortText] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(256))
    kind: Mapped[ShortText]
    #: `in-use`, `repair`, `out`.
    state: Mapped[ShortText] = mapped_column(default="in-use")
    area: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[Wide | None]
    address: Mapped[str] = mapped_column(String(512), default="")
    #: Who keeps it: the water company, a village, an organisation.
    owner: Mapped[ShortText] = mapped_column(default="")
    #: WGS 84.
    longitude: Mapped[float]
    latitude: Mapped[float]
    #: m³; None: it does not run dry, or nobody knows.
    capacity_m3: Mapped[float | None]
    flow_l_s: Mapped[float | None]
    #: The last inspection, ms.
    inspected_at: Mapped[TimeMs | None]
    #: The point of the registry that measures its pressure (kPa, MPa) or its level (m).
    gateway: Mapped[ShortText | None]
    part: Mapped[ShortText | None]
    note: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_water_source_area", "area", "id"),
        Index("ix_water_source_position", "latitude", "longitude"),
    )
