"""Imports under way and done, and the faults found in them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class ImportRun(Base):
    """One file and how far it has come."""

    __tablename__ = "import_run"

    id: Mapped[RowId]
    #: What its rows are; `workbook`: each sheet says so by its name.
    kind: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(256))
    format: Mapped[str] = mapped_column(String(8))
    #: Name of the stored file within the folder of imports, its length and SHA-256.
    stored_as: Mapped[ShortText]
    bytes: Mapped[Wide]
    sha256: Mapped[ShortText]
    by: Mapped[ShortText]
    #: Who asked, so that the work that goes on without them sees what they may see.
    scope: Mapped[JsonObject]
    state: Mapped[str] = mapped_column(String(16))
    rows_total: Mapped[int] = mapped_column(default=0)
    #: Rows behind the work in its present phase; where an interrupted application goes on.
    rows_done: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    faults_total: Mapped[int] = mapped_column(default=0)
    #: Why it stopped, for a fault that is not of a cell.
    stopped_zh: Mapped[LongText] = mapped_column(default="")
    stopped_en: Mapped[LongText] = mapped_column(default="")
    created_at: Mapped[TimeMs]
    changed_at: Mapped[TimeMs]

    __table_args__ = (Index("ix_import_run_state", "state", "id"),)


class ImportFault(Base):
    """One fault at one cell. The first thousand of a file are kept; `faults_total` counts them all."""

    __tablename__ = "import_fault"

    id: Mapped[RowId]
    import_id: Mapped[Wide] = mapped_column(ForeignKey("import_run.id"), index=True)
    sheet: Mapped[ShortText]
    row: Mapped[int]
    column: Mapped[ShortText]
    field: Mapped[ShortText]
    value: Mapped[ShortText]
    code: Mapped[ShortText]
    zh: Mapped[LongText]
    en: Mapped[LongText]
