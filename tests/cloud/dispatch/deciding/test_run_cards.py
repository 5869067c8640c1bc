from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.dispatch.deciding.capabilities import CAPABILITIES, Capability, added, missing, said
from cloud.dispatch.deciding.grades import HIGHEST
from cloud.dispatch.deciding.incident_types import IncidentType, family_of
from cloud.dispatch.deciding.run_cards import BUILT_IN, CardFault, Case, built_in, parse, read

T = IncidentType
BASE = """\
[[card]]
name = "fires"
types = ["fires"]
needs = { attack = 1, crew = 6 }

[[card]]
name = "rescues"
types = ["rescues"]
needs = { rescue = 1 }
"""


def with_card(text: str) -> str:
    return f"{BASE}\n[[card]]\n{text}"


def test_every_capability_has_its_names() -> None:
    assert list(CAPABILITIES) == list(Capability)


def test_cards_of_lower_grades_add_up() -> None:
    cards = parse(
        with_card('name = "more"\ntypes = ["home-fire"]\ngrade = 2\nneeds = { crew = 8, command = 1 }'), "x"
    )
    assert cards.force(Case(T.HOME_FIRE, 1)) == ({"attack": 1, "crew": 6}, ("fires",))
    assert cards.force(Case(T.HOME_FIRE, 3)) == ({"attack": 1, "crew": 14, "command": 1}, ("fires", "more"))


@pytest.mark.parametrize(
    ("only", "case", "fits"),
    [
        ('categories = ["hotel"]', Case(T.HOME_FIRE, 1, category="hotel"), True),
        ('categories = ["hotel"]', Case(T.HOME_FIRE, 1), False),
        ('areas = ["1501"]', Case(T.HOME_FIRE, 1, area="150102"), True),
        ('areas = ["1501"]', Case(T.HOME_FIRE, 1, area="150202"), False),
        ("when = { floor_at_least = 4 }", Case(T.HOME_FIRE, 1, answers={"floor": 4.0}), True),
        ("when = { floor_at_least = 4 }", Case(T.HOME_FIRE, 1), False),
        ("when = { floor_at_most = -1 }", Case(T.HOME_FIRE, 1, answers={"floor": -2.0}), True),
        ("when = { smoke = true }", Case(T.HOME_FIRE, 1, answers={"smoke": False}), False),
        ('when = { burning = ["gas", "oil"] }', Case(T.HOME_FIRE, 1, answers={"burning": "oil"}), True),
        ('when = { burning = "gas", smoke = true }', Case(T.HOME_FIRE, 1, answers={"burning": "gas"}), False),
    ],
)
def test_a_card_counts_only_where_it_fits(only: str, case: Case, fits: bool) -> None:
    cards = parse(with_card(f'name = "one"\ntypes = ["fires"]\n{only}\nneeds = {{ drone = 1 }}'), "x")
    assert ("drone" in cards.force(case).needs) is fits


def test_an_area_replaces_a_card_by_its_own() -> None:
    cards = parse(
        with_card(
            'name = "ours"\ntypes = ["fires"]\nareas = ["15"]\nreplaces = "fires"\nneeds = { attack = 3 }'
        ),
        "x",
    )
    assert cards.force(Case(T.HOME_FIRE, 1, area="150102")).needs == {"attack": 3}
    assert cards.force(Case(T.HOME_FIRE, 1, area="110101")).needs == {"attack": 1, "crew": 6}


@given(st.sampled_from(list(T)), st.integers(1, 4))
def test_a_rise_of_the_grade_never_takes_anything_away(kind: T, grade: int) -> None:
    lower, higher = (built_in().force(Case(kind, each)).needs for each in (grade, grade + 1))
    assert lower
    assert missing(lower, higher) == {}
    if grade < HIGHEST[family_of(kind)]:
        assert missing(higher, lower), "a higher grade sends more"


def test_the_difference_is_what_is_not_there_yet() -> None:
    assert missing({"attack": 2, "crew": 12}, {"attack": 2, "crew": 7, "drone": 1}) == {"crew": 5}
    assert added([{"crew": 5}, {"crew": 7, "attack": 1}]) == {"attack": 1, "crew": 12}
    assert said({"crew": 5, "water_l": 8000}).zh == "战斗员 5 人、载水 8000 升"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            'name = "a"\ntypes = ["fires"]\nneeds = { atack = 1 }',
            14,
            "`atack` is no capability; one of attack",
        ),
        (
            'name = "a"\ntypes = ["fire"]\nneeds = { attack = 1 }',
            13,
            "`fire` is no incident type; one of fires",
        ),
        ('name = "a"\ntypes = ["fires"]\nneeds = { attack = 0 }', 14, "an amount above 0"),
        (
            'name = "a"\ntypes = ["fires"]\ngrade = 6\nneeds = { attack = 1 }',
            14,
            "a whole number from 1 to 5",
        ),
        ('name = "a"\ntypes = ["fires"]', 11, "`needs` is missing"),
        ('name = "fires"\ntypes = ["fires"]\nneeds = { attack = 1 }', 12, "the name `fires` is there twice"),
        (
            'name = "a"\ntypes = ["fires"]\nwhen = { height = 3 }\nneeds = { attack = 1 }',
            14,
            "`height` is no condition",
        ),
        ('name = "a"\ntypes = ["fires"]\nareas = ["15x"]\nneeds = { attack = 1 }', 14, "administrative code"),
        (
            'name = "a"\ntypes = ["fires"]\ncategories = ["inn"]\nneeds = { attack = 1 }',
            14,
            "`inn` is no category",
        ),
        ('name = "a"\ntypes = ["fires"]\nreplaces = "b"\nneeds = { attack = 1 }', 14, "no other card `b`"),
        (
            'name = "a"\ntypes = ["fires"]\nvehicles = 2\nneeds = { attack = 1 }',
            14,
            "`vehicles` is not known",
        ),
    ],
)
def test_a_fault_names_file_line_and_cure(text: str, line: int, words: str) -> None:
    with pytest.raises(CardFault, match=re.escape(words)) as told:
        parse(with_card(text), "cards.toml")
    assert str(told.value).startswith(f"cards.toml, line {line}: ")


def test_cards_that_would_send_nobody_are_refused() -> None:
    with pytest.raises(CardFault, match="nobody would be sent"):
        parse(BASE.replace('["fires"]', '["home-fire"]'), "x")


def test_what_is_no_toml_or_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(CardFault, match="no TOML"):
        parse("[[card", "x")
    with pytest.raises(CardFault, match="cannot be read"):
        read(tmp_path / "none.toml")


def test_the_built_in_cards_name_no_vehicle() -> None:
    assert "truck" not in BUILT_IN.read_text("utf-8")
    assert len(built_in().cards) > 20
