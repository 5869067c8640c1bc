from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cloud.inspection_draw import frame
from cloud.inspection_draw.inclusion import WHOLE
from cloud.inspection_draw.roll import Conflict, Inspector, Rolls, Unit
from runtime.faults import PlainFault
from tests.cloud import drawing


def built(units: list[Unit], people: list[Inspector] | None = None, *conflicts: Conflict, **plan: Any) -> Any:
    rolls = Rolls(units, drawing.inspectors() if people is None else people, list(conflicts))
    return frame.build(drawing.plan(**plan), rolls)


def many(count: int, **changed: Any) -> list[Unit]:
    return [drawing.unit(f"u-{n:04d}", **changed) for n in range(count)]


@pytest.mark.parametrize(
    ("changed", "status", "reason"),
    [
        ({}, "eligible", ""),
        ({"exclusion": "closed", "certain": "举报投诉"}, "excluded", "closed"),
        ({"exclusion": "under-rectification"}, "excluded", "under-rectification"),
        ({"certain": "举报投诉", "last_inspected": date(2026, 11, 30)}, "certain", "举报投诉"),
        ({"risk": "IV", "credit": "D", "last_inspected": date(2026, 11, 30)}, "certain", "失信且风险极高"),
        ({"last_inspected": date(2026, 9, 3)}, "excluded", "recently-inspected"),
        ({"last_inspected": date(2026, 9, 2)}, "eligible", ""),
        ({"risk": "IV", "last_inspected": date(2026, 11, 2)}, "excluded", "recently-inspected"),
        ({"risk": "IV", "last_inspected": date(2026, 11, 1)}, "eligible", ""),
        ({"risk": "IV", "last_inspected": date(2025, 12, 2)}, "eligible", ""),
        ({"risk": "IV", "last_inspected": date(2025, 12, 1)}, "certain", "overdue"),
    ],
)
def test_where_a_unit_stands(changed: dict[str, Any], status: str, reason: str) -> None:
    found = frame.standing(drawing.plan(), drawing.unit("u", **changed))
    assert (found.status, found.reason) == (status, reason)


def test_risk_band_and_credit_class_make_a_unit_likelier_together() -> None:
    assert frame.standing(drawing.plan(), drawing.unit("u", risk="III", credit="D")).weight == 12
    assert frame.standing(drawing.plan(), drawing.unit("u")).weight == 1


def test_the_first_stratum_that_takes_a_unit_is_its_own() -> None:
    rows = [
        drawing.stratum("high", "50%", classes=["ordinary"], risk=["IV"]),
        drawing.stratum("rest", classes=["ordinary"]),
    ]
    plan = drawing.plan(strata=rows)
    assert frame.standing(plan, drawing.unit("u", risk="IV")).stratum == 0
    assert frame.standing(plan, drawing.unit("u", risk="II")).stratum == 1


def test_ten_percent_of_crowded_and_five_of_other_key_units_are_drawn_each_month() -> None:
    units = [drawing.unit(f"a-{n:03d}", "crowded-key") for n in range(101)]
    units += [drawing.unit(f"b-{n:03d}", "key") for n in range(101)]
    strata = built(units)["strata"]
    assert [(row["stratum"], row["quota"], row["draw"]) for row in strata] == [
        ("crowded-key", 11, 11),
        ("key", 6, 6),
        ("ordinary", 0, 0),
    ]


def test_a_quarter_draws_three_months_at_once() -> None:
    units = [drawing.unit(f"a-{n:03d}", "crowded-key") for n in range(101)]
    assert built(units, months=3)["strata"][0]["draw"] == 31


def test_units_that_are_gone_count_in_no_quota_and_others_that_are_left_out_do() -> None:
    units = many(100)
    units[:50] = [row._replace(exclusion="closed") for row in units[:50]]
    units[50:60] = [row._replace(exclusion="under-rectification") for row in units[50:60]]
    row = built(units)["strata"][2]
    assert (row["base"], row["excluded"], row["eligible"], row["quota"]) == (50, 60, 40, 2)


def test_certain_units_come_on_top_of_what_is_drawn() -> None:
    units = many(100)
    units[0] = units[0]._replace(certain="举报投诉")
    found = built(units)
    assert (found["strata"][2]["certain"], found["strata"][2]["draw"]) == (1, 3)
    assert found["units"][0]["chance"] == WHOLE


def test_chances_of_a_stratum_sum_to_what_is_drawn_and_nobody_is_without() -> None:
    found = frame.build(drawing.plan(), drawing.random_rolls(3, 400))
    for row in found["strata"]:
        own = [unit for unit in found["units"] if unit["stratum"] == row["stratum"]]
        able = [unit for unit in own if unit["status"] == "eligible"]
        assert sum(unit["chance"] for unit in able) == row["draw"] * WHOLE
        assert sum(unit["blind"] for unit in able) == row["blind"] * WHOLE
        assert max(unit["blind"] for unit in able) - min(unit["blind"] for unit in able) <= 1
        assert all(unit["chance"] > 0 for unit in able)


def test_a_quota_that_exclusions_make_impossible_is_told_with_its_stratum() -> None:
    units = many(100, exclusion="under-rectification")
    units[0] = units[0]._replace(exclusion="")
    with pytest.raises(PlainFault, match=r"ordinary.*3 units must be inspected and only 1 can be"):
        built(units)


def test_too_few_inspectors_for_the_draw_are_told_with_the_numbers() -> None:
    with pytest.raises(PlainFault, match=r"3 inspections by two take 6 places and the inspectors have 5"):
        built(many(100), drawing.inspectors(5, capacity=1))
    with pytest.raises(PlainFault, match=r"the inspectors have 5"):  # nobody goes to a unit twice
        built(many(100), [*drawing.inspectors(1, capacity=90), *drawing.inspectors(3, capacity=1)[1:]])


def test_a_unit_that_conflicts_leave_without_two_inspectors_is_named() -> None:
    people = drawing.inspectors(3)
    with pytest.raises(PlainFault, match=r"unit u-0007: 1 of 3 inspectors may go there"):
        built(
            many(40),
            people,
            Conflict("i-000", "u-0007", "kinship", None),
            Conflict("i-001", "u-0007", "visited", date(2026, 10, 1)),
        )


def test_inspectors_do_not_go_to_their_own_county_unless_the_plan_lets_them() -> None:
    people = drawing.inspectors(4, area="150102")
    with pytest.raises(PlainFault, match=r"0 of 4 inspectors may go there"):
        built(many(40), people)
    assert built(many(40), people, inspectors={"avoid_own_area": False})


def test_a_visit_long_ago_or_fewer_visits_than_the_plan_allows_keep_nobody_away() -> None:
    visits = [Conflict("i-000", "u", "visited", date(2026, month, 1)) for month in (3, 5)]
    old = Conflict("i-001", "u", "visited", date(2025, 12, 1))
    barred = frame.barred_by_conflict(drawing.plan(), [*visits, old])
    assert barred == {"u": {"i-000"}}
    lenient = drawing.plan(inspectors={"visits_at_most": 3})
    assert not frame.barred_by_conflict(lenient, [*visits, old])


def test_weights_too_far_apart_for_a_billionth_are_told() -> None:
    units = [drawing.unit(f"u-{n:04d}", risk="IV") for n in range(4_000)]
    units[0] = units[0]._replace(risk="I")
    weights = [{"risk": ["IV"], "times": 1_000}, {"risk": ["IV"], "times": 1_000}]
    plan = {"weights": weights, "risk_blind_share": 0, "frequency": [], "certain": []}
    plan["strata"] = [drawing.stratum("all", "0.01%", classes=["ordinary"])]
    with pytest.raises(PlainFault, match=r"unit u-0000: its chance would be less than one in"):
        built(units, **plan)
