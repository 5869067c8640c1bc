"""Whether a unit follows its route."""

from __future__ import annotations

import pytest

from cloud.dispatch.navigation.following import OFF_M, OFF_MS, REST_MS, followed, projected
from cloud.dispatch.travel_time.port import Place

LINE = [Place(40.80, 111.60), Place(40.81, 111.60), Place(40.81, 111.62)]


def test_a_place_on_the_line_is_not_off_it_and_knows_what_is_left() -> None:
    at = projected(Place(40.81, 111.60), LINE)
    assert at.off_m == pytest.approx(0, abs=0.1)
    assert at.along_m == pytest.approx(1112, rel=0.01)
    assert projected(LINE[-1], LINE).left == pytest.approx(0, abs=1e-6)
    assert projected(LINE[0], LINE).left == 1.0


def test_a_place_beside_the_line_is_as_far_off_as_it_is() -> None:
    assert projected(Place(40.805, 111.601), LINE).off_m == pytest.approx(84, rel=0.02)
    assert projected(Place(40.80, 111.60), [LINE[0]]).off_m == 0


def test_only_who_is_off_for_a_time_gets_a_new_route() -> None:
    begun = followed(None, OFF_M + 1, 100_000, 0)
    assert (begun.off_since, begun.anew) == (100_000, False)
    assert followed(100_000, OFF_M + 1, 100_000 + OFF_MS, 0).anew
    assert (
        followed(100_000, OFF_M, 100_000 + OFF_MS, 0) == (None, False)
        or not followed(100_000, OFF_M, 100_000 + OFF_MS, 0).anew
    )


def test_a_unit_gets_a_new_route_at_a_bounded_rate() -> None:
    assert not followed(0, 500, OFF_MS, OFF_MS - 1).anew
    assert followed(0, 500, REST_MS + OFF_MS, OFF_MS).anew
