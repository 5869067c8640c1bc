"""The page at a wall's width and in a hand, by night and by day: nothing overflows, nothing bars anyone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NARROW, WIDE
from tests.web.conftest import Open, rows
from tests.web.looking import overflows, picture, violations
from tests.web.scenarios import FLOOD

pytestmark = pytest.mark.browser

PANELS = {"systems": "系统", "devices": "设备", "lists": "清单"}
SIZES = {"wide": WIDE, "narrow": NARROW, "wall": {"width": 1920, "height": 1080}}


def _folder(tmp_path: Path) -> Path:
    """Where pictures go: kept where the environment says, else thrown away."""
    return Path(os.environ.get("STEPPEWATCH_PAGE_PICTURES") or tmp_path)


def _settle(page: Page) -> None:
    page.locator('.curve[data-status="loading"]').first.wait_for(state="detached")
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("scenario", ["quiet", "fire", "flood", "cut", "works"])
def test_nothing_overflows_and_a_picture_is_taken(
    open_page: Open, tmp_path: Path, scenario: str, size: str, lang: str
) -> None:
    cloud, page = open_page("fire" if scenario == "cut" else scenario, lang=lang, size=SIZES[size])
    if scenario == "cut":
        cloud.cut()
        page.locator('[data-testid="connection"][data-state="reconnecting"]').wait_for()
    _settle(page)
    page.screenshot(path=_folder(tmp_path) / f"{scenario}-{size}-{lang}.png")
    if lang == "zh" and scenario != "works":
        picture(page, f"room-{scenario}-zh-{size}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert _cut_off(page) == []


def _cut_off(page: Page) -> list[str]:
    """Buttons and times whose text does not fit into them."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('button, .times, .age, .alarm-state, .kind')]
            .filter(each => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)
            .map(each => each.className + ': ' + each.textContent)"""
    )
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("panel", ["systems", "devices", "lists", "detail"])
def test_no_panel_overflows_and_a_picture_is_taken(
    open_page: Open, tmp_path: Path, panel: str, size: str, lang: str
) -> None:
    _, page = open_page("fire", lang=lang, size=SIZES[size])
    if panel == "detail":
        rows(page).first.click()
        page.locator(".timeline").wait_for()
    else:
        tabs = ".side-tabs" if size == "wide" else ".view-tabs"
        place = list(PANELS).index(panel) + (1 if size == "wide" else 3)
        page.locator(f"{tabs} button").nth(place).click()
        page.get_by_test_id(panel).wait_for()
    page.screenshot(path=_folder(tmp_path) / f"{panel}-{size}-{lang}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert _cut_off(page) == []


@pytest.mark.parametrize("width", [820, 1024, 1200, 1366])
def test_the_header_has_room_for_all_its_switches_at_any_width(open_page: Open, width: int) -> None:
    _, page = open_page("fire", lang="en", size={"width": width, "height": 768})
    page.locator(".sound-control").get_by_role("button").click()
    page.get_by_role("button", name="Silence").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    overlapping = page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll('.brand-name span, .tool, .wall-clock')]
                .map(each => each.getBoundingClientRect());
            const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1
                || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
            return boxes.some((a, i) => boxes.some((b, j) => i < j && !apart(a, b)));
        }"""
    )
    assert not overlapping


@pytest.mark.parametrize(
    "situation",
    [
        "quiet",
        "fire",
        "silent",
        "detail",
        "help",
        "letters",
        "narrow",
        "cut",
        "works",
        "systems",
        "devices",
        "lists",
        "declare",
        "link",
    ],
)
def test_axe_finds_nothing_serious_by_night_or_by_day(open_page: Open, situation: str) -> None:
    scenario = situation if situation in ("quiet", "silent", "works") else "fire"
    cloud, page = open_page(scenario, size=NARROW if situation == "narrow" else WIDE)
    _settle(page)
    if situation == "detail":
        rows(page).first.click()
        page.locator(".timeline").wait_for()
    elif situation == "help":
        page.keyboard.press("?")
    elif situation == "letters":
        page.get_by_test_id("dead-letters").click()
        page.get_by_test_id("dead-letter").first.wait_for()
    elif situation == "cut":
        cloud.cut()
        page.locator('[data-testid="connection"][data-state="reconnecting"]').wait_for()
    elif situation in PANELS:
        page.locator(".side-tabs").get_by_role("button", name=PANELS[situation]).click()
        page.get_by_test_id(situation).wait_for()
    elif situation == "declare":
        page.get_by_test_id("works").click()
    elif situation == "link":
        rows(page).first.click()
        page.get_by_test_id("give-link").click()
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert violations(page) == [], theme


def test_a_wall_display_is_filled_and_legible(open_page: Open, tmp_path: Path) -> None:
    _, page = open_page("fire", size=SIZES["wall"])
    _settle(page)
    page.screenshot(path=_folder(tmp_path) / "fire-wall-zh.png")
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('.desk *')]
            .filter(each => each.children.length === 0 && each.textContent.trim() && each.clientWidth > 1)
            .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
    )
    assert smallest >= 11


def test_the_page_asks_nobody_else_for_anything(open_page: Open) -> None:
    _, page = open_page("quiet")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator('[data-testid="connection"][data-state="live"]').wait_for()
    _settle(page)
    home = page.url.split("/?")[0]
    assert asked
    assert [url for url in asked if not url.startswith(home)] == []


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("scenario", ["fire", "flood"])
def test_the_list_and_the_detail_can_be_used_in_a_script_that_runs_downwards(
    open_page: Open, tmp_path: Path, scenario: str, size: str
) -> None:
    _, page = open_page(scenario, lang="mn-Mong", size=SIZES[size])
    _settle(page)
    expect(page.locator("html")).to_have_attribute("lang", "mn-Mong")
    assert _writing(page, ".alarm-grid") == "vertical-lr"
    page.screenshot(path=_folder(tmp_path) / f"mongolian-{scenario}-{size}.png")
    assert not overflows(page)
    assert _clipped(page, ".alarm-row") == []
    assert _overlapping(page, ".alarm-row") == []
    for at in range(min(3, rows(page).count())):
        assert _overlapping(page, f".alarm-row >> nth={at} >> [role=gridcell]") == []
    assert _beyond_its_cell(page) == []
    row = rows(page).nth(1)
    expect(row.get_by_role("button").first).to_be_in_viewport(ratio=0.9)
    row.click()
    page.locator(".timeline").wait_for()
    assert _writing(page, ".detail") == "vertical-lr"
    page.screenshot(path=_folder(tmp_path) / f"mongolian-detail-{scenario}-{size}.png")
    assert _clipped(page, ".detail-head, .outcomes, .facts > div, .timeline li") == []
    assert _overlapping(page, ".detail-body > *") == []
    expect(page.locator(".detail-head h2")).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("Escape")
    if scenario == "flood":
        scroller = page.locator(".alarm-scroller")
        scroller.evaluate("each => each.scrollTo({ left: each.scrollWidth })")
        last = page.locator(f'.alarm-row[aria-rowindex="{FLOOD + 1}"]')
        expect(last).to_be_in_viewport(ratio=0.9)


def _writing(page: Page, selector: str) -> str:
    mode: str = page.locator(selector).evaluate("each => getComputedStyle(each).writingMode")
    return mode


def _clipped(page: Page, selector: str) -> list[str]:
    """What is larger than the box that it stands in, and therefore not seen whole."""
    found: list[str] = page.locator(selector).evaluate_all(
        """boxes => boxes.flatMap(box => [box, ...box.querySelectorAll('*')])
            .filter(each => each instanceof HTMLElement && getComputedStyle(each).overflow !== 'visible')
            .filter(each => !each.matches('.visually-hidden, .device'))
            .filter(each => each.scrollWidth > each.clientWidth + 1
                || each.scrollHeight > each.clientHeight + 1)
            .map(each => each.className + ': ' + each.textContent)"""
    )
    return found


def _beyond_its_cell(page: Page) -> list[str]:
    """What runs out of its cell along its line."""
    found: list[str] = page.locator(".alarm-row [role=gridcell]").evaluate_all(
        """cells => cells.flatMap(cell => {
            const { top, bottom } = cell.getBoundingClientRect();
            return [...cell.querySelectorAll(':not(.device *)')].filter(each => {
                const box = each.getBoundingClientRect();
                return box.height > 0 && (box.top < top - 1 || box.bottom > bottom + 1);
            }).map(each => `${each.className}: ${each.textContent}`);
        })"""
    )
    return found


def _overlapping(page: Page, selector: str) -> list[str]:
    """Pairs of neighbours that lie over each other."""
    found: list[str] = page.locator(selector).evaluate_all(
        """all => {
            const boxes = all.map(each => each.getBoundingClientRect());
            const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1
                || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
            return boxes.flatMap((a, i) => boxes.flatMap((b, j) =>
                i < j && a.width && b.width && !apart(a, b)
                    ? [`${all[i].className} over ${all[j].className}`] : []));
        }"""
    )
    return found
