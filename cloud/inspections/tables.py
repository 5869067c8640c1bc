"""Inspections, who goes, what they answered and sent, and what happened."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class Inspection(Base):
    """One task at one organisation."""

    __tablename__ = "inspection"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"))
    building_id: Mapped[Wide | None]
    #: Copies of the organisation's, for scopes and figures.
    area: Mapped[str] = mapped_column(String(6))
    category: Mapped[str] = mapped_column(String(32))
    #: `drawn`, `certain`, `complaint`, `special` or `import`.
    origin: Mapped[str] = mapped_column(String(16))
    #: The draw that gave it; None: none.
    draw_id: Mapped[Wide | None]
    #: The number under which another system keeps it.
    number: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: Codes of the items as they were when it was planned.
    checklist: Mapped[JsonList]
    state: Mapped[str] = mapped_column(String(16))
    #: A day, ISO, Beijing's.
    due_on: Mapped[str] = mapped_column(String(10))
    #: `passed`, `hazards`, `closed-down` or `refused`; None: not submitted.
    result: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[LongText] = mapped_column(default="")
    made_at: Mapped[TimeMs]
    made_by: Mapped[ShortText]
    started_at: Mapped[TimeMs | None]
    submitted_at: Mapped[TimeMs | None]
    #: When the centre learnt that it was submitted.
    known_at: Mapped[TimeMs | None]
    closed_at: Mapped[TimeMs | None]
    import_id: Mapped[Wide | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("draw_id", "organisation_id"),
        Index("ix_inspection_area_id", "area", "id"),
        Index("ix_inspection_organisation_id_id", "organisation_id", "id"),
        Index("ix_inspection_state_id", "state", "id"),
    )


class InspectionInspector(Base):
    """Who goes."""

    __tablename__ = "inspection_inspector"

    inspection_id: Mapped[int] = mapped_column(
        ForeignKey("inspection.id"), primary_key=True, autoincrement=False
    )
    inspector_id: Mapped[int] = mapped_column(
        ForeignKey("inspector.id"), primary_key=True, autoincrement=False, index=True
    )


class InspectionAnswer(Base):
    """What was answered to an item."""

    __tablename__ = "inspection_answer"

    inspection_id: Mapped[int] = mapped_column(
        ForeignKey("inspection.id"), primary_key=True, autoincrement=False
    )
    item: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: `conform`, `nonconform` or `not-applicable`.
    answer: Mapped[str] = mapped_column(String(16))
    note: Mapped[LongText] = mapped_column(default="")
    by: Mapped[ShortText]
    at: Mapped[TimeMs]


class InspectionSubmission(Base):
    """What a phone sent, by its own key: sent twice it is the same."""

    __tablename__ = "inspection_submission"

    id: Mapped[RowId]
    inspection_id: Mapped[Wide] = mapped_column(ForeignKey("inspection.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    by: Mapped[ShortText]
    at: Mapped[TimeMs]


class InspectionEntry(Base):
    """One thing that happened to an inspection. Rows are only ever added."""

    __tablename__ = "inspection_entry"

    id: Mapped[RowId]
    inspection_id: Mapped[Wide] = mapped_column(ForeignKey("inspection.id"), index=True)
    at: Mapped[TimeMs]
    action: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    by: Mapped[ShortText]
    note: Mapped[LongText] = mapped_column(default="")
    detail: Mapped[JsonObject]
