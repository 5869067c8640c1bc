"""The storey in a place's name, so that lists run through the building, not the dictionary. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGITS = "零一二三四五六七八九"
_ROOF = 1000
#: What names no storey stands just below the roof.
_ELSEWHERE = 999
_STOREYS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<below>地下|负)(?P<number>[零一二三四五六七八九十\d]+)[层楼]",
        r"(?P<below>)(?P<number>[零一二三四五六七八九十\d]+)[层楼]",
        r"\b(?P<below>basement\s*|B)(?P<number>\d)\b",
        r"\b(?P<below>)(?:floor|storey|level)\s*(?P<number>\d{1,3})\b",
        r"\b(?P<below>)(?P<number>\d{1,3})F\b",
    )
)
_ROOFS = re.compile(r"屋面|屋顶|楼顶|\broof\b", re.IGNORECASE)


class Floor(NamedTuple):
    """A storey: its place in the order from the lowest to the roof, and its names."""

    order: int
    zh: str
    en: str


def chinese_number(text: str) -> int | None:
    """二 is 2, 十 is 10, 二十三 is 23, 17 is 17; None when it is no number."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.index(text) if len(text) == 1 and text in _DIGITS else None
    if len(tens) > 1 or len(ones) > 1 or any(digit not in _DIGITS for digit in tens + ones):
        return None
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


def floor_of(*names: str) -> Floor:
    """The storey that the first of the names speaks of."""
    for name in names:
        for pattern in _STOREYS:
            found = pattern.search(name)
            number = chinese_number(found["number"]) if found else None
            if found and number is not None:
                return _numbered(-number if found["below"] else number)
        if _ROOFS.search(name):
            return Floor(_ROOF, "屋面", "roof")
    return Floor(_ELSEWHERE, "其他", "elsewhere")


def _numbered(number: int) -> Floor:
    if number < 0:
        return Floor(number, f"地下{-number}层", f"basement {-number}")
    return Floor(number, f"{number}层", f"floor {number}")
