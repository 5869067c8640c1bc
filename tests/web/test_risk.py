"""Pages of fire risk over a real centre: the map, lists, a building's life, warnings, models, the index."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import pypdf
import pytest
from playwright.sync_api import Page, expect

from cloud.centre import Centre
from cloud.risk.scores.tables import RiskScore
from cloud.risk.warnings.tables import RiskWarning
from tests.browser import NARROW, WIDE
from tests.web.looking import overflows, picture, violations
from tests.web.operator_centre import operator_centre
from tests.web.risk_centre import Seeded, fill_risk
from tests.web.visiting import Visits, go

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


class Held(NamedTuple):
    """A centre that runs, and what is in it."""

    address: str
    centre: Centre
    seeded: Seeded

    @property
    def life(self) -> str:
        return f"/risk/site/building/{self.seeded.building}"

    @property
    def estate(self) -> str:
        return f"/risk/site/community/{self.seeded.estate}"

    def warning(self) -> RiskWarning:
        with self.centre.database.read() as session:
            found = session.query(RiskWarning).filter(RiskWarning.organisation_id == self.seeded.hotel)
            return found.order_by(RiskWarning.id).all()[0]

    def index(self) -> float:
        with self.centre.database.read() as session:
            return float(session.get_one(RiskScore, ("building", self.seeded.building)).safety)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    held: list[Any] = []

    def more(centre: Centre) -> None:
        held.extend((centre, fill_risk(centre)))

    with operator_centre(tmp_path_factory.mktemp("risk"), 0, more=more) as address:
        yield Held(address, *held)


@pytest.fixture
def visit(visits: Visits, office: Held) -> Open:
    return partial(visits, office.address)


def pages(office: Held) -> dict[str, str]:
    """Name of the picture, and view."""
    return {
        "map": "/risk",
        "league": "/risk?area=1501&measure=high",
        "county": "/risk?area=150102",
        "list": "/risk/list",
        "weekly": "/risk/weekly?area=1501",
        "life": office.life,
        "community": office.estate,
        "warnings": "/risk/warnings",
        "warning": f"/risk/warning/{office.warning().id}",
        "index": "/risk/index?area=1501",
        "models": "/risk/models",
    }


@pytest.mark.parametrize(("lang", "size", "width"), [("zh", WIDE, "wide"), ("zh", NARROW, "narrow")])
def test_axe_finds_nothing_serious_and_no_view_overflows(
    visit: Open, office: Held, lang: str, size: Any, width: str
) -> None:
    page = visit("/risk", lang=lang, size=size)
    for at, (name, view) in enumerate(pages(office).items()):
        go(page, view)
        assert not overflows(page), view
        page.emulate_media(color_scheme=("dark", "light")[at % 2])  # type: ignore[arg-type]
        assert violations(page) == [], view
        picture(page, f"risk-{name}-{lang}-{width}")


def test_from_the_region_down_to_a_building_by_the_map_alone(visit: Open, office: Held) -> None:
    page = visit("/risk", lang="en")
    page.get_by_test_id("areas").locator('[data-area="1501"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fire risk: Hohhot")
    page.get_by_test_id("areas").locator('[data-area="150102"]').focus()
    page.keyboard.press("Enter")
    cell = page.get_by_test_id("cells").locator("[data-cell]").first
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("cell-told")).to_contain_text("sites")
    page.locator(f'a[href="#{office.life}"]').first.click()
    expect(page.get_by_test_id("score-chart")).to_be_visible()


def test_a_list_is_filtered_and_gives_its_reasons(visit: Open, office: Held) -> None:
    page = visit("/risk/list")
    page.get_by_label("查找").fill("1号楼")
    page.keyboard.press("Enter")
    page.get_by_label("对象").select_option("building")
    rows = page.locator(".risk-sites tbody tr")
    expect(rows.first.locator(".risk-short li")).to_have_count(3)
    page.get_by_label("等级").select_option("I")
    expect(page.locator('.risk-sites .risk-band:not([data-band="I"])')).to_have_count(0)


def test_what_is_supposed_shows_score_and_reasons_beside_each_other(visit: Open, office: Held) -> None:
    page = visit(office.life)
    before = office.index()
    marks = page.locator(".risk-mark")
    marks.last.focus()
    page.keyboard.press("Enter")
    step = page.get_by_test_id("step")
    expect(step.locator(".risk-moved a").first).to_be_visible()
    page.get_by_label("全部隐患").check()
    page.get_by_label("今天检查且未发现隐患").check()
    sides = page.get_by_test_id("what-if").locator(".risk-side")
    expect(sides).to_have_count(2)
    expect(sides.nth(1).locator(".risk-change")).not_to_have_attribute("data-bad", "true")
    picture(page, "risk-what-if-zh")
    assert office.index() == before


def test_a_desk_takes_a_warning_reports_and_an_inspector_closes_it(visit: Open, office: Held) -> None:
    page = visit(f"/risk/warning/{office.warning().id}")
    state = page.get_by_test_id("warning-state")
    for action, note, after in (
        ("accept", "", "accepted"),
        ("report", "已上门核查,隐患正在整改", "reported"),
        ("close", "", "closed"),
    ):
        form = page.get_by_test_id("act")
        form.get_by_label("办理").select_option(action)
        form.get_by_label("说明").fill(note)
        form.get_by_label("经办人").fill("王芳")
        form.get_by_role("button", name="提交").click()
        expect(state).to_have_attribute("data-state", after)
    assert office.warning().state == "closed"
    expect(page.get_by_test_id("effect")).to_contain_text("销号时")


def test_what_moves_a_score_reaches_an_open_page_by_itself(visit: Open, office: Held) -> None:
    page = visit(office.life)
    expect(page.get_by_test_id("score-chart")).to_be_visible()
    count = page.locator(".risk-unknown li").count()
    page.get_by_text("补充资料", exact=True).click()
    form = page.get_by_test_id("traits")
    form.get_by_label("电气线路改造年份").fill("2025")
    form.get_by_label("经办人").fill("王芳")
    with page.expect_response(lambda answer: answer.url.endswith("/traits")):
        form.get_by_role("button", name="保存").click()
    expect(page.locator(".risk-unknown li")).to_have_count(count - 1)


def test_weights_and_values_are_tried_without_being_kept(visit: Open, office: Held) -> None:
    page = visit("/risk/index?area=1501")
    expect(page.get_by_test_id("tree").locator("table")).to_have_count(5)
    told = page.get_by_test_id("weights-told")
    before = told.inner_text()
    page.get_by_label("火灾危险源 对 城市基础信息").select_option("9")
    expect(told).not_to_have_text(before)
    page.get_by_text("中心记录里没有的指标").click()
    form = page.get_by_test_id("enter-values")
    for name, value in {"density": "8000", "in_time": "78", "duty": "96", "hydrants": "91"}.items():
        form.locator(f'[name="{name}"]').fill(value)
    form.get_by_label("经办人").fill("李队")
    form.get_by_role("button", name="保存").click()
    expect(page.get_by_test_id("index-score")).not_to_contain_text("未知")
    values = page.get_by_test_id("values")
    values.get_by_label("指标").select_option("in_time")
    values.get_by_role("button", name="加入").click()
    values.locator('[name="in_time"]').fill("92")
    values.get_by_role("button", name="推演").click()
    expect(page.get_by_test_id("index-what-if").locator("li")).to_have_count(1)
    picture(page, "risk-index-filled-zh")


def test_cells_and_an_outline_filter_the_lists_and_are_taken_away(visit: Open, office: Held) -> None:
    page = visit("/risk?area=150102")
    rows = page.locator(".risk-sites tbody tr")
    expect(rows.first).to_be_visible()
    every = rows.count()
    cells = page.get_by_test_id("cells").locator("[data-cell]")
    for at in (0, 1):
        cells.nth(at).focus()
        page.keyboard.press("Enter")
        expect(cells.nth(at)).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("2 个网格")).to_be_visible()
    cells.nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("cell-told")).to_contain_text("个对象")
    expect(page.get_by_role("region", name="所选范围内")).to_be_visible()
    expect(rows).not_to_have_count(every)
    assert violations(page) == []
    page.get_by_role("link", name="所选范围的清单").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("风险清单")
    expect(rows.first).to_be_visible()
    chosen = rows.count()
    assert 0 < chosen < every
    expect(page.get_by_text(f"共 {chosen} 个对象")).to_be_visible()
    assert violations(page) == []
    picture(page, "risk-list-chosen-zh")
    page.get_by_role("button", name="移除1 个网格").click()
    expect(rows).to_have_count(every)


def test_a_line_drawn_around_sites_chooses_them(visit: Open, office: Held) -> None:
    page = visit("/risk?area=150102")
    picture_ = page.get_by_test_id("cells").locator("svg").first
    page.get_by_role("button", name="圈选范围").click()
    box = page.get_by_test_id("sheet").bounding_box()
    assert box is not None
    corners = [(0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98)]
    page.mouse.move(box["x"] + box["width"] * corners[0][0], box["y"] + box["height"] * corners[0][1])
    page.mouse.down()
    for x, y in corners[1:]:
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=8)
    page.mouse.up()
    expect(picture_.get_by_test_id("outline")).to_be_visible()
    expect(page.get_by_role("region", name="所选范围内")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="移除圈选范围").click()
    expect(picture_.get_by_test_id("outline")).to_have_count(0)


def test_the_weekly_list_is_taken_along_as_a_sheet_and_on_paper(visit: Open) -> None:
    page = visit("/risk/weekly?area=1501")
    shown = page.locator(".risk-sites tbody tr th a")
    expect(shown.first).to_be_visible()
    names = shown.all_inner_texts()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="CSV").click()
    assert re.fullmatch(r"weekly-1501-\d{4}-\d\d-\d\d\.csv", sheet.value.suggested_filename)
    content = sheet.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(table) == len(names) + 1
    assert all(
        any(part in "".join(row) for part in name.split(" · "))
        for name, row in zip(names, table[1:], strict=True)
    )
    with page.expect_download() as paper:
        page.get_by_role("link", name="PDF").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    text = "".join(one.extract_text() for one in pypdf.PdfReader(paper.value.path()).pages)
    assert "每周重点检查清单" in text


def test_reliability_is_shown_for_all_sites_together(visit: Open, office: Held) -> None:
    page = visit("/risk/models")
    pooled = page.get_by_test_id("pooled-fire:90").first
    expect(pooled.locator(".risk-dot")).not_to_have_count(0)
    pooled.get_by_text("各组数字").click()
    expect(pooled.locator("tbody tr").first).to_be_visible()
    assert violations(page) == []
    assert not overflows(page)
