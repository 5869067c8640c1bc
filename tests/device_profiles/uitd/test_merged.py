"""A part that answers for many: nobody's being normal ends another's fire."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from device_profiles.finding import ALL_STATES, Finding, Report
from device_profiles.uitd.merged import MergedStates
from device_profiles.uitd.reading import UitdReport

STATES = frozenset({"fire", "fault", "disabled"})


def said(source: str, *sets: str, no_fire: bool = False, everywhere: bool = False) -> UitdReport:
    clears = (ALL_STATES if everywhere else STATES) - set(sets)
    finding = Finding(sets=frozenset(sets), clears=clears)
    return UitdReport(Report(None, finding, everywhere), source, no_fire=no_fire)


def level(reports: list[UitdReport], before: frozenset[str] = frozenset()) -> frozenset[str]:
    merged, states = MergedStates(), before
    for entry in reports:
        finding = merged.take(entry)
        states = states - finding.clears | finding.sets
    return states


def test_a_state_stands_until_the_last_who_holds_it_lets_go() -> None:
    both = [said("a", "fire"), said("b", "fire")]
    assert level([*both, said("a")]) == {"fire"}
    assert level([*both, said("a"), said("b"), said("uitd", no_fire=True)]) == set()


def test_a_fire_from_before_the_start_ends_by_a_word_for_the_whole_device_only() -> None:
    fire = frozenset({"fire"})
    assert level([said("a")], fire) == {"fire"}
    assert level([said("uitd")], fire) == {"fire"}
    assert level([said("uitd", no_fire=True)], fire) == set()
    assert level([said("key uitd", everywhere=True)], fire) == set()


def test_an_alarm_raised_by_hand_ends_with_the_alarm_declared_over() -> None:
    raised = UitdReport(Report(None, Finding(sets=frozenset({"fire"}))), "key uitd")
    over = UitdReport(Report(None, Finding()), "key uitd", no_fire=True)
    assert level([raised]) == {"fire"}
    assert level([raised, said("a")]) == {"fire"}
    assert level([raised, over]) == set()
    assert level([said("a", "fire"), raised, over]) == {"fire"}


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sets(st.sampled_from(sorted(STATES)), max_size=2)), max_size=20
    )
)
def test_the_part_holds_what_any_source_holds_and_nothing_is_lost(
    reports: list[tuple[str, set[str]]],
) -> None:
    held: dict[str, set[str]] = {}
    for source, states in reports:
        held[source] = states
    union = set().union(*held.values())
    after = level([said(source, *sorted(states)) for source, states in reports])
    assert union <= after <= union | {"fire"}
