"""The 119 desk, the one map and the wall over a real centre with a town's roads, stations and alarms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import NARROW, WIDE, chromium
from tests.cloud.dispatch.town import LON
from tests.cloud.people.conftest import PASSWORD
from tests.web.dispatch_centre import Desk, busy, dispatch_centre
from tests.web.looking import overflows, picture, violations
from tests.web.visiting import Visits, go, log_in

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One that can draw a map."""
    with chromium(webgl=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    policy = [{"area": "15", "highest": "full", "stop_s": 60, "answer_s": 60, "reverse_s": 600}]
    with dispatch_centre(tmp_path_factory.mktemp("dispatch"), policy=policy) as desk:
        yield desk


@pytest.fixture
def desk(running: Desk) -> Iterator[Desk]:
    yield running
    running.close_all()


@pytest.fixture
def visit(visits: Visits, desk: Desk) -> Open:
    return partial(visits, desk.address)


def drawn(page: Page) -> None:
    """The map stands, with everything on it."""
    expect(page.get_by_test_id("tile-map")).to_have_attribute(
        "data-drawn", re.compile("[1-9]"), timeout=40_000
    )


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_call_becomes_an_order_by_the_keyboard_alone(visit: Open, desk: Desk) -> None:
    page = visit("/dispatch")
    page.get_by_test_id("new-call").wait_for()
    press(page, "n")
    expect(page.get_by_test_id("type")).to_be_focused()
    page.keyboard.type("jmzz")
    press(page, "Enter")
    expect(page.get_by_test_id("place")).to_be_focused()
    # The registry knows it by the initials of its pinyin.
    name = desk.get(f"/buildings/{desk.building}")["name"]
    page.keyboard.type(name)
    expect(page.get_by_role("option").first).to_contain_text(name)
    press(page, "Enter")
    expect(page.get_by_test_id("phone")).to_be_focused()
    expect(page.get_by_test_id("position")).to_contain_text(f"{LON - 0.004:.5f}")
    page.keyboard.type("13800001111")
    picture(page, "dispatch-call-zh")
    press(page, "Enter")
    expect(page.get_by_test_id("order")).to_be_focused()
    proposed = page.get_by_test_id("proposed").locator("tbody tr")
    count = proposed.count()
    assert count > 0
    expect(proposed.first).to_contain_text("到场")
    press(page, "Enter")
    expect(page.get_by_test_id("orders").locator("> li")).to_have_count(count)
    [incident] = desk.get("/incidents")["items"]
    assert (incident["type"], incident["building_id"], len(incident["orders"])) == (
        "home-fire",
        desk.building,
        count,
    )


def test_a_proposal_is_edited_before_it_is_ordered(visit: Open, desk: Desk) -> None:
    number = desk.call("新华街 8 号", 0.002, 0.004)["incident"]["id"]
    page = visit(f"/dispatch?incident={number}")
    proposed = page.get_by_test_id("proposed").locator("tbody tr")
    first = proposed.first
    unit = first.get_attribute("data-unit")
    first.get_by_role("button").click()
    expect(page.locator(f'[data-testid="proposed"] tr[data-unit="{unit}"]')).to_have_count(0)
    expect(page.locator(".dp-passed")).to_contain_text("恢复")
    page.get_by_test_id("order").click()
    expect(page.get_by_test_id("orders")).to_be_visible()
    sent = [order["unit_id"] for order in desk.get(f"/incidents/{number}")["orders"]]
    assert sent
    assert int(unit or 0) not in sent


def test_repeats_say_why_and_are_split_and_merged(visit: Open, desk: Desk) -> None:
    number = desk.call("文化路 3 号", -0.008, 0.001, phone="13800002222")["incident"]["id"]
    page = visit("/dispatch")
    page.get_by_test_id("new-call").wait_for()
    press(page, "n")
    page.keyboard.type("jmzz")
    press(page, "Enter")
    page.keyboard.type("文化路 3 号楼下")
    press(page, "Enter")
    page.keyboard.type("13800002222")
    press(page, "Enter")
    expect(page.get_by_test_id("merged")).to_contain_text(f"#{number}")
    expect(page.get_by_test_id("because")).to_be_visible()
    split = page.get_by_test_id("split")
    split.locator("summary").click()
    split.get_by_label("原因").fill("相邻两栋")
    split.get_by_role("button").click()
    expect(page.get_by_test_id("incidents").locator("li")).to_have_count(2)
    expect(page.get_by_test_id("incident")).not_to_have_attribute("data-incident", str(number))
    merge = page.get_by_test_id("merge")
    merge.locator("summary").click()
    merge.get_by_label("并入").select_option(str(number))
    merge.get_by_label("原因").fill("核实为同一起")
    merge.get_by_role("button").click()
    expect(page.get_by_test_id("incidents").locator("li")).to_have_count(1)
    expect(page.get_by_test_id("incident")).to_have_attribute("data-incident", str(number))
    expect(page.get_by_test_id("reports").locator("> li")).to_have_count(2)


def test_a_higher_grade_proposes_the_difference_and_the_rest_is_done_to_the_end(
    visit: Open, desk: Desk
) -> None:
    number = desk.call("人民路 5 号", 0.006, 0.003, type="other-fire")["incident"]["id"]
    desk.post(f"/incidents/{number}/orders")
    before = len(desk.get(f"/incidents/{number}")["orders"])
    page = visit(f"/dispatch?incident={number}")
    expect(page.get_by_test_id("orders").locator("> li")).to_have_count(before)
    form = page.get_by_test_id("raise")
    form.locator("summary").click()
    form.get_by_label("升至").select_option("3")
    form.get_by_label("原因").fill("火势蔓延")
    form.get_by_role("button").click()
    proposed = page.get_by_test_id("proposed").locator("tbody tr")
    expect(proposed.first).to_be_visible()
    more = proposed.count()
    press(page, "o")
    expect(page.get_by_test_id("orders").locator("> li")).to_have_count(before + more)
    page.get_by_test_id("note").fill("内攻转外攻")
    press(page, "Enter")
    expect(page.get_by_test_id("timeline")).to_contain_text("内攻转外攻")
    page.get_by_label("添加附件").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(64)}
    )
    expect(page.get_by_role("link", name="现场.png")).to_be_visible()
    close = page.get_by_test_id("close")
    close.locator("summary").click()
    close.get_by_label("结论").select_option("real")
    close.get_by_role("button").click()
    expect(page.get_by_test_id("incident")).to_have_attribute("data-state", "closed")
    assert desk.get(f"/incidents/{number}")["outcome"] == "real"


def test_an_automatic_order_counts_down_and_is_stopped(visit: Open, desk: Desk) -> None:
    page = visit("/dispatch")
    expect(page.get_by_test_id("no-incidents")).to_be_visible()
    desk.burn()
    card = page.get_by_test_id("incidents").locator("li button").first
    expect(card).to_contain_text(re.compile("自动调派|请人工决定"))
    card.click()
    automatic = page.get_by_test_id("automatic")
    expect(automatic).to_have_attribute("data-waits", "true")
    picture(page, "dispatch-automatic-zh")
    stop = page.get_by_test_id("stop")
    stop.locator("summary").click()
    stop.get_by_role("button").click()
    expect(page.get_by_test_id("stopped")).to_be_visible()
    [incident] = desk.get("/incidents")["items"]
    assert (incident["stopped_by"] is not None, incident["orders"]) == (True, [])


@pytest.mark.parametrize(("lang", "size"), [("zh", WIDE), ("en", NARROW)])
def test_nothing_bars_anyone_and_nothing_leaves_the_origin(
    visit: Open, desk: Desk, lang: str, size: Any
) -> None:
    busy(desk)
    page = visit("/dispatch?incident=1", lang=lang, size=size)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    number = desk.get("/incidents")["items"][-1]["id"]
    views = [
        f"/dispatch?incident={number}",
        f"/dispatch/incident/{number}",
        f"/map?incident={number}",
        "/wall",
    ]
    for at, view in enumerate(views):
        page.emulate_media(color_scheme=("dark", "light")[at % 2])  # type: ignore[arg-type]
        go(page, view)
        page.reload()
        if "incident/" not in view:
            drawn(page)
        assert not overflows(page), view
        assert violations(page) == [], view
        picture(page, f"dispatch-{('desk', 'incident', 'map', 'wall')[at]}-{lang}")
    outside = [url for url in asked if not url.startswith((desk.address, "data:", f"blob:{desk.address}"))]
    assert outside == []
    assert any("/api/v1/tiles/1" in url for url in asked)


def test_windows_follow_each_other(desk: Desk, browser: Browser) -> None:
    one = desk.call("中山路 1 号", 0.001, -0.004)["incident"]["id"]
    other = desk.call("兴安路 9 号", -0.004, -0.010, type="gas-leak")["incident"]["id"]
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="zh-CN")
    first, second = context.new_page(), context.new_page()
    first.goto(f"{desk.address}/?lang=zh#/dispatch")
    second.goto(f"{desk.address}/?lang=zh#/map")
    for number in (one, other):
        first.locator(f'[data-testid="incidents"] [data-incident="{number}"]').click()
        expect(second.get_by_test_id("detail")).to_contain_text(("中山路", "兴安路")[number == other])
    second.get_by_label("与其他窗口同步选中").uncheck()
    first.locator(f'[data-testid="incidents"] [data-incident="{one}"]').click()
    expect(first.get_by_test_id("incident")).to_have_attribute("data-incident", str(one))
    expect(second.get_by_test_id("detail")).to_contain_text("兴安路")
    context.close()


def test_the_map_shows_who_is_not_sure_and_from_where_a_place_is_reached(visit: Open, desk: Desk) -> None:
    number = desk.call("青城公园东门", 0.003, 0.008)["incident"]["id"]
    desk.post(f"/incidents/{number}/orders")
    name = desk.get(f"/incidents/{number}")["orders"][0]["unit"]
    desk.post(f"/units/{desk.units[name]}/signal", signal="leave")
    desk.drive(name, 0.002, 0.009, age_s=500)
    page = visit(f"/map?incident={number}")
    page.get_by_test_id("detail").get_by_role("button", name="到达时间范围").click()
    expect(page.get_by_test_id("reach")).to_contain_text("按路网计算")
    page.locator(".dp-words select").select_option("forces")
    expect(page.get_by_role("button", name=re.compile(f"{name}.*位置已过时"))).to_be_visible()
    drawn(page)
    picture(page, "dispatch-reach-zh")
    shown = page.get_by_test_id("tile-map")
    before = shown.get_attribute("data-drawn") or ""
    page.get_by_role("checkbox", name=re.compile("消防站与力量")).uncheck()
    expect(shown).not_to_have_attribute("data-drawn", before)
    assert int(shown.get_attribute("data-drawn") or 0) < int(before)


def test_an_incident_goes_from_one_dispatcher_to_another_and_roles_are_given(
    visits: Visits, tmp_path_factory: pytest.TempPathFactory
) -> None:
    both = {"wangfang": "王芳", "liqiang": "李强"}
    with dispatch_centre(tmp_path_factory.mktemp("two"), mapped=False, dispatchers=both) as desk:
        first, second = visits.blank(), visits.blank()
        for page, login in ((first, "wangfang"), (second, "liqiang")):
            log_in(page, desk.address, login, PASSWORD, "/dispatch")
        first.get_by_test_id("new-call").wait_for()
        press(first, "n")
        first.keyboard.type("jmzz")
        press(first, "Enter")
        first.keyboard.type("中山路 8 号")
        press(first, "Enter", "Enter")
        held = first.get_by_test_id("incident").get_by_test_id("held-by")
        expect(held).to_have_text("受理人 王芳")
        # Who has it takes it from nobody.
        expect(first.get_by_test_id("hold")).to_have_count(0)

        # The other desk hears of it, sees who has it, and takes it over.
        second.get_by_test_id("incidents").locator("li button").first.click()
        theirs = second.get_by_test_id("incident")
        expect(theirs.get_by_test_id("held-by")).to_have_text("受理人 王芳")
        theirs.get_by_role("button", name="接手").click()
        expect(theirs.get_by_test_id("held-by")).to_have_text("受理人 李强")
        expect(theirs.get_by_test_id("timeline")).to_contain_text("王芳 交接给 李强")
        # It is told to whoever had it.
        expect(held).to_have_text("受理人 李强")
        expect(first.get_by_test_id("timeline")).to_contain_text("王芳 交接给 李强")
        expect(first.get_by_test_id("hold")).to_have_text("接手")

        # Roles: the one before holds it no longer, and the other desk sees it.
        second.get_by_text("指定职责").first.click()
        for name, phone in (("巴特尔", "13900002222"), ("苏和", "13900003333")):
            second.get_by_label("姓名").fill(name)
            second.get_by_label("电话", exact=True).fill(phone)
            second.get_by_role("button", name="指定职责").click()
            expect(second.get_by_test_id("roles")).to_contain_text(name)
        expect(second.get_by_test_id("roles")).not_to_contain_text("巴特尔")
        expect(first.get_by_test_id("roles")).to_contain_text("苏和")
        assert violations(second) == []


def test_the_map_tells_the_weather_with_its_age_and_devices_that_are_not_well(
    visit: Open, desk: Desk
) -> None:
    page = visit("/map")
    note = page.get_by_test_id("weather-note")
    expect(note).to_contain_text("没有气象资料")
    desk.weather(days_old=2, temperature_c=-12.4, wind_ms=11.2, precipitation_mm=3)
    building = desk.fault()
    page.reload()
    expect(note).to_contain_text("不是实况")
    expect(note).to_contain_text("没有风向和气象预警资料")
    page.locator(".dp-words select").select_option("weather")
    county = page.get_by_role("button", name=re.compile("新城区.*2 天前.*-12.4 °C.*6 级.*雪 3 毫米"))
    county.click()
    expect(page.get_by_test_id("detail")).to_contain_text("湿度无资料")

    # Thousands of them in a province: only whoever asks is shown them.
    layer = page.get_by_role("checkbox", name=re.compile("设备故障与离线"))
    expect(layer).not_to_be_checked()
    layer.check()
    page.locator(".dp-words select").select_option("devices")
    page.get_by_role("button", name=re.compile("故障 1")).click()
    devices = page.get_by_test_id("building-devices")
    expect(devices).to_contain_text("故障 1")
    expect(devices).to_contain_text("均在线")
    picture(page, "dispatch-conditions-zh")
    devices.get_by_text("平面图与设备状态").click()
    expect(devices).to_contain_text("该建筑没有楼层资料")
    assert violations(page) == []
    assert not overflows(page)
    assert desk.get(f"/map/buildings/{building}")["counts"] == {"fault": 1}
    # An incident's building tells the same.
    number = desk.call("楼内", -0.02, 0.02, building_id=building)["incident"]["id"]
    go(page, f"/map?incident={number}")
    expect(page.get_by_test_id("detail").get_by_test_id("building-devices")).to_contain_text("故障 1")


def test_the_line_is_cut_and_comes_back(visit: Open, desk: Desk) -> None:
    page = visit("/dispatch")
    drawn(page)
    page.context.set_offline(True)
    expect(page.get_by_test_id("cut")).to_be_visible()
    desk.call("东风路 4 号", 0.001, 0.002)
    page.context.set_offline(False)
    expect(page.get_by_test_id("cut")).to_have_count(0)
    expect(page.get_by_test_id("incidents")).to_contain_text("东风路 4 号")


def test_without_webgl_and_without_tiles_outlines_are_drawn_and_said(
    visits: Visits, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with dispatch_centre(tmp_path_factory.mktemp("bare"), mapped=False) as desk:
        number = desk.call("中山路 8 号", 0.0, 0.0)["incident"]["id"]
        page = visits.blank()
        page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
        page.goto(f"{desk.address}/?lang=zh#/map")
        plan = page.get_by_test_id("outline-map")
        expect(plan.locator(f'[data-mark="incident:{number}"]')).to_be_visible()
        expect(page.locator(".rm-source")).to_contain_text("不支持 WebGL")
        expect(page.locator(".rm-source")).to_contain_text("未制作地图瓦片")
        plan.locator(f'[data-mark="incident:{number}"]').click()
        expect(page.get_by_test_id("detail")).to_contain_text("中山路 8 号")
        assert violations(page) == []
        picture(page, "dispatch-outlines-zh")
