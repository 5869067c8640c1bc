"""Whether a report speaks of an incident that is known already (重复报警): rules in their order. Pure.

GB 50313 asks for repeated reports to be recognised and marked. A wrong merge hides a second fire, so a rule
holds only within its time and distance, a fire is never taken for a rescue, and every merge says why and can
be split again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from cloud.dispatch.deciding.incident_types import Family
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.travel_time.port import Place, straight_m

MINUTE_MS: Final = 60_000
#: Where there are no houses one fire is seen from far.
_OPEN_COUNTRY_M: Final = 3_000.0


@dataclass(frozen=True)
class Told:
    """What is known of a report, or of an incident by its reports."""

    family: Family
    at: int
    place: Place | None
    building_id: int | None = None
    alarm_id: int | None = None
    phone: str = ""
    words: str = ""
    open_country: bool = False


class Match(NamedTuple):
    """The incident, and why."""

    incident: int
    because: Words


class _Rule(NamedTuple):
    within_ms: int
    holds: Callable[[Told, Told], bool]
    words: Callable[[Told, Told], Words]


def _metres(one: Told, other: Told) -> float | None:
    if one.place is None or other.place is None:
        return None
    return straight_m(one.place, other.place)


def _near(limit_m: float) -> Callable[[Told, Told], bool]:
    return lambda one, other: (far := _metres(one, other)) is not None and far <= limit_m


def _near_words(one: Told, other: Told) -> Words:
    far, minutes = _metres(one, other) or 0.0, abs(one.at - other.at) / MINUTE_MS
    return Words(f"相距 {far:.0f} 米、间隔 {minutes:.0f} 分钟", f"{far:.0f} m and {minutes:.0f} min apart")


def _fixed(zh: str, en: str) -> Callable[[Told, Told], Words]:
    return lambda _one, _other: Words(zh, en)


RULES: Final = (
    _Rule(
        12 * 60 * MINUTE_MS,
        lambda one, other: one.alarm_id is not None and one.alarm_id == other.alarm_id,
        _fixed("同一报警点位", "the same alarm"),
    ),
    _Rule(
        60 * MINUTE_MS,
        lambda one, other: one.building_id is not None and one.building_id == other.building_id,
        _fixed("同一建筑", "the same building"),
    ),
    _Rule(
        30 * MINUTE_MS,
        lambda one, other: len(one.phone) >= 5 and one.phone == other.phone and not _apart(one, other),
        _fixed("同一来电号码", "the same telephone"),
    ),
    _Rule(30 * MINUTE_MS, _near(150.0), _near_words),
    _Rule(
        60 * MINUTE_MS,
        lambda one, other: one.open_country and other.open_country and _near(_OPEN_COUNTRY_M)(one, other),
        _near_words,
    ),
    _Rule(
        30 * MINUTE_MS,
        lambda one, other: len(one.words) >= 6 and one.words == other.words and not _apart(one, other),
        _fixed("报警地址相同", "the same words for the place"),
    ),
)


def _apart(one: Told, other: Told) -> bool:
    """Two known places that are certainly not one."""
    far = _metres(one, other)
    return far is not None and far > 1_000


def match(report: Told, incidents: Iterable[tuple[int, Told]]) -> Match | None:
    """The incident that a report speaks of; the strongest rule decides, then the incident reported last.

    `incidents`: one entry for each report of each open incident.
    """
    known = [(number, told) for number, told in incidents if told.family is report.family]
    known.sort(key=lambda each: (-each[1].at, each[0]))
    for rule in RULES:
        for number, told in known:
            if abs(report.at - told.at) <= rule.within_ms and rule.holds(report, told):
                return Match(number, rule.words(report, told))
    return None
