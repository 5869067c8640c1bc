"""What the simulated sites are: one line a category. Shares and rates are assumptions, none a statistic.

Codes are those of the registry of places; `community` is a residential community, a site of its own kind.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Making(NamedTuple):
    """How sites of a category are drawn. Pairs are the middle and the spread (of the logarithm) of a size."""

    code: str
    #: Of a thousand buildings.
    share: int
    #: Confirmed fires a year at a site without any hazard beyond the usual.
    rate: float
    storeys: tuple[int, int]
    area_m2: tuple[float, float]
    people: tuple[float, float]
    #: Middle of the year it was built.
    built: int
    #: Of all: has a kitchen or gas, people sleep there, electric bicycles are charged, is a key unit.
    gas: float
    sleeping: float
    ebike: float
    key_unit: float
    #: Share connected to the centre, and inspections a year of one that is no key unit.
    connected: float
    inspected: float
    #: Mean of the storage class (0 little … 3 dangerous goods).
    storage: float


MAKINGS: Final = (
    Making("high-rise", 50, 0.0069, (9, 33), (18_000, 0.6), (500, 0.7),
           2009, 0.5, 0.1, 0.15, 0.6, 0.85, 0.7, 0.6),
    Making("commercial", 60, 0.0127, (2, 7), (12_000, 0.9), (600, 0.9),
           2007, 0.7, 0.0, 0.2, 0.5, 0.75, 0.8, 1.4),
    Making("chemical", 20, 0.0184, (1, 3), (6_000, 0.8), (80, 0.7), 2008, 0.3, 0.1, 0.1, 0.7, 0.8, 1.2, 2.6),
    Making("office", 110, 0.0012, (3, 20), (6_000, 0.8), (180, 0.8),
           2006, 0.2, 0.0, 0.15, 0.2, 0.5, 0.3, 0.4),
    Making("industrial", 150, 0.0090, (1, 3), (4_000, 0.9), (60, 0.9),
           2005, 0.2, 0.1, 0.15, 0.2, 0.4, 0.45, 1.7),
    Making("medical", 50, 0.0026, (2, 12), (4_000, 1.0), (160, 1.0),
           2004, 0.4, 0.6, 0.1, 0.5, 0.75, 0.8, 0.5),
    Making("elder-care", 25, 0.0047, (1, 5), (1_800, 0.7), (70, 0.6),
           2006, 0.9, 1.0, 0.1, 0.5, 0.7, 1.1, 0.4),
    Making("school", 80, 0.0009, (2, 6), (5_000, 0.8), (600, 0.8), 2003, 0.6, 0.3, 0.15, 0.3, 0.6, 0.7, 0.3),
    Making("heritage", 10, 0.0034, (1, 2), (900, 0.8), (20, 0.7), 1935, 0.1, 0.1, 0.0, 0.8, 0.6, 1.2, 0.6),
    Making("hotel", 70, 0.0053, (3, 18), (3_500, 0.8), (120, 0.8), 2007, 0.8, 1.0, 0.15, 0.3, 0.65, 0.8, 0.5),
    Making("entertainment", 55, 0.0095, (1, 4), (1_200, 0.7), (90, 0.7),
           2008, 0.4, 0.0, 0.15, 0.35, 0.6, 1.0, 0.6),
    Making("small-premises", 260, 0.0074, (1, 3), (180, 0.8), (8, 0.7),
           2002, 0.6, 0.35, 0.45, 0.0, 0.12, 0.2, 0.9),
    Making("other", 60, 0.0029, (1, 6), (1_500, 1.0), (40, 1.0), 2003, 0.3, 0.1, 0.2, 0.1, 0.25, 0.25, 0.7),
)  # fmt: skip

#: A community; its rate is that of a hundred homes.
COMMUNITY: Final = Making(
    "community", 0, 0.0075, (5, 28), (60_000, 0.7), (1_500, 0.7), 2005, 0.9, 1.0, 0.8, 0.0, 0.45, 0.6, 0.4
)
CATEGORIES: Final = (*(making.code for making in MAKINGS), COMMUNITY.code)
