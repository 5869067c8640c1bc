"""The vocabulary is the standard's, whole, and one table each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from telemetry.analog_types import ANALOG_TYPES, BY_SLUG, in_range
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.event_kinds import BIT_FIRE, BIT_NORMAL, EVENT_KINDS, FIRE_CLASS, EventKind, kinds_in


def test_the_standards_tables_are_whole() -> None:
    assert len([code for code in SYSTEM_TYPES if code < 128]) == 17
    assert len([code for code in COMPONENT_TYPES if code < 128]) == 66
    assert [code for code in ANALOG_TYPES if code < 128] == list(range(1, 13))


def test_names_that_sources_confuse_are_the_standards() -> None:
    assert SYSTEM_TYPES[23].zh == "消防电源"
    assert COMPONENT_TYPES[121].zh == "警报装置"
    assert COMPONENT_TYPES[118].zh == "防火门监控器"


def test_unknown_codes_are_kept_and_named_as_such() -> None:
    assert COMPONENT_TYPES.name(5).zh == "预留 5"
    assert COMPONENT_TYPES.name(200).en == "user-defined 200"


def test_every_name_stands_in_both_languages_and_once() -> None:
    for table in (SYSTEM_TYPES, COMPONENT_TYPES):
        assert all(term.en and term.zh for term in table.values())
        assert len({term.zh for term in table.values()}) == len(table)
    assert len(BY_SLUG) == len(ANALOG_TYPES)


def test_fire_stands_before_everything_and_every_kind_has_its_own_rank() -> None:
    ranks = {entry.rank: kind for kind, entry in EVENT_KINDS.items()}
    assert len(ranks) == len(EventKind) == len(EVENT_KINDS)
    assert ranks[0] is EventKind.FIRE
    assert max(EVENT_KINDS[kind].rank for kind in FIRE_CLASS) < min(
        entry.rank for kind, entry in EVENT_KINDS.items() if kind not in FIRE_CLASS
    )


def test_a_fire_whose_normal_bit_is_clear_is_a_fire_and_no_test() -> None:
    assert kinds_in(BIT_FIRE) == {EventKind.FIRE}
    assert kinds_in(BIT_FIRE | BIT_NORMAL) == {EventKind.FIRE}
    assert kinds_in(0) == {EventKind.TEST}
    assert kinds_in(BIT_NORMAL) == frozenset()


@given(st.integers(0, 0xFFFF))
def test_the_fire_bit_alone_decides_on_fire(bits: int) -> None:
    assert (EventKind.FIRE in kinds_in(bits)) == bool(bits & BIT_FIRE)


def test_an_impossible_value_is_out_of_range_and_an_unknown_type_takes_any() -> None:
    assert in_range(3, 21.5)
    assert not in_range(3, -300)
    assert in_range(200, 1e9)
