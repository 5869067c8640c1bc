"""Vehicle terminals, and where each was last."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, RowId, ShortText, TimeMs, Wide


class VehicleTerminal(Base):
    """One terminal, and the vehicle that carries it."""

    __tablename__ = "vehicle_terminal"

    id: Mapped[RowId]
    #: Digits of its phone number without zeros before them, which editions fill differently.
    phone: Mapped[ShortText]
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    #: What the vehicle is called on the radio and on the board (车辆呼号).
    name: Mapped[ShortText]
    #: The number plate. With it only a terminal that tells the same one may register; empty: any.
    plate: Mapped[ShortText] = mapped_column(default="")
    enabled: Mapped[bool] = mapped_column(default=True)
    #: SHA-256 of the authentication code (鉴权码), which is random; None: it has not registered.
    key_sha256: Mapped[ShortText | None]
    #: Until then it may register and is given a new code.
    registration_until: Mapped[TimeMs]
    registered_at: Mapped[TimeMs | None]
    #: What it said of itself as it registered.
    maker: Mapped[ShortText] = mapped_column(default="")
    model: Mapped[ShortText] = mapped_column(default="")
    terminal: Mapped[ShortText] = mapped_column(default="")
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]
    #: Rises with every change; what a server has loaded is compared by it.
    version: Mapped[Wide]

    __table_args__ = (
        UniqueConstraint("phone"),
        Index("ix_vehicle_terminal_area", "area", "id"),
        Index("ix_vehicle_terminal_organisation_id", "organisation_id", "id"),
        Index("ix_vehicle_terminal_version", "version"),
    )


class VehiclePosition(Base):
    """Where a vehicle was last, by its terminal's own time."""

    __tablename__ = "vehicle_position"

    terminal_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[TimeMs]
    received_at: Mapped[TimeMs]
    latitude_deg: Mapped[float]
    longitude_deg: Mapped[float]
    altitude_m: Mapped[int]
    speed_kmh: Mapped[float]
    #: -1: unknown.
    direction_deg: Mapped[int]
    alarms: Mapped[Wide]
    status: Mapped[Wide]
    #: `good` or `uncertain`; whether it is stale depends on when one looks.
    quality: Mapped[ShortText]
