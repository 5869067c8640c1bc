"""The page as a person sees it, in a real browser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.services import find_or_skip

WIDE = {"width": 1600, "height": 1000}
NARROW = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DIST = Path(__file__).parents[2] / "cloud" / "web" / "dist" / "index.html"


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium of this machine."""
    program = find_or_skip("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """One open page."""

    def __init__(
        self, browser: Browser, address: str, lang: str = "zh", size: dict[str, int] | None = None
    ) -> None:
        self.faults: list[str] = []
        self.page: Page = browser.new_page(viewport=size or WIDE, locale="zh-CN")
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.goto(f"{address}/?lang={lang}")
        self.page.wait_for_selector("[data-testid=gateway-link]", state="attached")

    def rows(self) -> list[dict[str, str]]:
        """Every alarm row in the order shown: kind, state, level, part."""
        rows: list[dict[str, str]] = self.page.eval_on_selector_all(
            "[data-testid=alarm-row]",
            "rows => rows.map(row => ({...row.dataset}))",
        )
        return rows

    def active(self) -> set[tuple[str, str]]:
        return {(row["part"], row["kind"]) for row in self.rows() if row["level"] == "active"}

    def wait_row(self, part: str, kind: str = "fire", level: str = "active", within_s: float = 20.0) -> None:
        self.page.wait_for_selector(
            f'[data-testid=alarm-row][data-part="{part}"][data-kind="{kind}"][data-level="{level}"]',
            timeout=within_s * 1000,
        )

    def connection(self) -> str:
        return self.page.get_attribute("[data-testid=connection]", "data-state") or ""

    def close(self) -> None:
        self.page.close()
