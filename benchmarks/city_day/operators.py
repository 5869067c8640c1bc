"""Simulated operators: a fixed policy with times. They see what the city's board hands out, and no truth.

The truth is what the person on site answers when an operator calls. The times are assumptions.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.city_day.centre import MIDNIGHT, DayCentre
from cloud.alarm_groups import repository as groups
from cloud.alarms import service as alarms
from cloud.alarms.causes import Cause, explains
from cloud.alarms.state_table import Action, Level, Outcome, State
from cloud.alarms.tables import Alarm
from cloud.city import repository, service
from cloud.city.units import units
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from simulators.city_day.day import HOUR_MS, Day, Incident
from telemetry.event_kinds import FIRE_CLASS


@dataclass(frozen=True)
class Policy:
    """How operators work; seconds."""

    seats: int = 4
    #: From an alarm to the look at the board.
    notice_s: float = 4.0
    #: From taking a group to acknowledging it.
    read_s: float = 6.0
    #: From acknowledging to the word of who is on site, by day and by night.
    call_day_s: float = 75.0
    call_night_s: float = 120.0
    #: Nobody answers; the group is given back, and whoever takes it next calls again.
    unanswered_day: float = 0.05
    unanswered_night: float = 0.15
    #: For what is no fire: reading and writing it down.
    technical_s: float = 30.0

    def night(self, at: int) -> bool:
        """Whether it is between 22 and 6."""
        hour = (at - MIDNIGHT) // HOUR_MS % 24
        return hour >= 22 or hour < 6


class Truth:
    """What the person on site finds, by part and time."""

    def __init__(self, day: Day) -> None:
        self._of: dict[tuple[str, str, str], list[tuple[int, Incident]]] = defaultdict(list)
        for said in day.said:
            if said.edge.active:
                key = (said.edge.building.gateway, said.edge.part.part, said.edge.kind.value)
                self._of[key].append((MIDNIGHT + said.edge.at, said.incident))

    def of(self, alarm: Alarm) -> Incident:
        """The incident behind an alarm's present activation."""
        edges = self._of[alarm.gateway, alarm.part, alarm.kind]
        until = max(alarm.raised_at, alarm.rung_at)
        return [incident for at, incident in edges if at <= until][-1]


@dataclass
class _Seat:
    name: str
    at: int | None = None
    unit: str | None = None
    taken: int = 0
    step: Callable[[_Seat], None] | None = None


class Operators:
    """The seats of a centre."""

    def __init__(self, centre: DayCentre, truth: Truth, policy: Policy, seed: int) -> None:
        self._centre = centre
        self._truth = truth
        self._policy = policy
        self._draw = random.Random(f"{seed} operators")
        self._seats = [_Seat(f"{number}号席") for number in range(1, policy.seats + 1)]
        #: When groups were taken, and how long what was acknowledged and verified had rung; milliseconds.
        self.taken: list[int] = []
        self.acknowledged: list[int] = []
        self.verified: list[int] = []
        self.calls = 0
        self.unanswered = 0

    def next_at(self) -> int | None:
        """When a seat does something next."""
        return min((seat.at for seat in self._seats if seat.at is not None), default=None)

    def wake(self) -> None:
        """Something has rung: of the seats without work the least burdened looks at the board in a moment."""
        idle = [seat for seat in self._seats if seat.at is None]
        if idle and not any(seat.step == self._look for seat in self._seats):
            seat = min(idle, key=lambda seat: seat.taken)
            self._then(seat, self._policy.notice_s, self._look)

    def act(self) -> None:
        """Every seat whose time has come does what it is about to."""
        for seat in self._seats:
            if seat.at is not None and seat.at <= self._centre.clock.at and seat.step is not None:
                step, seat.at, seat.step = seat.step, None, None
                step(seat)

    def close_what_is_over(self) -> None:
        """Close verified fires whose devices have been reset."""
        with self._centre.database.write() as session:
            rows = session.scalars(
                select(Alarm.id).where(Alarm.state == State.VERIFIED, Alarm.level == Level.CLEARED)
            )
            self._decide(session, list(rows), self._seats[0].name, Action.CLOSE)

    def _look(self, seat: _Seat) -> None:
        with self._centre.database.write() as session:
            given = service.take_next(session, LOCAL, by=seat.name, now=self._centre.clock.at)
            claim = given.claim.unit if given.claim is not None else None
        if claim is None:
            return
        seat.unit = claim
        seat.taken += 1
        # What else waits is for the next seat.
        self.wake()
        self.taken.append(self._centre.clock.at)
        self._then(seat, self._policy.read_s, self._acknowledge)

    def _acknowledge(self, seat: _Seat) -> None:
        assert seat.unit is not None
        cause, now = seat.unit.partition("@")[0], self._centre.clock.at
        fire_class = cause in {kind.value for kind in FIRE_CLASS}
        with self._centre.database.write() as session:
            newest = repository.newest_id(session, LOCAL)
            left = 1
            while left:
                try:
                    done, left = service.acknowledge(
                        session, LOCAL, seat.unit, by=seat.name, up_to=newest, now=now
                    )
                except ApiError:
                    break
                session.flush()
                if not done:
                    break
            rows = list(session.scalars(select(Alarm).where(Alarm.acknowledged_at == now)))
            self.acknowledged += [now - row.rung_at for row in rows if row.kind in FIRE_CLASS]
        night = self._policy.night(now)
        call = self._policy.call_night_s if night else self._policy.call_day_s
        if fire_class:
            self._then(seat, call, self._verify)
        else:
            self._then(seat, self._policy.technical_s, self._give_back)

    def _verify(self, seat: _Seat) -> None:
        assert seat.unit is not None
        now = self._centre.clock.at
        self.calls += 1
        share = self._policy.unanswered_night if self._policy.night(now) else self._policy.unanswered_day
        if self._draw.random() < share:
            self.unanswered += 1
        else:
            with self._centre.database.write() as session:
                while (row := self._to_verify(session, seat.unit)) is not None:
                    self._judge(session, row, seat.name)
                    session.flush()
        self._give_back(seat)

    def _to_verify(self, session: Session, key: str) -> Alarm | None:
        found = units(groups.tallies(session, LOCAL, self._centre.clock.at))
        waits = next((unit.group.unverified_id for unit in found if unit.key == key), None)
        return None if waits is None else session.get_one(Alarm, waits)

    def _judge(self, session: Session, row: Alarm, by: str) -> None:
        incident, now = self._truth.of(row), self._centre.clock.at
        outcome = Outcome(incident.outcome)
        cause = _cause(incident, outcome)
        waited = now - row.rung_at
        alarms.decide(
            session, LOCAL, row.id, Action.VERIFY, by=by, note="", now=now, outcome=outcome, cause=cause
        )
        self.verified.append(waited)

    def _give_back(self, seat: _Seat) -> None:
        assert seat.unit is not None
        with self._centre.database.write() as session:
            try:
                service.give_back(session, LOCAL, seat.unit, by=seat.name, now=self._centre.clock.at)
            except ApiError as refusal:
                # It is over by itself.
                if refusal.status != 404:
                    raise
        seat.unit = None
        self._then(seat, 1, self._look)

    def _decide(self, session: Session, ids: Iterable[int], by: str, action: Action) -> None:
        for alarm_id in ids:
            alarms.decide(session, LOCAL, alarm_id, action, by=by, note="", now=self._centre.clock.at)

    def _then(self, seat: _Seat, seconds: float, step: Callable[[_Seat], None]) -> None:
        seat.at, seat.step = self._centre.clock.at + int(seconds * 1000), step


def _cause(incident: Incident, outcome: Outcome) -> Cause | None:
    if incident.sort not in {cause.value for cause in Cause}:
        return None
    cause = Cause(incident.sort)
    return cause if explains(cause, outcome) else None
