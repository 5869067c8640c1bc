from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.alarm_watch import escalation, waiting
from cloud.alarm_watch.chatter import chatters
from cloud.alarm_watch.consequences import CONSEQUENCES, cause_of, sort_out
from cloud.alarm_watch.ringing import Ringing
from cloud.alarms.causes import CAUSES, Cause, explains
from cloud.alarms.state_table import ACTION_NAMES, OWN, Action, Outcome, State
from cloud.alarms.tables import DUE_FIRE
from cloud.alarms.timeline import HAPPENING_NAMES, Happening
from cloud.organisations.categories import CATEGORIES
from telemetry.component_types import COMPONENT_TYPES
from telemetry.event_kinds import FIRE_CLASS, EventKind
from tests.cloud.said import NOW


def test_every_category_has_a_wait_of_ten_minutes_at_most() -> None:
    assert waiting.WAITS.keys() == CATEGORIES.keys()
    for wait in [*waiting.WAITS.values(), waiting.UNKNOWN]:
        assert wait.unseen_s + wait.looking_s <= waiting.LONGEST_S
        assert wait.unseen_s or not wait.looking_s


@pytest.mark.parametrize("category", ["elder-care", "medical", "hotel", "chemical", "elder-alone"])
def test_where_people_sleep_or_the_place_is_dangerous_nothing_waits(category: str) -> None:
    assert waiting.wait_of(category, "", {}) == waiting.NONE


@pytest.mark.parametrize("use", ["学生宿舍", "Dormitory 3", "加油站", "Hazardous goods store"])
def test_a_buildings_use_ends_the_wait_whatever_the_organisation(use: str) -> None:
    assert waiting.wait_of("school", use, {"school": 300}) == waiting.NONE


def test_the_settings_give_a_category_its_time() -> None:
    assert waiting.wait_of("office", "", {"office": 90}) == waiting.Wait(90, 180)
    assert waiting.wait_of("office", "", {"office": 0}) == waiting.NONE
    assert waiting.until(waiting.Wait(500, 500), NOW, True) == NOW + waiting.LONGEST_S * 1000


def test_steps_of_a_kind_have_numbers_of_their_own_and_go_upwards_in_time() -> None:
    for kind in FIRE_CLASS:
        ladder = [step for step in escalation.STEPS if kind in step.kinds]
        assert ladder
        assert [step.number for step in ladder] == sorted({step.number for step in ladder})
        assert [step.after_s for step in ladder] == sorted(step.after_s for step in ladder)
        assert ladder[0].after_s == 0


@given(st.lists(st.integers(0, 700), min_size=1, max_size=30), st.sampled_from(sorted(FIRE_CLASS)))
def test_however_often_it_is_looked_each_step_is_told_once_and_none_is_left_out(
    looks: list[int], kind: EventKind
) -> None:
    told, seen = 0, []
    for second in sorted([*looks, 700]):
        ready, later = escalation.due(kind, State.RAISED, NOW, told, NOW + second * 1000)
        assert later is None or later > NOW + second * 1000
        told = escalation.remembered(told, ready)
        seen += [step.number for step in ready]
    assert seen == [step.number for step in escalation.STEPS if kind in step.kinds]


def test_an_acknowledged_fire_still_climbs_until_it_is_verified() -> None:
    assert [
        step.number for step in escalation.due(EventKind.FIRE, State.ACKNOWLEDGED, NOW, 0, NOW + 700_000)[0]
    ] == [
        5,
        6,
        7,
    ]
    assert escalation.due(EventKind.FIRE, State.VERIFIED, NOW, 0, NOW + 700_000) == ([], None)


@given(st.lists(st.integers(0, 200_000), max_size=12), st.randoms())
def test_chatter_is_three_within_a_minute_in_any_order(times: list[int], random: object) -> None:
    expected = any(max(three) - min(three) <= 60_000 for three in itertools.combinations(times, 3))
    assert chatters(times) == expected
    assert chatters(reversed(times)) == expected


def ringing(id: int, kind: EventKind, component: int, at: int = 0, gateway: str = "gw") -> Ringing:
    return Ringing(id, gateway, f"p{id}", kind, component, "", NOW + at * 1000)


def followed(alarm: Ringing, others: Iterable[Ringing]) -> int | None:
    found = cause_of(alarm, sort_out(others))
    return found[0].id if found is not None else None


@pytest.mark.parametrize(
    ("cause", "alarm", "follows"),
    [
        (ringing(1, EventKind.LINKAGE, 24), ringing(2, EventKind.LINKAGE, 91, 60), True),
        (ringing(1, EventKind.LINKAGE, 24), ringing(2, EventKind.LINKAGE, 91, 121), False),
        (ringing(1, EventKind.LINKAGE, 96), ringing(2, EventKind.LINKAGE, 95, 10), True),
        (ringing(1, EventKind.FIRE, 42), ringing(2, EventKind.LINKAGE, 111, 30), True),
        (ringing(1, EventKind.FIRE, 42), ringing(2, EventKind.FAULT, 111, 30), False),
        (ringing(1, EventKind.FAULT, 21), ringing(2, EventKind.FAULT, 42, 5), True),
        (ringing(1, EventKind.FAULT, 21, gateway="other"), ringing(2, EventKind.FAULT, 42, 5), False),
        (ringing(1, EventKind.FIRE, 42, 5), ringing(2, EventKind.LINKAGE, 111), False),
    ],
)
def test_what_follows_by_design_is_found_within_its_time(
    cause: Ringing, alarm: Ringing, follows: bool
) -> None:
    assert followed(alarm, [cause, alarm]) == (1 if follows else None)


@given(st.sampled_from(sorted(FIRE_CLASS)), st.sampled_from([24, 42, 91, 96]))
def test_nothing_of_the_fire_class_is_ever_a_consequence(kind: EventKind, component: int) -> None:
    causes = [
        ringing(1, EventKind.FIRE, 42),
        ringing(2, EventKind.LINKAGE, 24),
        ringing(3, EventKind.FAULT, 21),
    ]
    assert followed(ringing(9, kind, component, 1), causes) is None
    assert not any(row.kinds & FIRE_CLASS for row in CONSEQUENCES)


def test_every_component_of_the_consequences_is_the_standards() -> None:
    for row in CONSEQUENCES:
        assert row.cause_components <= {term.code for term in COMPONENT_TYPES.values()} | {1}


def test_the_index_of_fires_that_are_due_holds_the_fire_class() -> None:
    assert set(re.findall("'(.+?)'", DUE_FIRE.text)) == {kind.value for kind in FIRE_CLASS}


def test_every_happening_and_cause_has_names_and_every_action_is_a_happening() -> None:
    assert HAPPENING_NAMES.keys() == set(Happening)
    assert CAUSES.keys() == set(Cause)
    assert ACTION_NAMES.keys() == set(Action)
    assert {action.value for action in Action} <= {happening.value for happening in Happening}
    assert {Action.TIME_OUT, Action.LOG, Action.RESUME} == OWN.keys()


def test_a_cause_goes_with_its_outcomes_only() -> None:
    assert explains(Cause.COOKING, Outcome.FALSE)
    assert not explains(Cause.MALICIOUS, Outcome.REAL)
    assert not any(explains(cause, Outcome.UNKNOWN) for cause in Cause)


def test_what_lies_ahead_is_what_will_be_told_if_nobody_moves() -> None:
    ready, _ = escalation.due(EventKind.FIRE, State.RAISED, NOW, 0, NOW + 31_000)
    told = escalation.remembered(0, ready)
    ahead = escalation.ahead(EventKind.FIRE, State.RAISED, NOW, told)
    assert [at for at, _ in ahead] == [NOW + s * 1000 for s in (60, 180, 240, 300, 600)]
    assert escalation.ahead(EventKind.FIRE, State.VERIFIED, NOW, told) == []
