"""What every page is held to: nothing that bars anyone, nothing wider than the screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser import DIST

AXE = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[Any]:
    """What axe finds serious or critical on a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(each => ({
            id: each.id, impact: each.impact, where: each.nodes.map(node => node.target.join(' '))
        }))"""
    )
    return [each for each in found if each["impact"] in ("serious", "critical")]


def picture(page: Page, name: str) -> None:
    """Renews a picture of the documentation, where `STEPPEWATCH_SCREENSHOTS` names their folder."""
    folder = os.environ.get("STEPPEWATCH_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def overflows(page: Page) -> bool:
    """Whether the page is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
