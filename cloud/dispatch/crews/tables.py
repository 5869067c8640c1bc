"""Links that were given to vehicles, stations and commanders."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, RowId, ShortText, TimeMs, Wide


class CrewLink(Base):
    """One link. Its token is signed, and is not kept."""

    __tablename__ = "crew_link"

    id: Mapped[RowId]
    #: `unit`, `station` or `command`; and the one thing that it opens.
    kind: Mapped[ShortText]
    unit_id: Mapped[Wide | None] = mapped_column(ForeignKey("force_unit.id"), index=True)
    station_id: Mapped[Wide | None] = mapped_column(ForeignKey("station.id"), index=True)
    incident_id: Mapped[Wide | None] = mapped_column(ForeignKey("incident.id"), index=True)
    #: Who or what carries it.
    person: Mapped[ShortText]
    made_by: Mapped[ShortText]
    made_at: Mapped[TimeMs]
    expires_at: Mapped[TimeMs]
    used_at: Mapped[TimeMs | None]
    revoked_at: Mapped[TimeMs | None]
    revoked_by: Mapped[ShortText | None]
