"""The dead letters, and of whom more came than are kept."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, LongText, RowId, ShortText, TimeMs, Wide

#: A letter's state: it waits for somebody; it was taken after all; somebody has said that it is not needed.
OPEN, STORED, DISMISSED = "open", "stored", "dismissed"
STATES = (OPEN, STORED, DISMISSED)

#: What its number means in the books: nothing; the whole message is held back under it; only some rows are.
NOTHING, MESSAGE, ROWS = "nothing", "message", "rows"


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
    #: The first bytes; the whole message where it is no longer than the bound.
    payload: Mapped[Bytes]
    times: Mapped[Wide]
    gateway: Mapped[ShortText | None]
    stream: Mapped[ShortText | None]
    seq: Mapped[Wide | None]
    #: The gateway's, as far as it is known; None: only who sees everything sees it.
    area: Mapped[ShortText | None]
    organisation_id: Mapped[Wide | None]
    state: Mapped[ShortText] = mapped_column(default=OPEN, server_default=OPEN)
    held: Mapped[ShortText] = mapped_column(default=NOTHING, server_default=NOTHING)
    settled_at: Mapped[TimeMs | None]
    settled_by: Mapped[ShortText | None]
    #: Who sent it, as far as the way it came vouches for that: see `cloud.dead_letters.source`.
    source: Mapped[ShortText] = mapped_column(default="", server_default="")
    #: Whether it may tell of a fire: it makes room last.
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        UniqueConstraint("topic", "sha256"),
        Index("ix_dead_letter_last_at", "last_at"),
        Index("ix_dead_letter_area_id", "area", "id"),
        Index("ix_dead_letter_organisation_id_id", "organisation_id", "id"),
        Index("ix_dead_letter_gateway_id", "gateway", "id"),
        Index("ix_dead_letter_state_id", "state", "id"),
        Index("ix_dead_letter_source_id", "source", "id"),
    )


class LetterOverflow(Base):
    """How many letters of one source were not kept, for there were more than one may have."""

    __tablename__ = "dead_letter_overflow"

    source: Mapped[ShortText] = mapped_column(primary_key=True)
    gateway: Mapped[ShortText | None]
    area: Mapped[ShortText | None]
    organisation_id: Mapped[Wide | None]
    letters: Mapped[Wide]
    first_at: Mapped[TimeMs]
    last_at: Mapped[TimeMs]
