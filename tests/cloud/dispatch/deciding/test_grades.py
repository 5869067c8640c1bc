from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.dispatch.deciding.conditions import Answer
from cloud.dispatch.deciding.grades import GRADES, HIGHEST, RULES, entry, graded, risen
from cloud.dispatch.deciding.incident_types import (
    OF_CATEGORY,
    TYPES,
    Family,
    IncidentType,
    family_of,
    of_category,
)
from cloud.dispatch.deciding.questions import (
    BY_KEY,
    QUESTIONS,
    TURNS,
    AnswerKind,
    BadAnswer,
    Question,
    asked_of,
    checked,
    turned,
)
from cloud.organisations.categories import CATEGORIES

T = IncidentType


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    match question.kind:
        case AnswerKind.YES_NO:
            return st.booleans()
        case AnswerKind.CHOICE:
            return st.sampled_from(sorted(question.choices))
    return st.floats(question.lowest, min(question.highest, 1e6))


answers = st.fixed_dictionaries({}, optional={question.key: answer_to(question) for question in QUESTIONS})
types = st.sampled_from(list(T))


def test_fires_have_five_grades_and_rescues_four() -> None:
    assert {family: list(grades) for family, grades in GRADES.items()} == {
        Family.FIRE: [1, 2, 3, 4, 5],
        Family.RESCUE: [1, 2, 3, 4],
    }
    assert [entry(T.HOME_FIRE, grade).colour for grade in range(1, 6)] == [
        "green",
        "blue",
        "yellow",
        "orange",
        "red",
    ]


@pytest.mark.parametrize(
    ("kind", "told", "grade"),
    [
        (T.HOME_FIRE, {}, 1),
        (T.ELECTRICAL_FIRE, {}, 1),
        (T.HIGH_RISE_FIRE, {}, 2),
        (T.HOME_FIRE, {"trapped": 1.0}, 2),
        (T.HOME_FIRE, {"trapped": 3.0}, 3),
        (T.HOME_FIRE, {"trapped": 10.0}, 4),
        (T.HOME_FIRE, {"trapped": 30.0}, 5),
        (T.BUILDING_FIRE, {"area_m2": 100.0}, 2),
        (T.HIGH_RISE_FIRE, {"area_m2": 500.0}, 4),
        (T.GRASSLAND_FIRE, {"wind_m_s": 15.0}, 3),
        (T.ROAD_ACCIDENT, {"trapped": 2.0, "pinned": True}, 2),
        (T.ROAD_ACCIDENT, {"trapped": 500.0}, 4),
        (T.HAZARDOUS_LEAK, {"spreading": True}, 3),
    ],
)
def test_a_grade_follows_from_people_area_and_place(kind: T, told: dict[str, Answer], grade: int) -> None:
    found = graded(kind, told)
    assert found.grade == grade
    assert all(words.zh and words.en for words in found.reasons)


@given(types, answers)
def test_every_grade_has_a_reason_and_lies_on_its_ladder(kind: T, told: dict[str, Answer]) -> None:
    found = graded(kind, told)
    assert 1 <= found.grade <= HIGHEST[family_of(kind)]
    assert found.reasons


@given(types, answers, st.integers(0, 500), st.integers(0, 500))
def test_more_people_never_lower_a_grade(kind: T, told: dict[str, Answer], fewer: int, more: int) -> None:
    few, many = (graded(kind, told | {"trapped": float(n)}).grade for n in sorted((fewer, more)))
    assert few <= many


@given(types, st.integers(1, 5), st.integers(0, 9))
def test_a_grade_only_rises(kind: T, held: int, found: int) -> None:
    held = min(held, HIGHEST[family_of(kind)])
    assert held <= risen(held, kind, found) <= HIGHEST[family_of(kind)]


def test_every_category_of_building_has_a_type_of_fire() -> None:
    assert OF_CATEGORY.keys() | {"other"} == CATEGORIES.keys()
    assert {family_of(of_category(category)) for category in [*CATEGORIES, None]} == {Family.FIRE}


def test_rules_and_turns_ask_only_what_is_asked_of_their_types() -> None:
    for types_, when in [(rule.types, rule.when) for rule in RULES] + [
        (turn.types, turn.when) for turn in TURNS
    ]:
        if when is not None:
            assert types_ & BY_KEY[when.key].types, when
            assert when.among <= BY_KEY[when.key].choices.keys()


def test_every_type_is_asked_first_who_is_trapped() -> None:
    assert {asked_of(kind)[0].key for kind in TYPES} == {"trapped"}


@pytest.mark.parametrize(
    ("kind", "told", "to"),
    [
        (T.BUILDING_FIRE, {"burning": "oil"}, T.HAZARDOUS_FIRE),
        (T.BUILDING_FIRE, {"burning": "grass"}, T.GRASSLAND_FIRE),
        (T.HOME_FIRE, {"floor": 15.0}, T.HIGH_RISE_FIRE),
        (T.HOME_FIRE, {"floor": -1.0}, T.UNDERGROUND_FIRE),
        (T.HIGH_RISE_FIRE, {"burning": "gas"}, T.HIGH_RISE_FIRE),
        (T.ROAD_ACCIDENT, {"cargo": True}, T.HAZARDOUS_LEAK),
        (T.HOME_FIRE, {}, T.HOME_FIRE),
    ],
)
def test_an_answer_may_make_another_type(kind: T, told: dict[str, Answer], to: T) -> None:
    assert turned(kind, told) is to


@given(types, answers)
def test_a_type_that_answers_made_stays_within_its_family(kind: T, told: dict[str, Answer]) -> None:
    assert family_of(turned(kind, told)) is family_of(kind)


def test_an_answer_taken_back_is_left_out() -> None:
    assert checked({"trapped": 2, "smoke": None, "burning": "gas"}) == {"trapped": 2.0, "burning": "gas"}


@pytest.mark.parametrize(
    ("key", "value"),
    [("weather", 1), ("trapped", True), ("trapped", -1), ("trapped", "2"), ("smoke", 1), ("burning", "water"),
     ("burning", 3), ("floor", 1e9), ("trapped", float("nan"))],
)  # fmt: skip
def test_an_answer_that_a_question_does_not_take_is_refused_by_name(key: str, value: object) -> None:
    with pytest.raises(BadAnswer) as told:
        checked({key: value})
    assert told.value.key == key
    assert told.value.zh
    assert told.value.en
