"""Stations, their units, and what moved each unit."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class Station(Base):
    """A place that units stand at."""

    __tablename__ = "station"

    id: Mapped[RowId]
    #: Its number in the brigade's own books; imports find it again by this.
    number: Mapped[ShortText] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(256))
    kind: Mapped[ShortText]
    area: Mapped[str] = mapped_column(String(6))
    #: Whose it is, where it is an enterprise's or a community's.
    organisation_id: Mapped[Wide | None]
    address: Mapped[str] = mapped_column(String(512), default="")
    phone: Mapped[ShortText] = mapped_column(default="")
    #: WGS 84.
    longitude: Mapped[float]
    latitude: Mapped[float]
    #: What it costs to leave its area without cover, in weighted seconds of arrival.
    risk_s: Mapped[float] = mapped_column(default=300.0)
    note: Mapped[LongText] = mapped_column(default="")
    closed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (Index("ix_station_area", "area", "id"),)


class ForceUnit(Base):
    """An engine with its crew, or a team on foot."""

    __tablename__ = "force_unit"

    id: Mapped[RowId]
    station_id: Mapped[Wide] = mapped_column(ForeignKey("station.id"))
    #: Where it stands by, or is on the way to; its own station unless it has moved up.
    base_id: Mapped[Wide] = mapped_column(ForeignKey("station.id"))
    #: What it is called on the radio (呼号).
    name: Mapped[ShortText] = mapped_column(unique=True)
    plate: Mapped[ShortText] = mapped_column(default="")
    #: Amounts by capability, without the crew (`cloud.dispatch.deciding.capabilities`).
    gives: Mapped[JsonObject]
    #: Aboard now, and the fewest with which it goes.
    crew: Mapped[int]
    crew_least: Mapped[int] = mapped_column(default=1)
    terminal_id: Mapped[Wide | None] = mapped_column(unique=True)
    #: The gateway aboard that tells its position over MQTT, where it carries no terminal.
    gateway: Mapped[ShortText | None]
    state: Mapped[ShortText]
    since: Mapped[TimeMs]
    #: Since when it has been away on orders without a rest; None: it is not.
    away_since: Mapped[TimeMs | None]
    rest_until: Mapped[TimeMs | None]
    fuel_percent: Mapped[float | None]
    #: The open order that binds it; who sends it sets this by the version that they saw.
    order_id: Mapped[Wide | None]
    incident_id: Mapped[Wide | None]
    #: A position that came otherwise than from a terminal.
    told_latitude: Mapped[float | None]
    told_longitude: Mapped[float | None]
    told_speed_kmh: Mapped[float | None]
    told_at: Mapped[TimeMs | None]
    note: Mapped[LongText] = mapped_column(default="")
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]
    #: Copies of the station's, for scopes.
    area: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[Wide | None]

    __table_args__ = (
        Index("ix_force_unit_station_id", "station_id"),
        Index("ix_force_unit_area", "area", "id"),
        Index("ix_force_unit_incident_id", "incident_id"),
        Index("uq_force_unit_gateway", "gateway", unique=True),
    )


class UnitStep(Base):
    """One move of one unit. Rows are only ever added."""

    __tablename__ = "unit_step"

    id: Mapped[RowId]
    unit_id: Mapped[Wide] = mapped_column(ForeignKey("force_unit.id"), index=True)
    at: Mapped[TimeMs]
    signal: Mapped[ShortText]
    state: Mapped[ShortText]
    #: `person`, `message`, `geography` or `centre`.
    cause: Mapped[ShortText]
    by: Mapped[ShortText | None]
    incident_id: Mapped[Wide | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    note: Mapped[LongText] = mapped_column(default="")
    #: What makes a message of a tablet one message, however often it comes.
    key: Mapped[ShortText | None]

    __table_args__ = (Index("uq_unit_step_key", "unit_id", "key", unique=True),)
