"""From an alarm to the engine at the door: the tablet, the station and the commander, over a real centre."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Page, expect

from cloud.centre import Centre
from tests.browser import NARROW, WIDE
from tests.cloud.dispatch.navigation.town import town
from tests.web.forces_centre import ENGINES, FIRE, Town, fill_town, ring
from tests.web.looking import overflows, picture, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
#: A tablet on its side.
TABLET = {"width": 1180, "height": 820}


class Road(NamedTuple):
    """A centre that runs, the alarm's incident, and links."""

    address: str
    centre: Centre
    town: Town
    http: httpx.Client

    def post(self, path: str, **told: Any) -> Any:
        answer = self.http.post(f"/api/v1{path}", json=told)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        return self.http.get(f"/api/v1{path}").raise_for_status().json()

    def link(self, **to: int) -> str:
        """The page that a new link opens."""
        path: str = self.post("/crew-links", person="平板", **to)["path"]
        return path.removeprefix("#")

    def incident(self) -> dict[str, Any]:
        """The incident that is open, once its units are ordered and know their way."""
        while True:
            found: list[dict[str, Any]] = self.get("/incidents")["items"]
            if found and len(found[0]["orders"]) == 2:
                told = [self.get(f"/units/{one}/order")["order"] for one in self.town.engines]
                if all(each["route"] is not None for each in told):
                    return found[0]
            time.sleep(0.1)


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    held: list[Any] = []

    def more(centre: Centre) -> None:
        held.extend((centre, fill_town(centre)))

    folder = tmp_path_factory.mktemp("forces")
    dispatch = {"roads": town(folder), "roads_folder": folder, "solve_s": 5, "accept_s": 120}
    with (
        operator_centre(folder, 0, ("pages", "jobs"), more=more, dispatch=dispatch) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as http,
    ):
        road = Road(address, *held, http)
        ring(road.centre)
        [alarm] = road.get("/alarms")["items"]
        road.post(f"/alarms/{alarm['id']}/verify", outcome="real", by="王芳", version=alarm["version"])
        road.incident()
        yield road


@pytest.fixture
def visit(visits: Visits, road: Road) -> Open:
    return partial(visits, road.address)


def drawn(page: Page) -> None:
    """The map shows everything that it was given."""
    expect(page.get_by_test_id("tile-map")).to_have_attribute("data-drawn", re.compile("[1-9]"))


@pytest.mark.parametrize(("lang", "size", "theme"), [("zh", WIDE, "dark"), ("en", PHONE, "light")])
def test_no_page_bars_anyone_or_overflows(visit: Open, road: Road, lang: str, size: Any, theme: Any) -> None:
    incident = road.incident()["id"]
    first = road.town.engines[0]
    for link in ({"unit": first}, {"station": road.town.station}, {"incident": incident}):
        page = visit(road.link(**link), lang=lang, size=size, theme=theme)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        if "station" not in link:
            drawn(page)
        assert violations(page) == [], link
        assert not overflows(page), link
        picture(page, f"forces-{next(iter(link))}-{lang}")


def test_a_tablet_goes_from_the_order_to_the_scene_and_on_without_a_line(visit: Open, road: Road) -> None:
    unit = road.town.engines[0]
    page = visit(road.link(unit=unit), size=TABLET, theme="light")
    assert page.evaluate("location.hash") == "#/unit"
    order = page.get_by_test_id("order")
    expect(order.get_by_role("heading")).to_contain_text("蒙源酒店")
    expect(page.get_by_test_id("way")).to_contain_text("号")
    expect(page.get_by_test_id("dangers")).to_contain_text("汽油 UN1203")
    expect(page.get_by_test_id("waters").locator("li").first).to_contain_text("可用")
    order.get_by_test_id("accept").click()
    expect(order.get_by_test_id("accepted")).to_be_visible()
    page.get_by_role("button", name="出动途中").click()
    expect(page.get_by_test_id("state")).to_contain_text("途中")
    expect(page.get_by_role("button", name="出动途中")).to_be_disabled()
    page.get_by_test_id("plan").locator("summary").click()
    expect(page.get_by_role("img", name="总平面图.png")).to_be_visible()
    page.get_by_test_id("plan").locator("summary").click()
    expect(page.get_by_test_id("outgoing")).to_have_count(0)
    drawn(page)
    page.evaluate("scrollTo(0, 0)")
    picture(page, "forces-tablet-way")

    page.context.set_offline(True)
    before = int(time.time() * 1000)
    page.get_by_role("button", name="到达现场").click()
    expect(page.get_by_test_id("state")).to_contain_text("到场(待发送)")
    expect(page.get_by_test_id("away")).to_be_visible()
    expect(order.get_by_role("heading")).to_contain_text("蒙源酒店")
    page.evaluate("scrollTo(0, 0)")
    picture(page, "forces-tablet-away")
    page.context.set_offline(False)
    expect(page.get_by_test_id("outgoing")).to_have_count(0)
    expect(page.get_by_test_id("away")).to_have_count(0)
    told = road.get(f"/units/{unit}")
    assert told["state"] == "on-scene"
    arrived = [step for step in told["steps"] if step["signal"] == "arrive"]
    assert len(arrived) == 1
    assert abs(arrived[0]["at"] - before) < 5_000

    page.get_by_label("发给指挥中心").fill("北门已打开")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_test_id("lines").first).to_contain_text("北门已打开")
    road.post(f"/units/{unit}/messages", text="增援 5 分钟到")
    expect(page.get_by_test_id("lines").first).to_contain_text("增援 5 分钟到")


def test_a_station_accepts_aloud_and_prints(visit: Open, road: Road) -> None:
    page = visit(road.link(station=road.town.station))
    mine = page.get_by_role("region", name=f"{ENGINES[1]}的出动命令")
    expect(mine.get_by_test_id("accept")).to_be_visible()
    picture(page, "forces-station")
    page.get_by_role("button", name="开启声音").click()
    mine.get_by_test_id("accept").click()
    expect(mine.get_by_test_id("accepted")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/order.pdf")) as paper:
        mine.get_by_role("button", name="打印命令单").click()
    assert (paper.value.status, paper.value.headers["content-type"]) == (200, "application/pdf")
    expect(page.get_by_test_id("units")).to_contain_text(ENGINES[0])
    expect(page.get_by_test_id("log")).to_contain_text("下达调派命令")


def test_a_commander_raises_the_grade_asks_for_force_and_closes(visit: Open, road: Road) -> None:
    road.post(
        f"/units/{road.town.engines[1]}/position", latitude=FIRE[0], longitude=FIRE[1],
        at=int(time.time() * 1000),
    )  # fmt: skip
    number = road.incident()["id"]
    page = visit(road.link(incident=number), size=PHONE)
    expect(page.get_by_test_id("units")).to_contain_text("到场")
    page.get_by_test_id("grade").locator("summary").click()
    page.get_by_test_id("grade").get_by_label("原因").fill("三层浓烟,有人被困")
    page.get_by_role("button", name="确认升级").click()
    expect(page.get_by_test_id("incident")).to_contain_text("三级火警")
    page.get_by_test_id("force").locator("summary").click()
    page.get_by_label("能力").select_option(label="泡沫液")
    page.get_by_role("button", name="发出请求").click()
    expect(page.get_by_test_id("missing")).to_contain_text("泡沫液")
    page.get_by_test_id("force").locator("summary").click()
    page.get_by_test_id("grade").locator("summary").click()
    page.get_by_label("现场记录").fill("水枪阵地两处")
    page.get_by_label("现场记录").press("Enter")
    expect(page.get_by_test_id("lines")).to_contain_text("水枪阵地两处")
    page.evaluate("scrollTo(0, 0)")
    picture(page, "forces-command")
    page.get_by_test_id("close").locator("summary").click()
    page.get_by_label("处置情况").fill("明火扑灭")
    page.get_by_role("button", name="结案", exact=True).click()
    expect(page.get_by_test_id("incident")).to_contain_text("已结案")
    assert road.get(f"/incidents/{number}")["outcome"] == "real"


#: The page asks again only when it hears that something has changed.
DEAF_TO_TIME = """
const set = window.setInterval;
window.setInterval = (run, ms) => ms === 15000 ? 0 : set(run, ms);
"""


def test_an_order_is_heard_at_the_station_and_so_is_the_end_of_the_link(visits: Visits, road: Road) -> None:
    for unit in road.town.engines:
        for signal in ("home", "ready"):
            road.http.post(f"/api/v1/units/{unit}/signal", json={"signal": signal})
    link = road.post("/crew-links", person="值班室", station=road.town.station)
    page = visits.blank()
    page.add_init_script(DEAF_TO_TIME)
    with page.expect_response(lambda answer: answer.url.endswith("/crew/live")):
        page.goto(f"{road.address}/?lang=zh{link['path']}")
    expect(page.get_by_test_id("units")).to_contain_text(ENGINES[0])
    expect(page.get_by_test_id("order")).to_have_count(0)
    call = {"place": "新华街 6 号", "area": "150102", "type": "home-fire", "latitude": FIRE[0]}
    number = road.post("/incidents", **call, longitude=FIRE[1])["incident"]["id"]
    road.post(f"/incidents/{number}/orders")
    expect(page.get_by_test_id("order").first).to_contain_text("新华街 6 号")
    road.post(f"/units/{road.town.engines[0]}/signal", signal="leave")
    expect(page.get_by_test_id("log")).to_contain_text("驶离")
    road.post(f"/incidents/{number}/close", outcome="false")
    expect(page.get_by_test_id("order")).to_have_count(0)
    road.post(f"/crew-links/{link['id']}/revoke")
    expect(page.get_by_role("alert")).to_contain_text("链接已过期或已吊销")


def test_a_page_without_its_link_shows_nothing(visit: Open) -> None:
    page = visit("/unit", size=NARROW)
    expect(page.get_by_text("请用指挥中心发放的链接打开本页。")).to_be_visible()
    page = visit("/command/AAAA", size=NARROW)
    expect(page.get_by_role("alert")).to_contain_text("链接无效")
