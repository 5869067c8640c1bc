"""What was shelved, by whom, until when and why."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from cloud.database.base import Base, LongText, RowId, ShortText, TimeMs, Wide

ON_THE_SHELF = text("ended_at IS NULL")


class Shelf(Base):
    """One kind of one part set aside for a time, whatever alarms it raises meanwhile."""

    __tablename__ = "alarm_shelf"

    id: Mapped[RowId]
    gateway: Mapped[ShortText]
    part: Mapped[ShortText]
    kind: Mapped[ShortText]
    reason: Mapped[LongText]
    by: Mapped[ShortText]
    at: Mapped[TimeMs]
    until: Mapped[TimeMs]
    ended_at: Mapped[TimeMs | None]
    #: None: it ended by itself.
    ended_by: Mapped[ShortText | None]
    #: Copies of the alarm's, for scopes.
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]

    __table_args__ = (
        Index(
            "uq_alarm_shelf_one",
            "gateway",
            "part",
            "kind",
            unique=True,
            sqlite_where=ON_THE_SHELF,
            postgresql_where=ON_THE_SHELF,
        ),
        Index("ix_alarm_shelf_until", "until", sqlite_where=ON_THE_SHELF, postgresql_where=ON_THE_SHELF),
        Index("ix_alarm_shelf_area_id", "area", "id"),
    )
