from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from cloud.draw_verifier import verify_draw
from cloud.inspection_draw.assignment import TOGETHER, assign


def feasible(able: dict[str, list[str]], capacity: dict[str, int]) -> bool:
    """Hall's condition, set by set: no choice of units asks more of inspectors than those have."""
    units = list(able)
    for size in range(1, len(units) + 1):
        for chosen in itertools.combinations(units, size):
            places = sum(min(capacity[name], sum(name in able[unit] for unit in chosen)) for name in capacity)
            if places < TOGETHER * size:
                return False
    return True


_CASES = st.integers(2, 5).flatmap(
    lambda people: st.tuples(
        st.lists(
            st.sets(st.integers(0, people - 1), min_size=2, max_size=people).map(sorted),
            min_size=1,
            max_size=6,
        ),
        st.lists(st.integers(1, 4), min_size=people, max_size=people),
        st.integers(0, 10**6),
    )
)


@given(_CASES)
@settings(deadline=None)
def test_everybody_is_served_whenever_that_can_be_and_both_programs_send_the_same(
    case: tuple[list[list[int]], list[int], int],
) -> None:
    sets, rooms, seed = case
    able = {f"u{n}": [f"i{k}" for k in given_set] for n, given_set in enumerate(sets)}
    capacity = {f"i{k}": room for k, room in enumerate(rooms)}
    found = assign(list(able), able, capacity, str(seed))
    loads = Counter(itertools.chain.from_iterable(found.pairs.values()))
    assert all(loads[name] <= capacity[name] for name in capacity)
    for unit, pair in found.pairs.items():
        assert len(set(pair)) == TOGETHER
        assert set(pair) <= set(able[unit])
    assert found.pairs.keys() | found.unserved.keys() == able.keys()
    assert (not found.unserved) == feasible(able, capacity)
    assert found.unserved == {unit: len(able[unit]) for unit in found.unserved}
    people = [{"inspector": name, "capacity": room} for name, room in capacity.items()]
    crew, without = verify_draw.paired(list(able), able, people, str(seed))
    assert {unit: tuple(sorted(pair)) for unit, pair in crew.items()} == found.pairs
    assert without == list(found.unserved)


def test_full_inspectors_change_places_so_that_the_last_unit_is_served() -> None:
    able = {"first": ["a", "b", "c", "d"], "second": ["a", "b"], "third": ["c", "d"]}
    capacity = dict.fromkeys("abcd", 1) | {"a": 2, "c": 2}
    served = [assign(list(able), able, capacity, str(seed)) for seed in range(40)]
    assert not any(found.unserved for found in served)
    assert {found.pairs["first"] for found in served} == {("a", "c")}


def test_a_unit_that_cannot_have_two_leaves_its_inspectors_to_others() -> None:
    able = {"first": ["a", "b"], "second": ["a", "c"], "third": ["b", "d"]}
    found = assign(list(able), able, {"a": 1, "b": 1, "c": 1, "d": 1}, "seed")
    assert found.unserved == {"second": 2, "third": 2}
    found = assign(["second", "first", "third"], able, {"a": 1, "b": 1, "c": 1, "d": 1}, "seed")
    assert found.pairs == {"second": ("a", "c"), "third": ("b", "d")}


def test_while_nobody_is_full_every_pair_is_as_likely_as_any_other() -> None:
    able = {f"u{n}": ["a", "b", "c", "d"] for n in range(6_000)}
    found = assign(list(able), able, dict.fromkeys("abcd", 6_000), "seed")
    counts = Counter(found.pairs.values())
    assert len(counts) == 6
    assert sum((count - 1_000) ** 2 / 1_000 for count in counts.values()) < 20.5  # 0.999, 5 degrees
