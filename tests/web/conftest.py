"""A browser for the page's tests, and the page at any situation of the fake cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.web.fake_cloud import FakeCloud
from tests.web.fake_server import serving
from tests.web.scenarios import SCENARIOS
from tests.web.visiting import Visits, visiting

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
    with ExitStack() as stack, visiting(browser) as visits:

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
            page = visits.blank(size=size, theme=theme, refused=False, reduced_motion="no-preference")
            if down:
                cloud.cut()
            page.goto(f"{address}/?lang={lang}")
            if not down:
                expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")
            return cloud, page

        yield opened


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Opens pages of real centres: `page = visits(address, "/fleet")`. An error of a page fails the test."""
    with visiting(browser) as opened:
        yield opened


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
