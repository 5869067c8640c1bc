"""What the page shows of alarms, parts and links, and what it says it does not know."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import NARROW
from tests.web.building import GATEWAY
from tests.web.conftest import Open, card, row, rows, take_seat

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("lang", "place", "kind"), [("zh", "三层 302室", "火警"), ("en", "Floor 3, room 302", "Fire")]
)
def test_a_fire_stands_on_top_with_kind_place_and_three_times(
    open_page: Open, lang: str, place: str, kind: str
) -> None:
    _, page = open_page("fire", lang=lang)
    top = rows(page).first
    expect(top).to_have_attribute("data-kind", "fire")
    expect(top.locator(".place")).to_have_text(place)
    expect(top.locator(".kind")).to_have_text(re.compile(kind, re.IGNORECASE))
    expect(top.locator(".time dd")).to_have_text([re.compile(r"\d\d:\d\d:\d\d$")] * 3)


def test_kinds_stand_in_the_order_of_the_standard(open_page: Open) -> None:
    _, page = open_page("fire")
    shown = [each.get_attribute("data-kind") for each in rows(page).all()]
    assert shown == [
        "fire", "fire", "fire", "early-warning", "linkage", "fault", "device-offline", "disabled",
    ]  # fmt: skip


def test_first_fire_stays_on_top_of_a_flood(open_page: Open) -> None:
    cloud, page = open_page("fire")
    first = rows(page).first.get_attribute("data-alarm-id")
    for _ in range(150):
        cloud.raise_alarm("panel-2/0107", "fire")
        cloud.raise_alarm("panel-1/1-070", "fault")
    expect(page.locator('.kind-count[data-kind="fire"] .kind-count-number')).to_have_text("153")
    expect(rows(page).first).to_have_attribute("data-alarm-id", str(first))
    page.locator(".alarm-scroller").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(row(page, int(first or 0))).to_be_in_viewport()
    assert rows(page).count() < 60, "a long list is drawn in part"


def test_a_room_that_cannot_hold_every_alarm_says_so_and_leads_to_the_rest(open_page: Open) -> None:
    cloud, page = open_page("fire", size=NARROW)
    expect(page.get_by_test_id("beyond")).to_have_count(0)
    cloud.beyond = 3_312
    page.reload()
    beyond = page.get_by_test_id("beyond")
    total = sum(alarm["state"] != "closed" for alarm in cloud.alarms.values())
    expect(beyond).to_contain_text(f"显示 {total} / 共 {3_312 + total:,} 条")
    expect(beyond.get_by_role("link", name="查看全部")).to_have_attribute("href", "#/fleet/alarms?open=true")
    cloud.raise_alarm("panel-1/1-040", "fire")
    expect(beyond).to_contain_text(f"显示 {total + 1} / 共 {3_313 + total:,} 条")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_is_being_read_does_not_move_while_fires_arrive(open_page: Open) -> None:
    cloud, page = open_page("flood")
    page.locator(".alarm-scroller").evaluate("list => list.scrollTo(0, 76 * 110)")
    reading = page.locator('[data-testid="alarm-row"][data-kind="linkage"]').nth(10)
    number = int(reading.get_attribute("data-alarm-id") or 0)
    before = row(page, number).bounding_box()
    for _ in range(20):
        cloud.raise_alarm("panel-2/0107", "fire")
    expect(page.locator('.kind-count[data-kind="fire"] .kind-count-number')).to_have_text("120")
    assert row(page, number).bounding_box() == before


def test_a_doubtful_clock_is_said_beside_the_times(open_page: Open) -> None:
    _, page = open_page("fire")
    expect(page.locator('[data-part="panel-2/0107"] .doubt-mark').first).to_have_text("时钟存疑")
    expect(rows(page).first.locator(".doubt-mark")).to_have_count(0)


def test_acknowledging_asks_once_who_does_it(open_page: Open) -> None:
    cloud, page = open_page("fire")
    rows(page).nth(0).get_by_role("button", name="确认").click()
    take_seat(page)
    expect(rows(page).nth(0)).to_have_attribute("data-state", "acknowledged")
    rows(page).nth(1).get_by_role("button", name="确认").click()
    expect(rows(page).nth(1)).to_have_attribute("data-state", "acknowledged")
    taken = {alarm["acknowledged_by"] for alarm in cloud.alarms.values() if alarm["kind"] == "fire"}
    assert taken == {"一号席 王芳", None}


def test_acknowledging_neither_clears_nor_moves_the_alarm(open_page: Open) -> None:
    _, page = open_page("fire")
    first = rows(page).first.get_attribute("data-alarm-id")
    rows(page).first.get_by_role("button", name="确认").click()
    take_seat(page)
    expect(row(page, int(first or 0))).to_have_attribute("data-state", "acknowledged")
    expect(rows(page).first).to_have_attribute("data-alarm-id", str(first))
    expect(rows(page).first).to_have_attribute("data-level", "active")


def test_a_refused_decision_says_why(open_page: Open) -> None:
    cloud, page = open_page("fire", lang="en")
    number = int(rows(page).first.get_attribute("data-alarm-id") or 0)
    cloud.alarms[number]["state"] = "verified"
    rows(page).first.get_by_role("button", name="Acknowledge").click()
    take_seat(page)
    expect(page.get_by_test_id("fault")).to_contain_text("not possible in this state")
    expect(row(page, number)).to_have_attribute("data-state", "raised")


def test_a_closed_alarm_leaves_the_list_and_keeps_its_history(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    alarm = cloud.raise_alarm("panel-1/1-023", "fire")
    row(page, alarm["id"]).click()
    detail = page.get_by_test_id("alarm-detail")
    detail.get_by_role("button", name="确认").click()
    take_seat(page)
    detail.get_by_role("button", name="真实火情").click()
    expect(detail).to_contain_text("复位后才能结案")
    cloud.clear(alarm["id"])
    detail.get_by_role("button", name="结案").click()
    expect(rows(page)).to_have_count(0)
    expect(detail).to_contain_text("此警报已结案")
    expect(detail.locator(".timeline li")).to_have_text(
        [re.compile("立警"), re.compile("确认.*王芳"), re.compile("核实"), re.compile("结案")]
    )


def test_a_cut_is_said_and_nothing_that_happened_meanwhile_is_lost(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    link = page.get_by_test_id("connection")
    quality = card(page, "aqara-301/smoke")
    expect(quality).to_have_attribute("data-quality", "good")
    cloud.cut()
    expect(link).to_have_attribute("data-state", "reconnecting")
    expect(link).to_contain_text("可能已过时")
    expect(quality).to_have_attribute("data-quality", "stale")
    alarm = cloud.raise_alarm("panel-1/1-040", "fire")
    cloud.restore()
    expect(link).to_have_attribute("data-state", "live")
    expect(row(page, alarm["id"])).to_be_visible()
    expect(quality).to_have_attribute("data-quality", "good")


def test_a_page_that_cannot_read_anything_does_not_look_quiet(open_page: Open) -> None:
    cloud, page = open_page("fire", down=True)
    expect(page.get_by_role("status")).to_contain_text("连不上中心")
    expect(page.get_by_role("heading", name="没有未结警报")).to_have_count(0)
    cloud.restore()
    expect(rows(page)).to_have_count(8)


def test_a_silent_gateway_leaves_its_parts_unknown(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    expect(card(page, "panel-1/1-023")).to_have_attribute("data-quality", "good")
    cloud.change_gateway(link="silent")
    expect(page.get_by_test_id("gateway-link")).to_have_attribute("data-link", "silent")
    expect(card(page, "panel-1/1-023")).to_have_attribute("data-quality", "unknown")
    expect(card(page, "panel-1/1-023")).to_contain_text("网关失联")
    expect(page.get_by_test_id("connection")).to_contain_text("1 台网关失联")
    expect(page.locator(".no-alarms")).to_contain_text("未知不等于正常")


def test_a_sign_of_life_renews_the_age_of_the_link(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    gateway = page.get_by_test_id("gateway-link")
    cloud.change_gateway(last_seen=cloud.now() - 90_000)
    expect(gateway.locator(".gateway-seen")).to_contain_text("1 分")
    cloud.hear_gateway()
    expect(gateway.locator(".gateway-seen")).to_have_text(re.compile(r"最近报到 \d 秒前"))


def test_a_bus_that_is_down_says_so_with_its_error(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    buses = [dict(bus) for bus in cloud.gateways[GATEWAY]["buses"]]
    buses[0].update(up=False, last_error="127.0.0.1:1502 refused the connection")
    cloud.change_gateway(buses=buses)
    expect(page.locator('.bus[data-up="false"]')).to_contain_text("refused the connection")


def test_losses_and_the_full_spool_are_shown(open_page: Open) -> None:
    _, page = open_page("silent", lang="en")
    gateway = page.get_by_test_id("gateway-link")
    expect(gateway).to_contain_text("164 records")
    expect(gateway.locator(".fact[data-bad]").first).to_contain_text("12 records")


def test_what_goes_wrong_inside_a_gateway_is_shown_and_what_goes_well_is_folded_away(
    open_page: Open,
) -> None:
    cloud, page = open_page("quiet", lang="en")
    gateway = page.get_by_test_id("gateway-link")
    expect(gateway.locator(".fact[data-bad]")).to_have_count(0)
    gateway.locator("summary").click()
    expect(gateway).to_contain_text("centre ahead by -12 ms ± 3")
    expect(gateway).to_contain_text("213 days left")
    vitals = {
        **cloud.gateways[GATEWAY]["vitals"],
        "broker": "backup",
        "certificate_days": 3.2,
        "config_fault": "agent.toml:12: port: must be a whole number",
        "stuck": ["bus panel-1"],
    }
    cloud.change_gateway(vitals=vitals)
    bad = gateway.locator(".gateway-facts").first.locator(".fact[data-bad]")
    expect(bad).to_have_count(4)
    expect(gateway).to_contain_text("agent.toml:12")


def test_the_models_of_a_gateway_are_shown_with_their_scores_and_their_faults(open_page: Open) -> None:
    cloud, page = open_page("quiet", lang="en")
    models = page.get_by_test_id("gateway-link").locator(".model")
    expect(models).to_have_count(2)  # the third looks at nothing
    expect(models.nth(0)).to_contain_text("Early warning")
    expect(models.nth(0)).to_contain_text("looks at 64, warns of 1")
    expect(models.nth(0)).to_contain_text("co: 0.2% outside what training saw")
    expect(models.nth(0).get_by_role("img")).to_have_accessible_name(
        "Scores since the last health: 3 of 0.5 or more"
    )
    expect(models.nth(1)).to_contain_text("only notes")
    vitals = cloud.gateways[GATEWAY]["vitals"]
    broken = {**vitals["models"][2], "fault": "main.onnx: its SHA-256 is another"}
    cloud.change_gateway(vitals={**vitals, "models": [*vitals["models"][:2], broken]})
    expect(models.nth(2)).to_contain_text("its SHA-256 is another")


def test_a_live_reading_replaces_the_value_and_its_age(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    value = card(page, "aqara-303/smoke").locator(".reading-value").first
    expect(value).to_contain_text("%/m")
    cloud.fires["aqara-303/smoke"] = cloud.now() - 300_000
    cloud.read("aqara-303/smoke")
    expect(value).to_contain_text("29")
    expect(card(page, "aqara-303/smoke").locator(".age").first).to_have_text(re.compile(r"^[0-2] 秒前$"))


def test_a_part_never_heard_is_not_called_normal(open_page: Open) -> None:
    _, page = open_page("fire")
    never = card(page, "shelly-2/smoke")
    expect(never).to_contain_text("现状未知")
    expect(never).not_to_contain_text("未报警")


def test_the_curve_follows_live_and_is_said_in_words(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    mine = card(page, "tuya-501/smoke")
    mine.get_by_role("button", name="放大曲线").click()
    curve = mine.get_by_role("img")
    expect(curve).to_have_attribute("aria-label", re.compile("烟雾浓度，15 分钟：最低 .* ppm"))
    cloud.fires["tuya-501/smoke"] = cloud.now() - 600_000
    cloud.read("tuya-501/smoke")
    expect(curve).to_have_attribute("aria-label", re.compile("最高 2,"))
    page.get_by_role("button", name="24 小时").click()
    expect(curve).to_have_attribute("aria-label", re.compile("24 小时"))
    assert mine.locator("canvas").count() == 1


def test_refused_messages_can_be_read_with_their_reason(open_page: Open) -> None:
    cloud, page = open_page("quiet")
    cloud.refuse("`seq` must be an integer from 1, got text")
    letters = page.get_by_test_id("dead-letters")
    expect(letters).to_contain_text("1")
    letters.click()
    expect(page.get_by_test_id("dead-letter")).to_contain_text("must be an integer")
    page.keyboard.press("Escape")
    expect(letters).to_be_focused()


def test_the_sound_is_off_until_somebody_turns_it_on_and_says_so(open_page: Open) -> None:
    _, page = open_page("fire", lang="en")
    control = page.locator(".sound-control")
    expect(control).to_have_attribute("data-sound", "off")
    expect(control).to_contain_text("Sound off")
    control.get_by_role("button").click()
    expect(control).to_have_attribute("data-sound", "on")
    expect(control).to_have_attribute("data-due", "fire")
    control.get_by_role("button", name="Silence").click()
    expect(control).to_contain_text("Silenced")


def test_a_new_fire_sounds_again_after_silence(open_page: Open) -> None:
    cloud, page = open_page("fire")
    control = page.locator(".sound-control")
    control.get_by_role("button").click()
    control.get_by_role("button", name="消音").click()
    expect(control).to_contain_text("已消音")
    cloud.raise_alarm("panel-1/1-040", "fire")
    expect(control).to_have_attribute("data-due", "fire")


def test_the_theme_follows_the_system_until_one_is_chosen(open_page: Open) -> None:
    _, page = open_page("quiet", theme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    day = page.evaluate(background)
    page.get_by_test_id("theme").click()
    assert page.evaluate(background) != day
    page.reload()
    page.locator('[data-testid="connection"][data-state="live"]').wait_for()
    assert page.evaluate(background) != day


def test_on_a_phone_one_section_is_shown_at_a_time(open_page: Open) -> None:
    _, page = open_page("fire", size=NARROW)
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_test_id("gateway-link")).to_be_hidden()
    page.get_by_role("button", name="链路").click()
    expect(page.get_by_test_id("gateway-link")).to_be_visible()
    expect(rows(page).first).to_be_hidden()
