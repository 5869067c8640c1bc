from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.alarm_groups.grouping import LEAST, LIMIT, Tally, fold
from telemetry.event_kinds import EventKind
from tests.cloud.said import NOW

TALLIES = st.lists(
    st.builds(
        Tally,
        site=st.sampled_from([f"building/{number}" for number in range(30)]),
        area=st.sampled_from(["150102", "150103", "150202", "152921"]),
        kind=st.sampled_from([kind for kind in EventKind if kind is not EventKind.OPERATION]),
        number=st.integers(1, 5_000),
        unacknowledged=st.integers(0, 5),
        first_id=st.integers(1, 10_000),
        first_at=st.integers(NOW, NOW + 1_000),
        dismissed=st.booleans(),
    ),
    max_size=80,
)


@given(TALLIES, st.integers(LEAST, 20))
def test_no_flood_makes_more_groups_than_the_limit_and_no_alarm_is_lost(
    tallies: list[Tally], limit: int
) -> None:
    groups = fold(tallies, limit)
    assert len(groups) <= limit
    assert sum(group.count for group in groups) == sum(tally.number for tally in tallies)
    assert sum(group.unacknowledged for group in groups) == sum(tally.unacknowledged for tally in tallies)


@given(TALLIES)
def test_the_first_fire_is_in_front_in_a_group_of_its_site_alone(tallies: list[Tally]) -> None:
    fires = [tally for tally in tallies if tally.kind is EventKind.FIRE and not tally.dismissed]
    groups = fold(tallies)
    if not fires:
        assert all(group.cause != "fire" for group in groups)
        return
    first = min(fires, key=lambda tally: (tally.first_at, tally.first_id))
    assert (groups[0].cause, groups[0].first_id, groups[0].first_at) == (
        "fire",
        first.first_id,
        first.first_at,
    )
    assert len(groups[0].sites) == 1
    causes = [group.cause for group in groups]
    assert causes == sorted(causes, key=lambda cause: cause != "fire")


def tally(site: str, kind: EventKind, number: int = 1, at: int = 0, area: str = "150102") -> Tally:
    return Tally(site, area, kind, number, number, at + 1, NOW + at)


def test_a_site_on_fire_takes_its_linkage_and_faults_in_but_not_its_lost_line() -> None:
    fire, offline = fold(
        [
            tally("a", EventKind.LINKAGE, 40),
            tally("a", EventKind.FIRE, 12, 5),
            tally("a", EventKind.FAULT, 3),
            tally("a", EventKind.DEVICE_OFFLINE),
        ]
    )
    assert (fire.cause, fire.site, fire.count, offline.cause) == ("fire", "a", 55, "device-offline")


def test_counties_stand_apart_as_long_as_there_is_room() -> None:
    few = fold([tally("a", EventKind.FAULT), tally("b", EventKind.FAULT, area="150202")])
    assert [(group.cause, group.area) for group in few] == [("fault", "150102"), ("fault", "150202")]
    many = fold([tally("a", EventKind.FAULT, area=f"1501{number:02}") for number in range(30)])
    assert [(group.cause, group.area, group.count) for group in many] == [("fault", None, 30)]


def test_the_sites_that_burnt_first_keep_a_group_each() -> None:
    groups = fold([tally(f"s{at:02}", EventKind.FIRE, at=at) for at in range(40)])
    assert len(groups) == LIMIT
    assert [group.site for group in groups[:9]] == [f"s{at:02}" for at in range(9)]
    assert (groups[9].site, groups[9].count) == (None, 31)


def test_a_limit_that_cannot_keep_fires_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer"):
        fold([], 4)
