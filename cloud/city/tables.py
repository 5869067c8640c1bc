"""Who has taken which group of alarms."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from cloud.database.base import Base, RowId, ShortText, TimeMs, Wide

HELD = text("ended_at IS NULL")


class GroupClaim(Base):
    """One group of alarms in somebody's hands (接办)."""

    __tablename__ = "group_claim"

    id: Mapped[RowId]
    #: What was taken (`cloud.city.units`): a cause with its site, or with its county.
    unit: Mapped[ShortText]
    by: Mapped[ShortText]
    taken_at: Mapped[TimeMs]
    #: It lapses then unless the seat says again that it has it.
    until: Mapped[TimeMs]
    #: None: held still, if it has not lapsed.
    ended_at: Mapped[TimeMs | None]
    ended_by: Mapped[ShortText | None]
    #: `given-back`, `taken-over`, `lapsed`, or `done`: nothing of it is open any more.
    end: Mapped[ShortText | None]
    #: For scopes: the county, and the organisation where the group is of one site alone.
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]

    __table_args__ = (
        Index("uq_group_claim_held", "unit", unique=True, sqlite_where=HELD, postgresql_where=HELD),
        Index("ix_group_claim_by_taken_at", "by", "taken_at"),
        Index("ix_group_claim_taken_at", "taken_at"),
    )
