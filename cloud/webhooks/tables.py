"""Webhooks, and what each was to be told."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, LongText, RowId, ShortText, TimeMs, Wide


class Webhook(Base):
    """One address of another platform, and what it wants to hear."""

    __tablename__ = "webhook"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(256))
    url: Mapped[str] = mapped_column(String(1024))
    #: Kinds of changes, and of alarms only these event kinds (empty: all).
    kinds: Mapped[JsonList]
    event_kinds: Mapped[JsonList]
    #: Whose changes: prefixes of areas, ids of organisations. Never more than its maker may see.
    areas: Mapped[JsonList]
    organisations: Mapped[JsonList]
    enabled: Mapped[bool] = mapped_column(default=True)
    #: Locked; see `keeping`. The old one still signs until its time has come.
    secret: Mapped[LongText]
    old_secret: Mapped[LongText | None]
    old_until: Mapped[TimeMs | None]
    #: Of each class of changes (`cloud.live.classes`) the number within it of the last one looked at.
    cursor_fire: Mapped[Wide] = mapped_column(default=0, server_default="0")
    cursor_alarm: Mapped[Wide] = mapped_column(default=0, server_default="0")
    cursor: Mapped[Wide]
    #: How many were gone before they were looked at, and how many of those were alarms.
    missed: Mapped[Wide] = mapped_column(default=0)
    missed_alarms: Mapped[Wide] = mapped_column(default=0, server_default="0")
    #: Since when every try fails; None: the last one did not.
    failing_since: Mapped[TimeMs | None]
    #: Why it was switched off by itself; empty: it was not.
    ended: Mapped[str] = mapped_column(String(256), default="")
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]
    version: Mapped[int] = mapped_column(default=1)


class Delivery(Base):
    """One change to one webhook: waiting, delivered or dead."""

    __tablename__ = "delivery"

    id: Mapped[RowId]
    webhook_id: Mapped[Wide] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    #: What the receiver knows it by; the same however often it is tried.
    message_id: Mapped[ShortText]
    kind: Mapped[ShortText]
    body: Mapped[LongText]
    #: Its class, which is also the order: `cloud.live.classes`.
    rank: Mapped[int]
    state: Mapped[ShortText]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[TimeMs]
    next_at: Mapped[TimeMs]
    #: A sender has it in hand until then.
    claimed_until: Mapped[TimeMs] = mapped_column(default=0)
    ended_at: Mapped[TimeMs | None]
    status: Mapped[int | None]
    #: What went wrong last, or the beginning of the receiver's answer.
    answer: Mapped[str] = mapped_column(String(512), default="")
    took_ms: Mapped[int | None]

    __table_args__ = (
        Index("uq_delivery_message", "webhook_id", "message_id", unique=True),
        Index("ix_delivery_due", "webhook_id", "state", "rank", "next_at"),
        Index("ix_delivery_state", "state", "id"),
    )
