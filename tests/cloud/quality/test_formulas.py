from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.quality.formulas import (
    DAY_S,
    HOUR_S,
    NAMES,
    SHARES,
    Books,
    Counts,
    counts_between,
    millionths,
    share,
    step_of,
)
from cloud.quality.words import FORMULAS

TOTALS = st.builds(Books, *(st.integers(0, 10**9) for _ in range(8)))


def test_what_came_between_two_scans() -> None:
    before = Books(received=100, stored=95, duplicates=3, quarantined=2, values_stored=900, owed=98)
    now = Books(
        received=210,
        stored=200,
        duplicates=4,
        quarantined=6,
        late=5,
        values_stored=1900,
        values_invalid=10,
        owed=208,
    )
    assert counts_between(before, now, fresh=7, watched=9) == Counts(
        held=109,
        owed=110,
        fresh=7,
        watched=9,
        punctual=100,
        timed=105,
        valid=990,
        examined=1004,
        unique_messages=109,
        received=110,
    )


@given(TOTALS, TOTALS)
def test_no_count_is_ever_negative(before: Books, now: Books) -> None:
    found = counts_between(before, now, 0, 0)
    assert all(getattr(found, name) >= 0 for name in NAMES)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_share_lies_between_nothing_and_all_and_only_all_is_a_million(over: int, under: int) -> None:
    found = share(over, under)
    if under == 0:
        assert found is None
        return
    assert found is not None
    assert 0 <= found <= 1
    assert (millionths(over, under) == 1_000_000) == (found == 1.0)


def test_a_day_begins_at_midnight_in_beijing() -> None:
    new_year_in_beijing = 1_767_196_800_000
    assert step_of(new_year_in_beijing, DAY_S) == new_year_in_beijing
    assert step_of(new_year_in_beijing - 1, DAY_S) == new_year_in_beijing - 86_400_000
    assert step_of(new_year_in_beijing + 1, HOUR_S) == new_year_in_beijing


def test_every_share_has_its_words() -> None:
    assert [formula.share for formula in FORMULAS] == [name for name, _, _ in SHARES]
    assert all(formula.over.zh and formula.under.en for formula in FORMULAS)
