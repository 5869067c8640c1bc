"""Rows of a registry as a server knows them."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from cloud.device_roster import DeviceRoster


class Row(NamedTuple):
    id: int
    version: int
    name: str
    enabled: bool = True


def roster(*rows: Row) -> DeviceRoster[Row, str]:
    made: DeviceRoster[Row, str] = DeviceRoster(lambda row: row.name)
    made.take(rows)
    return made


def test_a_changed_row_is_told_and_found_by_its_new_key_only() -> None:
    known = roster(Row(1, 1, "old"))
    changed = Row(1, 2, "new")
    assert known.take([changed, Row(2, 3, "another")]) == [changed]
    assert (known.speaking("old"), known.speaking("new"), known.by_id(1)) == (None, changed, changed)
    assert (len(known), known.version) == (2, 3)


def test_an_older_version_changes_nothing() -> None:
    newest = Row(1, 5, "new")
    known = roster(newest)
    assert known.take([Row(1, 4, "old"), newest]) == []
    assert list(known) == [newest]


def test_two_devices_may_change_their_keys_with_each_other() -> None:
    known = roster(Row(1, 1, "a"), Row(2, 2, "b"))
    first, second = Row(1, 3, "b"), Row(2, 4, "a")
    known.take([first, second])
    assert (known.speaking("b"), known.speaking("a")) == (first, second)


def test_who_is_switched_off_may_not_speak_and_a_special_key_goes_before_a_general_one() -> None:
    off, general = Row(1, 1, "here", enabled=False), Row(2, 2, "anywhere")
    known = roster(off, general)
    assert known.speaking("here", "anywhere") is None
    assert known.speaking("there", "anywhere") == general


@given(st.permutations([Row(1, 1, "a"), Row(1, 2, "b"), Row(2, 3, "c"), Row(2, 4, "d"), Row(3, 5, "e")]))
def test_in_whatever_order_rows_come_the_newest_are_known(rows: list[Row]) -> None:
    known = roster(*rows)
    assert {row.name for row in known} == {"b", "d", "e"}
    assert [row.name for name in "abcde" if (row := known.speaking(name))] == ["b", "d", "e"]
