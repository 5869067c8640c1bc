"""How much of the region is watched: figures by area and by category, folded from one query. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import add

from cloud.areas.tree import AREAS
from cloud.organisations.categories import CATEGORIES, HOUSEHOLDS


@dataclass(frozen=True)
class Figures:
    """Sums over organisations, in the order in which `fold` adds them.

    Persons are those of the organisations of which a gateway was heard.
    """

    organisations: int = 0
    homes: int = 0
    in_service: int = 0
    with_gateway: int = 0
    heard_within_a_day: int = 0
    points_planned: int = 0
    points_heard: int = 0
    persons: int = 0
    persons_at_home: int = 0


#: One group of the query: county, category, and the sums of `Figures` without the two of homes.
Group = tuple[str, str, int, int, int, int, int, int, int]


@dataclass(frozen=True)
class Coverage:
    """The whole, and its parts. Areas without any organisation are there too: they are what is missing."""

    total: Figures
    by_area: dict[str, Figures]
    by_category: dict[str, Figures]


def fold(area: str, groups: Iterable[Group]) -> Coverage:
    """Sum the groups for the area, for each area directly below it, and for each category."""
    below = AREAS[area].children or (area,)
    width = len(below[0])
    by_area = {code: [0] * len(fields(Figures)) for code in below}
    by_category = {code: [0] * len(fields(Figures)) for code in CATEGORIES}
    total = [0] * len(fields(Figures))
    for county, category, *sums in groups:
        organisations, in_service, with_gateway, heard, planned, points_heard, persons = sums
        home = category in HOUSEHOLDS
        row = (
            organisations,
            organisations if home else 0,
            in_service,
            with_gateway,
            heard,
            planned,
            points_heard,
            persons,
            persons if home else 0,
        )
        for kept in (total, by_area.get(county[:width]), by_category.get(category)):
            if kept is not None:
                kept[:] = map(add, kept, row)
    return Coverage(
        Figures(*total),
        {code: Figures(*kept) for code, kept in by_area.items()},
        {code: Figures(*kept) for code, kept in by_category.items()},
    )


def share(part: float, whole: float) -> float | None:
    """A share to four digits; None of nothing."""
    return round(part / whole, 4) if whole else None
