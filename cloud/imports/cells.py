"""How a cell becomes a value. Each reader raises CellFault, with the cure, for what is none."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from cloud.areas.tree import AREAS, COUNTY_CODES, full_name
from cloud.imports.fault import CellFault
from cloud.organisations import categories, credit_code
from cloud.organisations.text import unprintable

Parse = Callable[[str], Any]


def text(limit: int) -> Parse:
    """Any text of at most so many characters."""

    def parse(cell: str) -> str:
        if len(cell) > limit:
            raise CellFault(
                "too-long", f"超过 {limit} 个字符,请缩短。", f"Longer than {limit} characters. Shorten it."
            )
        bad = unprintable(cell)
        if bad is not None:
            raise CellFault(
                "bad-character",
                f"含有不能保存的字符 {bad},请删除。",
                f"The character {bad} cannot be kept. Remove it.",
            )
        return cell

    return parse


def pattern(form: str, code: str, zh: str, en: str) -> Parse:
    """Text of a form."""
    compiled = re.compile(form, re.ASCII)

    def parse(cell: str) -> str:
        if compiled.fullmatch(cell) is None:
            raise CellFault(code, zh, en)
        return cell

    return parse


def number(least: float, most: float, *, whole: bool = False) -> Parse:
    """A number within bounds; full-width digits and commas are digits and commas."""

    def parse(cell: str) -> float | int:
        try:
            value = float(unicodedata.normalize("NFKC", cell).replace(",", ""))
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or (whole and value != int(value)):
            kind_zh, kind_en = ("整数", "a whole number") if whole else ("数字", "a number")
            raise CellFault(
                "not-a-number", f"应为{kind_zh},不带单位。", f"Must be {kind_en}, without a unit."
            )
        if not least <= value <= most:
            raise CellFault(
                "out-of-range",
                f"应在 {least:g} 与 {most:g} 之间。",
                f"Must be between {least:g} and {most:g}.",
            )
        return int(value) if whole else value

    return parse


def one_of(words: Mapping[str, str], zh: str, en: str) -> Parse:
    """One of some words, in either language."""

    def parse(cell: str) -> str:
        found = words.get(cell.strip().lower())
        if found is None:
            raise CellFault("not-one-of", f"应为:{zh}。", f"Must be one of: {en}.")
        return found

    return parse


def category(cell: str) -> str:
    """The code of a category, by its name in either language."""
    found = categories.by_name(cell)
    if found is None:
        known = "、".join(row.zh for row in categories.CATEGORIES.values())
        raise CellFault(
            "not-one-of",
            f"没有这个类别。请从下拉列表选择:{known}。",
            f"No such category. Choose from the list: {', '.join(categories.CATEGORIES)}.",
        )
    return found.code


_BY_NAME: Final = {full_name(code)[0]: code for code in COUNTY_CODES}
_BY_SHORT: Final[dict[str, list[str]]] = {}
for _code in sorted(COUNTY_CODES):
    _BY_SHORT.setdefault(AREAS[_code].zh, []).append(_code)


def area(cell: str) -> str:
    """A county's six-digit code, by that or by its name where it is the only one of that name."""
    name = cell.removeprefix("内蒙古自治区")
    if cell in COUNTY_CODES:
        return cell
    if name in _BY_NAME:
        return _BY_NAME[name]
    if len(_BY_SHORT.get(name, ())) == 1:
        return _BY_SHORT[name][0]
    raise CellFault(
        "no-such-area",
        "不是自治区的旗县区。请填六位区划码(如 150102)或全称(如 呼和浩特市新城区)。",
        "Not a county of the region. Write the six-digit code (150102) or the full Chinese name.",
    )


def social_credit_code(cell: str) -> str:
    """A unified social credit code (统一社会信用代码), its check character right."""
    code = cell.upper()
    if "E+" in code:
        raise CellFault(
            "excel-number",
            "Excel 已把该代码变成科学计数,末位丢失。请将单元格设为“文本”后重新填写。",
            "Excel has turned the code into a number and lost digits. Make the cell text, type it again.",
        )
    wrong = credit_code.fault(code)
    if wrong is not None:
        raise CellFault("credit-code", *wrong)
    return code


NUMBER = pattern(
    r"[A-Za-z0-9._/-]{1,64}",
    "bad-number",
    "编号只能含字母、数字和 . _ / -,最多64个字符。",
    "A number has letters, digits and . _ / - only, at most 64.",
)
GATEWAY = pattern(
    r"[A-Za-z0-9_-]{1,64}",
    "bad-gateway",
    "网关号只能含字母、数字、_ 和 -,最多64个字符。",
    "A gateway's name has letters, digits, _ and - only, at most 64.",
)
PHONE = pattern(
    r"[+0-9][0-9 -]{2,23}",
    "bad-phone",
    "电话只能含数字、空格、+ 和 -。",
    "A phone number has digits, spaces, + and -.",
)
DATUM = one_of(
    {"wgs84": "wgs84", "wgs-84": "wgs84", "gcj02": "gcj02", "gcj-02": "gcj02", "火星坐标": "gcj02"},
    "WGS-84、GCJ-02",
    "WGS-84, GCJ-02",
)
TOWNSHIP = pattern(r"15[0-9]{7}", "bad-code", "应为九位乡镇代码。", "A township code has nine digits.")
METRES = number(0, 10_000)
