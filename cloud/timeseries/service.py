"""What others ask of the readings: the newest ones of some gateways, curves, and how the engine is."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from cloud.access import journal
from cloud.database import counters
from cloud.timeseries import curve, repository, retention
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import Bucket, Tier, TimeSeriesStore
from cloud.timeseries.schemas import CheckOut, DroppedOut, EngineOut, RoomOut, ShortHourOut, TierOut
from runtime.logging import get_logger

if TYPE_CHECKING:
    from cloud.centre import Centre

log = get_logger("timeseries")


def complete(latest: LatestReadings, series: TimeSeriesStore, gateways: Collection[str]) -> None:
    """Have the newest samples of these gateways in memory.

    While the engine is away, what the line has seen since it started must do: a page shows what is known.
    """
    try:
        latest.load(gateways)
    except Exception as fault:
        if not series.unavailable(fault):
            raise
        log.warning("newest readings from memory alone: the engine is away", fault=str(fault))


def read_curve(
    centre: Centre, gateway: str, part: str, analog_type: int, start: int, end: int, points: int
) -> tuple[list[curve.Piece], list[Bucket]]:
    """One series over a span, each part of it from the tier that has it."""
    told = centre.settings.timeseries.retention
    with centre.database.read() as session:
        progress = repository.progress(session)
    found = curve.pieces(
        start,
        end,
        points,
        now=centre.clock.now_ms(),
        periods={tier: told.period_ms(tier) for tier in Tier},
        done_until=progress.done_until if progress is not None else 0,
    )
    buckets: list[Bucket] = []
    for piece in found:
        buckets += centre.series.range(
            gateway, part, analog_type, piece.start, piece.end, piece.points, piece.tier
        )
    return found, buckets


def engine(centre: Centre) -> EngineOut:
    """How the engine is, what it takes, what waits for it. Raises what the engine raises."""
    settings, now = centre.settings.timeseries, centre.clock.now_ms()
    disk = centre.series.disk()
    own = {tier: centre.series.own_period_ms(tier) for tier in Tier}
    with centre.database.read() as session:
        progress = repository.progress(session)
        week = repository.figures_since(session, now - 7 * retention.DAY_MS)
        late = repository.count_late(session)
        waiting = journal.backlog(session)
        dropped = DroppedOut(
            for_age=counters.current(session, retention.DROPPED_OLD),
            for_room=counters.current(session, retention.DROPPED_FOR_ROOM),
        )
    measured = retention.room(disk, settings.room, week)
    return EngineOut(
        engine=settings.engine.value,
        series=centre.series.series_count(),
        tiers=[
            TierOut(
                tier=tier.value,
                kept_days=settings.retention.period_ms(tier) // retention.DAY_MS,
                own_days=None if own[tier] is None else round((own[tier] or 0) / retention.DAY_MS, 1),
                bytes=disk[tier].used_bytes if tier in disk else None,
            )
            for tier in Tier
        ],
        room=RoomOut(
            used_bytes=measured.used_bytes,
            limit_bytes=measured.limit_bytes,
            free_bytes=measured.free_bytes,
            bytes_per_day=measured.bytes_per_day,
            days_left=measured.days_left,
        ),
        downsampled_until=progress.done_until if progress is not None else None,
        late_hours=late,
        dropped=dropped,
        ignored=centre.series.ignored(),
        complaints=centre.series.complaints(),
        journal_rows=waiting.rows,
        journal_bytes=waiting.size,
        journal_faulted=waiting.faulted,
    )


def check(session: Session, limit: int) -> CheckOut:
    """What the engine was given and what it has, of the gateways that are counted."""
    sums = repository.check_sums(session)
    return CheckOut(
        hours=sums.hours,
        written=sums.written,
        found=sums.found,
        missing=sums.missing,
        short_hours=sums.short_hours,
        waiting_hours=sums.waiting_hours,
        shortest=[
            ShortHourOut(gateway=row.gateway, hour=row.hour, written=row.written, found=row.found or 0)
            for row in repository.short_hours(session, limit)
        ],
    )
