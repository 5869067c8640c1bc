"""The event log."""

from __future__ import annotations

from sqlalchemy import BigInteger, Computed, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class EventRow(Base):
    """One event as it came, with the cloud's own time."""

    __tablename__ = "event_log"

    id: Mapped[RowId]
    gateway: Mapped[ShortText]
    stream: Mapped[ShortText]
    seq: Mapped[Wide]
    part: Mapped[ShortText]
    kind: Mapped[ShortText]
    active: Mapped[bool]
    bits_before: Mapped[int | None]
    bits_after: Mapped[int]
    text: Mapped[LongText]
    evidence: Mapped[JsonObject]
    #: The part's description as the event carried it.
    described: Mapped[JsonObject]
    ts_source: Mapped[TimeMs | None]
    ts_gateway: Mapped[TimeMs]
    ts_cloud: Mapped[TimeMs]
    clock_synced: Mapped[bool]
    #: The gateway says its clock is not set, or its time lies more than a day ahead.
    clock_doubtful: Mapped[bool]
    #: SHA-256 of the message, which tells a repetition from another message under a used number.
    digest: Mapped[Bytes]
    #: Copies of the gateway's, for scopes.
    area: Mapped[ShortText] = mapped_column(default="", server_default="")
    organisation_id: Mapped[Wide | None]
    #: When it happened as far as that can be believed: by the gateway's clock, else by ours.
    at: Mapped[int] = mapped_column(
        BigInteger,
        Computed("CASE WHEN clock_doubtful THEN ts_cloud ELSE ts_gateway END"),
        nullable=True,
    )

    __table_args__ = (
        UniqueConstraint("gateway", "stream", "seq"),
        Index("ix_event_log_gateway_id", "gateway", "id"),
        Index("ix_event_log_area_id", "area", "id"),
        Index("ix_event_log_organisation_id_id", "organisation_id", "id"),
        Index("ix_event_log_ts_cloud", "ts_cloud"),
        Index("ix_event_log_part", "gateway", "part", "kind", "seq"),
        Index("ix_event_log_gateway_at", "gateway", "at"),
        # Days are counted by kind from the index alone.
        Index("ix_event_log_organisation_id_at", "organisation_id", "at", "kind", "active"),
    )
