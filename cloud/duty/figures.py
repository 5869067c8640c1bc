"""The load of seats: of any span on demand, of days and shifts that are over rolled up. Commits nothing.

A span is one pass over its alarms by the time they reached the centre, whatever the number of rooms: the
database counts by place, minute and kind, and what it counted goes to the seats whose place it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.duty import figures_repository as repository
from cloud.duty import reach
from cloud.duty.days import DAY_MS, MINUTE_MS, day_of, start_of
from cloud.duty.figures_repository import Place
from cloud.duty.load import Load, counted, load, percentile
from cloud.duty.tables import DutyRoom, DutySeat

#: How far days, and shifts, are rolled up.
DAYS_UNTIL: Final = "duty-figures-days"
SHIFTS_UNTIL: Final = "duty-figures-shifts"
#: A span is rolled up so long after its end.
SETTLED_MS: Final = 5 * MINUTE_MS
#: How far back the first roll-up goes.
_FIRST_MS: Final = 2 * DAY_MS

Seats = Sequence[tuple[DutyRoom, DutySeat]]


@dataclass
class Tally:
    """What came to one seat in one span."""

    minutes: Counter[int] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    delays: Counter[int] = field(default_factory=Counter)
    standing: int = 0
    stale: int = 0

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.by_kind and not self.standing


def tallies(
    session: Session, seats: Seats, start_at: int, end_at: int, now: int, *which: ColumnElement[bool]
) -> dict[int, Tally]:
    """What came to each of these seats; `which` narrows the alarms looked at."""
    owners = _Owners(seats)
    found = {seat.id: Tally() for _, seat in seats}
    for came in repository.came(session, start_at, end_at, *which):
        for seat in owners.of(came.place):
            found[seat].by_kind[came.kind] += came.alarms
            if counted(came.kind):
                found[seat].minutes[came.minute] += came.alarms
    for answered in repository.answered(session, start_at, end_at, *which):
        for seat in owners.of(answered.place):
            found[seat].delays[answered.after_ms] += answered.alarms
    for stands in repository.standing(session, now, end_at, *which):
        for seat in owners.of(stands.place):
            found[seat].standing += stands.alarms
            found[seat].stale += stands.stale
    return found


def of_room(
    session: Session, room: DutyRoom, start_at: int, end_at: int, now: int
) -> list[tuple[DutySeat, Tally, Load]]:
    """The load of each of a room's seats over any span."""
    seats = repository.seats_with_rooms(session, [room.id])
    found = tallies(session, seats, start_at, end_at, now, reach.alarms_of(room))
    return [(seat, found[seat.id], load(found[seat.id].minutes, start_at, end_at)) for _, seat in seats]


def roll_up_days(session: Session, now: int) -> int:
    """Roll the next day that is over up; returns how many figures, -1: none is due."""
    first = counters.current(session, DAYS_UNTIL) or start_of(day_of(now - _FIRST_MS))
    if first + DAY_MS + SETTLED_MS > now:
        return -1
    made = _roll_up(session, "day", repository.seats_with_rooms(session), first, first + DAY_MS, now)
    counters.raise_to(session, DAYS_UNTIL, first + DAY_MS)
    return made


def roll_up_shifts(session: Session, now: int) -> int:
    """Roll up the shifts that ended first of those left; returns how many figures, -1: none is due."""
    since = counters.current(session, SHIFTS_UNTIL) or now - _FIRST_MS
    spans = repository.ended_spans(session, since, now - SETTLED_MS)
    if not spans:
        return -1
    end = min(end_at for _, end_at in spans)
    made = 0
    for (start_at, end_at), rooms in spans.items():
        if end_at == end:
            made += _roll_up(
                session, "shift", repository.seats_with_rooms(session, rooms), start_at, end_at, now
            )
    counters.raise_to(session, SHIFTS_UNTIL, end)
    return made


def _roll_up(session: Session, period: str, seats: Seats, start_at: int, end_at: int, now: int) -> int:
    found = tallies(session, seats, start_at, end_at, now)
    rows = [
        {"seat_id": seat, "period": period, "start_at": start_at, "end_at": end_at, "made_at": now}
        | measured(tally, load(tally.minutes, start_at, end_at))
        for seat, tally in found.items()
        if not tally.nothing
    ]
    repository.write(session, rows)
    return len(rows)


def measured(tally: Tally, rates: Load) -> dict[str, Any]:
    """The figures by their names."""
    return {
        "alarms": rates.alarms,
        "by_kind": dict(sorted(tally.by_kind.items())),
        "peak": rates.peak,
        "peak_at": rates.peak_at,
        "floods": len(rates.floods),
        "flood_ms": sum(flood.end_at - flood.start_at for flood in rates.floods),
        "flood_alarms": sum(flood.alarms for flood in rates.floods),
        "acknowledged": tally.delays.total(),
        "acknowledge_p50_ms": percentile(tally.delays, 0.5),
        "acknowledge_p90_ms": percentile(tally.delays, 0.9),
        "standing": tally.standing,
        "stale": tally.stale,
    }


class _Owners:
    """Which seats alarms of a place come to."""

    def __init__(self, seats: Seats) -> None:
        by_organisation: dict[int, list[tuple[DutyRoom, DutySeat]]] = {}
        self._centres: list[tuple[DutyRoom, DutySeat]] = []
        for room, seat in seats:
            if room.organisation_id is None:
                self._centres.append((room, seat))
            else:
                by_organisation.setdefault(room.organisation_id, []).append((room, seat))
        self._by_organisation: Mapping[int, list[tuple[DutyRoom, DutySeat]]] = by_organisation
        self._known: dict[Place, list[int]] = {}

    def of(self, place: Place) -> list[int]:
        """The ids of the seats."""
        if place not in self._known:
            own = self._by_organisation.get(place.organisation_id or 0, [])
            self._known[place] = [
                seat.id for room, seat in _both(own, self._centres) if reach.is_of(room, seat, *place)
            ]
        return self._known[place]


def _both(first: Iterable[Any], second: Iterable[Any]) -> Iterable[Any]:
    yield from first
    yield from second
