"""What the month is made of: only the share of false alarms is published, the rest are assumptions. Tables.

98 of 100 automatic alarms that a brigade attended were false (Surrey 10/2022 to 03/2023, Gloucestershire;
gov.uk 2022-11-24). Growth of fires: the four classes of NFPA 72 and ISO 16733, heat = alpha t².
"""

from __future__ import annotations

from typing import Final, NamedTuple

DAYS: Final = 30
#: Real fires that an automatic alarm tells of, and false alarms for each.
AUTOMATIC_FIRES: Final = 45
FALSE_FOR_ONE_REAL: Final = 49
#: Told by telephone alone: fires where no device is, and everything else.
CALLED_FIRES: Final = 240
CALLED_RESCUES: Final = 600

#: kW/s²: slow, medium, fast, ultra-fast.
ALPHAS: Final = (0.00293, 0.01172, 0.0469, 0.1876)
#: How often a fire is of each class, by what burns where; sums to 1.
GROWTH: Final[dict[str, tuple[float, float, float, float]]] = {
    "home": (0.30, 0.50, 0.18, 0.02),
    "work": (0.25, 0.45, 0.25, 0.05),
    "goods": (0.10, 0.35, 0.40, 0.15),
}


class Occupancy(NamedTuple):
    """A category of building: its share of connected buildings, how fires grow, and who is there."""

    share: float
    growth: str
    storeys: tuple[int, int]
    #: How often sprinklers hold the fire.
    sprinklers: float
    #: How likely people are trapped once a room is alight.
    trapped: float


OCCUPANCIES: Final[dict[str, Occupancy]] = {
    "high-rise": Occupancy(0.12, "home", (11, 33), 0.4, 0.20),
    "commercial": Occupancy(0.08, "goods", (2, 8), 0.7, 0.10),
    "office": Occupancy(0.10, "work", (4, 24), 0.5, 0.05),
    "industrial": Occupancy(0.10, "goods", (1, 4), 0.3, 0.05),
    "chemical": Occupancy(0.02, "goods", (1, 3), 0.3, 0.05),
    "medical": Occupancy(0.04, "work", (3, 16), 0.5, 0.25),
    "elder-care": Occupancy(0.04, "home", (1, 6), 0.3, 0.40),
    "school": Occupancy(0.08, "work", (3, 6), 0.1, 0.10),
    "hotel": Occupancy(0.08, "home", (3, 20), 0.5, 0.25),
    "entertainment": Occupancy(0.06, "goods", (1, 5), 0.5, 0.20),
    "small-premises": Occupancy(0.16, "goods", (1, 3), 0.0, 0.15),
    "town-home": Occupancy(0.12, "home", (4, 18), 0.0, 0.20),
}

#: Heat at which a detector rings, kW: median, and the spread of its logarithm; a second one needs more.
DETECTOR_KW: Final = (25.0, 0.7)
SECOND_DETECTOR_TIMES: Final = 3.0
CALL_POINT_SHARE: Final = 0.35
SPRINKLER_KW: Final = 700.0
#: A person on site sees for himself: median seconds after he was told, its spread, and how often he answers.
LOOKING_S: Final = (110.0, 0.5)
ANSWERS: Final = 0.85
#: A control room acknowledges: median seconds and spread, and how often somebody is there.
ACKNOWLEDGING_S: Final = (15.0, 0.8)
ATTENDED: Final = 0.9
#: A fire is called in by telephone: median seconds after it can be seen (100 kW) by day and by night.
CALLING_S: Final = (150.0, 300.0, 0.7)
SEEN_KW: Final = 100.0
#: From the call to the first order: the limit of GB 50313 is 45 s.
HANDLING_S: Final = 45.0

#: Burning at the surface, kW/m².
KW_M2: Final = 250.0
#: No fire here burns more than so much before it is held by walls.
MOST_M2: Final = 3_000.0
#: People of a micro-station put out what is no hotter.
FIRST_AID_KW: Final = 300.0
#: A crew looks so long for a fire that is none; work at a fire takes so long, and more for each m².
SEARCH_S: Final = 600.0
WORK_S: Final = (1_200.0, 6.0)
RESCUE_S: Final = (1_500.0, 0.5)
#: The drive takes what the estimate says, times a number of this spread of its logarithm.
DRIVE_SPREAD: Final = 0.22
#: A fire that nobody is sent to within so long of its first sign is missed, and late within so long.
MISSED_S: Final = 900.0
LATE_S: Final = 120.0
