"""The change log."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, ShortText, WideInteger


class Change(Base):
    """One object as it was after one commit. Numbers rise in the order of the commits, without gaps."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(WideInteger, primary_key=True, autoincrement=False)
    kind: Mapped[ShortText]
    #: The whole object as JSON, as the lists show it.
    payload: Mapped[LongText]
