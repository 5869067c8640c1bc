"""The pages of notification over a real centre that really tells, and what any page is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, Route, expect

from cloud.centre import Centre
from cloud.notification.moments import Moment
from tests.browser import NARROW, WIDE
from tests.web.city_centre import CITY, K, Telling, enrol
from tests.web.looking import overflows, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go, settle, walk

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
VIEWS = (
    "/notification/rules",
    "/notification/rules/1",
    "/notification/rules/new",
    "/notification/channels",
    "/notification/channels/1",
    "/notification/channels/new",
    "/notification/people",
    "/notification/people/new",
    "/notification/dry-run",
    "/notification/messages",
    "/notification/messages/1",
)


class Held(NamedTuple):
    """A centre that runs, and a voice of its gateways."""

    address: str
    tell: Telling


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    held: list[Telling] = []

    def more(centre: Centre) -> None:
        enrol(centre)
        held.append(Telling(centre))
        held[0].say(held[0].event(CITY[1], K.FAULT, 1, 0, 5))

    folder, roles = tmp_path_factory.mktemp("notification"), ("pages", "jobs")
    # Each test's fire is told by itself, however many came before it.
    notification = {"file_folder": folder / "out", "fire_burst": 1_000}
    with operator_centre(folder, 0, roles, more, notification=notification) as address:
        yield Held(address, held[0])


@pytest.fixture
def visit(visits: Visits, telling: Held) -> Open:
    return partial(visits, telling.address)


@pytest.mark.parametrize(("lang", "size"), [("zh", WIDE), ("en", NARROW), ("pseudo", NARROW)])
def test_axe_finds_nothing_serious_and_no_view_overflows(visit: Open, lang: str, size: Any) -> None:
    walk(visit(VIEWS[0], lang=lang, size=size), VIEWS, lang)


def test_a_channel_is_made_tested_and_its_secret_is_never_shown(visit: Open) -> None:
    page = visit("/notification/people/new")
    page.get_by_label("姓名").fill("王芳")
    page.get_by_label("电话").fill("13904711234")
    page.get_by_label("选择区划").select_option("15")
    page.get_by_role("button", name="添加区划").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="王芳")).to_be_visible()
    go(page, "/notification/channels/new")
    page.get_by_label("类型").select_option("sms")
    page.get_by_label("名称").fill("演练短信")
    page.get_by_label("发送方式").select_option("file")
    page.get_by_label("选择区划").select_option("15")
    page.get_by_role("button", name="添加区划").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("演练短信")
    expect(page.locator("body")).not_to_contain_text("null")
    page.get_by_role("button", name="发送测试").click()
    expect(page.get_by_test_id("test-fate")).to_contain_text("written to")


def test_a_rule_tells_of_overdue_hazards_and_warnings_of_risk_and_the_bell_leads_there(
    telling: Held, visit: Open
) -> None:
    page = visit("/notification/rules/new")
    page.get_by_label("名称").fill("隐患与风险预警")
    moments = page.get_by_role("group", name="时刻")
    chosen = moments.get_by_role("checkbox", checked=True)
    while chosen.count():
        chosen.first.uncheck()
    for name in ("隐患逾期未整改", "火灾风险预警交办", "火灾风险预警逾期升级"):
        moments.get_by_label(name).focus()
        page.keyboard.press("Space")
    page.get_by_label("选择区划").select_option("15")
    page.get_by_role("button", name="添加区划").click()
    page.get_by_test_id("step").get_by_label("中心页面").check()
    page.get_by_role("button", name="保存").click()
    row = page.locator(".op-table tbody tr").filter(has_text="隐患与风险预警")
    expect(row).to_contain_text("隐患逾期未整改 · 火灾风险预警交办 · 火灾风险预警逾期升级")
    telling.tell.matter(Moment.HAZARD_OVERDUE, "hazard/12", "二层东侧:疏散通道堵塞")
    expect(page.get_by_test_id("told-ring")).to_contain_text("隐患逾期未整改")
    page.get_by_test_id("bell").click()
    item = page.get_by_test_id("told-item").first
    expect(item).to_contain_text("二层东侧:疏散通道堵塞")
    expect(item.get_by_role("link")).to_have_attribute("href", "#/inspections/hazard/12")


def test_the_dry_run_says_who_would_be_told_and_why(visit: Open) -> None:
    page = visit("/notification/dry-run")
    page.get_by_label("区划").select_option("150102")
    page.get_by_role("button", name="试运行").press("Enter")
    expect(page.get_by_test_id("trial-sum")).to_contain_text("条规则会通知")
    expect(page.get_by_test_id("would-tell").first).to_contain_text("中心页面")


def test_a_fire_is_told_on_any_page_silenced_and_kept_in_the_list(telling: Held, visit: Open) -> None:
    page = visit("/fleet")
    telling.tell.say(telling.tell.event(CITY[4], K.FIRE, 1, 1, 1))
    ring = page.get_by_test_id("told-ring")
    expect(ring).to_contain_text("火警")
    assert violations(page) == []
    ring.get_by_role("button", name="消音").click()
    expect(ring).to_have_count(0)
    page.get_by_test_id("bell").click()
    expect(page.get_by_test_id("told-item").first).to_contain_text("火警")
    page.get_by_role("button", name="全部标为已读").click()
    page.reload()
    settle(page)
    expect(page.get_by_test_id("bell")).to_have_attribute("aria-label", "收到的通知：0 条未读")


def test_the_control_room_sounds_for_its_alarm_once(telling: Held, visit: Open) -> None:
    page = visit("/fleet")
    page.goto(f"{telling.address}/?lang=zh#/")
    page.get_by_test_id("bell").wait_for()
    before = page.get_by_test_id("bell").get_attribute("aria-label")
    telling.tell.say(telling.tell.event(CITY[6], K.FIRE, 1, 1, 1))
    expect(page.get_by_test_id("bell")).not_to_have_attribute("aria-label", before or "")
    expect(page.get_by_test_id("told-ring")).to_have_count(0)


def test_what_was_told_while_the_line_was_cut_is_not_lost(telling: Held, visit: Open) -> None:
    page = visit("/notification/messages", size=NARROW)
    page.locator(".op-table tbody tr").first.wait_for()
    # What was told before the page was opened is in the list: what comes now is new.
    expect(page.get_by_test_id("bell")).not_to_have_attribute("aria-label", "收到的通知：0 条未读")
    page.context.set_offline(True)
    telling.tell.say(telling.tell.event(CITY[8], K.FIRE, 1, 1, 1))
    page.context.set_offline(False)
    expect(page.get_by_test_id("told-ring")).to_be_visible(timeout=30_000)
    assert not overflows(page)


def test_what_is_new_rings_before_the_first_list_has_come_whatever_the_pages_clock_says(
    telling: Held, visit: Open
) -> None:
    page = visit("/fleet")
    held: list[Route] = []
    page.route("**/notification/told*", lambda route: held.append(route))
    page.add_init_script("const now = Date.now; Date.now = () => now() + 3_600_000")
    with page.expect_response("**/live?only=duty*"):
        page.reload()
    ring = page.get_by_test_id("told-ring")
    telling.tell.say(telling.tell.event(CITY[3], K.FIRE, 1, 1, 1))
    expect(ring).to_have_count(1)
    for route in held:
        route.continue_()
    page.unroute("**/notification/told*")
    # What was there before is in the list now and does not ring.
    expect(page.get_by_test_id("bell")).not_to_have_attribute("aria-label", "收到的通知：1 条未读")
    expect(ring.get_by_role("button", name="消音")).to_be_visible()
    expect(ring).not_to_contain_text("另有")


def test_messages_are_filtered_by_what_became_of_them(visit: Open) -> None:
    page = visit("/notification/messages")
    expect(page.locator(".op-table tbody tr").filter(has_text="已送达").first).to_be_visible()
    page.get_by_label("状态").select_option("failed")
    expect(page.get_by_text("没有符合条件的通知。")).to_be_visible()


def test_a_rule_for_one_building_is_made_in_the_form(visit: Open) -> None:
    page = visit("/notification/rules/new")
    page.get_by_label("名称", exact=True).fill("只通知一栋楼")
    page.get_by_label("值班页面 control room page").first.check()
    save = page.get_by_role("button", name="保存")
    expect(save).to_be_disabled()
    buildings = page.get_by_test_id("buildings")
    buildings.get_by_label("建筑所属单位").fill(CITY[0].name)
    buildings.get_by_role("button", name=CITY[0].name).first.click()
    buildings.get_by_label("选择建筑").select_option(index=1)
    chosen = buildings.get_by_label("选择建筑").locator("option:checked").inner_text()
    buildings.get_by_role("button", name="添加建筑").click()
    chips = buildings.get_by_role("list", name="建筑范围")
    expect(chips).to_contain_text(chosen)
    assert violations(page) == []
    save.click()
    settle(page)
    row = page.get_by_role("table", name="通知规则").locator("tbody tr").filter(has_text="只通知一栋楼")
    expect(row).to_contain_text(chosen)
    row.get_by_role("link").click()
    expect(chips).to_contain_text(chosen)
    chips.get_by_role("button").click()
    expect(save).to_be_disabled()


def test_the_vocabulary_is_asked_for_once_whatever_is_looked_at(visits: Visits, telling: Held) -> None:
    page = visits.blank()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("/api/v1")[-1]))
    page.goto(f"{telling.address}/?lang=zh#/")
    page.get_by_test_id("alarm-row").first.wait_for()
    for view in (*VIEWS, "/fleet/alarms", "/duty"):
        go(page, view)
    assert [asked.count(path) for path in ("/vocabulary", "/areas")] == [1, 1]
