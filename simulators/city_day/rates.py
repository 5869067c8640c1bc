"""How often what happens in a city's buildings, by cause and hour. Tables, each with where it comes from.

Only the share of false alarms is published: 98 of 100 automatic alarms that a brigade attended were false
(Surrey 10/2022 to 03/2023, 976 mobilisations; Gloucestershire, 1,700). The rest says `assumption`: nobody has
measured it for these buildings, and a centre's own figures should take its place.
"""

from __future__ import annotations

from typing import Final, NamedTuple

ASSUMED: Final = "assumption"
#: False alarms for one real fire, from the published share.
FALSE_FOR_ONE_REAL: Final = 49


class Hours(NamedTuple):
    """When something happens: the hours of its peaks, and how much more often than in the others."""

    peaks: tuple[int, ...]
    factor: float

    def weights(self) -> list[float]:
        """One weight an hour, 0 to 23."""
        return [self.factor if hour in self.peaks else 1.0 for hour in range(24)]


ANY_HOUR = Hours((), 1)
WORKING = Hours(tuple(range(8, 18)), 8)


class Nuisance(NamedTuple):
    """A cause of false alarms."""

    #: Of a thousand false alarms.
    share: int
    hours: Hours
    #: Component type of GB/T 26875.3 that rings.
    component: int
    #: How often a second detector of the zone rings too.
    second: float
    #: Least and most seconds until it clears.
    lasts_s: tuple[int, int]
    basis: str = ASSUMED


#: By cause, in the words of a verdict.
NUISANCES: Final[dict[str, Nuisance]] = {
    "cooking": Nuisance(280, Hours((6, 7, 11, 12, 17, 18, 19), 8), 42, 0.10, (60, 900)),
    "steam": Nuisance(130, Hours((6, 7, 21, 22, 23), 5), 42, 0.05, (60, 600)),
    "dust": Nuisance(120, WORKING, 42, 0.05, (30, 1_200)),
    "smoking": Nuisance(120, Hours((0, 1, 12, 20, 21, 22, 23), 3), 42, 0.02, (30, 300)),
    "works": Nuisance(100, WORKING, 42, 0.15, (120, 1_800)),
    "fault": Nuisance(100, ANY_HOUR, 42, 0.0, (5, 7_200)),
    "insects": Nuisance(50, Hours((0, 1, 2, 3, 22, 23), 2), 42, 0.0, (30, 600)),
    "weather": Nuisance(40, Hours((4, 5, 6), 2), 31, 0.05, (60, 1_800)),
    "accidental": Nuisance(40, WORKING, 23, 0.0, (60, 900)),
    "malicious": Nuisance(20, Hours((16, 17, 18, 21, 22), 4), 23, 0.0, (60, 900)),
}


class Technical(NamedTuple):
    """What rings without anything burning or seeming to: once a building and so many days."""

    every_days: float
    hours: Hours
    lasts_s: tuple[int, int]
    basis: str = ASSUMED


TECHNICAL: Final[dict[str, Technical]] = {
    "fault": Technical(2.0, ANY_HOUR, (300, 28_800)),
    "loop-fault": Technical(30.0, WORKING, (300, 7_200)),
    "device-offline": Technical(5.0, ANY_HOUR, (60, 14_400)),
    "supervisory": Technical(5.0, WORKING, (60, 3_600)),
    "linkage": Technical(8.0, WORKING, (30, 900)),
    "disabled": Technical(20.0, WORKING, (1_800, 43_200)),
    "chatter": Technical(50.0, ANY_HOUR, (60, 900)),
    "early-warning": Technical(40.0, ANY_HOUR, (300, 1_200)),
    "pre-alarm": Technical(10.0, WORKING, (30, 600)),
    "walk-test": Technical(80.0, WORKING, (0, 0)),
    "maintenance": Technical(60.0, WORKING, (0, 0)),
}

#: False alarms a building and day: with the default number of fires in 500 buildings the published share.
NUISANCES_A_DAY: Final = 0.59
#: Of walk tests and maintenance so many were not declared to the centre.
UNDECLARED: Final = 0.15


class FireSort(NamedTuple):
    """One way for a fire to show itself. Times in seconds after the first sign."""

    share: int
    #: Whether an early warning, or a pre-alarm, or a call point comes first; else a detector.
    first: str
    detectors: tuple[int, int]
    call_point: float
    water: float
    driven: tuple[int, int]
    basis: str = ASSUMED


FIRES: Final[dict[str, FireSort]] = {
    "growing": FireSort(4, "detector", (4, 25), 0.5, 0.4, (6, 30)),
    "smouldering": FireSort(2, "pre-alarm", (1, 2), 0.2, 0.0, (0, 3)),
    "seen-by-a-person": FireSort(2, "call-point", (1, 6), 1.0, 0.1, (3, 12)),
    "warned-of": FireSort(2, "early-warning", (2, 10), 0.4, 0.2, (4, 16)),
}
#: Beside them: the one fire of the day that floods its panel.
FLOOD: Final = "flood"
