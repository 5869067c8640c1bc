"""How surely two spellings are one organisation, or one address, and why. Pure and symmetric."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from cloud.matching import addresses, names, weights
from cloud.matching.addresses import Address
from cloud.matching.areas import leading
from cloud.matching.names import Name
from cloud.matching.spelling import sound

_ALIKE: Final = 75.0
_PARTLY: Final = 50.0
_SHORT_CORE: Final = 5
_LEAST_SHORT: Final = 2
#: A short name that keeps less than this of the long one may be anybody's.
_LEAST_SHARE: Final = 0.34
_SAME: Final = "same-text"


class Spelling(NamedTuple):
    """As it was written; what was not said is empty. `area`: two, four or six digits."""

    name: str
    address: str = ""
    area: str = ""


class Likeness(NamedTuple):
    """`confidence` between 0 and 1; `reasons`: codes of `weights.WEIGHTS`, the weightiest first."""

    confidence: float
    reasons: tuple[str, ...]

    def words(self) -> tuple[tuple[str, str, str], ...]:
        """(code, zh, en) of each reason; a minus or plus says which way it counts."""
        found = []
        for code in self.reasons:
            one = weights.SAME_TEXT if code == _SAME else weights.WEIGHTS[code]
            found.append((code, one.zh, one.en))
        return tuple(found)


def organisations(one: Spelling, other: Spelling) -> Likeness:
    """Whether both are one organisation: by name, address and area together."""
    if one == other:
        return Likeness(1.0, (_SAME,))
    mine, theirs = names.parts(one.name), names.parts(other.name)
    here, there = addresses.parts(one.address), addresses.parts(other.address)
    codes = [_name(mine, theirs)]
    codes += ["number.one"] if codes == ["name.short"] and bool(mine.numbers) != bool(theirs.numbers) else []
    codes += _form(mine, theirs) + _branch(mine, theirs)
    codes += _address(here, there)
    codes += _area(_where(one.area, mine.area, here.area), _where(other.area, theirs.area, there.area))
    return _told(codes)


def places(one: str, other: str) -> Likeness:
    """Whether two addresses are one."""
    if one == other:
        return Likeness(1.0, (_SAME,))
    here, there = addresses.parts(one), addresses.parts(other)
    codes = _address(here, there) or ["address.other"]
    codes += _area((here.area,), (there.area,))
    odds = weights.PRIOR + sum(weights.ADDRESS_ALONE * weights.WEIGHTS[code].odds for code in codes)
    return Likeness(1.0 / (1.0 + math.exp(-odds)), _ordered(codes))


def _told(codes: list[str]) -> Likeness:
    return Likeness(weights.confidence(tuple(codes)), _ordered(codes))


def _ordered(codes: list[str]) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda code: (-abs(weights.WEIGHTS[code].odds), code)))


def _name(mine: Name, theirs: Name) -> str:
    one, other = sorted((mine.core, theirs.core), key=lambda text: (len(text), text))
    if one == other:
        return "name.same"
    numbered = mine.numbers and theirs.numbers and mine.numbers != theirs.numbers
    if numbered and not mine.branch and not theirs.branch:
        return "number.other"
    if sound(one) == sound(other):
        return "name.sound"
    if len(one) >= _LEAST_SHORT and _short_for(one, other):
        return "name.short"
    if OSA.distance(one, other) == 1:
        return "name.one-slip" if len(one) >= _SHORT_CORE else "name.one-slip-short"
    if sorted(one) == sorted(other):
        return "name.order"
    alike = max(ratio(one, other), ratio(sound(one), sound(other)) - 15.0)
    return "name.alike" if alike >= _ALIKE else "name.partly" if alike >= _PARTLY else "name.other"


def _short_for(short: str, long: str) -> bool:
    """Whether the short one's characters stand in the long one in this order, the first at its beginning."""
    _, bare = leading(long, leave=_LEAST_SHORT)
    for text in (long, bare):
        rest = iter(text)
        begins = text[:1] == short[0]
        if begins and len(short) >= _LEAST_SHARE * len(text) and all(one in rest for one in short):
            return True
    return False


def _form(mine: Name, theirs: Name) -> list[str]:
    if not mine.form or not theirs.form:
        return []
    return ["form.same" if mine.form == theirs.form else "form.other"]


def _branch(mine: Name, theirs: Name) -> list[str]:
    if mine.branch == theirs.branch:
        return ["branch.same"] if mine.branch else []
    if mine.branch and theirs.branch:
        same = sound(mine.branch) == sound(theirs.branch) or mine.branch in theirs.branch
        return ["branch.same"] if same or theirs.branch in mine.branch else ["branch.other"]
    return ["branch.one"]


def _address(here: Address, there: Address) -> list[str]:
    if not here.whole or not there.whole:
        return []
    if here.whole == there.whole:
        return ["address.same"]
    if not here.road or not there.road:
        mine, theirs = here.road + here.number + here.rest, there.road + there.number + there.rest
        alike = ratio(mine, theirs) >= _ALIKE or sound(mine) == sound(theirs)
        return [*(["address.alike"] if alike else ["address.other"]), *_within(here, there)]
    same = here.road == there.road or sound(here.road) == sound(there.road)
    slip = not same and OSA.distance(here.road, there.road) == 1 and len(here.road) > len("新华路")
    if not same and not slip:
        ends = here.road.endswith(there.road) or there.road.endswith(here.road)
        if not ends:
            return ["address.other-road"]
        same = True
    if not here.number or not there.number:
        return [*(["address.road"] if same else []), *_within(here, there)]
    if here.number != there.number:
        return ["address.other-number"]
    return ["address.number" if same else "address.road-slip", *_within(here, there)]


def _within(here: Address, there: Address) -> list[str]:
    mine, theirs = dict(here.within), dict(there.within)
    return (
        ["address.other-building"]
        if any(theirs.get(at, value) != value for at, value in mine.items())
        else []
    )


def _where(*codes: str) -> tuple[str, ...]:
    return tuple(code for code in codes if code)


def _area(here: tuple[str, ...], there: tuple[str, ...]) -> list[str]:
    for mine in here:
        for theirs in there:
            if mine and theirs and not (mine.startswith(theirs) or theirs.startswith(mine)):
                return ["area.other"]
    mine, theirs = max(here, key=len, default=""), max(there, key=len, default="")
    return ["area.same"] if mine == theirs and len(mine) == 6 else []
