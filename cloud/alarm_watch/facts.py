"""What is known besides an alarm, found among what else rang at its site. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import Enum, auto
from itertools import islice

from cloud.alarm_watch.evidence import Fact
from cloud.alarm_watch.ringing import CALL_POINTS, FLOW, PUMPS, Ringing
from telemetry.event_kinds import EventKind

#: Alarms of one site within this time speak of the same thing.
TOGETHER_MS = 600_000
_MANY = 4
_MOVES = frozenset({EventKind.FIRE, EventKind.LINKAGE, EventKind.SUPERVISORY})


class _Sort(Enum):
    DETECTOR = auto()
    CALL_POINT = auto()
    FLOW = auto()
    PUMP = auto()
    EARLY_WARNING = auto()
    PRE_ALARM = auto()


class SiteFacts:
    """What rang at one site, sorted so that a flood of thousands is walked once."""

    def __init__(self, rang: Iterable[Ringing]) -> None:
        self._of: dict[_Sort, list[Ringing]] = defaultdict(list)
        self._in_zone: dict[str, list[Ringing]] = defaultdict(list)
        for one in rang:
            sort = _sort_of(one)
            if sort is None:
                continue
            self._of[sort].append(one)
            if sort is _Sort.DETECTOR and one.place:
                self._in_zone[one.place].append(one)

    def about(self, alarm: Ringing) -> set[Fact]:
        """The facts that the others of the site say about this one."""
        found: set[Fact] = set()
        if _some(alarm, self._in_zone.get(alarm.place, ())):
            found.add(Fact.DETECTOR_IN_ZONE)
        others = len(_apart(alarm, self._of[_Sort.DETECTOR], _MANY))
        if others:
            found.add(Fact.DETECTOR_IN_BUILDING)
        if others >= _MANY:
            found.add(Fact.MANY_DETECTORS)
        for sort, fact in _SAYS.items():
            if _some(alarm, self._of[sort]):
                found.add(fact)
        # An early warning of the same part is evidence too: another sense than the part's own limit.
        if alarm.kind is not EventKind.EARLY_WARNING and any(
            _near(alarm, one) for one in self._of[_Sort.EARLY_WARNING]
        ):
            found.add(Fact.EARLY_WARNING)
        if alarm.kind is EventKind.FIRE and any(
            one.key == alarm.key and _near(alarm, one) for one in self._of[_Sort.PRE_ALARM]
        ):
            found.add(Fact.PRE_ALARM)
        return found


_SAYS = {
    _Sort.CALL_POINT: Fact.CALL_POINT,
    _Sort.FLOW: Fact.WATER_FLOW,
    _Sort.PUMP: Fact.PUMP_START,
}


def _sort_of(one: Ringing) -> _Sort | None:
    if one.kind is EventKind.EARLY_WARNING:
        return _Sort.EARLY_WARNING
    if one.kind is EventKind.PRE_ALARM:
        return _Sort.PRE_ALARM
    if one.kind not in _MOVES:
        return None
    if one.component_type in FLOW:
        return _Sort.FLOW
    if one.component_type in PUMPS:
        return _Sort.PUMP
    if one.component_type in CALL_POINTS:
        return _Sort.CALL_POINT
    return _Sort.DETECTOR if one.kind is EventKind.FIRE else None


def _near(alarm: Ringing, other: Ringing) -> bool:
    return abs(alarm.rung_at - other.rung_at) <= TOGETHER_MS


def _apart(alarm: Ringing, others: Iterable[Ringing], enough: int) -> set[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for other in others:
        if other.key != alarm.key and _near(alarm, other):
            seen.add(other.key)
            if len(seen) >= enough:
                break
    return seen


def _some(alarm: Ringing, others: Iterable[Ringing]) -> bool:
    return bool(list(islice((1 for one in others if one.key != alarm.key and _near(alarm, one)), 1)))
