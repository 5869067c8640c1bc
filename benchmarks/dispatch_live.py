"""`steppewatch bench dispatch-live`: from a unit's change committed to the one map that shows it.

1. The centre is `steppewatch cloud` with every role in one process, on PostgreSQL, VictoriaMetrics and
   Mosquitto, with 400 units at 100 stations. Units break down and are ready again, one after the other.
2. *Committed* is the change log's own time. *Heard* is when a client of the dispatch stream has the change;
   *painted* is the task behind the frame that draws the station's new strength, in Chromium.
3. One, twenty and two hundred listen. Two cores do not paint two hundred: a few are pages of the one map, and
   the others are plain clients of the same stream.
4. The peer: as many clients that ask for the list of units every second, as a page without a stream does.
"""

from __future__ import annotations

import itertools
import random
import time
from contextlib import nullcontext
from typing import Final

import httpx
from playwright.sync_api import Browser

from benchmarks.browser import chromium
from benchmarks.dispatch_order import PER_STATION, STATIONS, forces
from benchmarks.figures import Figures
from benchmarks.operator import windows
from benchmarks.operator.centre import Centre, centre_on_loopback
from benchmarks.operator.delays import Key, delays_of, gathered, shares
from benchmarks.operator.pollers import polling
from benchmarks.operator.watchers import watching
from runtime.faults import PlainFault

#: Who listens, and how many of them are pages that paint.
_LISTENERS: Final = {1: 1, 20: 2, 200: 2}
_LEAST: Final = 60
_PAUSE_S: Final = (0.1, 0.3)
_STREAM: Final = "/api/v1/live?only=incident&only=unit&only=alarm"
_LIST: Final = "/api/v1/units?limit=1000"
_STATES: Final = (("break", PER_STATION - 1), ("ready", PER_STATION))


def run(seconds: float, *, quick: bool = False) -> Figures:
    """Milliseconds from commit to heard and to painted by number of listeners, beside polling."""
    seconds = min(seconds, 5.0) if quick else seconds
    figures: Figures = {
        "from": "real centre, engines, clients and Chromium, all on this machine",
        "units": STATIONS * PER_STATION,
    }
    with (
        chromium() as browser,
        centre_on_loopback() as centre,
        httpx.Client(base_url=f"{centre.address}/api/v1", timeout=60) as client,
    ):
        forces(client)
        units = [(unit["id"], unit["station_id"]) for unit in client.get("/units?limit=1000").json()["items"]]
        changing = _Changing(
            client, [next(group) for _, group in itertools.groupby(units, lambda one: one[1])]
        )
        for count, painting in _LISTENERS.items():
            figures |= _listened(browser, centre, changing, count, painting, seconds)
        for count in _LISTENERS:
            figures |= _polled(centre, changing, count, seconds)
    return figures


class _Changing:
    """One unit of each station breaks down in turn, and is ready again in the next."""

    def __init__(self, client: httpx.Client, units: list[tuple[int, int]]) -> None:
        self._client = client
        self._units = units
        self._turn = 0
        self._chance = random.Random(7)

    def go_on(self, seconds: float) -> list[Key]:
        """Change for so long; what has changed: the station's mark, its strength, the turn."""
        changed: list[Key] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until or len(changed) < _LEAST:
            turn, at = divmod(self._turn, len(self._units))
            signal, ready = _STATES[turn % 2]
            unit, station = self._units[at]
            self._client.post(f"/units/{unit}/signal", json={"signal": signal}).raise_for_status()
            changed.append((f"station:{station}", f"{ready}/{PER_STATION}", turn))
            self._turn += 1
            time.sleep(self._chance.uniform(*_PAUSE_S))
        return changed


def _listened(
    browser: Browser, centre: Centre, changing: _Changing, count: int, painting: int, seconds: float
) -> Figures:
    before = max((number for number, *_ in centre.changes(kind="unit")), default=0)
    plain = watching(centre.address, count - painting, _STREAM, "unit") if count > painting else nullcontext()
    with plain as watchers, windows.maps(browser, centre.address, painting) as pages:
        changed = changing.go_on(seconds)
        painted = gathered(pages, len(changed))
        heard = watchers.told() if watchers is not None else {}
    changes = centre.changes(before, "unit")
    committed = {key: float(at) for key, (_, at, _) in zip(changed, changes, strict=True)}
    to_paint = delays_of(committed, painted)
    if len(to_paint) < len(changed) * painting:
        raise PlainFault(f"{len(changed) * painting - len(to_paint)} changes were not painted on some map")
    name = f"listeners_{count}"
    figures: Figures = {
        f"{name}_painting": painting,
        f"{name}_changes": len(changed),
        **shares(f"{name}_committed_to_painted", to_paint),
    }
    if watchers is not None:
        to_client = [at - when for number, when, _ in changes for at in heard.get(str(number), ())]
        if len(to_client) < len(changes) * (count - painting):
            raise PlainFault(f"{len(changes) * (count - painting) - len(to_client)} changes were not heard")
        figures |= shares(f"{name}_committed_to_heard", to_client)
    return figures


def _polled(centre: Centre, changing: _Changing, count: int, seconds: float) -> Figures:
    before = max((number for number, *_ in centre.changes(kind="unit")), default=0)
    with polling(centre.address, count, _LIST) as pollers:
        changing.go_on(seconds)
        # Whoever is slow still has the last change told.
        time.sleep(min(10.0, 1.5 + count * 0.05))
        told = pollers.told()
    waited, missed = [], 0
    for _, at, unit in centre.changes(before, "unit"):
        times = told.get(f"{unit['id']}/{unit['since']}", [])
        waited += [when - at for when in times]
        missed += count - len(times)
    return {**shares(f"polling_{count}_committed_to_told", waited), f"polling_{count}_never_told": missed}
