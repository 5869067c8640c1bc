"""A file as sheets of a kind, and a sheet as rows of values and faults. Nothing here knows the records."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cloud.audit.chain import canonical
from cloud.imports import csv_file, excel_file
from cloud.imports.column import Column
from cloud.imports.columns import COLUMNS, KINDS, heading_key, headings, kind_of
from cloud.imports.excel_file import Cell, Workbook
from cloud.imports.fault import CellFault, Fault, FileFault, letter, shortened

WORKBOOK: Final = "workbook"
_HEADING_ROWS: Final = 10


@dataclass
class Row:
    """One row: its values by field, and what is wrong with its cells."""

    number: int
    values: dict[str, Any]
    faults: list[Fault]
    #: The column's letter and the cell's text of each field, for faults that are found later.
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    sheet: str = ""
    #: The spelling on which a person must decide before it goes in.
    waits: str | None = None

    def texts(self) -> dict[str, str]:
        """The text of its cells by field, as they were written."""
        return {name: text for name, (_, text) in self.cells.items() if text}

    def sha256(self) -> str:
        """Of its cells, as canonical JSON."""
        return hashlib.sha256(canonical(self.texts()).encode()).hexdigest()

    def fault(self, sheet: str, name: str, wrong: CellFault) -> Fault:
        """A fault of one of its cells."""
        column, value = self.cells.get(name, ("", ""))
        return Fault(sheet, self.number, column, name, shortened(value), wrong.code, wrong.zh, wrong.en)


@dataclass
class Sheet:
    """One sheet of a kind."""

    name: str
    kind: str
    #: What is wrong with the sheet as a whole; then it has no rows.
    faults: list[Fault]
    rows: Iterator[Row]


@contextlib.contextmanager
def opened(path: Path, kind: str, max_unpacked_bytes: int) -> Iterator[list[Sheet]]:
    """The file's sheets in the order in which their kinds are applied. Raises FileFault."""
    if path.stat().st_size == 0:
        raise FileFault("empty", "文件是空的。", "The file is empty.")
    if excel_file.is_old_excel(path):
        raise FileFault(
            "old-excel",
            "这是旧版 xls 格式。请在 Excel 中另存为 xlsx。",
            "This is the old xls format. Save it as xlsx in Excel.",
        )
    if not excel_file.is_excel(path):
        if kind == WORKBOOK:
            raise FileFault(
                "kind-missing",
                "CSV 文件须指定内容类型(kind)。",
                "For a CSV file say what its rows are (`kind`).",
            )
        yield [_sheet(KINDS[kind][0], kind, csv_file.rows(path), [])]
        return
    book = Workbook(path, max_unpacked_bytes)
    try:
        yield _of_workbook(book, kind)
    finally:
        book.close()


def _of_workbook(book: Workbook, kind: str) -> list[Sheet]:
    named = {name: kind_of(name) for name in book.sheets}
    chosen = {name: of for name, of in named.items() if of is not None and kind in (WORKBOOK, of)}
    if not chosen and kind != WORKBOOK and book.sheets:
        chosen = {book.sheets[0]: kind}
    if not chosen:
        known = "、".join(zh for zh, _ in KINDS.values())
        raise FileFault(
            "no-such-sheet",
            f"没有可识别的工作表。请将工作表命名为:{known}。",
            f"No sheet is known by its name. Name the sheets: {', '.join(en for _, en in KINDS.values())}.",
        )
    order = list(KINDS)
    return [
        _sheet(name, of, book.rows(name), book.merged(name))
        for name, of in sorted(chosen.items(), key=lambda one: order.index(one[1]))
    ]


def _sheet(name: str, kind: str, rows: Iterator[tuple[int, Sequence[Cell]]], merged: Sequence[str]) -> Sheet:
    faults = [
        Fault(
            name, 0, span, "", "", "merged",
            f"合并单元格 {span} 只有左上角有值。请取消合并并逐格填写。",
            f"Of the merged cells {span} only the upper left one has a value. Unmerge them and fill each.",
        )
        for span in merged
    ]  # fmt: skip
    known = headings(kind)
    columns: dict[int, Column] = {}
    for _, cells in _first(rows):
        columns = {
            at: known[heading_key(cell)]
            for at, cell in enumerate(cells)
            if isinstance(cell, str) and heading_key(cell) in known
        }
        if columns:
            faults += _heading_faults(name, kind, cells, columns)
            break
    else:
        faults.append(
            _fault_of_sheet(
                name,
                "no-headings",
                "没有表头行。请使用模板。",
                "There is no row of headings. Use the template.",
            )
        )
    return Sheet(name, kind, faults, _rows(name, columns, rows) if not faults else iter(()))


def _first(rows: Iterator[tuple[int, Sequence[Cell]]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    for _ in range(_HEADING_ROWS):
        row = next(rows, None)
        if row is None:
            return
        yield row


def _heading_faults(name: str, kind: str, cells: Sequence[Cell], columns: dict[int, Column]) -> list[Fault]:
    found = [column.field for column in columns.values()]
    faults = [
        _fault_of_sheet(
            name,
            "column-missing",
            f"缺少必填列“{column.zh}”。",
            f"The column “{column.en}” is missing.",
        )
        for column in COLUMNS[kind]
        if column.required and column.field not in found
    ]
    for at, cell in enumerate(cells):
        if at in columns and found.count(columns[at].field) > 1:
            faults.append(
                Fault(
                    name, 1, letter(at + 1), columns[at].field, shortened(cell), "column-twice",
                    "该列出现两次,请删除一列。", "This column is there twice. Delete one.",
                )
            )  # fmt: skip
        elif at not in columns and cell:
            faults.append(
                Fault(
                    name, 1, letter(at + 1), "", shortened(cell), "column-unknown",
                    "无法识别该列。请更正表头或删除该列。", "This column is not known. Correct or delete it.",
                )
            )  # fmt: skip
    return faults


def _rows(
    sheet: str, columns: dict[int, Column], rows: Iterator[tuple[int, Sequence[Cell]]]
) -> Iterator[Row]:
    for number, cells in rows:
        if not any(cells):
            continue
        row = Row(number, {column.field: None for column in columns.values()}, [], sheet=sheet)
        for at, column in columns.items():
            _take(row, column, letter(at + 1), cells[at] if at < len(cells) else "")
        extra = next((at for at in range(len(cells)) if at not in columns and cells[at]), None)
        if extra is not None:
            row.faults.append(
                Fault(
                    sheet, number, letter(extra + 1), "", shortened(cells[extra]), "cell-beyond",
                    "该列没有表头。可能是某个单元格内含有分隔符,请加引号。",
                    "There is no heading above this cell. Perhaps a cell holds a comma and needs quotes.",
                )
            )  # fmt: skip
        yield row


def row_of(kind: str, sheet: str, number: int, cells: Mapping[str, str]) -> Row:
    """A row by the texts of its cells; letters are those of the template."""
    columns = COLUMNS[kind]
    row = Row(number, {column.field: None for column in columns}, [], sheet=sheet)
    for at, column in enumerate(columns, 1):
        _take(row, column, letter(at), cells.get(column.field, "").strip())
    return row


def _take(row: Row, column: Column, where: str, cell: Cell) -> None:
    row.cells[column.field] = (where, cell if isinstance(cell, str) else "")
    try:
        row.values[column.field] = _value(column, cell)
    except CellFault as wrong:
        row.faults.append(row.fault(row.sheet, column.field, wrong))


def _value(column: Column, cell: Cell) -> Any:
    if isinstance(cell, CellFault):
        raise cell
    if not cell:
        if column.required:
            raise CellFault("missing", f"必须填写“{column.zh}”。", f"“{column.en}” must be filled in.")
        return None
    return column.parse(cell)


def _fault_of_sheet(sheet: str, code: str, zh: str, en: str) -> Fault:
    return Fault(sheet, 0, "", "", "", code, zh, en)
