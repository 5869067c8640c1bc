"""The city's monitoring centre over a real centre: four states, two seats, keyboard, phone, axe, words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import NARROW, WIDE
from tests.web.city_centre import FIRST, STATES
from tests.web.looking import overflows, picture, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The address of a centre in a state, started as it is first asked for."""
    with ExitStack() as stack:
        held: dict[str, str] = {}

        def at(state: str) -> str:
            if state not in held:
                folder = tmp_path_factory.mktemp(state)
                held[state] = stack.enter_context(operator_centre(folder, 0, more=STATES[state]))
            return held[state]

        yield at


@pytest.fixture
def visit(visits: Visits, city: Callable[[str], str]) -> Open:
    def opened(state: str, *, seat: str = "一号席", **more: Any) -> Page:
        page = visits(city(state), "/city", **more)
        page.locator(".city-figures").wait_for()
        page.locator(".map-area").first.wait_for()
        if seat:
            page.get_by_test_id("seat-name").fill(seat)
            page.get_by_test_id("seat-name").press("Enter")
            expect(page.get_by_test_id("seat")).to_have_text(seat)
        return page

    return opened


def groups(page: Page) -> Any:
    return page.get_by_test_id("group")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_overflows_and_axe_finds_nothing_serious(visit: Open, state: str, size: Any) -> None:
    page = visit(state, size=size)
    picture(page, f"city-{state}-zh-{'wide' if size is WIDE else 'narrow'}")
    assert not overflows(page)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        assert violations(page) == [], theme


def test_a_quiet_city_says_that_nothing_is_open(visit: Open) -> None:
    page = visit("quiet")
    expect(page.get_by_test_id("nothing")).to_be_visible()
    expect(page.get_by_test_id("first-fire")).to_have_count(0)


def test_a_flood_of_five_thousand_is_ten_groups_with_the_first_fire_on_top(visit: Open) -> None:
    page = visit("flood")
    assert groups(page).count() <= 10
    expect(page.locator("[data-figure=alarms] dd")).to_have_text(re.compile("5,?001"))
    expect(page.get_by_test_id("first-fire")).to_contain_text(FIRST.name)
    expect(groups(page).first).to_contain_text(FIRST.name)
    page.mouse.wheel(0, 4_000)
    expect(page.get_by_test_id("first-fire")).to_be_in_viewport()


def test_two_seats_on_one_group_the_second_is_told_and_takes_it_over_or_waits(visit: Open) -> None:
    one, two = visit("fire"), visit("fire", seat="二号席")
    groups(two).first.get_by_role("button", name="接办").wait_for()
    two.route("**/api/v1/city", lambda route: route.abort())
    groups(one).first.get_by_role("button", name="接办").click()
    expect(groups(one).first).to_contain_text("我已接办")
    two.unroute("**/api/v1/city")
    expect(groups(two).first).to_contain_text("一号席 接办")
    groups(two).first.get_by_role("button", name="接过来").click()
    groups(two).first.get_by_role("button", name="接过来").click()
    expect(groups(one).first).to_contain_text("二号席 接办")
    two.get_by_test_id("mine").get_by_role("button", name=re.compile("^交回")).click()
    expect(groups(one).first.get_by_role("button", name="接办")).to_be_visible()


def test_the_second_of_two_that_take_at_once_gets_a_clear_answer(visit: Open) -> None:
    one, two = visit("fire", seat="甲"), visit("fire", seat="乙")
    button = groups(two).nth(1).get_by_role("button", name="接办")
    button.wait_for()
    # What the second one sees stands still while the first one takes it.
    seen = two.evaluate("async () => (await fetch('/api/v1/city')).text()")
    two.route("**/api/v1/city", lambda route: route.fulfill(body=seen, content_type="application/json"))
    groups(one).nth(1).get_by_role("button", name="接办").click()
    expect(groups(one).nth(1)).to_contain_text("我已接办")
    button.click()
    expect(two.get_by_test_id("told")).to_contain_text("该警情组已由 甲 接办")
    one.get_by_test_id("mine").get_by_role("button", name=re.compile("^交回")).click()


def test_the_keyboard_alone_takes_acknowledges_and_gives_back(visit: Open) -> None:
    page = visit("fire", seat="键盘")
    page.locator("body").press("j")
    expect(groups(page).first).to_be_focused()
    page.keyboard.press("t")
    mine = page.get_by_test_id("mine").locator("li")
    expect(mine).to_have_count(1)
    page.keyboard.press("a")
    expect(mine).to_contain_text("0 条未确认")
    page.keyboard.press("b")
    expect(mine).to_have_count(0)


def test_without_a_seat_s_name_nothing_is_taken(visit: Open) -> None:
    page = visit("fire", seat="")
    page.get_by_test_id("take-next").click()
    expect(page.get_by_test_id("told")).to_contain_text("请先填写席位")


def test_a_cut_line_is_told_what_is_known_stays_and_it_comes_back(visit: Open) -> None:
    page = visit("fire")
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text("与中心失去联系")
    expect(page.get_by_test_id("first-fire")).to_contain_text(FIRST.name)
    expect(page.get_by_test_id("take-next")).to_be_disabled()
    picture(page, "city-cut-zh-wide")
    page.set_viewport_size(NARROW)
    picture(page, "city-cut-zh-narrow")
    assert not overflows(page)
    assert violations(page) == []
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_test_id("take-next")).to_be_enabled()


def test_a_fire_sounds_until_it_is_silenced_and_a_new_one_sounds_again(visit: Open) -> None:
    page = visit("fire")
    # Whatever another seat has acknowledged meanwhile.
    turns = [1]
    page.route("**/api/v1/city", lambda route: _with_a_fire(route, turns[-1]))
    page.reload()
    control = page.locator(".sound-control")
    expect(control).to_have_attribute("data-due", "fire")
    control.get_by_role("button", name="声音").click()
    page.keyboard.press("s")
    expect(control).not_to_have_attribute("data-due", "fire")
    expect(control).to_contain_text("已消音")
    turns.append(2)
    expect(control).to_have_attribute("data-due", "fire")


def _with_a_fire(route: Route, turn: int) -> None:
    answer = route.fetch()
    board = answer.json()
    board["ringing"] = [{"kind": "fire", "newest_at": turn}]
    route.fulfill(response=answer, json=board)


def test_a_board_behind_another_page_still_asks(visit: Open) -> None:
    page = visit("fire")
    page.evaluate("Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    for _ in range(2):
        page.wait_for_event("request", lambda request: request.url.endswith("/api/v1/city"))


def test_what_of_the_centre_is_down_is_told(visit: Open) -> None:
    page = visit("fire")
    page.route("**/api/v1/health", _with_a_broker_down)
    page.reload()
    expect(page.get_by_test_id("centre-note")).to_contain_text("broker")


def _with_a_broker_down(route: Route) -> None:
    answer = route.fetch()
    health = answer.json()
    health["components"] = [{"name": "broker", "up": False, "detail": ""}]
    route.fulfill(response=answer, json=health)


def test_a_county_on_the_map_narrows_the_groups_and_the_first_fire_stays(visit: Open) -> None:
    page = visit("fire")
    expect(page.locator(f'.map-area[data-area="{FIRST.area}"]')).to_have_attribute("data-state", "fire")
    other = next(each for each in ("150102", "150105") if each != FIRST.area)
    page.locator(f'.map-area[data-area="{other}"]').click()
    expect(page.get_by_role("link", name="全部区划")).to_be_visible()
    expect(page.locator('[data-testid="group"][data-cause="fire"]')).to_have_count(0)
    expect(page.get_by_test_id("first-fire")).to_contain_text(FIRST.name)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_half_as_long_words_again_fit_and_none_is_left_in_the_code(visit: Open, size: Any) -> None:
    page = visit("fire", lang="pseudo", size=size)
    assert not overflows(page)
    expect(page.locator("main h1")).to_have_text(re.compile("^⟦.*⟧$|^\\[.*\\]$"))


def test_every_alarm_of_the_centre_is_in_a_list_that_is_filtered_and_turned(
    visits: Visits, city: Callable[[str], str]
) -> None:
    page = visits(city("flood"), "/fleet/alarms?open=true", size=NARROW)
    rows = page.get_by_role("table", name="警报").locator("tbody tr")
    expect(rows).to_have_count(50)
    assert not overflows(page)
    first = rows.first.inner_text()
    page.get_by_role("link", name="下一页").click()
    expect(rows.first).not_to_have_text(first)
    expect(rows).to_have_count(50)
    page.set_viewport_size(WIDE)
    assert violations(page) == []
    page.get_by_label("区划").select_option(FIRST.area[:4])
    page.get_by_label("类别").select_option("fire")
    expect(rows.locator("[data-fire]").first).to_be_visible()
    page.get_by_label("状态").select_option("false")
    expect(page.get_by_text("没有符合条件的警报")).to_be_visible()
