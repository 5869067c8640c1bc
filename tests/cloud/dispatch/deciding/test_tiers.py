from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.dispatch.deciding.tiers import TIER_NAMES, WEIGHTS, Costs, Limits, Tier, decide
from cloud.organisations.categories import CATEGORIES

chances = st.floats(0, 1)
categories = st.sampled_from([None, *CATEGORIES])
tiers = st.sampled_from(list(Tier))


def test_a_fire_that_somebody_has_seen_gets_the_full_force() -> None:
    assert decide(0.01, "office", Limits(), confirmed=True).now is Tier.FULL


def test_what_is_hardly_ever_real_brings_nobody_out() -> None:
    assert decide(0.001, "office", Limits()).now is Tier.NOTIFY


def test_where_people_cannot_walk_more_is_sent_for_less() -> None:
    assert decide(0.02, "elder-care", Limits()).now > decide(0.02, "office", Limits()).now


def test_without_a_probability_it_is_taken_for_real() -> None:
    assert decide(None, "office", Limits()).now is Tier.FULL


@given(chances, chances, categories)
def test_a_likelier_fire_never_gets_less(one: float, other: float, category: str | None) -> None:
    less, more = sorted((one, other))
    assert decide(less, category, Limits()).now <= decide(more, category, Limits()).now


@given(chances, categories, tiers, tiers)
def test_nothing_that_would_miss_a_fire_too_often_is_left_at_that(
    chance: float, category: str | None, lowest: Tier, highest: Tier
) -> None:
    costs = Costs()
    found = decide(chance, category, Limits(lowest=min(lowest, highest), highest=highest), costs)
    assert chance * costs.missed[found.least] <= costs.most_missed
    assert chance * costs.missed[found.wanted] <= costs.most_missed
    assert found.least <= found.wanted


@given(chances, categories, tiers)
def test_a_missed_fire_cannot_be_bought_off(chance: float, category: str | None, highest: Tier) -> None:
    cheap = Costs(missed_cost=0.0, late=0.0)
    found = decide(chance, category, Limits(highest=highest), cheap)
    assert chance * cheap.missed[max(found.now, found.least)] <= cheap.most_missed


@given(chances, categories)
def test_within_the_constraint_no_tier_is_expected_to_cost_less(chance: float, category: str | None) -> None:
    found = decide(chance, category, Limits())
    assert found.costs[found.now] == min(cost for tier, cost in found.costs.items() if tier >= found.least)


def test_above_the_limit_a_person_is_asked_and_time_is_short() -> None:
    found = decide(0.9, "hotel", Limits(highest=Tier.MICRO_STATION, answer_s=20))
    assert (found.now, found.wanted, found.least, found.answer_s) == (
        Tier.MICRO_STATION,
        Tier.FULL,
        Tier.ONE_PUMP,
        20,
    )
    assert any("20 秒" in words.zh for words in found.reasons)
    assert any("漏警" in words.zh for words in found.reasons)


def test_an_area_may_always_ask_for_more() -> None:
    found = decide(0.001, "office", Limits(lowest=Tier.ONE_PUMP))
    assert found.now is Tier.ONE_PUMP
    assert any("辖区规定至少" in words.zh for words in found.reasons)


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0, None])
def test_every_decision_has_its_reasons_in_both_languages(chance: float | None) -> None:
    reasons = decide(chance, "school", Limits(highest=Tier.ONE_PUMP)).reasons
    assert reasons
    assert all(words.zh and words.en for words in reasons)


def test_names_and_weights_are_of_what_there_is() -> None:
    assert list(TIER_NAMES) == list(Tier)
    assert WEIGHTS.keys() <= CATEGORIES.keys()
