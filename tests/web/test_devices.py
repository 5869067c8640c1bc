"""The systems of a building, and the tree of its devices."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Open

pytestmark = pytest.mark.browser


def _panel(page: Page, name: str) -> None:
    page.locator(".side-tabs").get_by_role("button", name=name).click()


def test_each_system_counts_its_parts_by_how_they_stand(open_page: Open) -> None:
    cloud, page = open_page("fire", lang="en")
    _panel(page, "Systems")
    doors = page.locator('[data-testid="system"][data-system="19"]')
    expect(doors).to_have_attribute("data-worst", "fault")
    expect(doors.get_by_role("button", name="Fault: 1")).to_be_visible()
    expect(page.locator('[data-system="11"]')).to_have_attribute("data-worst", "normal")
    expect(page.locator(".systems-absent")).to_contain_text("gas extinguishing")
    cloud.raise_alarm("panel-1/2-021", "fault")
    expect(page.locator('[data-system="23"]')).to_have_attribute("data-worst", "fault")


def test_a_count_leads_to_its_parts(open_page: Open) -> None:
    _, page = open_page("fire", lang="en")
    _panel(page, "Systems")
    page.locator('[data-system="19"]').get_by_role("button", name="Fault: 1").click()
    parts = page.get_by_test_id("system-parts").get_by_test_id("part-card")
    expect(parts).to_have_count(1)
    expect(parts).to_have_attribute("data-part", "panel-1/1-070")


def test_when_the_page_is_cut_off_no_system_is_called_normal(open_page: Open) -> None:
    cloud, page = open_page("quiet", lang="en")
    _panel(page, "Systems")
    expect(page.locator('[data-system="11"]')).to_have_attribute("data-worst", "normal")
    cloud.cut()
    expect(page.locator('[data-system="11"]')).to_have_attribute("data-worst", "unknown")


def test_the_tree_is_gone_through_with_the_arrows_alone(open_page: Open) -> None:
    _, page = open_page("fire")
    _panel(page, "设备")
    page.get_by_test_id("tree-search").focus()
    page.keyboard.press("ArrowDown")
    tree = page.get_by_test_id("tree-row")
    expect(tree.first).to_be_focused()
    before = tree.count()
    page.keyboard.press("ArrowLeft")
    expect(tree).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(tree).to_have_count(before)
    page.keyboard.press("ArrowRight")
    expect(tree.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("tree-part").get_by_test_id("part-card")).to_have_count(1)
    assert page.locator('[data-testid="tree-row"][tabindex="0"]').count() == 1


def test_a_device_is_found_by_place_in_either_language_and_leads_to_its_alarm(open_page: Open) -> None:
    _, page = open_page("fire")
    _panel(page, "设备")
    page.get_by_test_id("tree-search").fill("west exit")
    found = page.locator('[data-testid="tree-row"][data-part="panel-1/1-070"]')
    found.click()
    page.get_by_test_id("tree-part").get_by_role("button", name="打开它的未结警报").click()
    expect(page.locator("#detail-title")).to_contain_text("三层 西侧疏散通道")
    expect(page.get_by_test_id("alarm-detail").locator(".alarm-state")).to_contain_text("已确认")
