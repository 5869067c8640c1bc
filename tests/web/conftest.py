"""A browser for the page's tests, and the page at any situation of the fake cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import WIDE, chromium
from tests.web.fake_cloud import FakeCloud
from tests.web.fake_server import serving
from tests.web.scenarios import SCENARIOS

expect.set_options(timeout=15_000)
Open = Callable[..., tuple[FakeCloud, Page]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One chromium a module."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens the page at a situation: `cloud, page = open_page("fire")`. A page error fails the test."""
    faults: list[str] = []
    with ExitStack() as stack:

        def opened(
            scenario: str = "quiet",
            *,
            lang: str = "zh",
            size: Any = None,
            theme: Any = "dark",
            down: bool = False,
        ) -> tuple[FakeCloud, Page]:
            cloud = FakeCloud()
            SCENARIOS[scenario](cloud)
            address = stack.enter_context(serving(cloud))
            context = browser.new_context(viewport=size or WIDE, color_scheme=theme)
            context.set_default_timeout(15_000)
            stack.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            if down:
                cloud.cut()
            page.goto(f"{address}/?lang={lang}")
            if not down:
                expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")
            return cloud, page

        yield opened
    assert faults == []


def row(page: Page, alarm_id: int) -> Any:
    """An alarm's row."""
    return page.locator(f'[data-testid="alarm-row"][data-alarm-id="{alarm_id}"]')


def rows(page: Page) -> Any:
    """Every row that is drawn, in order."""
    return page.get_by_test_id("alarm-row")


def card(page: Page, part: str) -> Any:
    """A part's card."""
    return page.locator(f'[data-testid="part-card"][data-part="{part}"]')


def take_seat(page: Page, name: str = "一号席 王芳") -> None:
    """Answers the question who sits here."""
    page.get_by_test_id("seat-name").fill(name)
    page.get_by_test_id("seat-name").press("Enter")
