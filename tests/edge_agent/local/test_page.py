"""The gateway's own page in a real browser, over a running agent."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from edge_agent.agent import Agent
from edge_agent.local import whereabouts
from telemetry.messages import CommandKind
from tests.browser import NARROW, WIDE, chromium
from tests.edge_agent.panels import Cloud, Panel, running
from tests.edge_agent.site import all_up, bus, command, head, panels, send, serving, stages
from tests.services import start_mosquitto, until

pytestmark = pytest.mark.browser


class Backstage:
    """An agent with its panel and cloud on an event loop of their own, beside Playwright's."""

    agent: Agent
    cloud: Cloud
    panel: Panel

    def __init__(self, folder: Path, devices: int = 6) -> None:
        self._folder, self._devices = folder, devices
        self._up, self._over = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._play()), daemon=True)
        self._fault: BaseException | None = None
        self._thread.start()
        assert self._up.wait(60)
        if self._fault:
            raise self._fault

    @contextlib.asynccontextmanager
    async def _scene(self) -> AsyncIterator[None]:
        with start_mosquitto(self._folder) as broker:
            cloud = Cloud(broker.port)
            async with panels(1) as [(panel, relay)], running(cloud.run()):
                await cloud.line.wait_connected()
                path = self._folder / "agent.toml"
                buses = bus("panel-1", relay.port, range(1, self._devices + 1)) if self._devices else ""
                path.write_text(head(broker.port) + buses)
                async with serving(path) as agent:
                    await all_up(agent)
                    self.agent, self.cloud, self.panel = agent, cloud, panel
                    yield

    async def _play(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            async with self._scene():
                self._up.set()
                await self._over.wait()
        except BaseException as fault:
            self._fault = fault
            self._up.set()
            raise

    def call(self, wanted: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(wanted, self._loop).result(30)

    def set(self, device: int, value: int) -> None:
        self.panel.registers[240 + device] = value

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(30)

    @property
    def door(self) -> tuple[str, str]:
        return whereabouts.found(self.agent.plan.settings.spool.path)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backstage]:
    stage = Backstage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.end()


@pytest.fixture
def page(browser: Browser, stage: Backstage) -> Iterator[Page]:
    with opened(browser, stage) as page:
        expect(page.locator("#gateway")).to_have_text("gw-1")
        yield page
    for device in range(1, 7):
        stage.set(device, 0)


@contextlib.contextmanager
def opened(
    browser: Browser, stage: Backstage, size: Any = WIDE, *, token: str | None = None, theme: Any = "light"
) -> Iterator[Page]:
    faults: list[str] = []
    context = browser.new_context(viewport=size, locale="zh-CN", color_scheme=theme)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    base, own = stage.door
    page.goto(f"{base}/#token={own if token is None else token}")
    yield page
    context.close()
    assert faults == []


def test_the_token_in_the_address_opens_the_page_and_vanishes_from_it(page: Page, stage: Backstage) -> None:
    expect(page.locator("#gateway")).to_have_text("gw-1")
    expect(page.locator("#facts")).to_contain_text("已连通")
    expect(page.locator("#buses")).to_contain_text("panel-1")
    assert "token" not in page.url
    page.reload()
    expect(page.locator("#gateway")).to_have_text("gw-1")


def test_a_wrong_token_is_asked_for_again_and_shows_nothing(browser: Browser, stage: Backstage) -> None:
    with opened(browser, stage, token="x" * 43) as page:
        expect(page.locator("#entry")).to_be_visible()
        expect(page.locator("#entry_fault")).to_contain_text("令牌不对")
        expect(page.locator("#gateway")).to_have_text("")
        page.get_by_label("令牌").fill(stage.door[1])
        page.keyboard.press("Enter")
        expect(page.locator("#gateway")).to_have_text("gw-1")


def test_a_fire_stands_first_among_the_parts_and_can_be_filtered(page: Page, stage: Backstage) -> None:
    page.keyboard.press("2")
    expect(page.locator("#part_list li")).to_have_count(7)
    stage.set(4, 1)
    first = page.locator("#part_list li").first
    expect(first).to_contain_text("火警")
    expect(first).to_contain_text("4号烟感")
    page.keyboard.press("f")
    expect(page.locator("#part_list li")).to_have_count(1)
    page.keyboard.press("f")
    expect(page.locator("#part_list")).to_contain_text("没有符合的部件")
    page.keyboard.press("f")
    page.keyboard.press("/")
    page.keyboard.type("6号")
    expect(page.locator("#part_list li")).to_have_count(1)


def test_a_walk_test_lists_what_is_heard_as_it_is_heard(page: Page, stage: Backstage) -> None:
    page.keyboard.press("3")
    page.locator("#walk_over").click()
    expect(page.locator("#walk_count")).to_contain_text("0 / 7")
    stage.call(until(lambda: stage.agent.watchers.count == 1))
    for device in (2, 5):
        stage.set(device, 1)
        expect(page.locator("#heard li").first).to_contain_text(f"{device}号烟感")
    expect(page.locator("#walk_count")).to_contain_text("2 / 7")
    expect(page.locator("#missing li")).to_have_count(5)
    page.reload()
    expect(page.locator("#walk_count")).to_contain_text("2 / 7")


def test_a_duty_check_is_answered_on_the_page(page: Page, stage: Backstage) -> None:
    stage.call(send(stage.cloud, command(1, CommandKind.DUTY_CHECK, question="消控室请应答")))
    box = page.locator("#duty")
    expect(box).to_contain_text("消控室请应答")
    expect(box).to_contain_text("还剩")
    box.get_by_label("应答人姓名").fill("王强")
    page.keyboard.press("Enter")
    expect(box).to_be_hidden()
    stage.call(until(lambda: stages(stage.cloud, 1) == ["accepted", "done"]))


def test_it_speaks_english_and_fits_a_telephone(browser: Browser, stage: Backstage) -> None:
    with opened(browser, stage, NARROW) as page:
        expect(page.locator("#gateway")).to_have_text("gw-1")
        page.keyboard.press("l")
        expect(page.locator("#facts")).to_contain_text("Line to the centre")
        for key in "123":
            page.keyboard.press(key)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= NARROW["width"], f"view {key} is {width} wide"


def test_what_a_device_says_is_text_and_never_markup(page: Page, stage: Backstage) -> None:
    told = {
        "part": "<img src=x onerror=alert(1)>",
        "kind": "fire",
        "active": True,
        "text": "<b>bold</b>",
        "ts": 1_767_225_600_000,
        "device": {"zh": "<i>", "en": ""},
        "place": {"zh": "", "en": ""},
    }
    expect(page.locator("#gateway")).to_have_text("gw-1")
    page.keyboard.press("3")

    async def say() -> None:
        for watcher in stage.agent.watchers._watchers:
            watcher.put(told)

    stage.call(until(lambda: stage.agent.watchers.count >= 1))
    stage.call(say())
    expect(page.locator("#heard")).to_contain_text("<b>bold</b>")
    assert page.locator("#heard img, #heard b, #heard i").count() == 0
    page.locator("#walk_over").click()


def test_a_page_whose_agent_is_gone_says_since_when(browser: Browser, tmp_path: Path) -> None:
    stage = Backstage(tmp_path, devices=0)
    with opened(browser, stage) as page:
        expect(page.locator("#buses")).to_contain_text("还没有配置总线")
        page.keyboard.press("2")
        expect(page.locator("#part_list")).to_contain_text("还没有配置部件")
        page.keyboard.press("3")
        expect(page.locator("#missing")).to_contain_text("还没有配置部件")
        stage.end()
        expect(page.locator("#doubt")).to_contain_text("与代理失去联系")
