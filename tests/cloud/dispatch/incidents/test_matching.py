from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.dispatch.deciding.incident_types import Family
from cloud.dispatch.incidents.happenings import (
    HAPPENING_NAMES,
    ROLE_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    Happening,
    IncidentState,
    RoleKind,
    Source,
)
from cloud.dispatch.incidents.matching import MINUTE_MS, Told, match
from cloud.dispatch.travel_time.port import Place

HERE = Place(40.8, 111.6)
FIRE = Told(Family.FIRE, 0, HERE, building_id=3, alarm_id=7, phone="13900000001", words="中山路8号院内")


def later(minutes: float, **changed: object) -> Told:
    nothing = {"place": None, "building_id": None, "alarm_id": None, "phone": "", "words": ""}
    return replace(FIRE, at=int(minutes * MINUTE_MS), **(nothing | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("report", "because"),
    [
        (later(600, alarm_id=7), "同一报警点位"),
        (later(55, building_id=3), "同一建筑"),
        (later(20, phone="13900000001"), "同一来电号码"),
        (later(20, place=Place(40.801, 111.6)), "相距 111 米、间隔 20 分钟"),
        (later(20, words="中山路8号院内"), "报警地址相同"),
    ],
)
def test_a_repeated_report_is_recognised_and_says_why(report: Told, because: str) -> None:
    found = match(report, [(5, FIRE)])
    assert found is not None
    assert (found.incident, found.because.zh) == (5, because)


@pytest.mark.parametrize(
    "report",
    [
        later(0),
        later(0, building_id=3, family=Family.RESCUE),
        later(61, building_id=3),
        later(31, place=HERE),
        later(5, place=Place(40.802, 111.6)),
        later(5, phone="13900000001", place=Place(40.9, 111.6)),
        later(5, words="中山路8号院内", place=Place(40.9, 111.6)),
        later(5, phone="119"),
    ],
)
def test_what_may_be_another_incident_stays_one(report: Told) -> None:
    assert match(report, [(5, FIRE)]) is None


def test_a_fire_in_open_country_is_seen_from_far() -> None:
    steppe = replace(FIRE, open_country=True, building_id=None)
    seen = later(40, place=Place(40.82, 111.6), open_country=True)
    assert match(seen, [(5, steppe)]) is not None
    assert match(replace(seen, open_country=False), [(5, steppe)]) is None


def test_the_strongest_rule_decides_then_the_latest_report() -> None:
    near = later(1, place=HERE)
    both = [(1, FIRE), (2, near)]
    assert match(later(2, building_id=3, place=HERE), both) == (
        1,
        ("同一建筑", "the same building"),
    )
    found = match(later(2, place=HERE), [(1, FIRE), (2, near)])
    assert found is not None
    assert found.incident == 2


@given(st.floats(0, 2), st.floats(0, 90))
def test_nothing_far_in_place_or_time_is_merged(degrees: float, minutes: float) -> None:
    found = match(later(minutes, place=Place(40.8 + degrees, 111.6)), [(1, FIRE)])
    if found is not None:
        assert degrees < 0.0014
        assert minutes <= 30


def test_every_word_of_the_tables_has_its_names() -> None:
    for names, kind in (
        (HAPPENING_NAMES, Happening),
        (ROLE_NAMES, RoleKind),
        (SOURCE_NAMES, Source),
        (STATE_NAMES, IncidentState),
    ):
        assert list(names) == list(kind)
