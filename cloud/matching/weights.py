"""What each thing that two spellings share or differ in is worth, in log-odds, and its words. A table.

Weights add up (Fellegi and Sunter 1969, "A theory of record linkage"); they were set on simulated spellings,
and measured on kinds of spelling that were kept apart (`benchmarks/matching.py`).
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple


class Weight(NamedTuple):
    """Log-odds, and why in both languages."""

    odds: float
    zh: str
    en: str


#: Of two spellings that the blocks bring together few are one.
PRIOR: Final = -4.0
#: Above this a row is matched by itself; from ASK on a person says.
SURE: Final = 0.95
ASK: Final = 0.35
#: A second candidate at least so near leaves the choice to a person.
MARGIN: Final = 0.2

WEIGHTS: Final = {
    "name.same": Weight(8.0, "名称相同(不计行政区划与公司类型)", "the same name, area and form aside"),
    "name.sound": Weight(6.5, "名称读音相同", "the names sound the same"),
    "name.one-slip": Weight(5.5, "名称只差一个字", "one character of the name differs"),
    "name.one-slip-short": Weight(3.0, "名称很短且差一个字", "one character of a short name differs"),
    "name.short": Weight(4.5, "一方是另一方的简称", "one name is short for the other"),
    "name.order": Weight(4.0, "字相同而次序不同", "the same characters in another order"),
    "name.alike": Weight(1.0, "名称相近", "the names are alike"),
    "name.partly": Weight(-2.0, "名称只有部分相同", "the names share a part only"),
    "name.other": Weight(-8.0, "名称不同", "the names differ"),
    "form.same": Weight(0.5, "公司类型相同", "the same company form"),
    "form.other": Weight(-1.0, "公司类型不同", "the company forms differ"),
    "branch.same": Weight(1.0, "同一分支机构", "the same branch"),
    "branch.one": Weight(-3.5, "只有一方是分支机构", "only one is a branch"),
    "branch.other": Weight(-8.0, "分支机构不同", "the branches differ"),
    "number.other": Weight(-8.0, "名称中的序号不同", "the numbers in the names differ"),
    "number.one": Weight(-3.0, "只有一方的名称有序号", "only one name has a number"),
    "address.same": Weight(4.0, "地址相同", "the same address"),
    "address.number": Weight(4.0, "同一条路同一门牌", "the same road and number"),
    "address.road-slip": Weight(3.0, "门牌相同，路名相近", "the same number of a road that is alike"),
    "address.road": Weight(1.0, "同一条路，一方没有门牌", "the same road; one gives no number"),
    "address.alike": Weight(2.0, "地址相近", "the addresses are alike"),
    "address.other-number": Weight(-3.0, "门牌不同", "another number of the road"),
    "address.other-road": Weight(-4.0, "不在一条路", "another road"),
    "address.other": Weight(-2.0, "地址不同", "the addresses differ"),
    "address.other-building": Weight(-1.5, "楼栋、单元或房号不同", "another building, unit or room"),
    "area.same": Weight(0.25, "同一旗县区", "the same county"),
    "area.other": Weight(-6.0, "行政区划不同", "the areas differ"),
}  # fmt: skip
#: With one of these a person is asked, however much speaks for it.
DOUBTS: Final = frozenset({"branch.one", "number.one"})
_DOUBTFUL: Final = 0.9
#: What an address is worth where there are no names to compare.
ADDRESS_ALONE: Final = 2.0
SAME_TEXT: Final = Weight(math.inf, "写法完全相同", "written the same")


def confidence(codes: tuple[str, ...]) -> float:
    """Between 0 and 1."""
    odds = PRIOR + sum(WEIGHTS[code].odds for code in codes)
    told = 1.0 / (1.0 + math.exp(-odds))
    return min(told, _DOUBTFUL) if DOUBTS.intersection(codes) else told
