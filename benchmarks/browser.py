"""The machine's own Chromium, for every measurement that looks at a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from runtime.faults import PlainFault

#: The shell draws the same pages without the desktop's own windows, each of which costs a process more.
PROGRAMS: Final = ("chromium-headless-shell", "chromium")
_FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]


def find() -> str | None:
    """The path of a Chromium, the lighter one first; None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Raises PlainFault where it is missing."""
    program = find()
    if program is None:
        raise PlainFault("chromium is missing: apt install chromium-headless-shell (or chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
