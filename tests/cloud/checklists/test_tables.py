from __future__ import annotations

import pytest

from cloud.checklists import schemas
from cloud.checklists.by_category import checklist
from cloud.checklists.items import GENERAL, GROUPS, ITEMS, MAJOR
from cloud.checklists.laws import LAWS
from cloud.organisations.categories import CATEGORIES, HOUSEHOLDS


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_a_checklist_in_the_order_of_a_walk(category: str) -> None:
    codes = checklist(category)
    assert len(codes) == len(set(codes)) >= 6
    groups = [ITEMS[code].group for code in codes]
    assert groups == sorted(groups, key=list(GROUPS).index)


def test_every_item_has_a_known_clause_a_known_group_and_both_languages() -> None:
    for code, item in ITEMS.items():
        assert code.split(".")[0] == item.group
        assert item.clause.law in LAWS
        assert item.grade in (GENERAL, MAJOR)
        assert all((item.zh, item.en, item.how_zh, item.how_en, item.clause.zh, item.clause.en))


def test_every_item_is_used_and_homes_are_asked_for_no_papers() -> None:
    used = {code for category in CATEGORIES for code in checklist(category)}
    assert used == set(ITEMS)
    for category in HOUSEHOLDS:
        assert not any(code.startswith(("papers.", "control-room.")) for code in checklist(category))


def test_an_unknown_category_is_refused_and_an_unknown_item_is_left_out() -> None:
    with pytest.raises(ValueError, match="no category"):
        checklist("castle")
    assert [one.code for one in schemas.checklist("hotel", ["gone", "escape.clear"]).items] == [
        "escape.clear"
    ]


def test_a_clause_is_cited_as_an_order_writes_it() -> None:
    shown = schemas.item(ITEMS["escape.clear"])
    assert shown.clause.zh == "《消防法》第二十八条"
    assert shown.grade == "major"
