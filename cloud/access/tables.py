"""The ledger of what is stored, the journal of readings on their way, and the replies."""

from __future__ import annotations

from sqlalchemy import Index, text
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
    #: Readings that were not stored for want of capacity: known, counted, receipted.
    shed: Mapped[Wide] = mapped_column(default=0, server_default="0")
    #: Values in the readings stored, and how many of them are missing or out of their range.
    values_stored: Mapped[Wide] = mapped_column(default=0, server_default="0")
    values_invalid: Mapped[Wide] = mapped_column(default=0, server_default="0")
    #: Messages that came more than a minute after the gateway's own, believed time.
    late: Mapped[Wide] = mapped_column(default=0, server_default="0")
    #: When the first and the newest message that was stored came.
    first_at: Mapped[TimeMs | None]
    last_at: Mapped[TimeMs | None]


class JournalRow(Base):
    """The readings of one batch, until the time-series engine has them durably."""

    __tablename__ = "reading_journal"

    id: Mapped[RowId]
    #: The worker that ships it: the one that wrote it, or the one that took it over.
    worker: Mapped[ShortText]
    at: Mapped[TimeMs]
    rows: Mapped[Wide]
    size: Mapped[Wide]
    #: See `cloud.access.packing`.
    columns: Mapped[Bytes]
    #: Why the engine will not take it; it waits for a person.
    fault: Mapped[LongText | None]

    __table_args__ = (
        Index("ix_reading_journal_worker_id", "worker", "id"),
        Index(
            "ix_reading_journal_set_aside",
            "id",
            sqlite_where=text("fault IS NOT NULL"),
            postgresql_where=text("fault IS NOT NULL"),
        ),
    )


class WorkerRow(Base):
    """A process that stores batches, and when it was last alive by the database's clock."""

    __tablename__ = "ingest_worker"

    worker: Mapped[ShortText] = mapped_column(primary_key=True)
    started_at: Mapped[TimeMs]
    seen_at: Mapped[TimeMs]


class Submitted(Base):
    """A key of something that was said lately and is stored, so that the same thing twice is stored once."""

    __tablename__ = "submitted"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    dedupe: Mapped[ShortText] = mapped_column(primary_key=True)
    #: Rises with each key of the gateway; the lowest are forgotten.
    number: Mapped[Wide]

    __table_args__ = (Index("ix_submitted_gateway_number", "gateway", "number"),)


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
