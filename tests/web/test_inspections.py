"""The pages of inspections over a real centre: the draw room, the phone without a line, rectification."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from cloud.centre import Centre
from cloud.hazards.tables import Hazard
from cloud.inspections.tables import Inspection
from tests.browser import NARROW, WIDE
from tests.cloud.draw_office import VALUES
from tests.cloud.hazards.test_photos import photo
from tests.web.inspection_centre import Seeded, fill_inspections
from tests.web.looking import overflows, picture, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


class Held(NamedTuple):
    """A centre that runs, and what is in it."""

    address: str
    centre: Centre
    seeded: Seeded

    def hazard(self, number: int) -> Hazard:
        with self.centre.database.read() as session:
            return session.get_one(Hazard, number)

    def found_in(self, task: int) -> list[Hazard]:
        with self.centre.database.read() as session:
            return list(session.query(Hazard).filter(Hazard.inspection_id == task))

    def task(self) -> Inspection:
        with self.centre.database.read() as session:
            return session.get_one(Inspection, self.seeded.task)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    held: list[Any] = []

    def more(centre: Centre) -> None:
        held.extend((centre, fill_inspections(centre)))

    settings = {"inspections": {"public_per_s": 100, "public_burst": 1_000}}
    with operator_centre(tmp_path_factory.mktemp("inspections"), 0, more=more, **settings) as address:
        yield Held(address, *held)


@pytest.fixture
def visit(visits: Visits, office: Held) -> Open:
    return partial(visits, office.address)


def inside(office: Held) -> list[str]:
    seeded = office.seeded
    return [
        "/inspections",
        f"/inspections/task/{seeded.task}",
        "/inspections/hazards",
        f"/inspections/hazard/{seeded.ordered}",
        "/inspections/draws",
        f"/inspections/draw/{seeded.frozen}",
        "/inspections/draw/new",
        "/inspections/inspectors",
    ]


@pytest.mark.parametrize(("lang", "size"), [("zh", WIDE), ("en", NARROW)])
def test_axe_finds_nothing_serious_and_no_view_overflows(
    visit: Open, office: Held, lang: str, size: Any
) -> None:
    page = visit("/inspections", lang=lang, size=size)
    for at, view in enumerate(inside(office)):
        go(page, view)
        assert not overflows(page), view
        page.emulate_media(color_scheme=("dark", "light")[at % 2])  # type: ignore[arg-type]
        assert violations(page) == [], view
        picture(page, f"inspections{view.replace('/', '-')}-{lang}")


@pytest.mark.parametrize(("lang", "size", "theme"), [("zh", WIDE, "dark"), ("en", NARROW, "light")])
def test_the_draw_room_is_open_to_everybody_and_clean(
    visit: Open, office: Held, lang: str, size: Any, theme: Any
) -> None:
    for view in ("/draws", f"/draws/{office.seeded.drawn}"):
        page = visit(view, lang=lang, size=size, theme=theme)
        expect(page.get_by_test_id("draw-room")).to_be_visible()
        if view != "/draws":
            expect(page.get_by_test_id("commitment")).to_be_visible()
        assert not overflows(page), view
        assert violations(page) == [], view
        picture(page, f"draw-room{view.replace('/', '-')}-{lang}")


def test_a_citizen_watches_the_draw_and_verifies_it_on_the_page(visit: Open, office: Held) -> None:
    page = visit(f"/draws/{office.seeded.drawn}")
    said = page.get_by_test_id("replay-said")
    expect(said).to_contain_text("等待开始")
    page.get_by_role("button", name="下一步").click()
    expect(said).not_to_contain_text("等待开始")
    for _ in range(6):
        page.get_by_role("button", name="下一步").click()
    said.scroll_into_view_if_needed()
    picture(page, "draw-room-replay-zh")
    page.get_by_role("button", name="直接到结果").click()
    expect(said).to_contain_text("完成:抽中".replace(":", "："))
    noted = page.get_by_test_id("commitment").inner_text()
    page.get_by_label("事先看到的承诺摘要").fill(noted)
    page.get_by_role("button", name="在本页核验").click()
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "agrees")
    expect(page.locator('.draw-checks [data-agrees="true"]')).to_have_count(10)
    picture(page, "draw-room-verify-zh")
    page.get_by_label("事先看到的承诺摘要").fill("0" * 64)
    page.get_by_role("button", name="在本页核验").click()
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "differs")
    with page.expect_download() as loaded:
        page.get_by_role("link", name="下载完整记录").click()
    assert Path(loaded.value.path()).read_bytes().startswith(b'{"commitment"')


def test_two_persons_draw_and_the_tasks_follow(visit: Open, office: Held) -> None:
    page = visit(f"/inspections/draw/{office.seeded.frozen}")
    numbers = {name: " ".join(map(str, given)) for name, given in VALUES.items()}
    for by in ("张三", "李四"):
        form = page.get_by_test_id("enter")
        for name, value in numbers.items():
            form.locator(f'[name="{name}"]').fill(value)
        form.get_by_label("经办人").fill(by)
        form.get_by_role("button", name="录入").click()
        if by == "张三":
            expect(form).to_contain_text("张三 已录入")
    state = page.get_by_test_id("draw-state")
    expect(state).to_have_attribute("data-state", "drawn")
    page.get_by_role("button", name="生成检查任务").click()
    expect(state).to_have_attribute("data-state", "assigned")
    go(page, "/inspections?state=assigned&origin=drawn")
    expect(page.locator("table tbody tr").first).to_be_visible()


def test_an_organisation_reports_and_an_inspector_passes_the_recheck(visit: Open, office: Held) -> None:
    number = office.seeded.ordered
    page = visit(f"/inspections/hazard/{number}")
    form = page.get_by_test_id("act-answers")
    form.get_by_label("办理").select_option("report")
    form.get_by_label("说明").fill("已拆除门锁,改为推杠")
    form.get_by_label("经办人").fill("周凯")
    form.get_by_role("button", name="提交").click()
    state = page.get_by_test_id("hazard-state")
    expect(state).to_have_attribute("data-state", "reported")
    form = page.get_by_test_id("act-actions")
    form.get_by_label("办理").select_option("recheck-pass")
    form.get_by_label("经办人").fill("王芳")
    form.get_by_role("button", name="提交").click()
    expect(state).to_have_attribute("data-state", "closed")
    assert office.hazard(number).closed_at is not None


def answer_all(page: Page, bad: str) -> None:
    items = page.locator(".inspect-item")
    for at in range(items.count()):
        item = items.nth(at)
        wanted = "nonconform" if item.get_attribute("id") == f"item-{bad}" else "conform"
        item.locator(f'label[data-answer="{wanted}"]').click()


def test_an_inspection_without_a_line_is_kept_and_sent_later(visit: Open, office: Held) -> None:
    page = visit("/inspect", size=NARROW)
    # The page's worker has kept what it needs to open again.
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.get_by_label("检查人员姓名").fill("王芳")
    page.locator(f'a[href="#/inspect/{office.seeded.task}"]').click()
    expect(page.get_by_test_id("progress")).to_contain_text("已检查 0/")
    assert violations(page) == []
    assert not overflows(page)
    page.context.set_offline(True)
    answer_all(page, "escape.clear")
    form = page.get_by_test_id("finding")
    form.get_by_label("隐患情况").fill("东侧安全出口上锁")
    form.get_by_label("部位").fill("一层")
    form.locator('input[type="file"]').set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(800, 600))}
    )
    expect(form.get_by_alt_text("照片 1")).to_be_visible()
    assert violations(page) == []
    picture(page, "inspector-phone-zh")
    page.get_by_test_id("submit").click()
    box = page.get_by_test_id("outgoing")
    expect(box).to_have_attribute("data-waiting", "2")
    expect(page.get_by_test_id("task-sent")).to_contain_text("保存在本机")
    assert office.found_in(office.seeded.task) == []
    page.reload()
    expect(page.get_by_test_id("outgoing")).to_have_attribute("data-waiting", "2")
    page.context.set_offline(False)
    expect(page.get_by_test_id("outgoing")).to_have_attribute("data-waiting", "0")
    (found,) = office.found_in(office.seeded.task)
    assert (found.text, found.found_by, found.state) == ("东侧安全出口上锁", "王芳", "ordered")
    assert office.task().state == "submitted"
    page.goto(f"{office.address}/#/inspections/hazard/{found.id}")
    expect(page.locator(".in-photos img")).to_be_visible()


def test_the_checklist_is_answered_by_keyboard_alone(visit: Open, office: Held) -> None:
    page = visit("/inspect", lang="en", size=NARROW)
    page.get_by_label("Inspector's name").fill("Li")
    tasks = page.locator(".inspect-card")
    tasks.first.focus()
    page.keyboard.press("Enter")
    first = page.locator(".inspect-item").first
    first.locator("input").first.focus()
    page.keyboard.press("Space")
    expect(first).to_have_attribute("data-answer", "conform")
    page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("data-answer", "nonconform")
    expect(page.get_by_test_id("finding")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("data-answer", "not-applicable")
    expect(page.get_by_test_id("finding")).to_have_count(0)
