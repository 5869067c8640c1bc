"""The operator's pages over a real centre: every view, both languages, wide and narrow, full and empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import NARROW, WIDE
from tests.web.looking import overflows, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go, settle

pytestmark = pytest.mark.browser

VIEWS = (
    "/fleet",
    "/fleet?area=1504",
    "/fleet/organisations",
    "/fleet/gateways",
    "/fleet/quality",
    "/fleet/flow",
    "/fleet/worst",
    "/fleet/dead-letters",
    "/organisation/17",
    "/registry",
    "/registry/new",
    "/registry/imports",
    "/registry/devices",
    "/works/jobs",
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with operator_centre(tmp_path_factory.mktemp("full"), 200) as address:
        yield address


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with operator_centre(tmp_path_factory.mktemp("empty"), 0) as address:
        yield address


def test_axe_finds_nothing_serious_in_any_view_by_night_or_by_day(full: str, visits: Visits) -> None:
    page = visits(full, VIEWS[0])
    for at, view in enumerate(VIEWS):
        go(page, view)
        # The views share their colours: each is looked at by one light, the first by both.
        for theme in ("dark", "light") if at == 0 else (("dark", "light")[at % 2],):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            assert violations(page) == [], (view, theme)


@pytest.mark.parametrize(("lang", "size"), [("zh", NARROW), ("en", WIDE), ("en", NARROW)])
def test_no_view_overflows(full: str, visits: Visits, lang: str, size: Any) -> None:
    page = visits(full, VIEWS[0], lang=lang, size=size)
    for view in VIEWS:
        go(page, view)
        assert not overflows(page), view


def test_views_with_nothing_in_them_say_so(empty: str, visits: Visits) -> None:
    page = visits(empty, VIEWS[0], size=NARROW)
    for view in VIEWS:
        if not view.startswith("/organisation/"):
            go(page, view)
            assert not overflows(page), view
    go(page, "/fleet/gateways")
    expect(page.get_by_text("没有符合条件的网关")).to_be_visible()


def test_the_way_down_from_the_map_to_one_gateway(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet")
    page.locator('.map-area[data-area="1504"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("赤峰市")
    page.locator('.map-area[data-area="150430"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("单位")
    assert "area=150430" in page.url
    page.get_by_role("table").get_by_role("link").first.click()
    settle(page)
    page.get_by_role("table", name="网关").get_by_role("link", name=re.compile("^gw-")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^gw-150430-"))


def test_the_table_beside_the_map_has_the_same_numbers(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet", lang="en")
    page.locator(".map-area").first.wait_for()
    areas = page.locator(".map-area").all()
    assert len(areas) == 12, "the leagues"
    for area in areas:
        name, value = (area.get_attribute("aria-label") or "").split(": ")
        row = page.get_by_role("table", name="Figures by area").get_by_role(
            "row", name=re.compile(f"^{name} ")
        )
        expect(row).to_contain_text(value)


def test_the_map_is_walked_with_the_keyboard(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet")
    page.locator(".map-area").first.focus()
    page.keyboard.press("Tab")
    area = page.evaluate("document.activeElement.dataset.area")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"area={area}"))


def test_a_figure_leads_to_a_list_of_as_many(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet")
    named = page.locator(".op-tile-name", has_text=re.compile("^失联"))
    silent = page.locator(".op-tile").filter(has=named)
    number = int(silent.locator(".op-tile-value").inner_text())
    silent.locator(".op-tile-value").click()
    settle(page)
    expect(page.get_by_role("table", name="网关").locator("tbody tr")).to_have_count(number)


def test_each_share_of_quality_stands_over_its_counts(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet/quality", lang="en")
    first = page.get_by_role("table", name="Data quality").locator("tbody tr").first
    expect(first).to_contain_text("98.3%")
    expect(first).to_contain_text("177 / 180")
    page.get_by_label("What is counted: Completeness").click()
    expect(page.get_by_text("less those still in its spool")).to_be_visible()


def test_a_new_organisation_is_found_in_the_registry(full: str, visits: Visits) -> None:
    page = visits(full, "/registry/new")
    page.get_by_label("名称", exact=True).fill("青山宾馆")
    page.get_by_label("编号（导入时以此识别）").fill("150402-900001")
    page.get_by_label("类别").select_option("hotel")
    page.get_by_label("区划").select_option("150402")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("青山宾馆")
    go(page, "/registry?q=qsbg")
    expect(page.get_by_role("link", name="青山宾馆").first).to_be_visible()


def test_a_dead_letter_that_is_not_needed_leaves_the_list(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet/dead-letters")
    rows = page.get_by_role("table", name="死信").locator("tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text("Expected")
    where = rows.first.locator("td a").first.inner_text()
    rows.first.locator("th a").click()
    page.get_by_role("button", name="不需要").click()
    page.get_by_role("link", name="返回死信列表").click()
    expect(rows.first.locator("td a").first).not_to_have_text(where)


def test_the_control_room_stays_one_step_away_and_knows_its_organisation(full: str, visits: Visits) -> None:
    page = visits(full, "/organisation/18", lang="en")
    page.locator(".op-tools").get_by_role("link", name="Control room").click()
    expect(page.get_by_test_id("gateway-link")).to_have_count(1)
    page.get_by_role("link", name="Operations").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inner Mongolia")


def test_a_view_is_loaded_when_it_is_looked_at(full: str, visits: Visits) -> None:
    page = visits(full, "/registry")
    asked: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map(each => each.name.split('/').at(-1))"
    )
    assert not [name for name in asked if name.startswith(("AreaPage", "RoomView"))]
