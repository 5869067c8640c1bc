from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.alarm_watch.evidence import (
    CATEGORY_SHIFTS,
    EVIDENCE,
    HIGHEST,
    LOWEST,
    PRIORS,
    TOLD,
    Fact,
    assess,
    prior,
)
from cloud.alarm_watch.facts import TOGETHER_MS, SiteFacts
from cloud.alarm_watch.ringing import Ringing
from cloud.alarm_watch.waiting import GO_AT_ONCE
from cloud.organisations.categories import CATEGORIES
from telemetry.event_kinds import FIRE_CLASS, EventKind
from tests.cloud.said import NOW

FACTS = st.sets(st.sampled_from(list(Fact)))
SMOKE = prior(EventKind.FIRE, 42, "office")


@pytest.mark.parametrize("fact", list(Fact))
def test_every_piece_of_evidence_has_words_and_a_basis(fact: Fact) -> None:
    entry = EVIDENCE[fact]
    assert entry.zh
    assert entry.en
    assert entry.basis
    assert entry.weight


@given(FACTS, st.sampled_from(list(Fact)), st.floats(0.001, 0.999))
def test_what_speaks_for_a_fire_never_lowers_and_what_speaks_against_never_raises(
    facts: set[Fact], more: Fact, begin: float
) -> None:
    before, after = assess(begin, facts).probability, assess(begin, facts | {more}).probability
    assert after >= before if EVIDENCE[more].weight > 0 else after <= before


@given(FACTS, st.floats(0.001, 0.999))
def test_the_weights_told_are_those_that_made_the_probability(facts: set[Fact], begin: float) -> None:
    found = assess(begin, facts)
    assert {one.fact for one in found.weighed} == facts
    assert LOWEST <= found.probability <= HIGHEST
    again = assess(begin, {one.fact for one in found.weighed if one.weight})
    assert again.probability == found.probability


def test_of_one_group_only_the_strongest_counts() -> None:
    both = assess(SMOKE, {Fact.DETECTOR_IN_ZONE, Fact.DETECTOR_IN_BUILDING})
    assert both.probability == assess(SMOKE, {Fact.DETECTOR_IN_ZONE}).probability


@pytest.mark.parametrize("category", CATEGORIES)
def test_one_smoke_detector_waits_and_two_in_a_zone_or_one_and_a_call_point_go_at_once(category: str) -> None:
    alone = prior(EventKind.FIRE, 42, category)
    assert assess(alone, {Fact.PRE_ALARM}).probability < GO_AT_ONCE
    assert assess(alone, {Fact.DETECTOR_IN_ZONE}).probability >= GO_AT_ONCE
    assert assess(alone, {Fact.CALL_POINT}).probability >= GO_AT_ONCE


def test_another_detector_somewhere_in_the_building_is_no_confirmation() -> None:
    assert assess(SMOKE, {Fact.DETECTOR_IN_BUILDING}).probability < GO_AT_ONCE


def test_a_persons_word_outweighs_any_doubt_about_the_device() -> None:
    doubts = {fact for fact, entry in EVIDENCE.items() if entry.weight < 0 and fact not in TOLD}
    doubts -= {Fact.VERDICT_FALSE}
    assert assess(SMOKE, doubts | {Fact.PERSON_FIRE}).probability > assess(SMOKE, set()).probability


def test_an_early_warning_begins_with_its_models_own_probability() -> None:
    assert prior(EventKind.EARLY_WARNING, 42, "office", 0.83) == 0.83
    assert prior(EventKind.EARLY_WARNING, 42, "office", "unknown") < 0.2


@pytest.mark.parametrize("kind", sorted(FIRE_CLASS))
def test_every_prior_is_a_probability(kind: EventKind) -> None:
    components = [0, *(min(row.components) for row in PRIORS)]
    for component, category in itertools.product(components, [None, *CATEGORIES]):
        assert LOWEST <= prior(kind, component, category) <= 0.3
    assert CATEGORY_SHIFTS.keys() <= CATEGORIES.keys()


def rang(
    part: str, component: int = 42, kind: EventKind = EventKind.FIRE, place: str = "3", at: int = 0
) -> Ringing:
    return Ringing(0, "gw", part, kind, component, place, NOW + at)


def test_an_alarm_is_no_evidence_for_itself() -> None:
    mine = rang("a")
    assert SiteFacts([mine]).about(mine) == set()


def test_what_rang_long_before_says_nothing() -> None:
    assert SiteFacts([rang("a"), rang("b", at=-TOGETHER_MS - 1)]).about(rang("a")) == set()


@pytest.mark.parametrize(
    ("other", "facts"),
    [
        (rang("b"), {Fact.DETECTOR_IN_ZONE, Fact.DETECTOR_IN_BUILDING}),
        (rang("b", place="4"), {Fact.DETECTOR_IN_BUILDING}),
        (rang("b", 23, place="4"), {Fact.CALL_POINT}),
        (rang("b", 96, EventKind.LINKAGE), {Fact.WATER_FLOW}),
        (rang("b", 91, EventKind.LINKAGE), {Fact.PUMP_START}),
        (rang("b", 91, EventKind.FAULT), set()),
        (rang("b", 42, EventKind.EARLY_WARNING), {Fact.EARLY_WARNING}),
        (rang("a", 42, EventKind.PRE_ALARM), {Fact.PRE_ALARM}),
        (rang("b", 42, EventKind.PRE_ALARM), set()),
    ],
)
def test_what_else_rang_at_the_site_is_told_by_what_it_is(other: Ringing, facts: set[Fact]) -> None:
    assert SiteFacts([rang("a"), other]).about(rang("a")) == facts


def test_four_other_detectors_are_many() -> None:
    around = SiteFacts([rang(name, place=name) for name in "abcde"])
    assert Fact.MANY_DETECTORS in around.about(rang("a", place="a"))
