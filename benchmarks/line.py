"""Register change → committed row → event at the browser → row on the page, through real processes.

The panel simulator says when it changed a register; a reader of the centre's database says when the event
was committed; a page in Chromium says when the live event reached it and when the alarm list showed it. All
read this machine's clock. The agent polls the panel: half a poll period of the delay is waiting on average.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browser import chromium
from benchmarks.figures import Figures, percentile
from broker_plugins import mosquitto
from runtime.faults import PlainFault
from simulators.suite import ENGINES, Plan, Suite

_REGISTERS = {
    240 + device: f"panel-1/1-{device:03d}" for device in (11, 12, 15, 16, 18, 21, 22, 23, 24, 25, 26)
}
_POLL_S = 0.25
#: Enough for a 99th percentile that is not simply the worst of a few.
_SAMPLES = 100
#: What a control room may expect beyond the poll period, milliseconds.
_AIM_MS = _POLL_S * 1000 + 150
_LISTEN = """() => {
  window.seen = {};
  const mark = (stage, part, level) => { (window.seen[`${part}/${level}`] ||= {})[stage] = Date.now(); };
  const live = new EventSource('/api/v1/live');
  live.addEventListener('alarm', e => { const a = JSON.parse(e.data); mark('event', a.part, a.level); });
  new MutationObserver(() => requestAnimationFrame(() => {
    for (const row of document.querySelectorAll('[data-testid=alarm-row]')) {
      const key = `${row.dataset.part}/${row.dataset.level}`;
      if (window.seen[key] && !window.seen[key].painted) window.seen[key].painted = Date.now();
    }
  })).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""
_TAKE = """key => { const seen = window.seen[key]; return seen && seen.painted ? seen : null; }"""


def run(seconds: float) -> Figures:
    """Milliseconds by stage and broker engine: median and 99th percentile."""
    figures: Figures = {"poll_ms": _POLL_S * 1000, "aim_p99_ms": _AIM_MS}
    engines = _engines()
    with chromium() as browser:
        for engine in engines:
            figures |= _measure(engine, browser.new_page(), seconds / len(engines))
    return figures


def _engines() -> list[str]:
    """Every engine this machine has; amqtt comes along."""
    try:
        mosquitto.find_program()
    except PlainFault:
        return ["amqtt"]
    return list(ENGINES)


def _measure(engine: str, page: Page, seconds: float) -> Figures:
    stages: dict[str, list[float]] = {"row": [], "event": [], "painted": []}
    chance = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="bench-line-") as folder:
        plan = Plan(folder=Path(folder), engine=engine, poll_s=_POLL_S)
        with Suite(plan) as suite, _commits(suite) as commits:
            suite.start()
            page.goto(suite.address)
            page.wait_for_selector("[data-testid=gateway-link][data-link=online]")
            page.evaluate(_LISTEN)
            page.wait_for_timeout(1000)
            raised: set[int] = set()
            until = time.monotonic() + max(seconds, 5.0)
            while time.monotonic() < until or len(stages["row"]) < _SAMPLES:
                time.sleep(chance.uniform(0.0, _POLL_S))
                register = chance.choice(list(_REGISTERS))
                value = 0 if register in raised else 1
                raised ^= {register}
                part, level = _REGISTERS[register], "active" if value else "cleared"
                commits.pop((part, bool(value)), None)
                page.evaluate("key => { delete window.seen[key]; }", f"{part}/{level}")
                changed = float(str(suite.ask({"set_register": [register, value]})["at"]))
                seen = _wait(page, f"{part}/{level}")
                stages["row"].append(_committed(commits, (part, bool(value))) - changed)
                stages["event"].append(seen["event"] - changed)
                stages["painted"].append(seen["painted"] - changed)
    figures: Figures = {
        f"{engine}_samples": len(stages["row"]),
        f"{engine}_event_p99_to_aim_ratio": percentile(stages["event"], 0.99) / _AIM_MS,
    }
    return figures | {
        f"{engine}_{stage}_p{share:.0f}_ms": percentile(samples, share / 100)
        for stage, samples in stages.items()
        for share in (50, 99)
    }


def _wait(page: Page, key: str) -> dict[str, float]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        seen: dict[str, float] | None = page.evaluate(_TAKE, key)
        if seen is not None:
            return seen
        time.sleep(0.005)
    raise PlainFault(f"bench line: {key} did not reach the page within 10 s")


def _committed(commits: dict[tuple[str, bool], float], key: tuple[str, bool]) -> float:
    deadline = time.monotonic() + 2
    while key not in commits:
        if time.monotonic() > deadline:
            raise PlainFault(f"bench line: {key} is on the page but not in the event log")
        time.sleep(0.001)
    return commits[key]


@contextmanager
def _commits(suite: Suite) -> Iterator[dict[tuple[str, bool], float]]:
    """When each (part, active) was last committed, milliseconds UTC; a thread watches the file."""
    found: dict[tuple[str, bool], float] = {}
    stop = threading.Event()

    def watch() -> None:
        path = suite.plan.folder / "cloud.sqlite3"
        while not path.exists() and not stop.wait(0.05):
            pass
        stop.wait(2.0)
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
            last, version = 0, -1
            while not stop.wait(0.001):
                (now,) = reader.execute("PRAGMA data_version").fetchone()
                if now == version:
                    continue
                version, at = now, time.time() * 1000
                for row, part, active in reader.execute(
                    "SELECT id, part, active FROM event_log WHERE id > ? AND kind = 'fire'", (last,)
                ).fetchall():
                    last, found[part, bool(active)] = row, at

    watcher = threading.Thread(target=watch, name="commits", daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        stop.set()
        watcher.join(5)
