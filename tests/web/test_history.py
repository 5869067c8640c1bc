"""Histories over a real centre with a year behind it: by mouse, by keyboard alone, on a phone, in figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NARROW, WIDE
from tests.web import history_centre as past
from tests.web.looking import overflows, picture, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go, settle

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Span = tuple[int, int]
#: Far beyond what is measured, for a machine that does ten things at once.
SLOWEST_FRAME_MS = 2_000


class World(NamedTuple):
    """A centre, and who has a history there."""

    address: str
    gateway: str
    fire_at: int

    def device(self, part: str = past.SMOKE, query: str = "") -> str:
        return f"/history/{self.gateway}/{quote(part, safe='')}{query}"

    def organisation(self, query: str = "") -> str:
        return f"/organisation/{past.ORGANISATION}/history{query}"

    def views(self) -> tuple[str, ...]:
        fire = f"?from={self.fire_at - past.HOUR}&to={self.fire_at + past.HOUR}"
        return (
            self.device(),
            self.device(query=fire),
            self.device(query="?span=year"),
            self.device(past.SILENT),
            self.organisation(),
            self.organisation("?kind=fault"),
            "/organisation/2/history",
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    written: list[past.Past] = []
    with operator_centre(
        tmp_path_factory.mktemp("history"),
        past.ORGANISATION + 1,
        more=lambda centre: written.append(past.write(centre)),
    ) as address:
        yield World(address, written[0].gateway, written[0].fire_at)


@pytest.fixture
def visit(visits: Visits, world: World) -> Open:
    return partial(visits, world.address)


def stack(page: Page) -> Any:
    return page.get_by_test_id("history-stack")


def span_in(url: str) -> Span | None:
    found = re.search(r"from=(\d+)&to=(\d+)", url)
    return None if found is None else (int(found[1]), int(found[2]))


def shown(page: Page, holds: Callable[[Span], bool]) -> Span:
    """The span in the address, once it is as it should be."""

    def is_there(url: str) -> bool:
        span = span_in(url)
        return span is not None and holds(span)

    page.wait_for_url(is_there)
    span = span_in(page.url)
    assert span is not None
    return span


def width(span: Span) -> int:
    return span[1] - span[0]


def test_axe_finds_nothing_serious_by_night_or_by_day(world: World, visit: Open) -> None:
    page = visit(world.device())
    for at, view in enumerate(world.views()):
        go(page, view)
        page.emulate_media(color_scheme=("dark", "light")[at % 2], reduced_motion="reduce")
        assert violations(page) == [], view
    go(page, world.device())
    page.get_by_role("button", name="表格").click()
    assert violations(page) == []


@pytest.mark.parametrize(("lang", "size"), [("zh", NARROW), ("en", WIDE), ("en", NARROW)])
def test_no_view_overflows(world: World, visit: Open, lang: str, size: Any) -> None:
    page = visit(world.device(), lang=lang, size=size)
    for view in world.views():
        go(page, view)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, view


def test_every_text_of_ours_is_translated(world: World, visit: Open) -> None:
    page = visit(world.device(), lang="pseudo")
    for view, selector in (
        (world.device(), ".op-panel-head h2, .choice button, .op-table thead th, .hi-keys p, .hi-unknown li"),
        (world.organisation(), ".op-panel-head h2, .op-table thead th, .hi-legend, .hi-days summary"),
    ):
        go(page, view)
        page.locator(".hi-events .op-table").wait_for()
        texts = page.locator(selector).all_text_contents()
        assert len(texts) > 6
        assert [text for text in texts if "⟦" not in text] == []


def test_the_curve_is_said_in_words_and_its_silence_too(world: World, visit: Open) -> None:
    page = visit(world.device(), lang="en")
    smoke = page.get_by_role("img", name=re.compile(r"^smoke obscuration: least 0\.\d+"))
    expect(smoke).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^temperature: least"))).to_be_visible()
    unknown = page.get_by_role("list", name="What is not known")
    expect(unknown).to_contain_text("smoke obscuration: nothing was told in 1 span")
    events = page.get_by_role("table", name="Events")
    expect(events.get_by_role("row")).to_have_count(5)
    expect(events).to_contain_text("fire began")
    alarms = page.get_by_role("table", name="Alarms and what became of them")
    expect(alarms).to_contain_text("50 min")


def test_the_table_says_what_the_curve_shows_and_goes_into_a_file(world: World, visit: Open) -> None:
    page = visit(world.device(), lang="en")
    page.get_by_role("button", name="Table", exact=True).click()
    table = page.get_by_role("table", name="smoke obscuration (%/m)")
    expect(table).to_be_visible()
    rows = table.get_by_role("row").count()
    assert 100 < rows < 800
    expect(table.get_by_text("nothing told")).to_have_count(1)
    with page.expect_download() as told:
        page.get_by_role("button", name="Download CSV").click()
    lines = Path(told.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Time,Until,Quantity,Unit,Mean,Least,Greatest,Last,Samples,Quality")
    assert abs(len([line for line in lines if "smoke obscuration" in line]) - (rows - 1)) <= 2
    assert all("+08:00" in line for line in lines[1:])


def test_the_keyboard_alone_moves_and_zooms(world: World, visit: Open) -> None:
    page = visit(world.device())
    stack(page).focus()
    page.keyboard.press("+")
    closer = shown(page, lambda span: abs(width(span) - past.DAY / 2) < past.MINUTE)
    page.keyboard.press("ArrowLeft")
    step = width(closer) * 0.1
    earlier = shown(page, lambda span: abs(span[0] - (closer[0] - step)) < past.MINUTE)
    page.keyboard.press("-")
    shown(page, lambda span: abs(width(span) - past.DAY) < past.MINUTE)
    page.keyboard.press("PageUp")
    shown(page, lambda span: span[1] <= earlier[1] - past.HOUR)
    page.keyboard.press("End")
    now = page.evaluate("Date.now()")
    shown(page, lambda span: abs(span[1] - now) < past.MINUTE)
    # What was chosen by keyboard can be sent on, and the way back leads out of the history.
    go(page, "/fleet")


def test_dragging_zooms_to_what_was_framed_and_the_wheel_around_the_pointer(
    world: World, visit: Open
) -> None:
    page = visit(world.device())
    box = stack(page).bounding_box()
    assert box is not None
    left, across, y = box["x"] + 54, box["width"] - 64, box["y"] + 200
    page.mouse.move(left + across * 0.25, y)
    page.mouse.down()
    page.mouse.move(left + across * 0.5, y, steps=4)
    page.mouse.up()
    framed = shown(page, lambda span: abs(width(span) - past.DAY / 4) < 3 * past.MINUTE)
    before = page.evaluate("window.scrollY")
    stack(page).focus()
    page.mouse.wheel(0, 300)
    wider = shown(page, lambda span: width(span) > width(framed))
    assert page.evaluate("window.scrollY") == before
    page.keyboard.down("Shift")
    page.mouse.down()
    page.mouse.move(left + across * 0.75, y, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    quarter = width(wider) / 4
    moved = shown(page, lambda span: abs((wider[0] - span[0]) - quarter) < 5 * past.MINUTE)
    assert abs(width(moved) - width(wider)) <= 2


def test_dates_are_typed_in_the_buildings_zone(world: World, visit: Open) -> None:
    page = visit(world.device(), lang="en")
    page.get_by_label("From (Beijing time)").fill("2026-03-01T08:00")
    page.get_by_label("To", exact=True).fill("2026-03-02T08:00")
    page.get_by_role("button", name="Show", exact=True).click()
    shown(page, lambda span: span == (1_772_323_200_000, 1_772_409_600_000))
    page.get_by_label("To", exact=True).fill("2026-01-02T08:00")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("before the end")


def test_a_year_is_panned_without_the_browser_suffering(world: World, visit: Open) -> None:
    page = visit(world.device(query="?span=year"))
    stack(page).wait_for()
    page.get_by_role("button", name="拖动平移").click()
    frames: list[float] = page.evaluate(
        """async () => {
            const stack = document.querySelector('[data-testid="history-stack"]');
            const box = stack.getBoundingClientRect();
            const at = (type, x) => stack.dispatchEvent(new PointerEvent(type, {
                pointerId: 1, clientX: x, clientY: box.top + 150, button: 0, bubbles: true,
                pointerType: 'mouse',
            }));
            stack.setPointerCapture = () => undefined;
            const frames = [];
            at('pointerdown', box.left + 300);
            let last = performance.now();
            for (let step = 0; step < 150; step += 1) {
                at('pointermove', box.left + 300 + 4 * (step < 75 ? step : 150 - step));
                await new Promise(requestAnimationFrame);
                const now = performance.now();
                frames.push(now - last);
                last = now;
            }
            at('pointerup', box.left + 300);
            return frames;
        }"""
    )
    frames.sort()
    assert frames[-1] < SLOWEST_FRAME_MS, frames[-5:]
    assert frames[75] < 100, "half of all frames, on any machine"


def test_a_day_of_the_calendar_is_chosen_by_keyboard_and_listed(world: World, visit: Open) -> None:
    page = visit(world.organisation(), lang="en")
    calendar = page.get_by_role("group", name=re.compile("^Calendar of events"))
    fire = calendar.locator("[data-fire]").last
    expect(fire).to_have_attribute("aria-label", re.compile("fire"))
    calendar.locator('[tabindex="0"]').focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"day=2026-\d\d-\d\d"))
    expect(page.get_by_role("heading", name=re.compile("^Events of"))).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^fire \d+$")).click()
    expect(page).to_have_url(re.compile("kind=fire"))
    page.locator("summary", has_text="Day by day").click()
    expect(page.get_by_role("table", name="Day by day").get_by_role("row")).not_to_have_count(1)


def test_what_stood_follows_comings_and_goings(world: World, visit: Open) -> None:
    page = visit(world.organisation(), lang="en")
    page.locator("summary", has_text="Day by day").click()
    table = page.get_by_role("table", name="Day by day")
    first = table.get_by_role("row").nth(1)
    cells = first.get_by_role("cell").all_text_contents()
    assert cells[2] == "1", "one point disabled for twenty days"


def test_the_way_from_the_control_room_leads_to_a_page_of_its_own(world: World, visit: Open) -> None:
    page = visit(f"/room?gateway={world.gateway}")
    card = page.locator(f'[data-testid="part-card"][data-part="{past.SMOKE}"]')
    with page.context.expect_page() as opened:
        card.get_by_role("link", name=re.compile("^历史")).click()
    settle(opened.value)
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("三层302室 · 历史")


@pytest.mark.parametrize(("name", "size"), [("wide", WIDE), ("narrow", NARROW)])
def test_histories_are_whole_quiet_on_fire_flooded_and_cut_off(
    world: World, visit: Open, name: str, size: Any
) -> None:
    page = visit(world.device(), size=size)
    before = world.fire_at - 3 * past.DAY
    views = {
        "device-history-quiet": world.device(query=f"?from={before}&to={before + past.DAY}"),
        "device-history-fire": world.device(),
        "device-history-flood": world.device(query="?span=year"),
        "organisation-history-quiet": "/organisation/2/history",
        "organisation-history-fire": world.organisation("?kind=fire"),
        "organisation-history-flood": world.organisation(),
    }
    for what, view in views.items():
        go(page, view)
        page.locator(".hi-events .op-panel-head").wait_for()
        picture(page, f"{what}-zh-{name}")
        assert not overflows(page), what
    for what in ("device-history", "organisation-history"):
        go(page, views[f"{what}-fire"])
        page.locator(".hi-events .op-table").wait_for()
        page.route("**/api/v1/history/**", lambda route: route.abort())
        page.evaluate("dispatchEvent(new Event('steppewatch-login-renewed'))")
        expect(page.get_by_role("alert").first).to_contain_text("正在自动重试")
        expect(page.get_by_role("alert").first).to_contain_text("的情况")
        picture(page, f"{what}-cut-zh-{name}")
        assert not overflows(page), what
        page.unroute("**/api/v1/history/**")
        expect(page.get_by_role("alert")).to_have_count(0)


def test_who_is_unknown_is_said_to_be(world: World, visit: Open) -> None:
    page = visit(world.device("no-such-part"))
    expect(page.get_by_role("alert")).to_contain_text("没有这个部件")


def test_a_part_without_quantities_still_has_its_events(world: World, visit: Open) -> None:
    page = visit(world.device(past.SILENT))
    expect(page.get_by_text("该部件没有上报过模拟量")).to_be_visible()
    expect(page.get_by_role("table", name="警情及处理结果")).to_contain_text("屏蔽")
