"""The page as a person sees it, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import WIDE


class Screen:
    """One open page."""

    def __init__(
        self, browser: Browser, address: str, lang: str = "zh", size: ViewportSize | None = None
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
