"""The page without a mouse, and in its languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.alarm_life import words
from tests.web.building import vocabulary
from tests.web.conftest import Open, row, rows

pytestmark = pytest.mark.browser

TIME_ZONE = "Asia/Shanghai"
#: Dates and sizes, which the browser writes by locale.
_MEASURE = re.compile(r"^[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+$|^[\d.,]+ [KMG]?B$")


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_fire_is_reached_acknowledged_and_verified_by_keyboard_alone(open_page: Open) -> None:
    cloud, page = open_page("fire")
    _press(page, "j")
    top = rows(page).first
    expect(top).to_be_focused()
    _press(page, "a")
    page.keyboard.type("夜班 2")
    _press(page, "Enter")
    expect(top).to_have_attribute("data-state", "acknowledged")
    expect(top).to_be_focused()
    _press(page, "v")
    expect(page.get_by_role("button", name="真实火情")).to_be_focused()
    _press(page, "Tab")
    expect(page.get_by_role("button", name="误报")).to_be_focused()
    _press(page, "Enter")
    expect(top).to_have_attribute("data-state", "verified")
    _press(page, "Escape")
    expect(page.get_by_test_id("alarm-detail")).to_have_count(0)
    expect(top).to_be_focused()
    fire = next(alarm for alarm in cloud.alarms.values() if alarm["outcome"])
    assert (fire["kind"], fire["outcome"], fire["acknowledged_by"]) == ("fire", "false", "夜班 2")


def test_nothing_is_acknowledged_unseen(open_page: Open) -> None:
    cloud, page = open_page("fire")
    _press(page, "a")
    expect(rows(page).first).to_be_focused()
    expect(page.get_by_test_id("seat-name")).to_have_count(0)
    assert all(alarm["state"] == "raised" for alarm in cloud.alarms.values() if alarm["kind"] == "fire")


def test_j_k_arrows_home_and_end_move_through_the_list(open_page: Open) -> None:
    _, page = open_page("fire")
    _press(page, "j", "j")
    expect(rows(page).nth(1)).to_be_focused()
    _press(page, "ArrowDown")
    expect(rows(page).nth(2)).to_be_focused()
    _press(page, "k", "ArrowUp")
    expect(rows(page).nth(0)).to_be_focused()
    _press(page, "End")
    expect(rows(page).last).to_be_focused()
    _press(page, "Home")
    expect(rows(page).nth(0)).to_be_focused()


def test_the_whole_of_a_flood_can_be_reached(open_page: Open) -> None:
    _, page = open_page("flood")
    _press(page, "j", "End")
    last = page.locator('[data-testid="alarm-row"][aria-rowindex="301"]')
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    _press(page, "k")
    expect(page.locator('[data-testid="alarm-row"][aria-rowindex="300"]')).to_be_focused()


def test_the_list_is_one_stop_in_the_tab_order(open_page: Open) -> None:
    _, page = open_page("fire")
    assert page.locator('[data-testid="alarm-row"][tabindex="0"]').count() == 1
    _press(page, "j", "j")
    expect(page.locator('[data-testid="alarm-row"][tabindex="0"]')).to_be_focused()
    _press(page, "Tab")
    expect(rows(page).nth(1).get_by_role("button")).to_be_focused()


def test_the_open_detail_follows_the_selection(open_page: Open) -> None:
    _, page = open_page("fire")
    _press(page, "j", "Enter")
    expect(page.locator("#detail-title")).to_contain_text("三层 302室")
    _press(page, "j")
    expect(page.locator("#detail-title")).to_contain_text("一层 大堂")
    expect(rows(page).nth(1)).to_be_focused()


def test_the_focus_stays_in_the_list_when_its_alarm_is_closed_elsewhere(open_page: Open) -> None:
    cloud, page = open_page("fire")
    _press(page, "j", "j")
    second = int(rows(page).nth(1).get_attribute("data-alarm-id") or 0)
    third = int(rows(page).nth(2).get_attribute("data-alarm-id") or 0)
    cloud.clear(second)
    cloud.decide(second, "acknowledge", {"by": "x"})
    cloud.decide(second, "verify", {"by": "x", "outcome": "false"})
    expect(row(page, third)).to_be_focused()


def test_letters_typed_into_a_field_are_not_commands(open_page: Open) -> None:
    cloud, page = open_page("fire")
    _press(page, "j", "a")
    page.keyboard.type("lava")
    expect(page.get_by_test_id("seat-name")).to_have_value("lava")
    expect(page.locator("h2", has_text="由谁值守")).to_be_visible()
    assert all(alarm["state"] == "raised" for alarm in cloud.alarms.values() if alarm["kind"] == "fire")


def test_the_help_opens_and_gives_the_focus_back(open_page: Open) -> None:
    _, page = open_page("fire")
    _press(page, "j", "?")
    expect(page.get_by_role("dialog")).to_contain_text("排列次序")
    _press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(rows(page).first).to_be_focused()


def test_l_switches_the_language_and_the_computer_remembers(open_page: Open) -> None:
    _, page = open_page("quiet")
    page.goto(page.url.split("?")[0])
    expect(page.locator("#alarms-title")).to_have_text("当前警报")
    _press(page, "l")
    expect(page.locator("#alarms-title")).to_have_text("Current alarms")
    page.reload()
    expect(page.locator("#alarms-title")).to_have_text("Current alarms")
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_new_fire_interrupts_the_screen_reader_and_a_fault_waits(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    cloud.raise_alarm("panel-1/1-070", "fault")
    expect(page.locator('[aria-live="polite"]')).to_contain_text("三层 西侧疏散通道")
    cloud.raise_alarm("panel-1/1-040", "fire")
    expect(page.locator('[aria-live="assertive"]')).to_contain_text("首警")


_BARE_TEXTS = """() => {
    const walker = document.createTreeWalker(document.querySelector('.desk'), NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode.textContent.trim());
    return found.filter(text => /[a-z\u4e00-\u9fff]/i.test(text) && !text.includes('⟦'));
}"""


def _texts(value: Any) -> set[str]:
    """Every text within what the API says."""
    if isinstance(value, dict):
        return set().union(*map(_texts, value.values()), map(str, value))
    if isinstance(value, list):
        return set().union(*map(_texts, value)) if value else set()
    return {str(value)}


def test_every_word_of_the_page_is_translated(open_page: Open) -> None:
    cloud, page = open_page("silent", lang="pseudo")
    _press(page, "j", "Enter")
    page.get_by_test_id("alarm-detail").locator(".timeline").wait_for()
    # In the made-up language the page's own words stand in brackets; everything else must be the API's.
    told = [cloud.snapshot(), vocabulary(), words(), [cloud.detail(number) for number in cloud.alarms]]
    halves = [text.split(" / ") for text in _texts(told) if " / " in text]
    from_api = {text.strip() for text in _texts([*told, *halves])} | {TIME_ZONE}
    bare = set(page.evaluate(_BARE_TEXTS)) - from_api
    assert {text for text in bare if not _MEASURE.match(text)} == set()
