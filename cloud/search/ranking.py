"""Which of the things that the index proposes really match, and which come first. Pure."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from cloud.search import grams
from cloud.search.schemas import Kind


class Way(IntEnum):
    """How a thing was found, best first."""

    SAME_NAME = 0
    SAME_CODE = 1
    NAME_BEGINS = 2
    CODE_BEGINS = 3
    IN_NAME = 4
    PINYIN_BEGINS = 5
    CODE_ENDS = 6
    INITIALS = 7
    PINYIN = 8
    IN_DETAIL = 9


#: Where things are found equally well: the larger first.
KIND_ORDER: tuple[Kind, ...] = ("organisation", "building", "gateway", "device", "room", "point")


class Text(NamedTuple):
    """What a thing is found by."""

    name: str
    detail: str = ""
    codes: str = ""


def way(query: str, text: Text) -> tuple[Way, int] | None:
    """How a thing matches the whole query, and how well in sum; None when it does not.

    Every run of the query must be found; the least of them decides, the others break ties.
    """
    runs = grams.chunks(query)
    if not runs:
        return None
    name = grams.squeezed(text.name)
    if name == "".join(runs):
        return Way.SAME_NAME, 0
    ways = [_of_run(run, name, text) for run in runs]
    found = [one for one in ways if one is not None]
    if len(found) < len(ways):
        return None
    return max(found), sum(found)


def _of_run(run: str, name: str, text: Text) -> Way | None:
    if run in name:
        return Way.NAME_BEGINS if name.startswith(run) else Way.IN_NAME
    best: list[Way] = []
    if run.isascii():
        codes = grams.chunks(text.codes)
        best += [Way.SAME_CODE] if run in codes else []
        best += [Way.CODE_BEGINS] if any(code.startswith(run) for code in codes) else []
        best += [Way.CODE_ENDS] if any(code.endswith(run) for code in codes) else []
        if run.isalpha():
            pinyin, initials = grams.pinyin(text.name)
            best += [Way.PINYIN_BEGINS] if pinyin.startswith(run) else []
            best += [Way.INITIALS] if run in initials else []
            best += [Way.PINYIN] if run in pinyin else []
    if run in grams.squeezed(text.detail):
        best.append(Way.IN_DETAIL)
    return min(best, default=None)
