"""How every test opens a page: in a context of its own, and no error of the page goes unseen."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from playwright.sync_api import Browser, Page, Response, expect

from tests.browser import WIDE
from tests.web.looking import overflows, violations

_LOADING = re.compile("正在读取…|^Loading…$")


class Visits:
    """The pages that a test has opened, and what went wrong on any of them."""

    def __init__(self, browser: Browser, stack: contextlib.ExitStack) -> None:
        self._browser = browser
        self._stack = stack
        self.faults: list[str] = []

    def blank(self, *, size: Any = None, theme: Any = "dark", refused: bool = True, **more: Any) -> Page:
        """A page that has gone nowhere yet; `refused`: an answer above 499 is an error of the page."""
        options = {"reduced_motion": "reduce", "locale": "zh-CN", **more}
        context = self._browser.new_context(viewport=size or WIDE, color_scheme=theme, **options)
        context.set_default_timeout(20_000)
        self._stack.callback(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        if refused:
            page.on("response", self._answered)
        return page

    def __call__(self, address: str, view: str, *, lang: str = "zh", **more: Any) -> Page:
        """A page at a view, with everything on it."""
        page = self.blank(**more)
        page.goto(f"{address}/?lang={lang}#{view}")
        settle(page)
        return page

    def _answered(self, answer: Response) -> None:
        if answer.status >= 500:
            self.faults.append(answer.url)


@contextlib.contextmanager
def visiting(browser: Browser) -> Iterator[Visits]:
    """Visits, until the block ends; an error of any page fails it."""
    with contextlib.ExitStack() as stack:
        visits = Visits(browser, stack)
        yield visits
    assert visits.faults == [], visits.faults


def settle(page: Page) -> None:
    """Everything that was asked for has been answered and drawn."""
    page.get_by_role("heading", level=1).first.wait_for()
    expect(page.get_by_text(_LOADING)).to_have_count(0)
    expect(page.locator('.hi-box[aria-busy="true"]')).to_have_count(0)


def go(page: Page, view: str) -> None:
    """To another view of the same page."""
    page.evaluate("view => { location.hash = view }", view)
    settle(page)


def walk(page: Page, views: Sequence[str], lang: str) -> None:
    """Every view in turn, by night and by day: nothing is wider than the screen, and nothing bars anyone."""
    for at, view in enumerate(views):
        go(page, view)
        assert not overflows(page), view
        # Words that are only half as long again say nothing to a reader.
        if lang != "pseudo":
            page.emulate_media(color_scheme="light" if at % 2 else "dark")
            assert violations(page) == [], view


def log_in(page: Page, address: str, login: str, password: str, view: str) -> None:
    """To a view of a centre that wants to know who asks."""
    page.goto(f"{address}/?lang=zh#{view}")
    page.get_by_test_id("login-name").fill(login)
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    settle(page)
