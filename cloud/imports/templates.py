"""Templates to fill in: headings, explanations, a list to choose from. And texts for spreadsheets to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cloud.areas.tree import COUNTY_CODES, full_name
from cloud.imports.column import Column
from cloud.imports.columns import COLUMNS, KINDS
from cloud.imports.csv_file import escaped
from cloud.organisations.categories import CATEGORIES
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES

_LAST_ROW = 200_000
_MUST = PatternFill("solid", fgColor="FFF2CC")


def csv_template(kind: str) -> bytes:
    """The line of headings, as UTF-8 that Excel recognises. The Excel template explains them."""
    return csv_text([[column.zh for column in COLUMNS[kind]]])


def csv_text(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in which no cell is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([escaped(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def excel_template(kinds: Sequence[str]) -> bytes:
    """A workbook with a sheet for each kind, and one that explains every column in both languages."""
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for kind in kinds:
        _sheet(book.create_sheet(KINDS[kind][0]), COLUMNS[kind])
    _notes(book.create_sheet("说明 Notes"), kinds)
    _codes(book.create_sheet("代码 Codes"))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _sheet(sheet: Any, columns: Sequence[Column]) -> None:
    for at, column in enumerate(columns, 1):
        cell = sheet.cell(1, at, column.zh)
        cell.font = Font(bold=True)
        if column.required:
            cell.fill = _MUST
        must = "必填 / must be filled" if column.required else "可不填 / may be empty"
        words = [column.en, must, column.zh_help, column.en_help, f"例 e.g. {column.example}"]
        cell.comment = Comment(
            "\n".join(line for line in words if line), "Steppewatch", height=120, width=260
        )
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = max(12, len(column.zh) * 2 + 4)
        if not column.field.endswith("_m") and column.field not in ("persons", "storeys"):
            # Text, so that a long code keeps its digits.
            sheet.column_dimensions[letter].number_format = "@"
        if column.field == "category":
            listed = DataValidation(
                type="list", formula1=f"'代码 Codes'!$A$2:$A${len(CATEGORIES) + 1}", allow_blank=False
            )
            listed.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(listed)
    sheet.freeze_panes = "A2"


def _notes(sheet: Any, kinds: Sequence[str]) -> None:
    sheet.append(["工作表 Sheet", "列 Column", "English", "必填 Must", "说明", "Explanation", "例 Example"])
    for kind in kinds:
        for column in COLUMNS[kind]:
            sheet.append(
                [
                    KINDS[kind][0],
                    column.zh,
                    column.en,
                    "是 yes" if column.required else "",
                    column.zh_help,
                    column.en_help,
                    escaped(column.example),
                ]
            )
    _tidy(sheet)


def _codes(sheet: Any) -> None:
    sheet.append(
        [
            "类别",
            "Category",
            "区划码",
            "区划",
            "Area",
            "系统类型",
            "System type",
            "部件类型",
            "Component type",
        ]
    )
    blocks = (
        [(row.zh, row.en) for row in CATEGORIES.values()],
        [(code, *full_name(code)) for code in sorted(COUNTY_CODES)],
        [(f"{code} {row.zh}", row.en) for code, row in SYSTEM_TYPES.items()],
        [(f"{code} {row.zh}", row.en) for code, row in COMPONENT_TYPES.items()],
    )
    column = 1
    for block in blocks:
        for at, row in enumerate(block, 2):
            for beside, text in enumerate(row):
                sheet.cell(at, column + beside, text)
        column += len(block[0])
    _tidy(sheet)


def _tidy(sheet: Any) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True)
    for at in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 22
    sheet.freeze_panes = "A2"
