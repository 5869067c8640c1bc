"""The columns of the three lists, and what may stand in a cell of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from cloud.imports.fault import CellFault
from cloud.inspection_draw.roll import CONFLICTS, EXCLUSIONS, RECENTLY_INSPECTED, Conflict, Inspector, Unit

_LONGEST: Final = 200
MOST_UNITS_EACH: Final = 100_000


class Column(NamedTuple):
    """A column's name in both languages, what is read from its cells, and whether a list needs it."""

    name: str
    zh: str
    read: Callable[[str], object]
    needed: bool = True


class CellRefused(Exception):
    """A cell that cannot be taken: its column, and why."""

    def __init__(self, column: str, fault: CellFault) -> None:
        super().__init__(f"{column}: {fault.en}")
        self.column = column
        self.fault = fault


def _id(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text) is None:
        raise CellFault(
            "bad-id",
            "编号须为 1–64 个字母、数字、点、横线或下划线。",
            "An id has 1 to 64 letters, digits, dots, dashes or underscores.",
        )
    return text


def _text(text: str) -> str:
    if len(text) > _LONGEST or not text.isprintable():
        raise CellFault(
            "bad-text",
            f"请写在一行内,不超过 {_LONGEST} 个字符。",
            f"Write one line of at most {_LONGEST} characters.",
        )
    return text


def _name(text: str) -> str:
    if not text:
        raise CellFault("missing", "不能为空。", "This must be given.")
    return _text(text)


def _area(text: str) -> str:
    if re.fullmatch(r"[0-9]{6}", text) is None:
        raise CellFault(
            "bad-area", "行政区划代码为六位数字。", "An area is its six-digit administrative code."
        )
    return text


def _home(text: str) -> str:
    return _area(text) if text else ""


def _one_of(*codes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in codes:
            shown = "、".join(code or "(空)" for code in codes)
            named = ", ".join(code or "nothing" for code in codes)
            raise CellFault("unknown-code", f"应为:{shown}。", f"Must be one of: {named}.")
        return text

    return read


#: Bands are read as the Roman numerals of the standards as well.
_BANDS: Final = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV"}


def _risk(text: str) -> str:
    return _one_of("", "I", "II", "III", "IV")(_BANDS.get(text, text))


def _named(table: Mapping[str, str]) -> Callable[[str], str]:
    codes = _one_of(*table)
    return lambda text: codes(next((code for code, zh in table.items() if text == zh), text))


def _day(text: str) -> date | None:
    if not text:
        return None
    match = re.fullmatch(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})", text)
    try:
        return date(*map(int, match.groups())) if match is not None else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise CellFault("bad-date", "日期格式为 2026-12-01。", "A date is written 2026-12-01.")


def _capacity(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,6}", text) is None or int(text) > MOST_UNITS_EACH:
        raise CellFault(
            "bad-capacity",
            f"可承担单位数为 0–{MOST_UNITS_EACH} 的整数。",
            f"How many units at most: a whole number from 0 to {MOST_UNITS_EACH}.",
        )
    return int(text)


_EXCLUSION_NAMES: Final = {"": ""} | {
    code: reason.zh for code, reason in EXCLUSIONS.items() if code != RECENTLY_INSPECTED
}

UNIT_COLUMNS: Final = (
    Column("unit", "单位编号", _id),
    Column("name", "单位名称", _name),
    Column("area", "行政区划", _area),
    Column("class", "单位类别", _id),
    Column("risk", "风险等级", _risk),
    Column("credit", "信用等级", _one_of("", "A", "B", "C", "D")),
    Column("last_inspected", "上次检查", _day, needed=False),
    Column("exclusion", "不抽取原因", _named(_EXCLUSION_NAMES), needed=False),
    Column("certain", "必查依据", _text, needed=False),
)
INSPECTOR_COLUMNS: Final = (
    Column("inspector", "执法证号", _id),
    Column("name", "姓名", _name),
    Column("area", "回避地区", _home, needed=False),
    Column("capacity", "可承担单位数", _capacity),
)
CONFLICT_COLUMNS: Final = (
    Column("inspector", "执法证号", _id),
    Column("unit", "单位编号", _id),
    Column("kind", "回避情形", _named({code: zh for code, (zh, _) in CONFLICTS.items()})),
    Column("date", "日期", _day, needed=False),
)


def read(columns: tuple[Column, ...], cells: Mapping[str, str]) -> list[object]:
    """The values of a row by the columns; a cell that is not there is empty. Raises CellRefused."""
    values: list[object] = []
    for column in columns:
        try:
            values.append(column.read(unicodedata.normalize("NFC", cells.get(column.name, ""))))
        except CellFault as fault:
            raise CellRefused(column.name, fault) from None
    return values


def unit(cells: Mapping[str, str]) -> Unit:
    """A row of the list of units."""
    return Unit(*read(UNIT_COLUMNS, cells))  # type: ignore[arg-type]


def inspector(cells: Mapping[str, str]) -> Inspector:
    """A row of the list of inspectors."""
    return Inspector(*read(INSPECTOR_COLUMNS, cells))  # type: ignore[arg-type]


def conflict(cells: Mapping[str, str]) -> Conflict:
    """A row of the list of conflicts. A visit needs its day."""
    found = Conflict(*read(CONFLICT_COLUMNS, cells))  # type: ignore[arg-type]
    if found.kind == "visited" and found.date is None:
        raise CellRefused(
            "date", CellFault("missing", "曾检查的,请填写日期。", "A visit needs the day on which it was.")
        )
    return found
