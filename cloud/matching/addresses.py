"""An address as its parts: areas, road, number, and what is within it. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from cloud.matching import areas
from cloud.matching.spelling import plain

_ROAD: Final = re.compile(r"(?P<road>[^\d()#-]{2,12}?(?:大街|大道|公路|胡同|路|街|巷|道))")
#: Where it meets another road: no number is in there.
_CORNER: Final = re.compile(r"(?:与|和)[^\d]{2,12}?(?:交叉口|交汇处)|(?:交叉口|交汇处)")
_NUMBER: Final = re.compile(r"(\d+)(?:-(\d+))?(?:号院|号楼|号|#楼|#|院)?")
_COMPOUND: Final = re.compile(r"(\d+)号?院")
_WITHIN: Final = (
    ("building", re.compile(r"(\d+|[a-z])(?:号楼|#楼|栋|幢|座|楼(?!层))")),
    ("unit", re.compile(r"(\d+)单元")),
    ("floor", re.compile(r"(\d+)(?:层|f(?![a-z]))")),
    ("room", re.compile(r"(\d+)(?:室|房)")),
)


class Address(NamedTuple):
    """`within`: building, unit, floor and room as far as they are said; `rest`: what is left."""

    whole: str
    area: str
    road: str
    number: str
    within: tuple[tuple[str, str], ...]
    rest: str


@lru_cache(maxsize=65_536)
def parts(text: str) -> Address:
    """Take an address apart; what is not said is empty."""
    whole = plain(text)
    said, left = areas.leading(whole, leave=1)
    left = _CORNER.sub("", left)
    road = _ROAD.match(left) or _ROAD.search(left)
    named, behind = ("", left)
    if road is not None:
        named, behind = road["road"], left[road.end() :]
        left = left[: road.start()] + behind
    number = ""
    if named:
        found = _COMPOUND.match(behind) or _NUMBER.match(behind)
        # 新华大街3号楼: the number is a building's, of a road without one.
        if found is not None and not re.match(r"\d+(?:号楼|#楼|栋|幢|座|单元|层|室)", behind):
            number, behind = found[1], behind[found.end() :]
            if found.re is _NUMBER and found[2]:
                number = f"{found[1]}-{found[2]}"
    within = []
    for name, form in _WITHIN:
        inside = form.search(behind)
        if inside is not None:
            within.append((name, inside[1]))
            behind = behind[: inside.start()] + behind[inside.end() :]
    return Address(whole, areas.narrowest(said), named, number, tuple(within), behind)
