"""Facts of a moment: only the past counts, what is missing stays missing, and sums are what they say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.fire_risk import columns, features
from models.fire_risk.facts import NAMES, PLACE, SUMS, facts
from models.fire_risk.records import Records, empty, joined, records
from models.fire_risk.schema import EVENTS, HAZARDS, REGISTRY, SIGNALS, TABLES
from runtime.faults import PlainFault
from tests.models.fire_risk.worlds import town_records

DAY = 20_000


def two_sites(**events: dict[str, Any]) -> Records:
    """A shop without a connection and a hotel with one, and the given rows of events."""
    sites: dict[str, Any] = {column.name: np.full(2, np.nan) for column in REGISTRY}
    sites |= {
        "code": np.array(["b-1", "b-2"]),
        "city": np.array(["1501"] * 2),
        "county": np.array(["150102"] * 2),
    }
    sites |= {"category": np.array([11, 9]), "connected_day": np.array([np.nan, DAY - 100])}
    return records(
        sites,
        empty("weather"),
        {name: {key: np.asarray(value) for key, value in rows.items()} for name, rows in events.items()},
    )


def of(told: Records, name: str, day: int = DAY) -> list[float]:
    return [float(value) for value in facts(told, day)[:, PLACE[name]]]


def test_findings_are_counted_by_what_they_are_about_within_their_years() -> None:
    told = two_sites(
        findings={
            "site": [0, 0, 0, 1],
            "day": [DAY - 1, DAY - 400, DAY - 2000, DAY],
            "kind": [HAZARDS.index("ebike")] * 4,
            "major": [0, 1, 1, 0],
            "source": [0, 0, 0, 0],
            "due_day": [DAY + 29, DAY - 370, DAY - 1970, DAY + 30],
            "rectified_day": [np.nan, DAY - 380, np.nan, np.nan],
        }
    )
    assert of(told, "found:ebike:365") == [1, 0]
    assert of(told, "found:ebike:1095") == [2, 0]
    assert of(told, "major:1095") == [1, 0]
    assert of(told, "open:ebike") == [1, 0]
    assert of(told, "overdue") == [0, 0]
    assert of(told, "rectify_days:1095") == [20, 0]


def test_a_hazard_is_open_until_the_day_after_it_was_rectified_and_late_after_its_term() -> None:
    told = two_sites(
        findings={
            "site": [0], "day": [DAY], "kind": [0], "major": [0], "source": [0],
            "due_day": [DAY + 10], "rectified_day": [DAY + 20],
        }
    )  # fmt: skip
    assert [of(told, "open:electrical", DAY + after)[0] for after in (0, 1, 20, 21)] == [0, 1, 1, 0]
    assert [of(told, "overdue", DAY + after)[0] for after in (10, 11, 21)] == [0, 1, 0]


def test_who_is_not_connected_tells_no_signals_and_that_is_no_zero() -> None:
    told = two_sites(
        signals={"site": [1], "day": [DAY - 5], "kind": [SIGNALS.index("fault")], "amount": [3.0]}
    )
    shop, hotel = of(told, "signal:fault:91")
    assert np.isnan(shop)
    assert hotel == 3
    assert of(told, "since_connected")[1] == 100
    before = of(told, "signal:fault:91", DAY - 101)
    assert np.isnan(before).all(), "nobody was connected then"


def test_rounds_that_nobody_owes_are_missing() -> None:
    told = two_sites(patrols={"site": [1], "day": [DAY - 5], "due": [4], "done": [3], "hazards": [2]})
    assert np.isnan(of(told, "patrols_done:365")[0])
    assert of(told, "patrols_done:365")[1] == 3


def test_fires_of_others_alike_do_not_count_ones_own() -> None:
    sites = town_records()
    table = sites.events["fires"]
    day = int(table["day"][-1]) + 1
    burnt = int(table["site"][-1])
    lone = replace(
        sites, events={**sites.events, "fires": {key: column[-1:] for key, column in table.items()}}
    )
    told = facts(lone, day)
    same = (sites.sites["county"] == sites.sites["county"][burnt]) & (
        sites.sites["category"] == sites.sites["category"][burnt]
    )
    others = np.flatnonzero(same & (np.arange(sites.count) != burnt))
    assert told[burnt, PLACE["fires_alike"]] == 0
    assert (told[others, PLACE["fires_alike"]] == 1).all()


@pytest.mark.parametrize("table", EVENTS)
def test_nothing_that_happens_on_the_day_or_later_moves_a_fact(table: str) -> None:
    """Every row from the moment on is thrown away, and every later day put off: no fact may change."""
    told = town_records()
    day = int(told.events[table]["day"][-1]) - 500
    before = facts(told, day)
    rows = told.events[table]
    past = rows["day"] < day
    changed = {key: column[past].copy() for key, column in rows.items()}
    if "rectified_day" in changed:
        later = ~(changed["rectified_day"] < day)
        assert later.any()
        changed["rectified_day"][later] += 1_000
    after = facts(replace(told, events={**told.events, table: changed}), day)
    assert np.array_equal(before, after, equal_nan=True)
    assert not np.array_equal(before, facts(told, day + 400), equal_nan=True), "the test would see a change"


def test_the_weather_to_come_and_a_connection_to_come_move_nothing() -> None:
    told = town_records()
    day = int(told.weather["day"][-1]) - 500
    later = told.weather["day"] >= day
    hotter = {**told.weather, "temperature_c": told.weather["temperature_c"] + 50 * later}
    put_off = np.where(
        told.sites["connected_day"] >= day, told.sites["connected_day"] + 99, told.sites["connected_day"]
    )
    changed = replace(told, weather=hotter, sites={**told.sites, "connected_day": put_off})
    assert np.array_equal(facts(told, day), facts(changed, day), equal_nan=True)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 900))
def test_facts_do_not_depend_on_the_order_of_rows_or_on_who_else_is_asked(random: Any, back: int) -> None:
    whole = town_records()
    day = int(whole.events["fires"]["day"][-1]) - back
    some = np.sort(np.array(random.sample(range(whole.count), 25)))
    alone = facts(whole.of(some), day)
    kept = [place for place, name in enumerate(NAMES) if "alike" not in name and "_city" not in name]
    assert np.array_equal(alone[:, kept], facts(whole, day)[some][:, kept], equal_nan=True)


def test_two_cities_together_tell_what_each_tells_alone() -> None:
    one = town_records()
    both = joined([one, one.of(np.arange(50))])
    day = int(one.events["fires"]["day"][-1]) - 100
    kept = [place for place, name in enumerate(NAMES) if "alike" not in name and "_city" not in name]
    told, alone = facts(both, day)[: one.count, kept], facts(one, day)[:, kept]
    assert np.allclose(told, alone, rtol=1e-5, equal_nan=True)


def test_every_fact_is_used_and_every_feature_comes_of_a_fact() -> None:
    used = {name for table in columns.TABLES.values() for one in table for name in (one.of, one.over)}
    assert used - {""} <= set(NAMES)
    assert set(NAMES) - used == {"connected_day"}, "since_connected says it"
    assert len({one.name for one in SUMS}) == len(SUMS)


def test_features_are_those_of_the_table_in_its_order() -> None:
    told = facts(town_records(), int(town_records().events["fires"]["day"][-1]))
    for table in columns.TABLES.values():
        (found,) = features.session(table).run(["features"], {"facts": told})
        at = {one.name: found[:, place] for place, one in enumerate(table)}
        year = 1970 + told[:, PLACE["day"]] / 365.25
        age = np.maximum(year - told[:, PLACE["built_year"]], 0)
        assert np.allclose(at["age"], age, equal_nan=True, atol=1e-3)
        assert np.allclose(at["log area_m2"], np.log1p(told[:, PLACE["area_m2"]]), equal_nan=True, rtol=1e-5)
        done, due = told[:, PLACE["patrols_done:365"]], told[:, PLACE["patrols_due:365"]]
        assert np.allclose(at["patrols done"], (done + 0.7) / (due + 1), equal_nan=True)
        assert np.array_equal(np.isnan(at["fault a year, 91 d"]), np.isnan(told[:, PLACE["since_connected"]]))


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("findings", "site", 9, "findings, column site, row 0: 9 cannot be"),
        ("findings", "kind", 77, "column kind, row 0: 77 cannot be.*0 to 4"),
        ("findings", "day", np.nan, "column day, row 0"),
        ("signals", "amount", np.inf, "column amount, row 0: inf cannot be"),
    ],
)
def test_a_bad_value_is_told_by_table_column_and_row(
    table: str, column: str, value: float, says: str
) -> None:
    good = {one.name: np.array([0.0]) for one in TABLES[table]}
    with pytest.raises(PlainFault, match=says):
        two_sites(**{table: {**good, column: np.array([value])}})


def test_a_missing_column_is_named_in_both_languages() -> None:
    with pytest.raises(PlainFault, match=r"table fires: no column confirmed .*核实"):
        two_sites(fires={"site": [0], "day": [DAY]})
