"""Radios, drones and body cameras."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, RowId, ShortText, TimeMs, Wide


class CarriedDevice(Base):
    """One device, whose it is, and where it was last."""

    __tablename__ = "carried_device"

    id: Mapped[RowId]
    #: `pdt-radio`, `drone` or `body-camera` (`cloud.dispatch.carried.feeds`).
    kind: Mapped[ShortText]
    #: As its own system names it; of a body camera its GB/T 28181 code.
    number: Mapped[ShortText]
    name: Mapped[str] = mapped_column(String(256))
    unit_id: Mapped[Wide] = mapped_column(ForeignKey("force_unit.id"), index=True)
    #: Who carries it.
    person: Mapped[ShortText] = mapped_column(default="")
    #: Codes of GB/T 28181: the device, and the channel that shows its picture.
    gb28181_device: Mapped[str | None] = mapped_column(String(20))
    gb28181_channel: Mapped[str | None] = mapped_column(String(20))
    #: Where its picture is seen: on its own platform, which asks for its own login. Nothing is relayed.
    stream_url: Mapped[str] = mapped_column(String(512), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    altitude_m: Mapped[float | None]
    speed_kmh: Mapped[float | None]
    heard_at: Mapped[TimeMs | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]
    #: Copies of the unit's, for scopes.
    area: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[Wide | None]

    __table_args__ = (
        Index("uq_carried_device_number", "kind", "number", unique=True),
        Index("ix_carried_device_area", "area", "id"),
    )
