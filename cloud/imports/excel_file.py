"""An Excel workbook as rows of text. It is somebody else's archive: it is measured before it is unpacked."""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl

from cloud.imports.fault import CellFault, FileFault

Cell = str | CellFault

_MAX_PARTS: Final = 2_000
#: Shared strings are held in memory whole, so they are bounded tighter than sheets, which are streamed.
_MAX_HELD_BYTES: Final = 200_000_000
_MAX_COLUMNS: Final = 200
#: Rows without anything in them that may follow each other: a sheet whose every row is formatted ends there.
_MAX_EMPTY: Final = 10_000
_PIECE: Final = 1 << 20
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z0-9:]{1,20})"')

_FORMULA: Final = CellFault(
    "formula",
    "单元格是公式。请复制后“选择性粘贴为数值”。",
    "The cell is a formula. Copy it and paste it as a value.",
)
_ERROR: Final = CellFault(
    "excel-error", "单元格是 Excel 错误值,请更正。", "The cell is an Excel error. Correct it."
)


class Workbook:
    """An opened workbook; close it."""

    def __init__(self, path: Path, max_unpacked_bytes: int) -> None:
        _measure(path, max_unpacked_bytes)
        # By its handle: the library judges a path by its ending, and uploads have none of theirs.
        self._file = path.open("rb")
        try:
            with warnings.catch_warnings():
                # Styles and validations it does not know; only values matter here.
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(
                    self._file, read_only=True, data_only=False, keep_links=False
                )
        except Exception as fault:
            self._file.close()
            raise _unreadable(fault) from None
        self._path = path

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets that can be seen."""
        return [
            sheet.title
            for sheet in self._book.worksheets
            if getattr(sheet, "sheet_state", "visible") == "visible"
        ]

    def merged(self, sheet: str) -> list[str]:
        """The spans of merged cells of a sheet, the first ten. Only their upper left cell has a value."""
        part = getattr(self._book[sheet], "_worksheet_path", None)
        found: list[str] = []
        if part is None:
            return found
        with zipfile.ZipFile(self._path) as archive, archive.open(part) as file:
            kept = b""
            while (piece := file.read(_PIECE)) and len(found) < 10:
                kept += piece
                found += [match.decode() for match in _MERGED.findall(kept)]
                kept = kept[-64:] if b"<mergeCell " not in kept[-64:] else kept[kept.rindex(b"<mergeCell ") :]
        return list(dict.fromkeys(found))[:10]

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
        """Every row that holds anything, with its number."""
        empty = 0
        rows = self._book[sheet].iter_rows(max_col=_MAX_COLUMNS)
        number = 0
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except Exception as fault:
                raise _unreadable(fault) from None
            number += 1
            shown = [_cell(cell) for cell in cells]
            if any(shown):
                empty = 0
                yield number, shown
            else:
                empty += 1
                if empty > _MAX_EMPTY:
                    return

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
        self._file.close()


def is_excel(path: Path) -> bool:
    """Whether the file is an archive, as `.xlsx` is."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def is_old_excel(path: Path) -> bool:
    """Whether the file is in the binary format of before 2007."""
    with path.open("rb") as file:
        return file.read(8) == bytes.fromhex("d0cf11e0a1b11ae1")


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return _FORMULA
    if cell.data_type == "e":
        return _ERROR
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value).strip()


def _measure(path: Path, max_unpacked_bytes: int) -> None:
    """Refuse an archive that would unpack beyond its bounds. No part can exceed the size it claims."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise _unreadable(fault) from None
    held = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    whole = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or whole > max_unpacked_bytes or held > _MAX_HELD_BYTES:
        raise FileFault(
            "too-large-unpacked",
            "工作簿解压后过大。请删除图片和多余工作表,或改用 CSV。",
            "The workbook is too large when unpacked. Remove pictures and other sheets, or use CSV.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise FileFault(
            "encrypted", "工作簿已加密,请去除密码后重试。", "The workbook is encrypted. Remove its password."
        )


def _unreadable(fault: Exception) -> FileFault:
    words = type(fault).__name__
    return FileFault(
        "bad-excel",
        f"工作簿已损坏或不是 xlsx 格式({words})。请在 Excel 中另存为 xlsx 后重试。",
        f"The workbook is damaged or is no xlsx ({words}). Save it anew as xlsx in Excel.",
    )
