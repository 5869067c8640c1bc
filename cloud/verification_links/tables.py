"""Links that were given out, and what became of them."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, RowId, ShortText, TimeMs, Wide


class VerificationLink(Base):
    """One link for one person and one alarm. Its token is signed, and is not kept."""

    __tablename__ = "verification_link"

    id: Mapped[RowId]
    alarm_id: Mapped[Wide] = mapped_column(ForeignKey("alarm.id"), index=True)
    person: Mapped[ShortText]
    made_by: Mapped[ShortText]
    made_at: Mapped[TimeMs]
    expires_at: Mapped[TimeMs]
    used_at: Mapped[TimeMs | None]
    outcome: Mapped[ShortText | None]
