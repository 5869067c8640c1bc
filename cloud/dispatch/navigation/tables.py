"""Routes that units were given."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, RowId, ShortText, TimeMs, Wide


class UnitRoute(Base):
    """One route of one order; the newest counts."""

    __tablename__ = "unit_route"

    id: Mapped[RowId]
    order_id: Mapped[Wide] = mapped_column(ForeignKey("dispatch_order.id"))
    unit_id: Mapped[Wide] = mapped_column(ForeignKey("force_unit.id"))
    at: Mapped[TimeMs]
    #: `order` or `off-route`.
    cause: Mapped[ShortText]
    #: `roads`, or `straight`: there is no road data, and only bearing and distance are known.
    kind: Mapped[ShortText]
    metres: Mapped[float]
    #: Without turnout, traffic of the hour in it; of a straight one by the distance curve.
    seconds: Mapped[float]
    error_s: Mapped[float | None]
    #: Pairs of latitude and longitude, five decimals.
    line: Mapped[JsonList]
    #: Manoeuvre, Chinese, English, road, latitude, longitude, metres, seconds.
    steps: Mapped[JsonList]
    #: When it will be there, ms; moved by each position on the way.
    arrives_at: Mapped[TimeMs]
    left_m: Mapped[float]
    #: Since when it has been off the route; None: it follows it.
    off_since: Mapped[TimeMs | None]

    __table_args__ = (
        Index("ix_unit_route_order_id", "order_id", "id"),
        Index("ix_unit_route_unit_id", "unit_id", "id"),
    )
