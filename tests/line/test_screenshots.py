"""The pictures of the documentation: the real page over the real suite while an office burns.

They go to a temporary folder; `STEPPEWATCH_SCREENSHOTS=docs/screenshots` renews those of the documentation.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import NARROW, WIDE
from tests.line.centre import until
from tests.line.conftest import StartSuite
from tests.line.screen import Screen

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.xdist_group("line")]

PICTURES = (
    ("fire-zh-wide", "zh", WIDE),
    ("fire-en-wide", "en", WIDE),
    ("fire-zh-narrow", "zh", NARROW),
)


def test_the_page_is_drawn_during_a_fire(start_suite: StartSuite, browser: Browser, tmp_path: Path) -> None:
    folder = Path(os.environ.get("STEPPEWATCH_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    suite, centre = start_suite(scenario="fire", begin_after_s=3.0, speed=10.0, report_s=0.5)
    screens = [(name, Screen(browser, suite.address, lang, size)) for name, lang, size in PICTURES]
    until("six fires burn", lambda: len(centre.alarms(kind="fire")) >= 6, within_s=60)
    for name, screen in screens:
        screen.page.locator("[data-testid=alarm-row]").nth(5).wait_for()
        screen.page.wait_for_timeout(500)
        screen.page.screenshot(path=folder / f"{name}.png", full_page=screen.page.viewport_size == NARROW)
        assert (folder / f"{name}.png").stat().st_size > 20_000
        assert screen.faults == []
        screen.close()
