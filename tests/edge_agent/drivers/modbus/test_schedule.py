"""Whose turn it is: nothing waits for ever, the urgent overtakes, who is dead costs the others nothing."""

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.drivers.modbus.schedule import ALONE_PAUSE_S, MAX_PAUSE_S, Rank, Schedule, Task


class Bus:
    """A line on which every request takes its time, and some units never answer."""

    def __init__(
        self,
        tasks: list[Task[str]],
        dead: set[int] | None = None,
        took_s: float = 0.02,
        timeout_s: float = 0.5,
    ) -> None:
        self.schedule: Schedule[str] = Schedule({task.unit for task in tasks})
        for task in tasks:
            self.schedule.add(task)
        self.dead = dead or set()
        self.took_s, self.timeout_s = took_s, timeout_s
        self.now = 0.0
        self.log: list[tuple[float, Task[str], bool]] = []

    def run(self, until: float) -> None:
        while self.now < until:
            task = self.schedule.next(self.now, self.timeout_s)
            if task is None:
                self.now += max(1e-4, min(self.schedule.wait_s(self.now), until - self.now))
                continue
            assert task.due <= self.now + 1e-9
            answers = task.unit not in self.dead
            self.log.append((self.now, task, answers))
            self.now += self.took_s if answers else self.timeout_s
            if answers:
                self.schedule.answered(task, self.now)
            else:
                self.schedule.failed(task, self.now, self.now + self.timeout_s)

    def gaps(self, unit: int, since: float = 0.0) -> list[float]:
        times = [at for at, task, _ in self.log if task.unit == unit and at >= since]
        return [later - earlier for earlier, later in itertools.pairwise(times)]

    def times(self, what: str) -> list[float]:
        return [at for at, task, _ in self.log if task.what == what]


def polled(unit: int, period_s: float = 1.0, rank: Rank = Rank.NORMAL, what: str = "") -> Task[str]:
    return Task(unit, what or f"unit {unit}", rank, period_s)


ranks = st.sampled_from((Rank.ALARM, Rank.NORMAL, Rank.SLOW))
loads = st.lists(
    st.tuples(st.integers(1, 5), ranks, st.sampled_from((0.05, 0.25, 1.0, 5.0))), min_size=1, max_size=12
)


@given(loads, st.sampled_from((0.001, 0.02, 0.3)))
def test_no_task_starves_however_busy_the_line(load: list[tuple[int, Rank, float]], took_s: float) -> None:
    tasks = [Task(unit, str(place), rank, period) for place, (unit, rank, period) in enumerate(load)]
    bus = Bus(tasks, took_s=took_s)
    bus.run(60.0)
    bound = 5.0 + 6.0 + 2 * len(tasks) * took_s  # the longest patience and period, and a round of the others
    for task in tasks:
        times = [0.0, *bus.times(task.what), 60.0]
        assert max(later - earlier for earlier, later in itertools.pairwise(times)) <= bound


@given(loads)
def test_an_idle_line_keeps_every_period(load: list[tuple[int, Rank, float]]) -> None:
    tasks = [Task(unit, str(place), rank, period) for place, (unit, rank, period) in enumerate(load)]
    bus = Bus(tasks, took_s=0.0001)
    bus.run(20.0)
    for task in tasks:
        expected = 20.0 / (task.period_s or 1.0)
        assert expected - 2 <= len(bus.times(task.what)) <= expected + 2


def test_alarms_go_before_the_rest() -> None:
    bus = Bus([polled(1, what="rest"), polled(1, 0.1, Rank.ALARM, "alarm")])
    bus.run(0.001)
    assert [task.what for _, task, _ in bus.log] == ["alarm"]


def test_a_probe_goes_before_alarms_on_a_line_that_is_never_idle() -> None:
    bus = Bus([polled(unit, 0.02, Rank.ALARM) for unit in range(1, 6)])
    bus.run(3.0)
    bus.schedule.add(Task(3, "probe", Rank.PROBE, None, bus.now))
    asked = bus.now
    bus.run(5.0)
    assert len(bus.times("probe")) == 1
    assert bus.times("probe")[0] - asked <= bus.took_s


def test_details_come_at_once_when_they_are_hastened_and_at_their_own_pace_after() -> None:
    detail = polled(1, 60.0, what="detail")
    bus = Bus([polled(1, 0.25, Rank.ALARM, "summary"), detail])
    bus.run(5.0)
    bus.schedule.hasten(detail, bus.now, Rank.DETAIL)
    bus.run(10.0)
    first, second = bus.times("detail")
    assert first < 0.2
    assert 5.0 <= second <= 5.3


def test_one_dead_unit_among_ten_costs_the_others_nothing_once_it_is_known() -> None:
    tasks = [polled(unit) for unit in range(1, 11)]
    sound, struck = Bus(tasks), Bus([polled(unit) for unit in range(1, 11)], dead={4})
    sound.run(600.0)
    struck.run(600.0)
    for unit in set(range(1, 11)) - {4}:
        before, after = sorted(sound.gaps(unit, 20.0)), sorted(struck.gaps(unit, 20.0))
        assert after[int(0.99 * len(after))] < 1.5 * before[int(0.99 * len(before))]
    assert max(struck.gaps(4)) <= MAX_PAUSE_S + 2


def test_a_dead_unit_is_looked_for_even_when_the_line_is_never_idle() -> None:
    bus = Bus(
        [polled(unit, 0.02, Rank.ALARM) for unit in range(1, 10)] + [polled(10)], dead={10}, took_s=0.05
    )
    bus.run(600.0)
    looked = [at for at, task, _ in bus.log if task.unit == 10]
    assert len(looked) >= 8
    assert sum(0.5 for _ in looked) <= 0.015 * 600.0 + 2.0
    bus.dead.clear()
    bus.run(720.0)
    assert len([at for at, task, ok in bus.log if task.unit == 10 and ok]) > 30


def test_all_tasks_of_a_unit_wait_while_it_is_silent_and_come_back_together() -> None:
    bus = Bus([polled(1, 0.5, what=name) for name in "abc"] + [polled(2, 0.5, what="other")], dead={1})
    bus.run(30.0)
    asked = Counter(task.what for at, task, _ in bus.log if task.unit == 1)
    assert set(asked) == {"a"}
    bus.dead.clear()
    bus.run(200.0)
    back = {task.what for _, task, ok in bus.log if task.unit == 1 and ok}
    assert back == {"a", "b", "c"}


def test_while_nobody_answers_everybody_is_asked_often() -> None:
    bus = Bus([polled(unit) for unit in (1, 2, 3)], dead={1, 2, 3})
    bus.run(300.0)
    assert bus.schedule.all_lost
    for unit in (1, 2, 3):
        assert max(bus.gaps(unit, 60.0)) <= ALONE_PAUSE_S + 4 * bus.timeout_s


def test_a_new_line_asks_everyone_at_once() -> None:
    bus = Bus([polled(unit, 100.0) for unit in (1, 2, 3)], dead={2})
    bus.run(50.0)
    bus.dead.clear()
    bus.schedule.everything_now(bus.now)
    bus.run(51.0)
    assert {task.unit for at, task, ok in bus.log if at >= 50.0 and ok} == {1, 2, 3}


def test_a_task_that_is_removed_is_never_asked_again_and_its_unit_goes_on() -> None:
    first, second = polled(1, what="first"), polled(1, what="second")
    bus = Bus([first, second], dead={1})
    bus.run(3.0)
    bus.schedule.remove(first)
    bus.dead.clear()
    bus.run(10.0)
    assert not [at for at in bus.times("first") if at > 3.0]
    assert bus.times("second")


@given(
    st.lists(
        st.tuples(st.sampled_from("fahnrp"), st.integers(0, 5), st.floats(0.0, 3.0)), min_size=1, max_size=60
    )
)
def test_no_order_of_events_loses_a_task(steps: list[tuple[str, int, float]]) -> None:
    tasks = [polled(place % 3 + 1, what=str(place)) for place in range(6)]
    schedule: Schedule[str] = Schedule({1, 2, 3})
    for task in tasks:
        schedule.add(task)
    now = 0.0
    for what, place, passed in steps:
        now += passed
        if what == "h":
            schedule.hasten(tasks[place], now, Rank.DETAIL)
        elif what == "n":
            schedule.everything_now(now)
        elif what == "p":
            schedule.add(Task(place % 3 + 1, "probe", Rank.PROBE, None, now))
        elif (task := schedule.next(now, 0.1)) is not None:
            if what == "f":
                schedule.failed(task, now, now + 0.5)
            else:
                schedule.answered(task, now)
    seen = set()
    for _ in range(3000):
        now += 0.05
        while (task := schedule.next(now, 0.1)) is not None:
            seen.add(task.what)
            schedule.answered(task, now)
    assert seen >= {task.what for task in tasks}
