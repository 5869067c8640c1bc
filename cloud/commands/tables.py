"""Commands to gateways and how far each has come."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonObject, LongText, ShortText, TimeMs, Wide


class GatewayCommand(Base):
    """One command. Its number is the centre's own count for that gateway."""

    __tablename__ = "gateway_command"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    seq: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    kind: Mapped[ShortText]
    arguments: Mapped[JsonObject]
    asked_by: Mapped[ShortText]
    asked_at: Mapped[TimeMs]
    expires_at: Mapped[TimeMs]
    #: `waiting`, `sent`, `accepted`, `done`, `refused`, `failed`, `expired`, `unanswered`.
    state: Mapped[ShortText]
    #: Whether no last word is there yet: what is sent again.
    open: Mapped[bool]
    sent: Mapped[int] = mapped_column(default=0)
    next_send_at: Mapped[TimeMs]
    answered_at: Mapped[TimeMs | None]
    text: Mapped[LongText] = mapped_column(default="")
    details: Mapped[JsonObject] = mapped_column(default=dict)

    __table_args__ = (
        Index("ix_gateway_command_open", "open", "next_send_at"),
        Index("ix_gateway_command_asked_at", "gateway", "asked_at"),
    )


class CommandCount(Base):
    """The last number given to a gateway's command; it outlives the commands."""

    __tablename__ = "command_count"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    seq: Mapped[Wide]
