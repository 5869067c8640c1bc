"""Real pages in Chromium that write down when something was painted, on this machine's clock.

*Painted* is the task behind the animation frame in which a row stands in the document as it should: style,
layout and paint of that frame lie before it. `performance.timeOrigin` and `now()` give its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, Page

_SIZE: Final[Any] = {"width": 1600, "height": 1000}

#: Every change of what `rows()` gives, [key, value], is written to `window.painted` with its time.
_WATCH: Final = """rows => {
  const held = new Map(), after = new MessageChannel();
  let fresh = [], asked = false;
  window.painted = [];
  after.port1.onmessage = () => {
    const at = performance.timeOrigin + performance.now();
    for (const [key, value] of fresh) window.painted.push([key, value, at]);
    fresh = [];
  };
  const look = () => {
    asked = false;
    for (const [key, value] of rows()) {
      if (held.get(key) === value) continue;
      held.set(key, value);
      fresh.push([key, value]);
    }
    if (fresh.length) after.port2.postMessage(0);
  };
  for (const [key, value] of rows()) held.set(key, value);
  new MutationObserver(() => {
    if (!asked) requestAnimationFrame(look);
    asked = true;
  }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
}"""
_ALARMS: Final = """() => [...document.querySelectorAll('[data-testid=alarm-row]')]
  .map(row => [row.dataset.part, row.dataset.level])"""
#: The index of a site and its probabilities.
_INDEX: Final = """() => [['score', [...document.querySelectorAll('.risk-index, .op-facts dd small')]
  .map(each => each.parentElement.textContent).join(' ')]]"""
#: The stations of the one map, each with how many of its units are ready.
_STATIONS: Final = """() => [...document.querySelectorAll('[data-mark^="station:"]')]
  .map(mark => [mark.dataset.mark, mark.querySelector('.rm-sign').textContent])"""
#: Then the map is a drawing, and each of its marks an element.
_WITHOUT_WEBGL: Final = "HTMLCanvasElement.prototype.getContext = () => null"
_COUNTER: Final = "() => [['count', document.getElementById('count').textContent]]"

#: The time between two frames, ms, and how many began with another row on top than the first fire's.
_FRAMES: Final = """first => {
  window.frames_ms = []; window.hidden = 0; window.going = true;
  let before = performance.now();
  const frame = now => {
    window.frames_ms.push(now - before);
    before = now;
    const top = document.querySelector('[data-testid=alarm-row]');
    if (!top || top.dataset.part !== first) window.hidden += 1;
    if (window.going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


class Painted(NamedTuple):
    """What was painted on one page, and when."""

    key: str
    value: str
    at: float


class Window:
    """One open page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def taken(self) -> list[Painted]:
        """What was painted since the last time, in order."""
        rows = self.page.evaluate("() => window.painted.splice(0)")
        return [Painted(*row) for row in rows]

    def begin_frames(self, first: str) -> None:
        """Measure every frame from now on, and look in each whether the first fire's part is on top."""
        self.page.evaluate(_FRAMES, first)

    def frames(self) -> tuple[list[float], int]:
        """The frames' times since, ms, and in how many of them another row was on top."""
        self.page.evaluate("() => { window.going = false; }")
        return self.page.evaluate("() => window.frames_ms.slice(1)"), self.page.evaluate(
            "() => window.hidden"
        )

    def close(self) -> None:
        """Close it, and what belongs to it."""
        self.page.context.close()


@contextmanager
def rooms(browser: Browser, address: str, count: int) -> Iterator[Sequence[Window]]:
    """So many control-room pages, each of a browser profile of its own as on a seat of its own."""
    ready = '[data-testid=connection][data-state="live"]'
    with _opened(browser, f"{address}/?lang=zh", count, ready, _ALARMS) as found:
        yield found


@contextmanager
def maps(browser: Browser, address: str, count: int) -> Iterator[Sequence[Window]]:
    """So many pages of the one map, drawn without WebGL, so that each mark stands in the document."""
    ready, address = '[data-mark^="station:"]', f"{address}/?lang=zh#/map"
    with _opened(browser, address, count, ready, _STATIONS, _WITHOUT_WEBGL) as found:
        yield found


@contextmanager
def counters(browser: Browser, address: str, count: int) -> Iterator[Sequence[Window]]:
    """So many pages that show a counter and nothing else."""
    with _opened(browser, address, count, "#count", _COUNTER) as found:
        yield found


@contextmanager
def site(browser: Browser, address: str, subject: str, number: int) -> Iterator[Window]:
    """The page of one site's fire risk, once its live stream is there."""
    at = f"{address}/?lang=zh#/risk/site/{subject}/{number}"
    with _opened(browser, at, 1, ".risk-index", _INDEX) as (window,):
        yield window


@contextmanager
def _opened(
    browser: Browser, address: str, count: int, ready: str, rows: str, first: str = ""
) -> Iterator[Sequence[Window]]:
    """`ready`: what stands in a page once it is there; `first`: what runs in it before all else."""
    found: list[Window] = []
    try:
        for _ in range(count):
            found.append(Window(browser.new_context(viewport=_SIZE, locale="zh-CN").new_page()))
            if first:
                found[-1].page.add_init_script(first)
            found[-1].page.goto(address, timeout=240_000)
        for window in found:
            window.page.wait_for_selector(ready, state="attached", timeout=240_000)
            window.page.evaluate(f"({_WATCH})({rows})")
        yield found
    finally:
        for window in found:
            window.close()
