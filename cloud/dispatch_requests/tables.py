"""The outbox of fires that ask for a dispatch."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, RowId, ShortText, TimeMs, Wide


class DispatchRequest(Base):
    """One activation of one alarm that asks for forces, as it stands now."""

    __tablename__ = "dispatch_request"

    id: Mapped[RowId]
    alarm_id: Mapped[Wide] = mapped_column(ForeignKey("alarm.id"))
    activation: Mapped[int]
    #: Rises with every change, in the order of the commits: who reads up to one has seen all below it.
    number: Mapped[Wide] = mapped_column(unique=True)
    #: `requested` (nobody has verified it), `confirmed` (verified) or `withdrawn`.
    state: Mapped[ShortText]
    #: Why: `verified`, `nobody-can-tell`, `timed-out`, `no-delay` or `evidence`.
    reason: Mapped[ShortText]
    by: Mapped[ShortText | None]
    kind: Mapped[ShortText]
    probability: Mapped[float | None]
    #: What is known besides the alarm: `[code, weight]`.
    evidence: Mapped[JsonList]
    requested_at: Mapped[TimeMs]
    changed_at: Mapped[TimeMs]
    #: Copies of the alarm's, for scopes.
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]

    __table_args__ = (Index("uq_dispatch_request_once", "alarm_id", "activation", unique=True),)
