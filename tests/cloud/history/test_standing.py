from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.history.standing import Stood, covered_ms, ends_of, spells, standing

STOOD = st.builds(
    lambda kind, since, lasted: Stood(kind, True, since, None if lasted is None else since + lasted),
    st.sampled_from(["fault", "disabled"]),
    st.integers(-50, 149),
    st.one_of(st.none(), st.integers(0, 200)),
)


def test_the_last_step_ends_with_the_span() -> None:
    assert ends_of(0, 25, 10) == [10, 20, 25]
    assert ends_of(0, 0, 10) == []


def test_a_state_stands_from_its_raising_until_it_clears() -> None:
    found = [Stood("fault", False, 5, 25), Stood("fault", False, 12, 14), Stood("fault", False, 28, None)]
    assert standing(found, ["fault"], [10, 20, 30, 40]) == {"fault": [1, 1, 1, 1]}


def test_an_alarm_that_came_back_while_it_was_open_stood_only_while_it_was_active() -> None:
    moves = [(False, 20), (True, 50), (False, 60), (True, 90)]
    assert list(spells(10, None, moves)) == [(10, 20), (50, 60), (90, None)]
    assert list(spells(10, 60, moves[:3])) == [(10, 20), (50, 60)]
    assert list(spells(10, 40, [])) == [(10, 40)], "closed while it was active"


@given(st.integers(0, 50), st.lists(st.tuples(st.booleans(), st.integers(0, 500)), max_size=20))
def test_spells_follow_each_other_and_only_the_last_may_still_stand(
    raised: int, moves: list[tuple[bool, int]]
) -> None:
    moves = [(active, raised + at) for active, at in sorted(moves, key=lambda move: move[1])]
    found = list(spells(raised, None, moves))
    flat = [at for spell in found for at in spell if at is not None]
    assert flat == sorted(flat)
    assert all(until is not None for _, until in found[:-1])


@given(st.lists(STOOD, max_size=20), st.integers(1, 60))
def test_steps_say_what_a_plain_count_says(stood: list[Stood], width: int) -> None:
    ends = ends_of(0, 150, width)
    found = standing(stood, ["fault", "disabled"], ends)
    for kind in ("fault", "disabled"):
        assert found[kind] == [
            sum(
                one.kind == kind and one.since < end and (one.until is None or one.until >= end)
                for one in stood
            )
            for end in ends
        ]


@given(st.lists(STOOD, max_size=20), st.integers(1, 60), st.integers(150, 200))
def test_no_moment_of_a_silence_is_lost_or_counted_twice(stood: list[Stood], width: int, now: int) -> None:
    ends = ends_of(0, 150, width)
    inside = [max(0, min(now if one.until is None else one.until, 150) - max(one.since, 0)) for one in stood]
    found = covered_ms(stood, 0, width, ends, now)
    assert sum(found) == sum(inside)
    assert all(ms <= width * len(stood) for ms in found)
