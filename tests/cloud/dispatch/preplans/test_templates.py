"""The first plan of a building, drawn from what is known; what is not known is asked for."""

from __future__ import annotations

import pytest

from cloud.dispatch.preplans.sections import Section
from cloud.dispatch.preplans.templates import BY_CATEGORY, Known, missing, template
from cloud.organisations.categories import CATEGORIES


def plan(**more: object) -> dict[Section, str]:
    told: dict[str, object] = {"building": "1号楼", "organisation": "宾馆", "category": "hotel"}
    return template(Known(**(told | more)))  # type: ignore[arg-type]


def test_a_plan_has_every_section_and_asks_for_what_nobody_knows() -> None:
    found = plan()
    assert set(found) == set(Section)
    assert all(found.values())
    assert {"access", "dangers", "keyholders", "gathering"} <= set(missing(found))


def test_what_is_known_stands_in_it() -> None:
    found = plan(
        address="中山路8号",
        height_m=60.0,
        storeys=18,
        storeys_below=2,
        persons=300,
        keyholders=[("王芳", "0471-1", "安全经理")],
        waters=[("8号栓", "市政消火栓", 120.0, "可用")],
        hazards=[("加油站", "汽油", 80.0)],
        systems=[("感烟探测器", 200)],
    )
    assert "中山路8号" in found[Section.ACCESS]
    assert "登高操作场地" in found[Section.ACCESS]
    assert "8号栓(市政消火栓),120 米,可用" in found[Section.WATER]
    assert "地下 2 层" in found[Section.DANGERS]
    assert "加油站" in found[Section.DANGERS]
    assert found[Section.KEYHOLDERS] == "王芳 0471-1 安全经理"
    assert BY_CATEGORY["high-rise"][1] in found[Section.TACTICS]
    assert "感烟探测器 200" in found[Section.TACTICS]


@pytest.mark.parametrize("category", [*CATEGORIES, "unheard-of"])
def test_every_category_has_its_dangers_and_tactics(category: str) -> None:
    found = plan(category=category)
    assert found[Section.TACTICS].strip()


def test_only_categories_that_exist_have_a_template() -> None:
    assert set(BY_CATEGORY) - {"*"} <= set(CATEGORIES)
