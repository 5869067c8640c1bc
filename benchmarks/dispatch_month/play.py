"""The month, played by one policy: an event at a time, units that are bound once, and what came of each.

Theory of operation
===================

1. A unit is free, bound to one incident, or on its way home (free, from where the incident was). To order a
   bound one is an error that stops the play.
2. What is heard of an emergency raises how far the policy goes; it never goes back but when it is not real.
3. Who arrives sees the truth: nothing burns, and all go home after they have looked; or it burns, and grade
   and force follow from what burns then. A team of a micro-station puts a small fire out.
4. What could not be had is asked for again whenever a unit becomes free.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benchmarks.dispatch_month import assumptions as a
from benchmarks.dispatch_month.city import City, Crew
from benchmarks.dispatch_month.emergencies import DAY_S, Emergency
from benchmarks.dispatch_month.policies import Heard, Policy, Rules, confirmed_s, going
from benchmarks.dispatch_month.sending import COVER_S, Sent, by_nearness, by_proposal, keeps_cover
from cloud.dispatch.deciding.capabilities import added, missing
from cloud.dispatch.deciding.grades import graded, risen
from cloud.dispatch.deciding.run_cards import built_in
from cloud.dispatch.deciding.tiers import WEIGHTS, Tier
from cloud.dispatch.forces.station_kinds import KINDS, StationKind, turnout_s
from cloud.dispatch.incidents.board import Asking, force_of
from cloud.dispatch.incidents.straight import straight_seconds
from cloud.dispatch.incidents.tables import Incident
from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.port import Place

#: The month begins at midnight in China.
_BEGIN_MS: Final = 1_767_196_800_000
_IF_NEAR: Final = "first_aid_fire"


@dataclass
class Outcome:
    """What came of an emergency. Times in seconds of the month; None: never."""

    emergency: Emergency
    ordered_s: float | None = None
    #: Anybody who can fight, and the first engine.
    helped_s: float | None = None
    engine_s: float | None = None
    full_s: float | None = None
    out_s: float | None = None
    #: Units that were ordered there, whether they came that far or not.
    engines: int = 0
    micro: int = 0


@dataclass
class _Open:
    outcome: Outcome
    incident: Incident
    tier: Tier = Tier.NOTIFY
    confirmed: bool = False
    over: bool = False
    #: Who goes there, and who is there.
    going: dict[int, Sent] = field(default_factory=dict)
    there: dict[int, Crew] = field(default_factory=dict)
    short: bool = False


class Play:
    """One policy's month."""

    def __init__(
        self,
        city: City,
        emergencies: Sequence[Emergency],
        policy: Policy,
        seed: int,
        progress: Callable[[], None] = lambda: None,
    ) -> None:
        """`progress` is called for each emergency that begins."""
        self.city, self._policy, self._seed, self._progress = city, policy, seed, progress
        self._rules, self._cards = Rules(), built_in()
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._order = 0
        self._now = 0.0
        self._open: dict[int, _Open] = {}
        self._trips: dict[int, int] = {}
        self.outcomes = [Outcome(each) for each in emergencies]
        self.covered_s = self._counted_s = 0.0
        self._stations = [
            each for each in city.stations.values() if KINDS[StationKind(each.kind)].keeps_cover
        ]
        self._risk = np.array([each.risk_s for each in self._stations])
        for outcome in self.outcomes:
            self._at(outcome.emergency.first_s, self._beginning(outcome))

    def run(self) -> None:
        """To the end of all that began."""
        share = self._cover()
        while self._queue:
            at, _, action = heapq.heappop(self._queue)
            if at > self._now:
                self.covered_s += share * (at - self._now)
                self._counted_s += at - self._now
                share = self._cover()
            self._now = at
            action()

    @property
    def coverage(self) -> float:
        """The share of risk that a free engine reaches within the standard, over time."""
        return self.covered_s / self._counted_s

    def _at(self, seconds: float, action: Callable[[], None]) -> None:
        self._order += 1
        heapq.heappush(self._queue, (seconds, self._order, action))

    @property
    def _hour(self) -> int:
        return int(self._now % DAY_S // 3_600)

    def _beginning(self, outcome: Outcome) -> Callable[[], None]:
        def begin() -> None:
            told = outcome.emergency
            incident = Incident(
                type=told.type, grade=graded(told.type, {"floor": told.floor}).grade, category=told.category,
                area="150102", answers={"floor": float(told.floor)},
            )  # fmt: skip
            case = self._open[told.number] = _Open(outcome, incident)
            for sign in told.signs:
                self._at(sign.at_s, lambda: self._hear(case))
            if (sure := confirmed_s(told)) is not None:
                self._at(max(sure, self._now), lambda: self._confirm(case))
            if not told.real and told.verdict_s is not None:
                self._at(told.verdict_s, lambda: self._withdraw(case))
            self._progress()

        return begin

    def _confirm(self, case: _Open) -> None:
        case.confirmed = True
        self._hear(case)

    def _hear(self, case: _Open) -> None:
        if case.over:
            return
        told = case.outcome.emergency
        signs = [sign for sign in told.signs if sign.at_s <= self._now]
        heard = Heard(
            self._now,
            signs[-1].facts if signs else frozenset(),
            signs[0].at_s if signs else None,
            told.acknowledged_s,
            case.confirmed,
        )
        found = going(self._policy, told, heard, self._rules)
        if found.again_s is not None:
            self._at(found.again_s, lambda: self._hear(case))
        if found.tier is not None and found.tier > case.tier:
            case.tier = found.tier
            self._send([case])

    def _send(self, cases: Sequence[_Open]) -> None:
        asking = [each for each in map(self._asking, cases) if each is not None]
        if not asking:
            return
        free = [crew for crew in self.city.crews if crew.bound is None]
        if self._policy is Policy.OURS:
            now_ms = _BEGIN_MS + int(self._now * 1000)
            sent = by_proposal(asking, free, self.city.stations, now_ms)
        else:
            sent = by_nearness(asking, free, self._hour)
        for each in sent:
            self._order_unit(self._open[each.incident], each)
        for case in cases:
            left = self._left(case)
            case.short = any(name != _IF_NEAR for name in left)
            if case.tier is Tier.MICRO_STATION and not case.going and not case.there:
                # No micro-station is near: one pump instead, as the centre does it.
                case.tier = Tier.ONE_PUMP
                self._send([case])

    def _left(self, case: _Open) -> dict[str, float]:
        bound = [each.crew.gives for each in case.going.values()]
        bound += [crew.gives for crew in case.there.values()]
        return missing(force_of(case.incident, self._cards, case.tier).needs, added(bound))

    def _asking(self, case: _Open) -> Asking | None:
        needs = self._left(case)
        if case.over or not needs:
            return None
        told = case.outcome.emergency
        weight = case.incident.grade * WEIGHTS.get(told.category, 1.0)
        weight += 2.0 if case.incident.answers.get("trapped") else 0.0
        begun = bool(case.going or case.there)
        return Asking(told.number, f"{told.number}", told.place, needs, (), weight, begun)

    def _order_unit(self, case: _Open, sent: Sent) -> None:
        crew, outcome = sent.crew, case.outcome
        if crew.bound is not None:
            raise RuntimeError(f"unit {crew.id} is ordered twice")
        crew.bound = outcome.emergency.number
        trip = self._trips[crew.id] = self._trips.get(crew.id, 0) + 1
        if outcome.ordered_s is None:
            outcome.ordered_s = self._now
        outcome.micro += crew.kind is StationKind.MICRO
        outcome.engines += crew.kind is not StationKind.MICRO
        case.going[crew.id] = sent
        # The same unit to the same place takes as long whoever decides.
        luck = np.random.default_rng((self._seed, outcome.emergency.number, crew.id))
        starts = turnout_s(crew.kind, self._hour) if crew.inside else 0.0
        drive = max(sent.seconds - starts, 0.0) * float(np.exp(luck.normal(0.0, a.DRIVE_SPREAD)))
        self._at(self._now + starts + drive, lambda: self._arrive(case, crew, trip))

    def _arrive(self, case: _Open, crew: Crew, trip: int) -> None:
        if self._trips[crew.id] != trip or crew.id not in case.going:
            return
        del case.going[crew.id]
        case.there[crew.id] = crew
        crew.place, crew.inside = case.outcome.emergency.place, False
        self._count(case, crew)
        if not case.outcome.emergency.real:
            self._at(self._now + a.SEARCH_S, lambda: self._withdraw(case))
            case.over = True
        elif case.outcome.emergency.fire is not None:
            self._see(case, crew)
        else:
            self._rescue(case)
        if case.outcome.full_s is None and case.confirmed and not self._missing_there(case):
            case.outcome.full_s = self._now

    def _count(self, case: _Open, crew: Crew) -> None:
        outcome = case.outcome
        if outcome.helped_s is None and (crew.gives.keys() & {"attack", _IF_NEAR, "rescue"}):
            outcome.helped_s = self._now
        if outcome.engine_s is None and crew.gives.get("attack"):
            outcome.engine_s = self._now

    def _missing_there(self, case: _Open) -> bool:
        needs = force_of(case.incident, self._cards, case.tier).needs
        left = missing(needs, added(crew.gives for crew in case.there.values()))
        return any(name != _IF_NEAR for name in left)

    def _see(self, case: _Open, crew: Crew) -> None:
        told, outcome = case.outcome.emergency, case.outcome
        fire = told.fire
        assert fire is not None, "only fires are seen"
        case.confirmed = True
        if outcome.out_s is not None:
            return
        if crew.gives.get("attack"):
            outcome.out_s = self._now
            self._raise_grade(case, fire.area_m2(self._now))
            work = a.WORK_S[0] + a.WORK_S[1] * fire.area_m2(self._now)
            self._at(self._now + work, lambda: self._withdraw(case))
        elif fire.heat_kw(self._now) <= a.FIRST_AID_KW:
            # It is out; one engine still comes to look.
            outcome.out_s = self._now
            case.tier = Tier.ONE_PUMP
            self._at(self._now + a.WORK_S[0], lambda: self._withdraw(case))
        else:
            case.tier = Tier.FULL
        self._send([case])

    def _raise_grade(self, case: _Open, area_m2: float) -> None:
        told, incident = case.outcome.emergency, case.incident
        incident.answers = {**incident.answers, "area_m2": area_m2, "trapped": float(told.trapped)}
        incident.grade = risen(incident.grade, told.type, graded(told.type, incident.answers).grade)
        case.tier = Tier.FULL

    def _rescue(self, case: _Open) -> None:
        if case.outcome.out_s is None:
            luck = np.random.default_rng((self._seed, case.outcome.emergency.number))
            case.outcome.out_s = self._now
            work = a.RESCUE_S[0] * float(np.exp(luck.normal(0.0, a.RESCUE_S[1])))
            self._at(self._now + work, lambda: self._withdraw(case))

    def _withdraw(self, case: _Open) -> None:
        """It is over, or was nothing: all go home."""
        case.over = True
        for sent in case.going.values():
            self._release(sent.crew, sent.crew.place)
        for crew in case.there.values():
            self._release(crew, crew.place)
        case.going.clear()
        case.there.clear()
        waiting = [each for each in self._open.values() if each.short and not each.over]
        if waiting:
            self._send(waiting)
        self._open.pop(case.outcome.emergency.number, None)

    def _release(self, crew: Crew, place: Place) -> None:
        crew.bound = None
        trip = self._trips[crew.id] = self._trips[crew.id] + 1
        (back,) = DistanceCurve().arrivals([place], crew.home, self._hour)
        seconds = back.seconds if back is not None and not crew.inside else 0.0
        self._at(self._now + seconds, lambda: self._home(crew, trip))

    def _home(self, crew: Crew, trip: int) -> None:
        if self._trips[crew.id] == trip and crew.bound is None:
            crew.place, crew.inside = crew.home, True

    def _cover(self) -> float:
        free = [crew for crew in self.city.crews if crew.bound is None and keeps_cover(crew)]
        seconds = straight_seconds(self._stations, [crew.place for crew in free])
        starts = np.array([turnout_s(crew.kind, self._hour) if crew.inside else 0.0 for crew in free])
        within = (seconds + starts <= COVER_S).any(axis=1)
        return float(self._risk[within].sum() / self._risk.sum())
