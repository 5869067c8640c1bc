"""The day played: messages, the watch and the operators by turns; the clock jumps to what comes next."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.city_day.centre import MIDNIGHT, DayCentre
from benchmarks.city_day.operators import Operators, Policy, Truth
from cloud.access.examine import Arrival
from cloud.alarm_groups import repository as groups
from cloud.alarm_groups.grouping import fold
from cloud.people.asker import LOCAL
from simulators.city_day.day import DAY_MS, Day, Plan, day
from simulators.city_day.messages import messages
from telemetry.event_kinds import EventKind

#: The watch's own rhythm.
TICK_MS = 500
_SWEEP_MS = 60_000


@dataclass
class Played:
    """What is known after the day; times in milliseconds, `seconds` of this machine."""

    day: Day
    centre: DayCentre
    truth: Truth
    operators: Operators
    messages: int
    seconds: float
    looks: int = 0
    hidden: int = 0
    most_groups: int = 0
    #: Open alarms at the moment with the most.
    most_open: int = 0


def play(folder: Path, plan: Plan, policy: Policy, on_time: Callable[[int], object]) -> Played:
    """Play the day in this folder; the caller closes the centre. `on_time` is told the time of day, ms."""
    made = day(plan)
    centre = DayCentre(folder)
    centre.enrol(made)
    truth = Truth(made)
    operators = Operators(centre, truth, policy, plan.seed)
    sent = deque(messages(made, MIDNIGHT))
    played = Played(made, centre, truth, operators, len(sent), 0.0)
    works = deque(made.works)
    began, swept = time.monotonic(), MIDNIGHT
    while True:
        coming = [
            MIDNIGHT + sent[0].at if sent else None,
            MIDNIGHT + works[0].at if works else None,
            centre.next_due(),
            operators.next_at(),
        ]
        soonest = min((at for at in coming if at is not None), default=None)
        if soonest is None or soonest >= MIDNIGHT + DAY_MS:
            break
        centre.clock.at = max(centre.clock.at + TICK_MS, -(-soonest // TICK_MS) * TICK_MS)
        now = centre.clock.at
        while works and MIDNIGHT + works[0].at <= now:
            centre.declare(works.popleft())
        arrivals = []
        while sent and MIDNIGHT + sent[0].at <= now:
            message = sent.popleft()
            arrivals.append(Arrival(message.topic, message.payload, MIDNIGHT + message.at))
        centre.take_in(arrivals)
        looked = centre.watch.look()
        if arrivals or looked:
            operators.wake()
            _look_at_the_board(played)
        operators.act()
        if now - swept >= _SWEEP_MS:
            operators.close_what_is_over()
            swept = now
        on_time(now - MIDNIGHT)
    played.seconds = time.monotonic() - began
    return played


def _look_at_the_board(played: Played) -> None:
    """Whether the first fire that asks for somebody stands in front, and every fire is counted."""
    with played.centre.database.read() as session:
        tallies = groups.tallies(session, LOCAL, played.centre.clock.at)
        first = groups.first_fire(session, LOCAL)
    shown = fold(tallies)
    played.looks += 1
    played.most_groups = max(played.most_groups, len(shown))
    played.most_open = max(played.most_open, sum(tally.number for tally in tallies))
    if first is None:
        return
    on_top = shown[0].cause == "fire" and shown[0].first_id == first.id
    fires = sum(tally.number for tally in tallies if tally.kind == "fire" and not tally.dismissed)
    in_fires = sum(group.kinds.get(EventKind.FIRE, 0) for group in shown if group.cause == "fire")
    if not on_top or in_fires != fires:
        played.hidden += 1
