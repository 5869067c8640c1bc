"""A report is told once, and one that comes late neither ends nor makes a fire."""

from hypothesis import given
from hypothesis import strategies as st

from device_profiles.finding import Finding
from device_profiles.json_device.order import TopicOrder, Verdict, late
from device_profiles.json_device.reading import Order
from device_profiles.level import UNHEARD, move


def report(counter: int | None, session: str = "s", identity: str | None = None) -> Order:
    return Order(identity, session, counter)


def test_the_same_identity_is_the_same_report() -> None:
    order = TopicOrder()
    verdicts = [order.judge(report(n, identity=name), None) for n, name in ((1, "a"), (1, "a"), (2, "b"))]
    assert verdicts == [Verdict.NEW, Verdict.AGAIN, Verdict.NEW]


def test_the_same_counter_twice_is_told_twice_when_nothing_else_says_that_it_is_the_same() -> None:
    order = TopicOrder()
    assert [order.judge(report(0), None) for _ in range(2)] == [Verdict.NEW, Verdict.NEW]


def test_a_lower_counter_is_late() -> None:
    order = TopicOrder()
    assert order.judge(report(8), 2_000) is Verdict.NEW
    assert order.judge(report(7), 1_000) is Verdict.LATE
    assert order.judge(report(9), 3_000) is Verdict.NEW


def test_a_device_that_began_anew_is_heard() -> None:
    order = TopicOrder()
    assert order.judge(report(8), 2_000) is Verdict.NEW
    assert order.judge(report(0), 3_000) is Verdict.NEW, "its time went on"
    assert order.judge(report(500), 4_000) is Verdict.NEW
    assert order.judge(report(1), None) is Verdict.NEW, "no report is that late"
    assert order.judge(report(0, session="after a join"), None) is Verdict.NEW


@given(st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 100)), max_size=60))
def test_a_report_above_the_newest_is_always_heard(said: list[tuple[int, int | None]]) -> None:
    order = TopicOrder()
    for counter, ts in said:
        order.judge(report(counter), ts)
    assert order.judge(report(41), None) is Verdict.NEW


def test_a_late_report_leaves_every_state_alone_and_a_fire_in_it_is_a_doubt() -> None:
    burning = move(UNHEARD, Finding(sets=frozenset({"fire"})))
    assert move(burning, late(Finding(clears=frozenset({"fire"})))).states == {"fire"}
    quiet = move(UNHEARD, Finding(clears=frozenset({"fire"})))
    after = move(quiet, late(Finding(sets=frozenset({"fire"}))))
    assert after.states == frozenset()
    assert after.doubt
    assert not move(quiet, late(Finding(sets=frozenset({"test"})))).doubt
