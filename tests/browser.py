"""The browser of this machine, for every test that looks at a page."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.browser import PROGRAMS, find
from tests.services import find_or_skip

DIST = Path(__file__).parents[1] / "cloud" / "web" / "dist"
WIDE: ViewportSize = {"width": 1600, "height": 1000}
NARROW: ViewportSize = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
]


#: A map wants WebGL, which a machine without a graphics card draws by its processor.
WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@contextlib.contextmanager
def chromium(webgl: bool = False) -> Iterator[Browser]:
    """A headless Chromium, for one module: asyncio tests cannot run beside Playwright's own loop."""
    if not (DIST / "index.html").is_file():
        reason = f"the page is not built ({DIST}); run `make web`"
        if os.environ.get("CI") or os.environ.get("STEPPEWATCH_REQUIRE_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)
    program = find() or find_or_skip(PROGRAMS[0])
    with sync_playwright() as playwright:
        flags = [flag for flag in FLAGS if flag != "--disable-gpu"] + WEBGL if webgl else FLAGS
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            browser.close()
