"""The areas as a tree: the region, its leagues, their counties. Pure; `telemetry.areas` holds the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from telemetry.areas import COUNTIES, LEAGUES, REGION

Level = Literal["region", "league", "county"]
_LEVELS: Final[dict[int, Level]] = {2: "region", 4: "league", 6: "county"}

#: Persons of an average household of the region (census of 2020).
PERSONS_PER_HOUSEHOLD: Final = 2.35


@dataclass(frozen=True)
class Area:
    """One area. `population` is residents; that of a league is the sum of its counties."""

    code: str
    zh: str
    en: str
    population: int
    children: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """What it is; the length of the code says so."""
        return _LEVELS[len(self.code)]

    @property
    def parent(self) -> str | None:
        """The code of the area above; None for the region."""
        return self.code[:-2] or None if len(self.code) > 2 else None

    @property
    def households(self) -> int:
        """Households, estimated from the residents."""
        return round(self.population / PERSONS_PER_HOUSEHOLD)


def _areas() -> dict[str, Area]:
    found = {code: Area(code, zh, en, population) for code, zh, en, population in COUNTIES}
    for code, zh, en in (*LEAGUES, REGION):
        below = [area for area in found.values() if area.parent == code]
        found[code] = Area(
            code, zh, en, sum(area.population for area in below), tuple(sorted(area.code for area in below))
        )
    return found


#: Every area by its code.
AREAS: Final = _areas()
COUNTY_CODES: Final = frozenset(code for code, *_ in COUNTIES)


def path_of(code: str) -> list[Area]:
    """The area and those above it, the region first; those that the table lacks are left out."""
    return [AREAS[code[:length]] for length in (2, 4, 6) if len(code) >= length and code[:length] in AREAS]


def full_name(code: str) -> tuple[str, str]:
    """The names with the league's: 呼和浩特市新城区, Xincheng District, Hohhot. Unknown codes stay."""
    steps = path_of(code)[1:] or path_of(code)
    if not steps or steps[-1].code != code:
        return code, code
    return "".join(area.zh for area in steps), ", ".join(area.en for area in reversed(steps))
