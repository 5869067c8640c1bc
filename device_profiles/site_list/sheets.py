"""The cells of a list, from CSV or Excel bytes. Bounded; formulas are marked: nobody knows their values."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any, NamedTuple

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 64
#: What our own template calls the list; it comes before any other sheet.
OWN_SHEET = "点位表"
_MAX_TEXT = 512
_BOM_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class SheetError(ValueError):
    """A file that cannot be read as a list. The text says what to do."""


class Row(NamedTuple):
    """One row as people count it, from 1, and its cells as text."""

    number: int
    cells: Sequence[str]


class Sheet(NamedTuple):
    """A table; `formulas` are the cells (row, column from 0) whose values are computed."""

    name: str
    rows: Sequence[Row]
    formulas: frozenset[tuple[int, int]] = frozenset()


def column_name(column: int) -> str:
    """`A` for column 0, as a spreadsheet names it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read(name: str, data: bytes, sheet: str | None = None) -> Sheet:
    """The table in a file of that name. Raises SheetError."""
    if len(data) > MAX_BYTES:
        raise SheetError(f"{len(data)} bytes; a list has at most {MAX_BYTES}; is this the right file?")
    if data[:2] == b"PK":
        return _excel(data, sheet)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise SheetError("旧版 xls 格式；请另存为 xlsx / the old xls format; save it as xlsx")
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise SheetError("不是 Excel 文件 / not an Excel file, though its name says so")
    return _csv(data)


def _csv(data: bytes) -> Sheet:
    text = _text(data)
    head = text[:4096]
    delimiter = max(",\t;，", key=head.count)
    try:
        rows = [
            Row(number, _trimmed(cells))
            for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)
        ]
    except csv.Error as fault:
        raise SheetError(f"不是 CSV 表格 / not a CSV table: {fault}") from None
    _bounded(len(rows))
    return Sheet("", rows)


def _text(data: bytes) -> str:
    if data[:2] in _BOM_UTF16:
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise SheetError(
        "既不是 UTF-8 也不是 GBK 文本；请另存为 CSV (UTF-8) 或 xlsx / "
        "neither UTF-8 nor GBK text; save it as CSV (UTF-8) or xlsx"
    )


def _excel(data: bytes, wanted: str | None) -> Sheet:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise SheetError(f"unpacks to {unpacked} bytes; a list has at most {MAX_UNPACKED_BYTES}")
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except SheetError:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, TypeError) as fault:
        raise SheetError(f"损坏的 Excel 文件 / a damaged Excel file: {fault}; save it anew") from None
    sheet = _sheet(book, wanted)
    _bounded(sheet.max_row)
    merged = {
        cell: (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        if area.size["rows"] * area.size["columns"] <= MAX_ROWS
        for row in area.rows
        for cell in row
    }
    formulas = set()
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, MAX_COLUMNS)), 1):
        values = []
        for column, cell in enumerate(cells, 1):
            source = cell
            if (number, column) in merged:
                source = sheet.cell(*merged[number, column])
            if source.data_type == "f":
                formulas.add((number, column - 1))
            values.append(_cell_text(source.value))
        rows.append(Row(number, _trimmed(values)))
    return Sheet(sheet.title, rows, frozenset(formulas))


def _sheet(book: Any, wanted: str | None) -> Any:
    if wanted is not None:
        if wanted not in book.sheetnames:
            raise SheetError(
                f"没有工作表 {wanted!r} / no sheet {wanted!r}; there are {', '.join(book.sheetnames)}"
            )
        return book[wanted]
    if OWN_SHEET in book.sheetnames:
        return book[OWN_SHEET]
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and sheet.max_row > 1]
    if not visible:
        raise SheetError("没有内容 / no sheet has any rows")
    if len(visible) > 1:
        names = ", ".join(sheet.title for sheet in visible)
        raise SheetError(f"有多个工作表，请用 --sheet 指定 / several sheets, choose one by --sheet: {names}")
    return visible[0]


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _trimmed(cells: Sequence[str]) -> list[str]:
    return [cell.strip()[:_MAX_TEXT] for cell in cells[:MAX_COLUMNS]]


def _bounded(rows: int) -> None:
    if rows > MAX_ROWS:
        raise SheetError(f"{rows} rows; a list has at most {MAX_ROWS}; split it by panel")
