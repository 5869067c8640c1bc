"""What can be found. The index of its grams lies beside, spelt for each database in `gram_index`."""

from __future__ import annotations

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, RowId, Wide


class SearchEntry(Base):
    """One thing to find, or one name that rooms, devices and points share.

    A changed thing gets a new row: grams of a row that is gone lead nowhere and do no harm.
    """

    __tablename__ = "search_entry"

    id: Mapped[RowId]
    kind: Mapped[str] = mapped_column(String(16))
    #: The thing's key in its own table; for a shared name the name itself.
    subject: Mapped[str] = mapped_column(String(256))
    name: Mapped[str] = mapped_column(String(256))
    #: Address and the like: found by Chinese text only.
    detail: Mapped[LongText] = mapped_column(default="")
    #: Numbers and codes, separated by spaces.
    codes: Mapped[LongText] = mapped_column(default="")
    area: Mapped[str] = mapped_column(String(6), default="")
    organisation_id: Mapped[Wide | None]

    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        Index("ix_search_entry_name", "name", "kind"),
    )
