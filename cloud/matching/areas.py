"""The names of areas at the beginning of a spelling, whole or short, as many as stand there. Pure."""

from __future__ import annotations

import re
from typing import Final

from cloud.areas.tree import AREAS

#: What everybody calls them besides.
_ALIASES: Final = {
    "内蒙": "15", "呼市": "1501", "锡盟": "1525", "兴安": "1522",
    "阿盟": "1529", "呼盟": "1507", "乌盟": "1509",
    "巴盟": "1508", "赤峰": "1504", "鄂市": "1506",
}  # fmt: skip
_SUFFIXES: Final = ("自治区", "自治旗", "盟", "市", "区", "旗", "县")
_LEAST: Final = 2
#: Behind a short name these make it something else: 海拉尔 is a place, 海拉尔东路 a road of another.
_NOT_BEHIND: Final = re.compile(
    r"[东西南北中新]{0,2}(?:大街|大道|公路|胡同|街|路|巷|道|村|营|镇|乡|苏木|小区|嘎查)"
)


def _words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {word: {code} for word, code in _ALIASES.items()}
    for code, area in AREAS.items():
        names = {area.zh}
        for suffix in _SUFFIXES:
            short = area.zh.removesuffix(suffix)
            # 新城 alone is said of a quarter, too; two characters and more are taken, one (东河) never.
            if short != area.zh and len(short) >= _LEAST:
                names.add(short)
                break
        for name in names:
            found.setdefault(name, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


WORDS: Final = _words()
_WHOLE: Final = frozenset(area.zh for area in AREAS.values())
_LONGEST: Final = max(map(len, WORDS))


def leading(text: str, *, leave: int) -> tuple[tuple[frozenset[str], ...], str]:
    """The areas that the text begins with and what is behind them, at least `leave` characters."""
    found: list[frozenset[str]] = []
    while True:
        for length in range(min(_LONGEST, len(text) - leave), _LEAST - 1, -1):
            codes = WORDS.get(text[:length])
            if codes is None or not agree((*found, codes)):
                continue
            if text[:length] in _WHOLE or _NOT_BEHIND.match(text, length) is None:
                found.append(codes)
                text = text[length:]
                break
        else:
            return tuple(found), text


def agree(said: tuple[frozenset[str], ...]) -> bool:
    """Whether all of these can speak of one place: some code of each lies on one path."""
    return bool(_paths(said))


def narrowest(said: tuple[frozenset[str], ...]) -> str:
    """The code that these words pin down; empty: none, or several."""
    paths = _paths(said)
    return paths.pop() if len(paths) == 1 else ""


def _paths(said: tuple[frozenset[str], ...]) -> set[str]:
    paths = {""}
    for codes in said:
        paths = {
            max(path, code, key=len)
            for path in paths
            for code in codes
            if path.startswith(code) or code.startswith(path)
        }
    return paths
