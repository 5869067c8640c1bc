from __future__ import annotations

from cloud.fleet.rollup import AreaFigures, Flow, above, added_up, flow_between, steps_at


def test_a_county_counts_in_itself_its_league_and_the_region() -> None:
    assert above("150102") == ("150102", "1501", "15")


def test_what_has_no_area_counts_in_the_region_alone() -> None:
    assert above("") == ("15",)


def test_counties_add_up() -> None:
    found = added_up({"150102": AreaFigures(online=2), "150103": AreaFigures(online=3, lag=[1] * 19)})
    assert {area: figures.online for area, figures in found.items()} == {
        "15": 5,
        "1501": 5,
        "150102": 2,
        "150103": 3,
    }
    assert found["1501"].lag == [1] * 19


def test_totals_that_went_back_are_no_flow() -> None:
    before, now = AreaFigures(received=10, shed=3), AreaFigures(received=4, shed=5)
    assert flow_between(before, now) == Flow(received=0, shed=2)


def test_steps_begin_on_round_times() -> None:
    assert list(steps_at(3_600_000 * 5 + 61_000)) == [
        (60, 3_600_000 * 5 + 60_000),
        (900, 3_600_000 * 5),
        (3600, 3_600_000 * 5),
    ]
