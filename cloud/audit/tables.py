"""The audit log. The database itself refuses to change or delete a row (migration 0005)."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, ShortText, TimeMs, Wide, WideInteger


class AuditEntry(Base):
    """One change by a person or program, sealed to the one before it. Numbers rise by one."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(WideInteger, primary_key=True, autoincrement=False)
    at: Mapped[TimeMs]
    who: Mapped[ShortText]
    #: The account behind the name; None: the open loopback listener, or a command on the machine.
    account_id: Mapped[Wide | None]
    #: How they came in: `local`, `session`, `token`, `command`.
    via: Mapped[ShortText]
    action: Mapped[ShortText]
    subject: Mapped[str] = mapped_column(String(256))
    #: Canonical JSON as text, so that the bytes that were sealed are the bytes that are kept.
    before: Mapped[LongText | None]
    after: Mapped[LongText | None]
    #: SHA-256 in hexadecimal of the entry before, and of this one.
    previous: Mapped[ShortText]
    seal: Mapped[ShortText]

    __table_args__ = (
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_who", "who", "number"),
        Index("ix_audit_entry_action", "action", "number"),
        Index("ix_audit_entry_subject", "subject", "number"),
    )
