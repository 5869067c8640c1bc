"""One row a job: who runs it, when it is due, and what the last run came to."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, ShortText, TimeMs, Wide


class JobRow(Base):
    """A job's lease and its last run."""

    __tablename__ = "job"

    name: Mapped[ShortText] = mapped_column(primary_key=True)
    due_at: Mapped[TimeMs]
    #: Who runs it now; empty when nobody does.
    holder: Mapped[ShortText | None]
    #: Until when the holder is believed to live.
    lease_until: Mapped[TimeMs | None]
    #: Rises with every lease, so that a run that was given up for dead writes nothing more.
    fence: Mapped[Wide] = mapped_column(default=0)
    started_at: Mapped[TimeMs | None]
    finished_at: Mapped[TimeMs | None]
    length_ms: Mapped[Wide | None]
    rows: Mapped[Wide | None]
    fault: Mapped[LongText | None]
    warning: Mapped[LongText | None]
    runs: Mapped[Wide] = mapped_column(default=0)
    failures: Mapped[Wide] = mapped_column(default=0)
    #: Failures since the last run that went well.
    failing: Mapped[Wide] = mapped_column(default=0)
    asked_by: Mapped[ShortText | None]
