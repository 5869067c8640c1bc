"""Spellings that a person was asked about, and what they said."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, RowId, ShortText, TimeMs, Wide


class SpellingMatch(Base):
    """One spelling beside one organisation that may be meant."""

    __tablename__ = "spelling_match"

    id: Mapped[RowId]
    #: Of name, address and area as they are compared: the same spelling is never asked twice.
    key: Mapped[ShortText]
    name: Mapped[ShortText]
    address: Mapped[str] = mapped_column(String(256))
    area: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"))
    confidence: Mapped[float]
    #: Codes of `cloud.matching.weights`, the weightiest first.
    reasons: Mapped[JsonList]
    #: `waiting`, `same`, `different`, or `new`: an organisation that no registry has.
    state: Mapped[ShortText]
    #: The import and row that asked first.
    import_id: Mapped[Wide | None]
    kind: Mapped[ShortText]
    row: Mapped[int]
    asked_at: Mapped[TimeMs]
    decided_by: Mapped[ShortText | None]
    decided_at: Mapped[TimeMs | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("key", "organisation_id"),
        Index("ix_spelling_match_state", "state", "id"),
        Index("ix_spelling_match_organisation_id", "organisation_id"),
    )
