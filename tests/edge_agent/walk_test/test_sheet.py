"""The sheet of a walk test: what proves a point, what does not, and what was not on the sheet."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.walk_test import sheet as walk_test
from edge_agent.walk_test.sheet import Edge, Result, Sheet
from telemetry.event_kinds import EventKind
from telemetry.messages import Label
from tests.edge_agent.walk_test.sheets import WATCHED, edge, fresh


def results(sheet: Sheet) -> dict[str, Result]:
    return {point.part: sheet.result(point) for point in sheet.points}


def test_a_panel_is_no_point_and_a_detector_of_its_own_is() -> None:
    assert set(results(fresh())) == set(WATCHED) - {"panel-1"}


def test_a_fire_proves_its_point_once() -> None:
    sheet = fresh()
    assert walk_test.take(sheet, edge("panel-1/1-023"))
    assert not walk_test.take(sheet, edge("panel-1/1-023", EventKind.TEST, ts=9_000))
    heard = sheet.heard["panel-1/1-023"]
    assert (heard.first, heard.last, heard.kinds, heard.times) == (5_000, 9_000, ["fire", "test"], 2)
    assert walk_test.counts(sheet) == {Result.HEARD: 1, Result.FAULT_ONLY: 0, Result.MISSING: 3}


def test_a_fault_shows_the_address_and_proves_nothing() -> None:
    sheet = fresh()
    assert walk_test.take(sheet, edge("panel-1/1-024", EventKind.FAULT))
    assert results(sheet)["panel-1/1-024"] is Result.FAULT_ONLY
    walk_test.take(sheet, edge("panel-1/1-024"))
    assert results(sheet)["panel-1/1-024"] is Result.HEARD


def test_the_mains_have_nothing_but_faults_to_tell() -> None:
    sheet = fresh()
    walk_test.take(sheet, edge("panel-1/mains", EventKind.FAULT))
    assert results(sheet)["panel-1/mains"] is Result.HEARD


@pytest.mark.parametrize("kind", [EventKind.DEVICE_OFFLINE, EventKind.OPERATION])
def test_silence_and_operations_prove_nothing(kind: EventKind) -> None:
    sheet = fresh()
    assert not walk_test.take(sheet, edge("smoke-9", kind))
    assert results(sheet)["smoke-9"] is Result.MISSING


def test_the_end_of_an_alarm_proves_nothing() -> None:
    sheet = fresh()
    assert not walk_test.take(sheet, edge("smoke-9", active=False))
    assert results(sheet)["smoke-9"] is Result.MISSING


def test_what_is_not_on_the_sheet_is_kept_as_a_stray() -> None:
    sheet = fresh()
    assert walk_test.take(sheet, edge("panel-1"))
    assert set(sheet.strays) == {"panel-1"}


def test_strays_are_bounded() -> None:
    sheet = fresh()
    for n in range(walk_test.MAX_STRAYS + 50):
        walk_test.take(sheet, edge(f"unknown-{n}"))
    assert len(sheet.strays) == walk_test.MAX_STRAYS


def test_storeys_run_from_the_lowest_up() -> None:
    sheet = fresh()
    walk_test.take(sheet, edge("panel-1/1-023"))
    groups = walk_test.by_floor(sheet)
    assert [(group.zh, group.heard, group.total) for group in groups] == [
        ("地下1层", 0, 1),
        ("3层", 1, 2),
        ("其他", 0, 1),
    ]
    assert [point.part for point in groups[1].missing] == ["panel-1/1-024"]
    assert [(group.zh, group.total) for group in walk_test.by_panel(sheet)] == [
        ("panel-1", 3),
        ("smoke-9", 1),
    ]


def test_a_sheet_is_read_back_as_it_was_written() -> None:
    sheet = fresh()
    walk_test.take(sheet, edge("panel-1/1-023"))
    assert msgspec.json.decode(msgspec.json.encode(sheet), type=Sheet) == sheet


def test_an_edge_of_the_door_is_read() -> None:
    told = {"ts": 7, "part": "a", "kind": "fire", "active": True, "place": {"zh": "三层", "en": ""}}
    assert walk_test.edge_of(told) == Edge(7, "a", EventKind.FIRE, True, "", place=Label("三层"))
    for broken in ({}, {**told, "kind": "flood"}, {**told, "ts": None}):
        with pytest.raises(ValueError):  # noqa: PT011 - any of its fields
            walk_test.edge_of(broken)


edges = st.builds(
    Edge,
    st.integers(0, 10**12),
    st.sampled_from([*WATCHED, "stray"]),
    st.sampled_from(list(EventKind)),
    st.booleans(),
    st.text(max_size=5),
)


@given(st.lists(edges, max_size=30))
def test_the_order_of_edges_does_not_change_the_result(said: list[Edge]) -> None:
    forward, backward = fresh(), fresh()
    for one in said:
        walk_test.take(forward, one)
    for one in reversed(said):
        walk_test.take(backward, one)
    assert results(forward) == results(backward)
    assert sum(walk_test.counts(forward).values()) == len(forward.points)
