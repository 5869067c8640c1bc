"""Imports under way and done, and the faults found in them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


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
    #: Rows that did not go in.
    set_aside: Mapped[int] = mapped_column(default=0)
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


class SetAsideRow(Base):
    """A row that did not go in: repaired and replayed, or waiting for what a person says of its spelling."""

    __tablename__ = "import_set_aside"

    id: Mapped[RowId]
    import_id: Mapped[Wide] = mapped_column(ForeignKey("import_run.id"), index=True)
    sheet: Mapped[ShortText]
    kind: Mapped[str] = mapped_column(String(16))
    row: Mapped[int]
    #: The text of each cell by its field, and what is wrong: `field`, `column`, `value`, `code`, `zh`, `en`.
    cells: Mapped[JsonObject]
    faults: Mapped[JsonList]
    sha256: Mapped[ShortText]
    #: The spelling that it waits for.
    match_key: Mapped[ShortText | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[TimeMs]
    settled_at: Mapped[TimeMs | None]
    settled_by: Mapped[ShortText | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (Index("ix_import_set_aside_state", "state", "id"),)


class ImportOrigin(Base):
    """Which row of which file made or changed a record. Rows are only ever added."""

    __tablename__ = "import_origin"

    id: Mapped[RowId]
    kind: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[Wide]
    import_id: Mapped[Wide] = mapped_column(ForeignKey("import_run.id"))
    sheet: Mapped[ShortText]
    row: Mapped[int]
    #: Of the row's cells.
    sha256: Mapped[ShortText]
    at: Mapped[TimeMs]
    by: Mapped[ShortText]

    __table_args__ = (Index("ix_import_origin_kind", "kind", "record_id", "id"),)
