"""`steppewatch bench operator-paint`: from an event committed by the centre to the painted page.

1. The centre is `steppewatch cloud` with every role in one process, on PostgreSQL, VictoriaMetrics and
   Mosquitto; a simulated gateway tells it over MQTT that parts burn, and that they do no more.
2. *Committed* is the change log's own time, taken within the transaction, so that its commit is counted in.
3. *Painted* is the task behind the frame that draws the row (`benchmarks.operator.windows`), in Chromium.
4. One, twenty and two hundred pages are open. Two cores do not paint two hundred: there a few are pages,
   and the others are plain clients of the same stream, timed as they hear of it.
5. The floor is a page that paints a counter pushed over the same transport, as many of them.
6. Then five thousand alarms come within a minute: the page's frames, with the first fire on top in each; and
   amid them a fire is verified: how long until its dispatch request stands in the record.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, Final

import httpx
from playwright.sync_api import Browser

from benchmarks.browser import chromium
from benchmarks.figures import Figures
from benchmarks.operator import floor, windows
from benchmarks.operator.centre import Centre, centre_on_loopback
from benchmarks.operator.delays import Key, delays_of, gathered, shares
from benchmarks.operator.gateway import SpeakingGateway
from benchmarks.operator.watchers import watching
from runtime.faults import PlainFault
from telemetry.event_kinds import EventKind

_AREA: Final = "150102"
#: Open pages, and how many of them paint.
_PAGES: Final = {1: 1, 20: 20, 200: 4}
#: Parts that begin and end to burn: few enough that the list draws every row.
_PARTS: Final = 40
_LEAST: Final = 80
_PAUSE_S: Final = (0.15, 0.45)
_FLOOD: Final = 5_000
_FLOOD_KINDS: Final = (EventKind.FAULT, EventKind.LINKAGE, EventKind.FIRE, EventKind.SUPERVISORY)
#: A frame that is later than this is seen.
_LATE_FRAME_MS: Final = 50.0


def run(seconds: float, *, quick: bool = False) -> Figures:
    """Milliseconds from commit to paint by number of pages, beside the floor; frames of a flood."""
    figures: Figures = {"from": "simulated gateway, real centre, engines and Chromium, all on this machine"}
    seconds = min(seconds, 5.0) if quick else seconds
    with chromium() as browser:
        for pages, painting in _PAGES.items():
            if pages == painting:
                figures |= _floor(browser, pages, seconds)
        with centre_on_loopback() as centre, SpeakingGateway(centre.port, "paint-1", _AREA) as gateway:
            for pages, painting in _PAGES.items():
                figures |= _measured(browser, centre, gateway, pages, painting, seconds)
        for pages, painting in _PAGES.items():
            if pages == painting:
                figures[f"pages_{pages}_p50_to_floor_ratio"] = float(
                    figures[f"pages_{pages}_committed_to_painted_p50_ms"]
                ) / float(figures[f"floor_{pages}_pushed_to_painted_p50_ms"])
        with centre_on_loopback() as centre:
            figures |= _flood(browser, centre, _FLOOD // 10 if quick else _FLOOD, 6.0 if quick else 60.0)
    return figures


def _measured(
    browser: Browser, centre: Centre, gateway: SpeakingGateway, pages: int, painting: int, seconds: float
) -> Figures:
    """So many pages, some of which paint, and the rest plain clients."""
    before = max((number for number, _, _ in centre.changes()), default=0)
    plain = watching(centre.address, pages - painting) if pages > painting else nullcontext()
    with plain as watchers, windows.rooms(browser, centre.address, painting) as open_pages:
        told = _tell(gateway, seconds)
        gateway.wait_receipts()
        painted = gathered(open_pages, len(told))
        heard = watchers.told() if watchers is not None else {}
    committed = _committed(centre, before, told)
    delays = delays_of(committed, painted)
    from_sending = delays_of({key: gateway.sent[seq] for key, seq in told.items()}, painted)
    if len(delays) < len(told) * painting:
        raise PlainFault(f"{len(told) * painting - len(delays)} changes were not painted on some page")
    figures: Figures = {
        f"pages_{pages}_painting": painting,
        f"pages_{pages}_samples": len(delays),
        **shares(f"pages_{pages}_sent_to_painted", from_sending),
        **shares(f"pages_{pages}_committed_to_painted", delays),
    }
    if watchers is not None:
        at_clients = [
            at - when for number, when, _ in centre.changes(before) for at in heard.get(str(number), ())
        ]
        figures |= {
            f"pages_{pages}_plain_clients": pages - painting,
            **shares(f"pages_{pages}_committed_to_client", at_clients),
        }
    return figures


def _tell(gateway: SpeakingGateway, seconds: float) -> dict[Key, int]:
    """Parts begin and end to burn in turn: (part, level, how often it has been at it) → the event."""
    chance, told = random.Random(7), dict[Key, int]()
    turn = gateway.seq // _PARTS
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(told) < _LEAST:
        active = turn % 2 == 0
        for number in range(1, _PARTS + 1):
            part = f"panel-1/1-{number:03}"
            key = (part, "active" if active else "cleared", turn)
            told[key] = gateway.tell(part, EventKind.FIRE, active)
            time.sleep(chance.uniform(*_PAUSE_S))
        turn += 1
    return told


def _committed(centre: Centre, before: int, told: Mapping[Key, int]) -> dict[Key, float]:
    """When each change of level was committed, in the order of the levels of each part."""
    found: dict[Key, float] = {}
    waiting: dict[str, list[Key]] = {}
    for key in told:
        waiting.setdefault(key[0], []).append(key)
    for _, at, alarm in centre.changes(before):
        keys = waiting.get(alarm["part"])
        if keys and keys[0][1] == alarm["level"]:
            found[keys.pop(0)] = at
    return found


def _floor(browser: Browser, pages: int, seconds: float) -> Figures:
    """The same, of pages that show a counter."""
    chance = random.Random(7)
    with floor.pushing() as pushed, windows.counters(browser, pushed.address, pages) as open_pages:
        sent: dict[str, float] = {}
        until = time.monotonic() + seconds
        while time.monotonic() < until or len(sent) < _LEAST:
            sent[str(len(sent) + 1)] = pushed.push(len(sent) + 1)
            time.sleep(chance.uniform(*_PAUSE_S))
        painted = [one for page in gathered(open_pages, len(sent)) for one in page]
    delays = [one.at - sent[one.value] for one in painted if one.value in sent]
    if len(delays) < len(sent) * pages:
        raise PlainFault(f"{len(sent) * pages - len(delays)} counts were not painted on some page")
    return shares(f"floor_{pages}_pushed_to_painted", delays)


def _flood(browser: Browser, centre: Centre, alarms: int, seconds: float) -> Figures:
    """A first fire, then so many alarms within so long; the page's frames, and a verdict amid them."""
    first, before_verdict = "panel-0/0-001", 0.0
    with (
        SpeakingGateway(centre.port, "flood-1", _AREA) as gateway,
        windows.rooms(browser, centre.address, 1) as (window,),
        httpx.Client(base_url=f"{centre.address}/api/v1", timeout=30) as client,
    ):
        gateway.tell(first, EventKind.FIRE, True)
        window.page.wait_for_selector(f'[data-testid=alarm-row][data-part="{first}"]')
        (fire,) = _asked(client, "/alarms?kind=fire")
        window.begin_frames(first)
        began = time.monotonic()
        request: dict[str, Any] = {}
        for number in range(alarms):
            if number == alarms // 2:
                before_verdict = time.time() * 1000
                request = _verified(client, fire["id"])
                seen_at = time.time() * 1000
            kind = _FLOOD_KINDS[number % len(_FLOOD_KINDS)]
            gateway.tell(f"panel-1/{number // 200}-{number % 200:03}", kind, True, f"{number} 号房间")
            time.sleep(max(0.0, began + seconds * (number + 1) / alarms - time.monotonic()))
        gateway.wait_receipts(120)
        # The heading row of the grid counts as one.
        window.page.wait_for_function(
            "count => document.querySelector('[role=grid]')?.ariaRowCount === String(count)",
            arg=alarms + 2,
            timeout=120_000,
        )
        took_s = time.monotonic() - began
        frames, hidden = window.frames()
    open_now = centre.stack.query("SELECT count(*) FROM alarm WHERE state != 'closed'")[0][0]
    if open_now != alarms + 1 or hidden:
        raise PlainFault(f"{open_now} alarms of {alarms + 1}; the first fire was hidden in {hidden} frames")
    return {
        "flood_alarms": alarms,
        "flood_s": took_s,
        "flood_frames": len(frames),
        "flood_frames_with_another_on_top": hidden,
        **shares("flood_frame", frames),
        "flood_frame_longest_ms": max(frames),
        "flood_late_frames_share": sum(one > _LATE_FRAME_MS for one in frames) / len(frames),
        "verified_to_dispatch_request_ms": request["changed_at"] - request["alarm"]["verified_at"],
        "verdict_asked_to_request_read_ms": seen_at - before_verdict,
    }


def _verified(client: httpx.Client, alarm_id: int) -> dict[str, Any]:
    """Verify a fire as real; gives its confirmed dispatch request as the record has it."""
    verdict = {"by": "一号席", "note": "", "outcome": "real"}
    client.post(f"/alarms/{alarm_id}/verify", json=verdict).raise_for_status()
    deadline, after = time.monotonic() + 10, 0
    while time.monotonic() < deadline:
        # A flood holds fires too, and each asks for a dispatch: the outbox is read on to its end.
        answer = (
            client.get("/dispatch-requests", params={"after": after, "limit": 500}).raise_for_status().json()
        )
        after = answer["next"]
        for one in answer["items"]:
            if one["alarm_id"] == alarm_id and one["state"] == "confirmed":
                return dict(one)
        if not answer["items"]:
            time.sleep(0.01)
    raise PlainFault("no dispatch request within 10 s of a verdict")


def _asked(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    answer.raise_for_status()
    return list(answer.json()["items"])
