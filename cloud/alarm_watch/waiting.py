"""How long a fire may wait for a verdict before it goes out, by category of building. Pure.

Two times, as the delays of EN 54-2 (7.11): `unseen_s` until somebody has acknowledged, `looking_s` more for
who went to look; together never more than ten minutes. Where people sleep or cannot walk, or the place itself
is dangerous, there is no delay. The seconds are assumptions; `[alarms] wait_s` sets a category's first time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

#: EN 54-2 7.11: the longest delay of the output to the brigade.
LONGEST_S = 600
#: From this P(real) on nobody waits for a verdict. What GB 50116-2013 4.1.6 takes for a confirmation, two
#: detectors of a zone or one and a call point, is above it in every category.
GO_AT_ONCE = 0.25


class Wait(NamedTuple):
    """Seconds until an unacknowledged fire goes out, and those that acknowledging adds."""

    unseen_s: int
    looking_s: int


NONE = Wait(0, 0)
WAITS: dict[str, Wait] = {
    "elder-care": NONE,
    "medical": NONE,
    "hotel": NONE,
    "chemical": NONE,
    "elder-alone": NONE,
    "town-home": NONE,
    "farm-home": NONE,
    "herder-home": NONE,
    "community": NONE,
    "high-rise": Wait(30, 120),
    "commercial": Wait(30, 120),
    "entertainment": Wait(30, 90),
    "small-premises": Wait(30, 90),
    "school": Wait(30, 120),
    "heritage": Wait(30, 120),
    "office": Wait(60, 180),
    "industrial": Wait(60, 180),
    "other": Wait(60, 180),
}
#: Of a gateway that is bound to nobody: nobody knows who sleeps there.
UNKNOWN = Wait(30, 60)

#: Uses of a building that end every delay, whatever the organisation does: words in either language.
SLEEPING_OR_HAZARDOUS = (
    "宿舍",
    "客房",
    "住院",
    "病房",
    "养老",
    "幼儿",
    "住宅",
    "危险",
    "化学",
    "油库",
    "加油",
    "燃气",
    "烟花",
    "dormitor",
    "ward",
    "bedroom",
    "nursery",
    "kindergarten",
    "residential",
    "hazard",
    "chemical",
    "fuel",
)


def wait_of(category: str | None, use: str | None, told: Mapping[str, int]) -> Wait:
    """The wait of a building; `told`: first times by category that the settings give."""
    words = (use or "").lower()
    if any(word in words for word in SLEEPING_OR_HAZARDOUS):
        return NONE
    base = WAITS.get(category or "", UNKNOWN)
    unseen_s = told.get(category or "")
    return base if unseen_s is None else Wait(unseen_s, base.looking_s if unseen_s else 0)


def until(wait: Wait, rung_at: int, acknowledged: bool) -> int:
    """When it goes out, milliseconds UTC."""
    seconds = wait.unseen_s + (wait.looking_s if acknowledged else 0)
    return rung_at + min(seconds, LONGEST_S) * 1000
