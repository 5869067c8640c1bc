"""Rows set aside as they are shown."""

from __future__ import annotations

from cloud.imports.columns import COLUMNS, KINDS
from cloud.imports.schemas import CellFaultOut, SetAsideOut
from cloud.imports.set_aside import STATE_NAMES
from cloud.imports.tables import ImportRun, SetAsideRow
from cloud.vocabulary import LabelOut

_PLAIN = ("id", "import_id", "kind", "sheet", "row", "cells", "sha256", "state", "at", "settled_at",
          "settled_by", "version")  # fmt: skip


def shown(row: SetAsideRow, run: ImportRun) -> SetAsideOut:
    """A row with its file, its columns' names and what is wrong."""
    return SetAsideOut.model_validate(
        {
            **{name: getattr(row, name) for name in _PLAIN},
            "file_name": run.file_name,
            "kind_name": _label(KINDS[row.kind]),
            "headings": {column.field: LabelOut(zh=column.zh, en=column.en) for column in COLUMNS[row.kind]},
            "faults": [
                CellFaultOut(
                    **{name: fault[name] for name in ("field", "column", "value", "code")},
                    message=LabelOut(zh=fault["zh"], en=fault["en"]),
                )
                for fault in row.faults
            ],
            "state_name": _label(STATE_NAMES[row.state]),
        }
    )


def _label(words: tuple[str, str]) -> LabelOut:
    return LabelOut(zh=words[0], en=words[1])
