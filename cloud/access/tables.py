"""The ledger of what is stored, the replies, and the dead letters."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonList, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class Ledger(Base):
    """One stream of one gateway: which sequence numbers are here, and the books."""

    __tablename__ = "ledger"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    stream: Mapped[ShortText] = mapped_column(primary_key=True)
    #: An `IntervalSet`, flat: stored and quarantined alike.
    known: Mapped[JsonList]
    received: Mapped[Wide] = mapped_column(default=0)
    stored: Mapped[Wide] = mapped_column(default=0)
    duplicates: Mapped[Wide] = mapped_column(default=0)
    quarantined: Mapped[Wide] = mapped_column(default=0)
    #: Numbers of old gaps that were closed to keep the set bounded: taken for evicted, never seen.
    presumed_evicted: Mapped[Wide] = mapped_column(default=0)


class ReplyRow(Base):
    """A gateway's answer to a command."""

    __tablename__ = "reply"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    seq: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    answers: Mapped[Wide]
    ok: Mapped[bool]
    text: Mapped[LongText]
    #: How far the command had come: a `ReplyStage`.
    stage: Mapped[ShortText] = mapped_column(default="done")
    details: Mapped[JsonObject] = mapped_column(default=dict)
    ts_gateway: Mapped[TimeMs]
    ts_cloud: Mapped[TimeMs]


class DeadLetter(Base):
    """A message that could not be taken, with what a person needs to find out why."""

    __tablename__ = "dead_letter"

    id: Mapped[RowId]
    first_at: Mapped[TimeMs]
    last_at: Mapped[TimeMs]
    topic: Mapped[LongText]
    place: Mapped[LongText]
    reason: Mapped[LongText]
    size: Mapped[Wide]
    sha256: Mapped[ShortText]
    #: The first bytes only.
    payload: Mapped[Bytes]
    times: Mapped[Wide]
    gateway: Mapped[ShortText | None]
    stream: Mapped[ShortText | None]
    seq: Mapped[Wide | None]

    __table_args__ = (UniqueConstraint("topic", "sha256"), Index("ix_dead_letter_last_at", "last_at"))
