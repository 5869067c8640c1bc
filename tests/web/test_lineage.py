"""The pages of rows that imports set aside and of where records come from, over a real centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cloud.centre import Centre
from cloud.imports import desk
from cloud.imports.service import Importer
from cloud.imports.state import State
from cloud.people.asker import LOCAL
from tests.browser import NARROW, WIDE
from tests.cloud.places import add_organisation
from tests.web.looking import overflows, picture, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go

pytestmark = pytest.mark.browser

FIRES = (
    "火灾编号,单位编号,单位名称,起火时间,核实情况,起火原因\n"
    "HZ-1,150102-000017,,2025-03-02 08:30,已核实,电气\n"
    "HZ-2,150102-000017,,2025-03-05 25:30,已核实,雷击\n"
    "HZ-3,150102-000017,,2025-13-05 08:30,已核实,电气\n"
    "HZ-4,,蒙元酒店,2025-03-05 08:30,已核实,\n"
)
HAZARDS = (
    "记录编号,单位编号,隐患等级,隐患情况,发现日期,整改期限\n"
    "YH-0001,150102-000017,一般,疏散通道堵塞,2025-03-02,2025-03-17\n"
)
VIEWS = (
    "/registry/imports",
    "/registry/imports/1",
    "/registry/rows",
    "/registry/rows?import=1&state=faulty",
    "/registry/rows?state=discarded",
    "/registry/sources",
    "/registry/sources?kind=fires&id=1",
    "/registry/sources?kind=hazards&id=1",
    "/inspections/hazard/1",
)
Open = Callable[..., Page]


def load(centre: Centre, text: str, kind: str, name: str) -> None:
    """A file, sent, checked and applied."""
    folder, now = desk.folder_of(centre.settings), centre.clock.now_ms()
    arriving = desk.Arriving(folder, 1 << 20)
    arriving.write(text.encode())
    sha256 = arriving.close()
    importer = Importer(centre.database, centre.settings.imports, folder, centre.clock.now_ms)
    with centre.database.write() as session:
        number = desk.begin(
            session, LOCAL, kind=kind, file_name=name, stored_as=arriving.stored_as, size=arriving.bytes,
            sha256=sha256, rows=text.count("\n"), now=now,
        ).id  # fmt: skip
    assert importer.check(number, lambda _done, _of: None) is State.CHECKED
    with centre.database.write() as session:
        desk.apply(session, LOCAL, number, now)
    assert importer.apply(number, lambda _done, _of: None) is State.APPLIED


def _fill(centre: Centre) -> None:
    with centre.database.write() as session:
        add_organisation(session, name="呼和浩特市蒙源酒店有限公司")
    load(centre, FIRES, "fires", "2025年火灾.csv")
    load(centre, HAZARDS, "hazards", "隐患台账.csv")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with operator_centre(tmp_path_factory.mktemp("lineage"), 0, more=_fill) as address:
        yield address


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with operator_centre(tmp_path_factory.mktemp("bare"), 0) as address:
        yield address


@pytest.fixture
def visit(visits: Visits, full: str) -> Open:
    return partial(visits, full)


@pytest.mark.parametrize(("lang", "size", "width"), [("zh", WIDE, "wide"), ("en", NARROW, "narrow")])
def test_axe_finds_nothing_serious_and_no_view_overflows(
    visit: Open, lang: str, size: Any, width: str
) -> None:
    page = visit(VIEWS[0], lang=lang, size=size)
    for at, view in enumerate(VIEWS):
        go(page, view)
        assert not overflows(page), view
        page.emulate_media(color_scheme=("dark", "light")[at % 2])  # type: ignore[arg-type]
        assert violations(page) == [], view
        picture(page, f"lineage-{at}-{lang}-{width}")


def test_an_empty_centre_says_so(visits: Visits, empty: str) -> None:
    page = visits(empty, "/registry/rows", size=NARROW)
    expect(page.get_by_text("没有待处理的隔离行")).to_be_visible()
    assert violations(page) == []
    go(page, "/registry/sources?kind=fires&id=7")
    expect(page.locator(".op-table tbody tr")).to_have_count(8)
    expect(page.get_by_text("没有任何记录").first).to_be_visible()
    assert not overflows(page)


def test_a_row_is_repaired_by_keyboard_and_says_where_the_record_comes_from(visit: Open) -> None:
    page = visit("/registry/imports")
    page.get_by_role("link", name="2025年火灾.csv").press("Enter")
    page.locator(".op-facts").get_by_role("link", name="3").press("Enter")
    cards = page.locator(".aside-card")
    expect(cards).to_have_count(3)
    first = cards.filter(has_text="第 3 行")
    expect(first.locator(".aside-faults li")).to_have_count(2)
    first.get_by_role("button", name="修正重放").press("Enter")
    fields = first.locator(".op-form input")
    expect(fields.nth(0)).to_have_attribute("aria-invalid", "true")
    first.get_by_label("起火时间").fill("2025-03-05 23:30")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("仍有错误")
    expect(first.locator(".aside-faults li")).to_have_count(1)
    expect(first.get_by_label("起火时间")).to_have_value("2025-03-05 23:30")
    first.get_by_label("起火原因").fill("其他")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已导入")
    expect(cards).to_have_count(2)
    go(page, "/registry/sources")
    page.get_by_label("内容").select_option("fires")
    page.get_by_label("记录编号").fill("2")
    page.keyboard.press("Enter")
    origin = page.get_by_role("region", name="数据来源").locator("tbody tr")
    expect(origin).to_have_count(1)
    expect(origin).to_contain_text("2025年火灾.csv")
    expect(origin).to_contain_text("第 3 行")


def test_a_row_is_given_up_after_being_asked_and_a_doubtful_one_leads_to_the_spellings(visit: Open) -> None:
    page = visit("/registry/rows?import=1")
    waiting = page.locator('.aside-card[data-state="waiting"]')
    expect(waiting.get_by_role("link", name="去确认写法")).to_have_attribute("href", "#/registry/matches")
    card = page.locator(".aside-card").filter(has_text="第 4 行")
    card.get_by_role("button", name="放弃").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("第 4 行")
    assert violations(page) == []
    dialog.get_by_role("button", name="放弃").click()
    expect(page.get_by_role("status").first).to_contain_text("已放弃")
    page.get_by_label("状态").select_option("discarded")
    expect(page.locator(".aside-card")).to_have_count(1)
    page.get_by_role("button", name="移除").click()
    expect(page.locator(".aside-card")).to_have_count(1)


def test_a_hazard_says_which_file_brought_it(visit: Open) -> None:
    page = visit("/inspections/hazard/1")
    expect(page.get_by_role("region", name="数据来源").first).to_contain_text("隐患台账.csv")
