"""A centre with a year behind it: two quantities every ten seconds, their roll-ups, events and silences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.operator.seed import Region
from cloud.centre import Centre
from cloud.timeseries import repository as books
from cloud.timeseries.aggregate import coarser, windows
from cloud.timeseries.port import AnalogColumns, Tier
from telemetry.event_kinds import EventKind
from telemetry.messages import Event
from tests.cloud.said import arrival, event, inventory, part

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
ORGANISATION = 5
SMOKE, QUIET, SILENT = "aqara-302/smoke", "panel-1/1-001", "panel-1/1-002"
TEMPERATURE, OBSCURATION = 3, 128
#: Raw samples are kept this long here; before, there are minutes, and hours.
RAW_DAYS, MINUTE_DAYS = 3, 60
#: So many hours ago there was smoke, and a fire alarm.
FIRE_HOURS = 5


class Past(NamedTuple):
    """Who has a history."""

    gateway: str
    organisation: int
    #: When the fire alarm rang.
    fire_at: int


def write(centre: Centre) -> Past:
    """Write all of it; the region of the operator's pages must be there."""
    now = centre.clock.now_ms()
    region = Region(ORGANISATION + 1, now)
    gateway, area = region.gateway(ORGANISATION), region.county(ORGANISATION)
    told = [part(SMOKE, stale_after_s=60.0), part(QUIET), part(SILENT)]
    centre.ingest.store_arrivals(
        [arrival(inventory(1_000_000, told, gateway=gateway, at=now), area=area, at=now)]
    )
    hour = now // HOUR * HOUR
    fire_at = hour - FIRE_HOURS * HOUR + 20 * MINUTE
    for step, since, until, tier in (
        (5 * MINUTE, hour - 365 * DAY, hour - MINUTE_DAYS * DAY, Tier.HOUR),
        (10 * SECOND, hour - MINUTE_DAYS * DAY, hour - RAW_DAYS * DAY, Tier.MINUTE),
        (10 * SECOND, hour - RAW_DAYS * DAY, now, Tier.RAW),
    ):
        for kind in (OBSCURATION, TEMPERATURE):
            samples = _samples(gateway, area, kind, since, until, step, fire_at)
            minutes = windows(samples, Tier.MINUTE)
            if tier is Tier.RAW:
                centre.series.write(kind, samples)
            if tier is not Tier.HOUR:
                centre.series.write_tier(Tier.MINUTE, minutes.take(minutes.ts < hour), 0)
            hours = coarser(minutes, Tier.HOUR)
            centre.series.write_tier(Tier.HOUR, hours.take(hours.ts < hour), 0)
    with centre.database.write() as session:
        if books.progress(session) is None:
            books.begin(session, hour)
    centre.ingest.store_arrivals(
        [arrival(each, area=area, at=each.ts_gateway + 200) for each in _events(gateway, now, fire_at)]
    )
    return Past(gateway, ORGANISATION, fire_at)


def _samples(
    gateway: str, area: str, kind: int, since: int, until: int, step: int, fire_at: int
) -> AnalogColumns:
    ts: npt.NDArray[np.int64] = np.arange(since, until, step, dtype=np.int64)
    dice = np.random.default_rng(kind)
    # Two silences: a day in spring, and an hour and a half of last night.
    silent = (ts % (200 * DAY) < DAY) | ((ts > fire_at - 8 * HOUR) & (ts < fire_at - 6.5 * HOUR))
    ts = ts[~silent]
    smoke = np.clip((ts - fire_at + 6 * MINUTE) / (12 * MINUTE), 0, None)
    smoke = np.where(
        ts > fire_at + 25 * MINUTE, np.exp(np.minimum(0, fire_at + 25 * MINUTE - ts) / (20 * MINUTE)), smoke
    )
    smoke = np.where(ts < fire_at - 6 * MINUTE, 0, np.clip(smoke, 0, 1))
    day = np.sin(2 * np.pi * (ts / DAY))
    year = np.sin(2 * np.pi * (ts / (365 * DAY)))
    if kind == OBSCURATION:
        value = 0.12 + 0.05 * np.abs(dice.normal(size=len(ts))) + 0.04 * (day + 1) + 7 * smoke
    else:
        value = 17 + 6 * year + 3 * day + 0.3 * dice.normal(size=len(ts)) + 24 * smoke
    size = len(ts)
    return AnalogColumns(
        np.full(size, area, object),
        np.full(size, gateway, object),
        np.full(size, SMOKE, object),
        np.full(size, kind, np.uint8),
        ts,
        value,
        np.where(dice.random(size) < 0.0004, 3, 0).astype(np.uint8),
    )


def _events(gateway: str, now: int, fire_at: int) -> list[Event]:
    """A fire, its early warning, faults now and then, a busy month, points disabled for weeks."""
    dice = np.random.default_rng(5)
    told: list[tuple[int, EventKind, bool, str]] = [
        (fire_at - 4 * MINUTE, EventKind.EARLY_WARNING, True, SMOKE),
        (fire_at, EventKind.FIRE, True, SMOKE),
        (fire_at + 50 * MINUTE, EventKind.FIRE, False, SMOKE),
        (fire_at + 51 * MINUTE, EventKind.EARLY_WARNING, False, SMOKE),
        (now - 100 * DAY, EventKind.DISABLED, True, QUIET),
        (now - 60 * DAY, EventKind.DISABLED, False, QUIET),
        (now - 20 * DAY, EventKind.DISABLED, True, SILENT),
    ]
    for at in sorted(dice.uniform(now - 300 * DAY, now - DAY, 250)):
        busy = now - 130 * DAY < at < now - 100 * DAY
        where = SMOKE if dice.random() < 0.5 else QUIET
        kind = EventKind.FAULT if dice.random() < 0.7 else EventKind.SUPERVISORY
        for again in range(6 if busy else 1):
            begin = int(at) + again * 20 * MINUTE
            told += [(begin, kind, True, where), (begin + 15 * MINUTE, kind, False, where)]
    for days in (31, 122, 210):
        told += [(now - days * DAY, EventKind.FIRE, True, QUIET)]
        told += [(now - days * DAY + HOUR, EventKind.FIRE, False, QUIET)]
    told.sort(key=lambda each: each[0])
    return [
        event(2_000_000 + seq, kind, active, at=at, gateway=gateway, on=on)
        for seq, (at, kind, active, on) in enumerate(told)
    ]
