"""The change log."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, ShortText, TimeMs, Wide, WideInteger


class Change(Base):
    """One object as it was after one commit.

    Numbers rise in the order of the commits, and within a class without gaps. What is let go of a class is
    always its oldest.
    """

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(WideInteger, primary_key=True, autoincrement=False)
    kind: Mapped[ShortText]
    #: Its class (`cloud.live.classes`), its number within the class, and when it was written.
    rank: Mapped[int] = mapped_column(server_default="2")
    place: Mapped[Wide] = mapped_column(server_default="0")
    at: Mapped[TimeMs] = mapped_column(server_default="0")
    #: The whole object as JSON, as the lists show it.
    payload: Mapped[LongText]
    #: Whose it is, for scopes; None: only who sees everything is told.
    area: Mapped[ShortText | None]
    organisation_id: Mapped[Wide | None]

    __table_args__ = (Index("ix_change_rank_place", "rank", "place"),)
