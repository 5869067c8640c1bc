"""The brigade's books over a real centre: stations, engines, water, places, plans, devices and links."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from cloud.centre import Centre
from cloud.dispatch.carried import service as carried
from cloud.dispatch.carried.schemas import CarriedIn
from cloud.dispatch.jt808 import service as vehicles
from cloud.dispatch.jt808.schemas import TerminalIn
from cloud.dispatch.waters import service as waters
from cloud.dispatch.waters.schemas import WaterIn
from cloud.people.asker import LOCAL
from tests.browser import NARROW, WIDE
from tests.cloud.dispatch.incidents.desk119 import AREA, LAT, LON
from tests.cloud.said import GATEWAY, arrival, readings
from tests.web.forces_centre import ENGINES, Town, drawing, fill_town
from tests.web.looking import overflows, picture, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go, settle, walk

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
MEASURED = "XHS-0099"
#: The pressure of the hydrant that is measured, MPa.
PRESSURE = 4
BOOKS = ("stations", "units", "waters", "facilities", "preplans", "carried", "terminals")


class Books(NamedTuple):
    """A centre that runs, its town, and a client of its API."""

    address: str
    town: Town
    http: httpx.Client

    def get(self, path: str, **query: Any) -> Any:
        return self.http.get(f"/api/v1{path}", params=query).raise_for_status().json()

    def post(self, path: str, **told: Any) -> Any:
        answer = self.http.post(f"/api/v1{path}", json=told)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def number_of(self, path: str, name: str) -> int:
        [found] = self.get(path, q=name)["items"]
        return int(found["id"])


def _fill(centre: Centre) -> Town:
    town = fill_town(centre)
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        told = {
            "number": MEASURED, "name": "北街 99 号消火栓", "kind": "hydrant", "area": AREA, "longitude": LON,
            "latitude": LAT, "gateway": GATEWAY, "part": "panel-1/1-000", "owner": "春华水务",
        }  # fmt: skip
        waters.add(session, LOCAL, WaterIn.model_validate(told), now)
        radio = {
            "kind": "pdt-radio", "number": "15010301", "name": "指挥员对讲机", "unit_id": town.engines[0],
            "person": "巴特尔",
        }  # fmt: skip
        carried.add(session, LOCAL, CarriedIn.model_validate(radio), now)
        terminal = TerminalIn(phone="13900000001", area=AREA, name=ENGINES[0], plate="蒙A0119应急")
        vehicles.register(session, LOCAL, terminal, now, now + 3_600_000)
    told_at = now - 5 * 60_000
    said = readings(1, [0.31], at=told_at, on="panel-1/1-000", analog_type=PRESSURE)
    centre.ingest.store_arrivals([arrival(said, at=told_at)])
    return town


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    held: list[Town] = []
    folder = tmp_path_factory.mktemp("books")
    with (
        operator_centre(folder, 0, more=lambda centre: held.append(_fill(centre))) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as http,
    ):
        yield Books(address, held[0], http)


@pytest.fixture
def visit(visits: Visits, books: Books) -> Open:
    return partial(visits, books.address)


def save(page: Page) -> None:
    page.get_by_role("button", name="保存").click()


def facts(page: Page) -> Locator:
    return page.locator(".op-facts").first


def title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_station_and_its_engine_are_entered_and_kept(visit: Open, books: Books) -> None:
    page = visit("/forces/stations")
    page.get_by_role("link", name="新增消防站").click()
    title(page, "新增消防站")
    page.get_by_label("编号").fill("150102-01")
    page.get_by_label("名称").fill("东街小型消防救援站")
    page.get_by_label("类型").select_option(label="小型消防救援站")
    page.get_by_label("区划").select_option(AREA)
    # The keyboard picks the middle of the map.
    page.get_by_role("button", name="选用地图中心").click()
    expect(page.get_by_label("经度")).to_have_value(re.compile(r"^1\d\d\.\d+$"))
    page.get_by_label("经度").fill(str(LON))
    page.get_by_label("纬度").fill(str(LAT))
    page.get_by_label("电话").fill("0471-2119119")
    save(page)
    # The number is another station's: it is said at its field, which has the focus.
    number = page.get_by_label("编号")
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".op-field-fault")).to_have_text("站点编号 150102-01 已存在。")
    expect(page.locator(".op-form > .op-fault")).to_be_hidden()
    assert violations(page) == []
    number.fill("150102-02")
    save(page)
    title(page, "东街小型消防救援站")
    expect(facts(page)).to_contain_text("0471-2119119")

    page.get_by_role("link", name="新增车辆(队伍)").click()
    title(page, "新增车辆(队伍)")
    expect(page.get_by_text("东街小型消防救援站 · 150102-02")).to_be_visible()
    page.get_by_label("呼号").fill("东街 1 号水罐车")
    page.get_by_label("随车人数").fill("7")
    page.get_by_label("载水").fill("6000")
    page.get_by_label("泡沫液").fill("500")
    page.get_by_label("车载终端").fill("13900")
    page.get_by_role("button", name=re.compile("13900000001")).click()
    picture(page, "forces-unit-form-zh")
    save(page)
    title(page, "东街 1 号水罐车")
    expect(facts(page)).to_contain_text("在站待命")
    expect(page.get_by_role("region", name="作战能力与装备")).to_contain_text("载水 6,000 升")
    expect(facts(page)).to_contain_text("13900000001")
    unit = books.get(f"/units/{books.number_of('/units', '东街')}")
    assert unit["gives"] == {"water_l": 6000, "foam_l": 500, "crew": 7}

    page.get_by_role("link", name="修改").click()
    page.get_by_label("载水").fill("")
    page.get_by_label("车牌").fill("蒙A0200应急")
    save(page)
    expect(facts(page)).to_contain_text("蒙A0200应急")
    assert "water_l" not in books.get(f"/units/{unit['id']}")["gives"]
    page.get_by_role("button", name="停用").click()
    expect(facts(page)).to_contain_text("停用")
    expect(page.get_by_role("table", name="状态变化")).to_contain_text("停用")


def test_engines_are_found_by_state_and_name(visit: Open) -> None:
    page = visit("/forces/units?q=新华")
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("在站待命")
    page.get_by_label("状态").select_option(label="到场")
    expect(page.get_by_text("没有符合条件的记录。")).to_be_visible()


def test_water_shows_what_its_sensor_says_and_how_old_that_is(visit: Open, books: Books) -> None:
    page = visit("/forces/waters")
    row = page.get_by_role("row", name=re.compile("北街 99 号消火栓"))
    expect(row).to_contain_text("可用")
    expect(row).to_contain_text(re.compile(r"0\.31 MPa · [\d.]+ 分前"))
    expect(page.get_by_role("row", name=re.compile("南北街 13 号消火栓"))).to_contain_text("维修中")
    page.get_by_label("查找").fill("东西路")
    page.get_by_label("查找").press("Enter")
    expect(page.get_by_role("table").locator("tbody tr")).to_have_count(1)

    page.get_by_role("link", name="新增水源").click()
    page.get_by_label("编号", exact=True).fill("XHS-0100")
    page.get_by_label("名称").fill("北街 100 号消火栓")
    page.get_by_label("区划").select_option(AREA)
    page.get_by_label("经度").fill(str(LAT))
    page.get_by_label("纬度").fill(str(LON))
    save(page)
    expect(page.get_by_label("纬度")).to_be_focused()
    expect(page.locator(".op-field-fault")).to_have_text("位置不在本区域内,经度和纬度可能填反了")
    page.get_by_label("经度").fill(str(LON))
    page.get_by_label("纬度").fill(str(LAT))
    page.get_by_label("上次检查").fill("2026-11-01")
    page.get_by_label("流量").fill("15.5")
    save(page)
    title(page, "北街 100 号消火栓")
    expect(facts(page)).to_contain_text("未接传感器")
    told = books.get(f"/waters/{books.number_of('/waters', 'XHS-0100')}")
    assert (told["flow_l_s"], told["kind"], told["state"]) == (15.5, "hydrant", "in-use")


def test_a_hazardous_site_is_entered_with_what_lies_there(visit: Open, books: Books) -> None:
    page = visit("/forces/facilities")
    expect(page.get_by_role("row", name=re.compile("加油站"))).to_contain_text("汽油 UN1203")
    go(page, "/forces/facilities/new")
    page.get_by_label("编号").fill("WX-77")
    page.get_by_label("名称").fill("北郊液氨冷库")
    page.get_by_label("类型").select_option(label="危险化学品场所")
    page.get_by_label("区划").select_option(AREA)
    page.get_by_label("经度").fill(str(LON))
    page.get_by_label("纬度").fill(str(LAT))
    page.get_by_label("存放物质").fill("液氨 UN1005\n氟利昂")
    save(page)
    title(page, "北郊液氨冷库")
    told = books.get(f"/facilities/{books.number_of('/facilities', 'WX-77')}")
    assert told["substances"] == ["液氨 UN1005", "氟利昂"]


def test_a_plan_is_drawn_up_filled_in_and_put_in_force(visit: Open, books: Books) -> None:
    page = visit("/forces/preplans")
    page.get_by_role("row", name=re.compile("蒙源酒店")).get_by_role("link").click()
    expect(facts(page)).to_contain_text("生效中")
    expect(page.get_by_role("img", name="总平面图.png")).to_be_visible()
    picture(page, "forces-plan-zh")
    page.get_by_role("link", name="起草新版本").click()
    expect(page.get_by_label("底稿")).to_contain_text("第 1 版(生效中)")
    page.get_by_label("底稿").select_option("fresh")
    page.get_by_role("button", name="起草").click()
    expect(page.get_by_label("行车路线与消防车道")).to_have_value(re.compile("〔填写〕"))
    page.get_by_label("行车路线与消防车道").fill("南门进,环形车道。")
    page.get_by_label("集结点与疏散点").fill("北广场。")
    save(page)
    expect(facts(page)).to_contain_text("起草中")
    expect(page.get_by_test_id("unfinished")).not_to_contain_text("行车路线")
    page.get_by_label("上传图纸").set_input_files(
        {"name": "二层平面.png", "mimeType": "image/png", "buffer": drawing()}
    )
    expect(page.get_by_role("img", name="二层平面.png")).to_be_visible()
    page.get_by_role("button", name="移除 总平面图.png").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    expect(page.get_by_role("img", name="总平面图.png")).to_have_count(0)
    page.get_by_label("上传图纸").set_input_files(
        {"name": "说明.txt", "mimeType": "text/plain", "buffer": b"no drawing"}
    )
    expect(page.get_by_role("alert")).to_contain_text("仅支持 JPEG、PNG、PDF")
    page.get_by_role("button", name="发布生效").click()
    page.get_by_role("dialog").get_by_role("button", name="发布生效").click()
    expect(facts(page)).to_contain_text("生效中")
    expect(page.get_by_role("button", name="发布生效")).to_have_count(0)
    versions = page.get_by_role("table", name="历次版本").locator("tbody tr")
    expect(versions).to_have_count(2)
    expect(versions.last).to_contain_text("已被替代")
    address = page.get_by_role("link", name="PDF").get_attribute("href")
    paper = books.http.get(str(address))
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")


def test_a_draft_that_somebody_else_has_changed_is_not_written_over(visit: Open, books: Books) -> None:
    number = books.post("/preplans", building_id=books.town.building)["id"]
    page = visit(f"/forces/preplans/{number}/edit")
    page.get_by_label("水源").fill("我的话")
    made_at = books.get(f"/preplans/{number}")["made_at"]
    other = {"made_at": made_at, "title": "他人的", "sections": {"water": "他人的话"}}
    books.http.put(f"/api/v1/preplans/{number}", json=other).raise_for_status()
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("请重新打开后再改")
    expect(page.get_by_label("水源")).to_have_value("我的话")
    assert books.get(f"/preplans/{number}")["title"] == "他人的"


def test_a_link_is_given_opened_and_revoked(visit: Open, books: Books) -> None:
    page = visit(f"/forces/units/{books.town.engines[1]}")
    page.get_by_role("link", name="发放链接").click()
    expect(page.get_by_text(f"{ENGINES[1]} · 新华消防救援站")).to_be_visible()
    page.get_by_label("给谁").fill("水罐车平板")
    page.get_by_label("有效天数").fill("30")
    page.get_by_role("button", name="生成链接").click()
    expect(page.get_by_role("dialog").get_by_test_id("qr")).to_be_visible()
    address = page.get_by_test_id("crew-link").input_value()
    assert "#/unit/" in address
    picture(page, "forces-link-zh")
    assert violations(page) == []
    page.get_by_role("button", name="已交付,关闭").click()
    row = page.get_by_role("row", name=re.compile("水罐车平板"))
    expect(row).to_contain_text(ENGINES[1])
    expect(row).to_contain_text("未使用")

    device = visit("/unit")
    device.goto(address)
    device.reload()
    expect(device.get_by_test_id("state")).to_contain_text(ENGINES[1])
    page.get_by_role("button", name="吊销 水罐车平板 的链接").click()
    page.get_by_role("dialog").get_by_role("button", name="吊销").click()
    expect(page.get_by_text("没有有效的链接。")).to_be_visible()
    assert books.get("/crew-links")["items"] == []


def test_devices_and_terminals_are_kept(visit: Open, books: Books) -> None:
    page = visit("/forces/carried")
    expect(page.get_by_role("row", name=re.compile("指挥员对讲机"))).to_contain_text(ENGINES[0])
    go(page, f"/forces/carried/new?unit_id={books.town.engines[0]}")
    page.get_by_label("类型").select_option(label="单兵图传")
    page.get_by_label("编号").first.fill("123")
    page.get_by_label("名称").fill("指挥员单兵")
    save(page)
    expect(page.locator(".op-field-fault")).to_contain_text("20 位数字")
    page.get_by_label("编号").first.fill("15010300001320000001")
    page.get_by_label("图像地址").fill("https://a:b@video.example/1")
    save(page)
    expect(page.get_by_label("图像地址")).to_be_focused()
    page.get_by_label("图像地址").fill("https://video.example/1")
    save(page)
    row = page.get_by_role("row", name=re.compile("指挥员单兵"))
    expect(row.get_by_role("link", name="看图像")).to_have_attribute("href", "https://video.example/1")

    go(page, "/forces/terminals/new")
    page.get_by_label("终端号码").fill("13900000002")
    page.get_by_label("名称").fill("新华 2 号终端")
    page.get_by_label("区划").select_option(AREA)
    save(page)
    found = page.get_by_role("row", name=re.compile("13900000002"))
    expect(found).to_contain_text("等待注册")
    found.get_by_role("link").click()
    page.get_by_role("checkbox", name="启用").uncheck()
    save(page)
    expect(page.get_by_role("row", name=re.compile("13900000002"))).to_contain_text("停用")


def views(books: Books) -> list[str]:
    station, unit = books.town.station, books.town.engines[0]
    water = books.number_of("/waters", MEASURED)
    return [
        "/forces/stations",
        "/forces/stations/new",
        f"/forces/stations/{station}",
        f"/forces/stations/{station}/edit",
        "/forces/units",
        f"/forces/units/{unit}",
        f"/forces/units/{unit}/edit",
        "/forces/waters",
        f"/forces/waters/{water}",
        f"/forces/waters/{water}/edit",
        "/forces/facilities",
        "/forces/facilities?q=nothing",
        "/forces/facilities/new",
        "/forces/preplans",
        "/forces/preplans?standing=draft",
        "/forces/preplans/new",
        f"/forces/preplans/{books.get('/preplans')['items'][0]['id']}",
        "/forces/carried",
        "/forces/carried/1",
        "/forces/terminals",
        "/forces/terminals/1",
        "/forces/links",
        "/forces/links/new",
        "/forces/links/new?incident=",
    ]


@pytest.mark.parametrize(("lang", "size"), [("zh", WIDE), ("en", NARROW), ("pseudo", NARROW)])
def test_nothing_bars_anyone_and_no_view_overflows(visit: Open, books: Books, lang: str, size: Any) -> None:
    all_of_them = views(books)
    walk(visit(all_of_them[0], lang=lang, size=size), all_of_them, lang)


@pytest.mark.parametrize(
    "view", ["stations", "units", "waters", "facilities", "preplans", "carried", "terminals"]
)
def test_who_may_only_look_is_offered_no_change(visits: Visits, books: Books, view: str) -> None:
    page = visits.blank()
    page.route(
        "**/api/v1/me",
        lambda route: route.fulfill(
            body=json.dumps(route.fetch().json() | {"permissions": ["view"]}), content_type="application/json"
        ),
    )
    page.goto(f"{books.address}/?lang=zh#/forces/{view}")
    settle(page)
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("新增|起草|导入"))).to_have_count(0)
    expect(page.get_by_role("link", name="车组链接")).to_have_count(0)
    go(page, f"/forces/{view}/new")
    expect(page.locator("form.op-form")).to_have_count(0)
    go(page, f"/forces/{view}/1/edit")
    expect(page.get_by_role("button", name="保存")).to_have_count(0)


def test_the_way_to_the_books_is_beside_the_map(visit: Open) -> None:
    page = visit("/map")
    page.get_by_role("link", name="力量与资源").click()
    title(page, "消防站")
    expect(page.get_by_role("link", name="119 接处警")).to_have_attribute("aria-current", "page")
    assert not overflows(page)
