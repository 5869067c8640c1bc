"""An empty list for the site to fill in: headings, an example, and the names of component types."""

from __future__ import annotations

import io
from collections.abc import Sequence

from device_profiles.site_list.sheets import OWN_SHEET
from telemetry.component_types import COMPONENT_TYPES

HEADINGS = ("回路", "地址", "设备类型", "名称", "楼层", "位置", "防火分区", "备注")
_ENGLISH = ("loop", "address", "type", "name", "floor", "place", "zone", "remark")
_EXAMPLE: Sequence[str | int] = (1, 23, "点型光电感烟火灾探测器", "302办公室烟感", 3, "302办公室", "3-1", "")
_WIDTHS = (8, 8, 28, 28, 8, 32, 12, 24)


def workbook() -> bytes:
    """The template as an Excel file."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one
    sheet.title = OWN_SHEET
    sheet.append([f"{zh} ({en})" for zh, en in zip(HEADINGS, _ENGLISH, strict=True)])
    sheet.append(list(_EXAMPLE))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    types = book.create_sheet("设备类型")
    types.append(["代码 code", "名称", "name"])
    for term in COMPONENT_TYPES.values():
        types.append([term.code, term.zh, term.en])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
