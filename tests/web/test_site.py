"""The page that a link opens on a phone: one alarm, one verdict, whatever the line does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.fake_cloud import FakeCloud
from tests.web.fake_server import serving
from tests.web.looking import violations
from tests.web.scenarios import SCENARIOS
from tests.web.visiting import visiting

pytestmark = pytest.mark.browser

SMALL: Any = {"width": 320, "height": 568}
OpenSite = Callable[..., tuple[FakeCloud, Page, int]]


@pytest.fixture
def open_site(browser: Browser) -> Iterator[OpenSite]:
    """Opens the link to the first fire on a small phone."""
    with ExitStack() as stack, visiting(browser) as visits:

        def opened(lang: str = "zh", token: str | None = None) -> tuple[FakeCloud, Page, int]:
            cloud = FakeCloud()
            SCENARIOS["fire"](cloud)
            number = min(alarm["id"] for alarm in cloud.alarms.values() if alarm["kind"] == "fire")
            link = cloud.give_link(number, {"person": "李强", "minutes": 30, "by": "王芳"})
            address = stack.enter_context(serving(cloud))
            page = visits.blank(size=SMALL, refused=False)
            page.goto(f"{address}/?lang={lang}#/site/{token or link['token']}")
            return cloud, page, number

        yield opened


def _phase(page: Page) -> Any:
    return page.get_by_test_id("site-sending")


def test_a_verdict_is_one_tap_without_a_login(open_site: OpenSite) -> None:
    cloud, page, number = open_site()
    expect(page.locator("#site-place")).to_have_text("三层 302室")
    expect(page.get_by_test_id("site-wait")).to_contain_text("自动提请派警")
    page.locator('[data-outcome="real"]').click()
    expect(_phase(page)).to_have_attribute("data-phase", "sent")
    assert (cloud.alarms[number]["outcome"], cloud.alarms[number]["state"]) == ("real", "verified")


def test_what_could_not_be_sent_says_so_and_is_sent_when_the_line_is_back(open_site: OpenSite) -> None:
    cloud, page, number = open_site()
    expect(page.locator("#site-place")).to_be_visible()
    cloud.cut()
    page.locator('[data-outcome="false"]').click()
    page.locator('[data-cause="dust"]').click()
    expect(_phase(page)).to_have_attribute("data-phase", "waiting")
    expect(_phase(page)).to_contain_text("还没有发出")
    cloud.restore()
    expect(_phase(page)).to_have_attribute("data-phase", "sent")
    assert cloud.alarms[number]["cause"] == "dust"


def test_a_verdict_that_was_not_sent_survives_a_reload(open_site: OpenSite) -> None:
    cloud, page, number = open_site()
    expect(page.locator("#site-place")).to_be_visible()
    cloud.cut()
    page.locator('[data-outcome="unknown"]').click()
    expect(_phase(page)).to_have_attribute("data-phase", "waiting")
    page.reload()
    cloud.restore()
    expect(_phase(page)).to_have_attribute("data-phase", "sent")
    assert cloud.alarms[number]["outcome"] == "unknown"


def test_an_alarm_that_has_moved_is_looked_at_again_before_it_is_called_false(open_site: OpenSite) -> None:
    cloud, page, number = open_site()
    page.locator('[data-outcome="false"]').click()
    cloud.alarms[number]["version"] += 1
    page.locator('[data-cause="none"]').click()
    expect(_phase(page)).to_have_attribute("data-phase", "moved")
    assert cloud.alarms[number]["state"] == "raised"


def test_a_fire_is_told_though_the_alarm_has_moved(open_site: OpenSite) -> None:
    cloud, page, number = open_site()
    expect(page.locator("#site-place")).to_be_visible()
    cloud.alarms[number]["version"] += 1
    page.locator('[data-outcome="real"]').click()
    expect(_phase(page)).to_have_attribute("data-phase", "sent")
    assert cloud.alarms[number]["outcome"] == "real"


def test_a_link_that_is_no_good_says_so_and_shows_nothing(open_site: OpenSite) -> None:
    _, page, _ = open_site(token="s1te-token-99")
    expect(page.get_by_role("alert")).to_contain_text("链接无效")
    expect(page.locator(".site-button")).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en", "pseudo"])
def test_it_fits_a_small_phone_and_bars_nobody(open_site: OpenSite, lang: str) -> None:
    _, page, _ = open_site(lang)
    for step in ("what", "why"):
        page.locator(f"#site-{step}").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        least = page.evaluate(
            "Math.min(...[...document.querySelectorAll('.site-button')].map(each => each.clientHeight))"
        )
        assert least >= 44
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            assert violations(page) == []
        if step == "what":
            page.locator('[data-outcome="false"]').click()
