"""Each source says how much of it there is and what is missing since when."""

from __future__ import annotations

from datetime import date

from cloud.risk_sources.repository import Held
from cloud.risk_sources.sources import BY_CODE
from cloud.risk_sources.views import source

TODAY = date(2026, 11, 30)


def test_a_source_that_went_silent_says_since_when() -> None:
    told = source(
        BY_CODE["weather"], Held(400, "2025-01-01", "2026-11-20", None), TODAY, set_aside=2, waiting=0
    )
    assert (told.missing_since, told.building_share, told.set_aside) == ("2026-11-21", None, 2)
    assert told.missing is not None
    assert told.missing.zh == "自 2026-11-21 起没有记录"


def test_a_source_that_is_fresh_misses_nothing_and_one_without_records_says_so() -> None:
    fresh = source(BY_CODE["fires"], Held(4, "2025-01-01", "2026-11-20", 3), TODAY, set_aside=0, waiting=1)
    assert (fresh.missing_since, fresh.missing, fresh.building_share) == (None, None, 0.75)
    none = source(BY_CODE["patrols"], Held(0, None, None, 0), TODAY, set_aside=0, waiting=0)
    assert (none.missing_since, none.building_share) == (None, None)
    assert none.missing is not None
