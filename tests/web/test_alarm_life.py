"""From an alarm to a verdict: evidence, the wait, one tap, links to a site, shelves, declared works."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from cloud.alarm_watch.evidence import Fact
from tests.browser import NARROW
from tests.web.conftest import Open, row, rows, take_seat
from tests.web.fake_cloud import FakeCloud

pytestmark = pytest.mark.browser


def _detail(page: Page, place: int = 0) -> None:
    rows(page).nth(place).click()
    page.get_by_test_id("alarm-detail").locator(".timeline li").first.wait_for()


def _panel(page: Page, name: str) -> None:
    page.locator(".side-tabs").get_by_role("button", name=name).click()


def _first_fire(cloud: FakeCloud) -> int:
    return min(alarm["id"] for alarm in cloud.alarms.values() if alarm["kind"] == "fire")


def test_how_likely_a_fire_is_stands_in_the_list_as_a_figure_and_in_words(open_page: Open) -> None:
    _, page = open_page("fire", lang="en")
    mark = rows(page).first.get_by_test_id("p-mark")
    expect(mark).to_contain_text("29%")
    expect(mark).to_contain_text("real with 29%: possible")
    expect(mark).to_have_attribute("data-marks", "3")
    expect(
        page.locator('[data-testid="alarm-row"][data-kind="fault"]').get_by_test_id("p-mark")
    ).to_have_count(0)


def test_the_evidence_says_what_raises_and_what_lowers(open_page: Open) -> None:
    cloud, page = open_page("fire", lang="en")
    _detail(page)
    pieces = page.get_by_test_id("evidence").locator(".evidence-piece")
    expect(pieces).to_have_text(
        [
            re.compile("early warning at the site.*raises"),
            re.compile("another detector in the building.*raises"),
            re.compile("declared works.*lowers"),
        ]
    )
    cloud.weigh(_first_fire(cloud), 0.02, Fact.DETECTOR_IN_ZONE, Fact.DETECTOR_IN_BUILDING)
    expect(pieces).to_have_text([re.compile("same zone.*raises"), re.compile("behind a stronger one")])
    expect(page.get_by_test_id("evidence").locator(".evidence-sum")).to_contain_text("53%")


def test_what_a_person_has_seen_counts_at_one_tap(open_page: Open) -> None:
    cloud, page = open_page("fire")
    _detail(page)
    page.get_by_test_id("evidence").locator('[data-fact="person-sees-fire"]').click()
    take_seat(page)
    expect(page.get_by_test_id("evidence").locator('[data-code="person-sees-fire"]')).to_contain_text("提高")
    assert cloud.alarms[_first_fire(cloud)]["state"] == "raised", "evidence is no verdict"


def test_a_false_alarm_with_its_cause_is_one_tap_though_nobody_has_acknowledged(open_page: Open) -> None:
    cloud, page = open_page("fire")
    _detail(page)
    page.get_by_test_id("alarm-detail").locator('[data-outcome="false"] [data-cause="steam"]').click()
    take_seat(page)
    expect(page.get_by_test_id("found")).to_contain_text("误报 · 水蒸气")
    expect(rows(page).first).to_have_attribute("data-state", "verified")
    alarm = cloud.alarms[_first_fire(cloud)]
    assert (alarm["outcome"], alarm["cause"]) == ("false", "steam")


def test_a_verdict_can_be_corrected(open_page: Open) -> None:
    cloud, page = open_page("fire")
    _detail(page)
    detail = page.get_by_test_id("alarm-detail")
    detail.get_by_role("button", name="误报", exact=True).click()
    take_seat(page)
    detail.get_by_role("button", name="更正结论").click()
    detail.get_by_role("button", name="真实火情").click()
    expect(page.get_by_test_id("found")).to_contain_text("真实火情")
    assert cloud.alarms[_first_fire(cloud)]["outcome"] == "real"


def test_the_wait_runs_down_and_says_what_happens_when_it_ends(open_page: Open) -> None:
    cloud, page = open_page("fire")
    number = _first_fire(cloud)
    _detail(page)
    wait = page.get_by_test_id("wait")
    expect(wait).to_contain_text("自动提请派警")
    before = wait.get_by_role("timer").inner_text()
    expect(wait.get_by_role("timer")).not_to_have_text(before)
    expect(row(page, number).get_by_test_id("wait-mark")).to_have_attribute("data-phase", "running")
    cloud.change_alarm(number, wait_until=cloud.now() - 1)
    expect(wait).to_have_attribute("data-phase", "over")
    cloud.change_alarm(number, wait_until=None, timed_out_at=cloud.now())
    expect(wait).to_have_attribute("data-phase", "sent")
    page.get_by_role("button", name="真实火情").click()
    take_seat(page)
    expect(wait).to_have_count(0)


def test_who_was_told_and_who_will_be_stands_with_the_alarm(open_page: Open) -> None:
    _, page = open_page("fire", lang="en")
    _detail(page)
    expect(page.locator('.timeline [data-action="escalate"]')).to_contain_text("seat on duty")
    expect(page.locator('.timeline [data-action="escalate"]')).not_to_contain_text("值班席位")
    expect(page.get_by_test_id("ahead")).to_contain_text("safety manager")


def test_a_link_is_given_as_text_and_as_a_code_and_opens_the_alarm(open_page: Open) -> None:
    cloud, page = open_page("fire")
    _detail(page)
    page.get_by_test_id("give-link").click()
    page.get_by_test_id("link-person").fill("李强")
    page.get_by_role("button", name="生成链接").click()
    take_seat(page)
    expect(page.get_by_test_id("qr")).to_be_visible()
    address = page.get_by_test_id("link-address").input_value()
    assert "#/site/" in address
    expect(page.get_by_test_id("link-loopback")).to_be_visible()
    phone = page.context.browser.new_page(viewport={"width": 320, "height": 568})  # type: ignore[union-attr]
    phone.goto(address)
    expect(phone.locator("#site-place")).to_have_text("三层 302室")
    phone.locator('[data-outcome="false"]').click()
    phone.locator('[data-cause="cooking"]').click()
    expect(phone.get_by_test_id("site-sending")).to_have_attribute("data-phase", "sent")
    phone.close()
    expect(rows(page).first).to_have_attribute("data-state", "verified")
    assert cloud.alarms[_first_fire(cloud)]["cause"] == "cooking"


def test_a_shelved_fault_leaves_the_list_and_comes_back_when_it_is_taken_off(open_page: Open) -> None:
    cloud, page = open_page("fire")
    fault = page.locator('[data-testid="alarm-row"][data-kind="fault"]')
    fault.click()
    page.get_by_test_id("shelve").click()
    page.get_by_test_id("shelf-reason").fill("等待更换门磁")
    page.get_by_role("dialog").get_by_role("button", name="搁置", exact=True).click()
    take_seat(page)
    expect(fault).to_have_count(0)
    page.keyboard.press("Escape")
    _panel(page, "清单")
    page.locator('[data-list="shelf"]').click()
    shelved = page.get_by_test_id("shelf-row")
    expect(shelved).to_contain_text("等待更换门磁")
    expect(shelved).to_contain_text("一号席 王芳")
    shelved.get_by_role("button", name="取消搁置").click()
    expect(fault).to_have_count(1)
    assert cloud.shelf[0]["ended_by"] == "一号席 王芳"


def test_a_shelved_alarm_comes_back_when_its_time_is_over_though_nobody_says_so(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    fault = cloud.raise_alarm("panel-1/1-070", "fault")
    expect(rows(page)).to_have_count(1)
    cloud.change_alarm(fault["id"], shelved_until=cloud.now() + 2500)
    expect(rows(page)).to_have_count(0)
    expect(rows(page)).to_have_count(1)


def test_nothing_of_the_fire_class_can_be_shelved(open_page: Open) -> None:
    _, page = open_page("fire")
    _detail(page)
    expect(page.get_by_test_id("shelve")).to_have_count(0)


def test_works_are_declared_stand_above_everything_and_can_be_ended(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    page.get_by_test_id("works").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="步测").click()
    dialog.get_by_role("searchbox").fill("大堂")
    dialog.get_by_role("checkbox").check()
    page.get_by_test_id("works-reason").fill("逐个试验")
    dialog.get_by_role("button", name="开始").click()
    take_seat(page)
    banner = page.get_by_test_id("works-banner")
    expect(banner).to_contain_text("只记录，不派警")
    expect(banner.get_by_role("timer")).to_have_text(re.compile(r"^59:\d\d$|^1:00:00$"))
    assert (cloud.works[0]["mode"], cloud.works[0]["parts"]) == ("walk-test", ["panel-1/1-023"])
    banner.get_by_role("button", name="结束").click()
    expect(banner).to_have_count(0)
    assert cloud.works[0]["ended_by"] == "一号席 王芳"


def test_works_may_be_on_a_whole_building(open_page: Open) -> None:
    cloud, page = open_page("quiet", lang="en")
    page.get_by_test_id("works").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_test_id("works-place").select_option("building/7")
    expect(dialog.get_by_role("searchbox")).to_have_count(0)
    page.get_by_test_id("works-reason").fill("yearly service")
    dialog.get_by_role("button", name="Begin").click()
    take_seat(page)
    expect(page.get_by_test_id("works-banner")).to_contain_text("Steppewatch demo building · whole building")
    assert (cloud.works[0]["building_id"], cloud.works[0]["gateway"]) == (7, None)


def test_the_banner_of_works_is_there_on_a_phone_whatever_is_looked_at(open_page: Open) -> None:
    _, page = open_page("works", size=NARROW)
    for name in ("部件", "系统", "设备", "清单", "链路", "警报"):
        page.locator(".view-tabs").get_by_role("button", name=name).click()
        expect(page.get_by_test_id("works-banner")).to_be_in_viewport()


def test_what_is_logged_in_works_is_marked_and_listed(open_page: Open) -> None:
    _, page = open_page("works", lang="en")
    expect(page.locator('[data-mark="logged"]')).to_have_count(1)
    _panel(page, "Lists")
    page.locator('[data-list="logged"]').click()
    expect(page.get_by_test_id("list-row")).to_have_count(1)


def test_chatter_and_consequences_are_marked_and_do_not_move_the_list(open_page: Open) -> None:
    cloud, page = open_page("fire")
    expect(rows(page).first.locator('[data-mark="followers"]')).to_have_text("引起 1 条")
    before = [each.get_attribute("data-alarm-id") for each in rows(page).all()]
    linkage = next(alarm for alarm in cloud.alarms.values() if alarm["kind"] == "linkage")
    cloud.change_alarm(linkage["id"], chatter=True)
    expect(row(page, linkage["id"]).locator(".mark")).to_have_text(["频繁", "引起的"])
    assert [each.get_attribute("data-alarm-id") for each in rows(page).all()] == before


def test_a_list_leads_to_its_alarm(open_page: Open) -> None:
    _, page = open_page("fire")
    _panel(page, "清单")
    page.locator('[data-list="timed_out"]').click()
    page.get_by_test_id("list-row").click()
    expect(page.locator("#detail-title")).to_contain_text("地下车库 B区")
