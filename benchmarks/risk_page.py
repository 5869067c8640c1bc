"""Fire risk on the page: from an event at a building until its new score is painted.

1. The centre is `steppewatch cloud` with every role in one process, as for `operator-paint`; jobs at their
   own paces: scores follow events every fifteen seconds, and an event comes at any moment between.
2. The page is the building's own, in Chromium, and asks for nothing but what the live stream tells it.
3. *Event* is the answer to whoever reported a hazard; *committed* the change log's own time of the score;
   *painted* the task behind the frame that draws another index or probability. A hazard that moves neither
   as far as is shown, as one of many alike, is no sample.
"""

from __future__ import annotations

import random
import time
from typing import Any, Final

import httpx

from benchmarks.browser import chromium
from benchmarks.figures import Figures, percentile
from benchmarks.operator import windows
from benchmarks.operator.centre import Centre, centre_on_loopback
from benchmarks.operator.windows import Window
from runtime.faults import PlainFault

_LEAST: Final = 5
_MOST_TRIES: Final = 30
_WITHIN_S: Final = 60.0
#: A score that is not painted by then was not moved as far as is shown.
_PAINTED_WITHIN_S: Final = 25.0
#: The pace of the job that follows events: an event comes anywhere within it.
_PACE_S: Final = 15.0
_OWNER: Final = {"number": "bench-1", "name": "测试酒店", "category": "hotel", "area": "150102"}
_BUILDING: Final = {"name": "主楼", "storeys": 6, "area_m2": 4200.0}
_ITEMS: Final = ("danger.electric", "escape.clear", "danger.kitchen", "escape.e-bikes")
_HAZARD: Final = {"text": "现场发现", "grade": "major", "by": "bench"}


def run(seconds: float) -> Figures:
    """Milliseconds from event to committed score and to paint; what is missing is said instead."""
    try:
        with chromium() as browser, centre_on_loopback() as centre:
            client = httpx.Client(base_url=f"{centre.address}/api/v1", timeout=30, trust_env=False)
            owner, building = _founded(client)
            with windows.site(browser, centre.address, "building", building) as window:
                return _measured(centre, client, window, owner, building, seconds)
    except PlainFault as fault:
        return {"page": f"not measured: {fault}"}


def _measured(
    centre: Centre, client: httpx.Client, window: Window, owner: int, building: int, seconds: float
) -> Figures:
    chance = random.Random(7)
    until = time.monotonic() + seconds
    to_commit: list[float] = []
    to_paint: list[float] = []
    for number in range(1, _MOST_TRIES):
        if len(to_paint) >= _LEAST and time.monotonic() > until:
            break
        time.sleep(chance.uniform(0.0, _PACE_S))
        began = _happens(client, owner, building, number)
        painted = _painted(window)
        if painted is None:
            continue
        scored = centre.stack.query("SELECT at FROM change WHERE kind = 'risk'")
        to_commit.append(min(at for at in (float(str(row[0])) for row in scored) if at >= began) - began)
        to_paint.append(painted - began)
    if not to_paint:
        raise PlainFault("no new score was painted")
    after = [paint - commit for paint, commit in zip(to_paint, to_commit, strict=True)]
    return {
        "page_events": len(to_paint),
        "page_event_to_committed_p50_ms": percentile(to_commit, 0.5),
        "page_event_to_painted_p50_ms": percentile(to_paint, 0.5),
        "page_event_to_painted_max_ms": max(to_paint),
        "page_committed_to_painted_p50_ms": percentile(after, 0.5),
    }


def _founded(client: httpx.Client) -> tuple[int, int]:
    """A hotel of one building that its first hazard has had scored."""
    owner = _sent(client, "/organisations", _OWNER)["id"]
    building = _sent(client, f"/organisations/{owner}/buildings", _BUILDING)["id"]
    _happens(client, owner, building, 0)
    deadline = time.monotonic() + _WITHIN_S
    while time.monotonic() < deadline:
        if client.get(f"/risk/sites/building/{building}").status_code == httpx.codes.OK:
            return owner, building
        time.sleep(0.2)
    raise PlainFault(f"the building was not scored within {_WITHIN_S:.0f} s")


def _happens(client: httpx.Client, owner: int, building: int, number: int) -> float:
    """A hazard is reported: when it was answered, ms."""
    told = {"key": f"bench-{number:08d}", "organisation_id": owner, "building_id": building}
    _sent(client, "/hazards", _HAZARD | told | {"item": _ITEMS[number % len(_ITEMS)]})
    return time.time() * 1000


def _painted(window: Window) -> float | None:
    """When another score was painted, ms; None: none was."""
    deadline = time.monotonic() + _PAINTED_WITHIN_S
    while time.monotonic() < deadline:
        seen = window.taken()
        if seen:
            return seen[0].at
        time.sleep(0.05)
    return None


def _sent(client: httpx.Client, path: str, told: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=told)
    if answer.is_error:
        raise PlainFault(f"{path}: {answer.status_code} {answer.text[:200]}")
    return dict(answer.json())
