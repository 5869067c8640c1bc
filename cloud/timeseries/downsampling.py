"""Samples to minutes and hours, by our own hand, since no engine that is free does it for all of them.

Theory of operation
===================

1. The unit is an hour of every gateway. `claimed_until` is raised to its end and committed before the engine
   is read; `done_until` follows once its minutes and its hour are written. A run that dies between the two
   begins the hour again, under a higher revision, and writes the same windows over.
2. An hour is begun `late_minutes` after its end. What comes later is noted by `written.note` as late, and its
   hour is made anew for its gateway, from all of its samples.
3. Hours without samples cost one question. The first run begins where the raw tier's retention does.
4. Every write is of whole windows, so writing them twice changes nothing.
5. An hour whose raw samples have been dropped is not made anew: what is left of them is not all of it.
"""

from __future__ import annotations

from collections.abc import Collection

from cloud.jobs.job import Done, Work
from cloud.timeseries import repository
from cloud.timeseries.aggregate import coarser, windows
from cloud.timeseries.port import Tier, TimeSeriesStore
from cloud.timeseries.tables import LateHour

HOUR_MS = Tier.HOUR.step_ms
#: Attempts on an hour's first making; making it anew begins above.
LATE_REVISION = 1_000
_MAX_REVISION = 59_999
#: Hours of one run, so that other jobs get their turn.
HOURS_A_RUN = 500
LATE_GATEWAYS = 500
LATE_HOURS_A_RUN = 200


def downsample(work: Work) -> Done:
    """Make every hour that is over into minutes and an hour; returns the windows written."""
    retention = work.centre.settings.timeseries.retention
    end = work.now - retention.late_minutes * 60_000
    written = 0
    for _ in range(HOURS_A_RUN):
        work.keep()
        claimed = _claim(work, end)
        if claimed is None:
            break
        hour, attempt = claimed
        written += make(work, work.centre.series, hour, min(attempt, LATE_REVISION - 1))
        with work.centre.database.write() as session:
            work.guard(session)
            row = repository.progress(session)
            if row is not None:
                row.done_until, row.attempts = hour + HOUR_MS, 0
    return Done(written)


def remake_late(work: Work) -> Done:
    """Make the hours anew that got samples late; returns the windows written."""
    database = work.centre.database
    with database.read() as session:
        hours = repository.late_hours(session, LATE_HOURS_A_RUN)
        progress = repository.progress(session)
    raw_from = progress.raw_from if progress is not None else 0
    written = 0
    for hour in hours:
        work.keep()
        while late := _take_late(work, hour):
            noted = {row.gateway: row.noted_at for row in late}
            revision = max(row.revision for row in late)
            if hour >= raw_from:
                written += make(work, work.centre.series, hour, revision, noted)
            with database.write() as session:
                work.guard(session)
                for gateway, noted_at in noted.items():
                    repository.late_done(session, gateway, hour, noted_at or 0)
    return Done(written)


def make(
    work: Work, series: TimeSeriesStore, hour: int, revision: int, gateways: Collection[str] | None = None
) -> int:
    """Make one hour's windows, of these gateways or all; returns how many."""
    written = 0
    for samples in series.scan(hour, hour + HOUR_MS, gateways):
        work.keep()
        minutes = windows(samples, Tier.MINUTE)
        hours = coarser(minutes, Tier.HOUR)
        series.write_tier(Tier.MINUTE, minutes, revision)
        series.write_tier(Tier.HOUR, hours, revision)
        written += len(minutes) + len(hours)
    return written


def _claim(work: Work, end: int) -> tuple[int, int] | None:
    """The next hour that ends before `end`, claimed, and how often it was begun before; None: all is done."""
    with work.centre.database.write() as session:
        work.guard(session)
        row = repository.progress(session)
        if row is None:
            back = work.centre.settings.timeseries.retention.period_ms(Tier.RAW)
            row = repository.begin(session, (work.now - back) // HOUR_MS * HOUR_MS)
        hour = row.done_until
        if hour + HOUR_MS > end:
            return None
        attempt, row.attempts = row.attempts, row.attempts + 1
        row.claimed_until = max(row.claimed_until, hour + HOUR_MS)
        return hour, attempt


def _take_late(work: Work, hour: int) -> list[LateHour]:
    """Some gateways whose hour is to be made anew, under a revision that none of them has had."""
    with work.centre.database.write() as session:
        work.guard(session)
        late = repository.late_gateways(session, hour, LATE_GATEWAYS)
        revision = min(max((row.revision for row in late), default=0) + 1, _MAX_REVISION)
        for row in late:
            row.revision = max(revision, LATE_REVISION)
        return late
