"""The floor plan over a real centre: what stands where and how it is, by pointer, by keys, in a hand."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from telemetry.event_kinds import EventKind
from tests.browser import NARROW, WIDE
from tests.cloud.plans import files
from tests.web.looking import overflows, violations
from tests.web.plan_centre import PlanCentre, plan_centre
from tests.web.visiting import Visits

pytestmark = pytest.mark.browser

FIRST = "panel-1/1-023"
QUIET = "panel-1/1-025"
HOSTILE = files.svg(
    '<script>alert(1)</script><rect width="100" height="50" fill="none" stroke="#000"/><g onclick="x()"/>'
)
Look = Callable[..., Page]


@pytest.fixture(scope="module")
def burning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlanCentre]:
    """The demo building with a fire on its third floor and a fault on its first."""
    with plan_centre(tmp_path_factory.mktemp("plan")) as centre:
        centre.register()
        centre.hear()
        centre.event(FIRST)
        centre.event("panel-1/1-024")
        centre.event("panel-1/2-003", EventKind.LINKAGE)
        centre.event("panel-1/1-015", EventKind.FAULT)
        yield centre


@pytest.fixture
def look(visits: Visits, burning: PlanCentre) -> Look:
    """Opens the room of the building's gateway; a page error fails the test."""

    def opened(*, lang: str = "zh", may: set[str] | None = None, **more: Any) -> Page:
        page = visits.blank(refused=False, **more)
        if may is not None:
            page.route("**/api/v1/me", lambda route: _as_who_may(route, may))
        page.goto(f"{burning.address}/?lang={lang}#/room?gateway={burning.house.gateway}")
        if page.viewport_size == NARROW:
            page.locator(".view-tabs button").nth(1).click()
        mark(page, FIRST).wait_for()
        return page

    return opened


def _as_who_may(route: Route, permissions: set[str]) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=json.dumps({**answer.json(), "permissions": sorted(permissions)}))


def mark(page: Page, part: str) -> Locator:
    return page.locator(f'[data-testid="plan-mark"][data-part="{part}"]')


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=re.compile(name))


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def edit(page: Page) -> Locator:
    page.get_by_role("button", name="编辑", exact=True).click()
    return page.get_by_test_id("plan-editor")


def picture(page: Page, tmp_path: Path, name: str) -> None:
    page.screenshot(path=Path(os.environ.get("STEPPEWATCH_PAGE_PICTURES") or tmp_path) / f"{name}.png")


def test_the_first_fires_floor_is_shown_by_itself_and_every_floor_says_what_is_on_it(look: Look) -> None:
    page = look()
    expect(tab(page, "^3 层")).to_have_attribute("aria-selected", "true")
    expect(tab(page, "^3 层")).to_have_accessible_name(re.compile("^3 层 ?，首警，火警，3 处$"))
    expect(tab(page, "^1 层")).to_have_accessible_name(re.compile("^1 层 ?，故障，1 处$"))
    expect(tab(page, "^2 层")).to_have_accessible_name("2 层")
    name = "302办公室感烟探测器，三楼办公室302，点型光电感烟火灾探测器，首警，火警，未确认"
    expect(mark(page, FIRST)).to_have_accessible_name(name)
    expect(mark(page, QUIET)).to_have_accessible_name(re.compile("正常$"))
    expect(page.locator(".plan-mark[data-first] .plan-word")).to_have_text("首警 火警")
    listed = page.get_by_role("list", name="本层设备").get_by_role("listitem")
    expect(listed).to_have_count(14)


def test_a_plan_that_cannot_be_read_is_asked_for_again_by_itself_and_that_is_said(look: Look) -> None:
    page = look()
    page.route("**/api/v1/plans/buildings**", lambda route: route.abort())
    page.reload()
    expect(page.locator(".plan").get_by_role("alert")).to_contain_text("中心没有应答。 正在自动重试…")
    page.unroute("**/api/v1/plans/buildings**")
    expect(mark(page, FIRST)).to_be_visible()
    expect(page.locator(".plan").get_by_role("alert")).to_have_count(0)


def test_a_floor_that_a_person_has_chosen_is_never_taken_from_them(look: Look, burning: PlanCentre) -> None:
    page = look()
    tab(page, "^1 层").click()
    burning.event("panel-1/1-026")
    expect(tab(page, "^3 层")).to_have_accessible_name(re.compile("4 处$"))
    expect(tab(page, "^1 层")).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="首警不在此处，前往").click()
    expect(tab(page, "^3 层")).to_have_attribute("aria-selected", "true")
    burning.event("panel-1/1-026", active=False)


def test_a_device_in_alarm_opens_its_alarm_and_a_quiet_one_its_card(look: Look) -> None:
    page = look()
    mark(page, FIRST).click()
    expect(page.get_by_test_id("alarm-detail")).to_contain_text("302办公室感烟探测器")
    expect(mark(page, FIRST)).to_have_attribute("aria-current", "true")
    # The alarm's details lie beside the plan, not over it.
    mark(page, QUIET).click()
    expect(page.get_by_test_id("alarm-detail")).to_have_count(0)
    expect(page.locator(f'.part-card[data-part="{QUIET}"]')).to_be_focused()


def test_an_alarm_opened_in_the_list_shows_where_it_is(look: Look) -> None:
    page = look()
    page.get_by_test_id("alarm-row").filter(has_text="一楼厨房").dblclick()
    expect(tab(page, "^1 层")).to_have_attribute("aria-selected", "true")
    expect(mark(page, "panel-1/1-015")).to_have_attribute("aria-current", "true")


def test_the_wheel_and_the_hand_move_the_plan_and_it_comes_back_whole(look: Look) -> None:
    page = look()
    before = middle(mark(page, FIRST))
    page.mouse.move(*before)
    page.mouse.wheel(0, -600)
    expect(page.get_by_test_id("plan-canvas").locator(".plan-room").first).to_be_visible()
    page.wait_for_function(
        "([x, y]) => { const box = document.querySelector('[data-part=\"panel-1/1-025\"][data-testid]')"
        ".getBoundingClientRect(); return Math.abs(box.x - x) > 100 }",
        arg=list(middle(mark(page, FIRST))),
    )
    near = middle(mark(page, FIRST))
    assert abs(near[0] - before[0]) < 3
    assert abs(near[1] - before[1]) < 3
    empty = page.get_by_test_id("plan-canvas").bounding_box()
    assert empty is not None
    start = (empty["x"] + 40, empty["y"] + empty["height"] - 20)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 60, start[1] - 30, steps=4)
    page.mouse.up()
    moved = middle(mark(page, FIRST))
    assert (round(moved[0] - near[0]), round(moved[1] - near[1])) == (60, -30)
    page.get_by_role("button", name="显示整层（0）").click()
    back = middle(mark(page, FIRST))
    assert (round(back[0]), round(back[1])) == (round(before[0]), round(before[1]))


def test_a_click_after_a_drag_of_the_plan_is_meant(look: Look) -> None:
    page = look()
    canvas = page.get_by_test_id("plan-canvas").bounding_box()
    assert canvas is not None
    start = (canvas["x"] + 40, canvas["y"] + canvas["height"] - 20)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 60, start[1] - 30, steps=4)
    page.mouse.up()
    mark(page, FIRST).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("alarm-detail")).to_contain_text("302办公室感烟探测器")


def test_two_fingers_bring_the_plan_closer(look: Look) -> None:
    page = look(size=NARROW, has_touch=True)
    apart = abs(middle(mark(page, FIRST))[0] - middle(mark(page, QUIET))[0])
    canvas = page.get_by_test_id("plan-canvas").bounding_box()
    assert canvas is not None
    x, y = canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] - 90
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, gap: float) -> None:
        points = [{"x": x - gap, "y": y, "id": 0}, {"x": x + gap, "y": y, "id": 1}]
        told = {"type": kind, "touchPoints": points if kind != "touchEnd" else []}
        touch.send("Input.dispatchTouchEvent", told)

    fingers("touchStart", 20)
    for gap in (30, 40, 60, 80):
        fingers("touchMove", gap)
    fingers("touchEnd", 80)
    page.wait_for_function(
        """apart => {
            const mark = part => document.querySelector(`.plan-mark [data-part='${part}']`);
            const x = part => mark(part).getBoundingClientRect().x;
            return Math.abs(x('panel-1/1-023') - x('panel-1/1-025')) > 2.5 * apart;
        }""",
        arg=apart,
    )


def test_everything_is_done_by_keys_alone(look: Look) -> None:
    page = look()
    tab(page, "^3 层").focus()
    page.keyboard.press("ArrowRight")
    expect(tab(page, "^2 层")).to_be_focused()
    expect(mark(page, "panel-2/2-005")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    mark(page, FIRST).wait_for()
    reached = page.evaluate("() => document.querySelectorAll('.plan-marks button[tabindex=\"0\"]').length")
    assert reached == 1
    mark(page, QUIET).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("data-part", re.compile("smoke-301|multi-302|1-023"))
    width = page.evaluate("document.querySelector('.plan-room').getBoundingClientRect().width")
    page.keyboard.press("+")
    larger = page.evaluate("document.querySelector('.plan-room').getBoundingClientRect().width")
    assert larger == pytest.approx(1.5 * width, rel=0.02)
    page.keyboard.press("0")
    mark(page, FIRST).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("alarm-detail")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("alarm-detail")).to_have_count(0)


def test_only_who_may_edit_the_registry_edits_the_plan(look: Look) -> None:
    page = look(may={"view", "handle-alarms"})
    expect(page.get_by_test_id("floor-plan").get_by_role("button", name="编辑", exact=True)).to_have_count(0)


def test_a_device_is_dragged_to_its_place_and_stays_there(look: Look, burning: PlanCentre) -> None:
    page = look()
    edit(page)
    was = _spot(burning, QUIET)
    at = middle(mark(page, QUIET))
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 30, at[1] - 20, steps=5)
    page.mouse.up()
    expect(page.get_by_text("位置已保存。")).to_be_visible()
    now = _spot(burning, QUIET)
    assert now["x_m"] > was["x_m"]
    assert now["y_m"] > was["y_m"]
    assert now["room_id"] == was["room_id"]
    expect(page.get_by_label("距左边缘（m）")).to_have_value(f"{now['x_m']:g}")


@pytest.mark.parametrize("ends", ["the browser takes the pointer", "another button"])
def test_a_device_that_no_person_has_let_go_of_stays_where_it_was(look: Look, ends: str) -> None:
    page = look()
    edit(page)
    changes: list[str] = []
    page.on("request", lambda request: changes.append(request.url) if request.method != "GET" else None)
    at = middle(mark(page, QUIET))
    button = "right" if ends == "another button" else "left"
    page.mouse.move(*at)
    page.mouse.down(button=button)
    page.mouse.move(at[0] + 30, at[1] - 20, steps=5)
    if button == "left":
        expect(page.locator(".plan-mark[data-moving]")).to_have_count(1)
        mark(page, QUIET).dispatch_event("pointercancel", {"pointerId": 1})
    page.mouse.up(button=button)
    expect(page.locator(".plan-mark[data-moving]")).to_have_count(0)
    assert changes == []


def test_a_device_is_put_in_its_place_by_keys_and_by_numbers(look: Look, burning: PlanCentre) -> None:
    page = look()
    editor = edit(page)
    mark(page, QUIET).focus()
    page.keyboard.press("Enter")
    was = _spot(burning, QUIET)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_text("位置已保存。")).to_be_visible()
    now = _spot(burning, QUIET)
    assert (round(now["x_m"] - was["x_m"], 2), round(now["y_m"] - was["y_m"], 2)) == (-0.5, 0.1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert _spot(burning, QUIET) == now
    editor.get_by_label("距左边缘（m）").fill("3")
    editor.get_by_label("距下边缘（m）").fill("3")
    editor.get_by_role("button", name="保存位置").click()
    expect(page.get_by_text("位置已保存。")).to_be_visible()
    after = _spot(burning, QUIET)
    assert (after["x_m"], after["y_m"]) == (3, 3)


def test_a_device_taken_off_is_drawn_in_its_room_and_says_that_it_is_a_guess(
    look: Look, burning: PlanCentre
) -> None:
    page = look()
    editor = edit(page)
    part = "smoke-301"
    mark(page, part).click()
    editor.get_by_role("button", name="移出平面图").click()
    expect(page.get_by_text("已移出平面图。")).to_be_visible()
    expect(mark(page, part)).to_have_accessible_name(re.compile("位置为估计$"))
    mark(page, part).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("位置已保存。")).to_be_visible()
    assert not _spot(burning, part)["approximate"]


def test_a_plan_is_uploaded_shown_and_taken_down_and_what_was_left_out_is_said(
    look: Look, burning: PlanCentre
) -> None:
    page = look()
    editor = edit(page)
    tab(page, "^4 层").click()
    file = editor.get_by_label("文件（SVG、PNG、DXF）")
    file.set_input_files({"name": "四层.dwg", "mimeType": "image/x-dwg", "buffer": b"AC1032 x"})
    editor.get_by_role("button", name="上传并启用").click()
    expect(editor.get_by_role("alert")).to_contain_text("文件是 DWG")
    file.set_input_files({"name": "四层.svg", "mimeType": "image/svg+xml", "buffer": HOSTILE})
    editor.get_by_label("左右边缘间的实际宽度（m）").fill("18")
    editor.get_by_role("button", name="上传并启用").click()
    expect(editor.get_by_text("四层.svg 已启用。")).to_be_visible()
    expect(editor.get_by_text("未采用的内容：script, onclick。")).to_be_visible()
    expect(page.locator(".plan-drawing image")).to_have_count(1)
    assert (burning.floor(4)["width_m"], burning.floor(4)["depth_m"]) == (18, 9)
    editor.get_by_role("button", name="删除 四层.svg").click()
    expect(page.locator(".plan-drawing image")).to_have_count(0)
    expect(page.locator(".plan-room")).to_have_count(2)


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_nothing_bars_anyone_and_nothing_overflows(
    look: Look, burning: PlanCentre, tmp_path: Path, theme: str, size: str
) -> None:
    page = look(theme=theme, size=WIDE if size == "wide" else NARROW)
    picture(page, tmp_path, f"plan-{size}-{theme}")
    _accessible(page)
    edit(page)
    mark(page, FIRST).click()
    _accessible(page)
    picture(page, tmp_path, f"plan-edit-{size}-{theme}")
    made = burning.upload(3, files.dxf(), "三层.dxf").json()
    page.reload()
    if size == "narrow":
        page.locator(".view-tabs button").nth(1).click()
    expect(page.locator(".plan-drawing image")).to_have_count(1)
    _accessible(page)
    picture(page, tmp_path, f"plan-dxf-{size}-{theme}")
    burning.http.delete(
        f"/floors/{made['floor_id']}/plans/{made['id']}", headers={"content-type": "application/json"}
    ).raise_for_status()


def test_every_word_is_translated(look: Look) -> None:
    page = look(lang="pseudo")
    page.get_by_test_id("floor-plan").get_by_role("button").first.click()
    words = page.evaluate(
        """() => [...document.querySelectorAll('.plan h2, .plan h3, .plan-hint, .plan .button,'
            + '.plan [role=tab], .plan label > span:first-child, .plan-zoom button')]
            .map(each => each.getAttribute('aria-label') || each.textContent)
            .filter(text => text && !text.includes('⟦'))"""
    )
    assert [word for word in words if not re.search("[\u4e00-\u9fff]", word)] == []


def _accessible(page: Page) -> None:
    assert not overflows(page)
    assert violations(page) == []


def _spot(centre: PlanCentre, part: str) -> Any:
    return next(
        point for floor in centre.plan()["floors"] for point in floor["points"] if point["part"] == part
    )
