"""What is old goes; what is over its room goes earlier, the oldest raw samples first, and is counted.

1. An engine that deletes by itself (VictoriaMetrics: one period for each instance) is not told to; instead
   its period is held against the settings, and a person is told where they differ.
2. Nothing of a tier is dropped before the coarser one has it: raw goes up to `done_until` at most.
3. Room is looked after before it is gone: a warning at a share of the budget, and when the pace of the last
   week fills it within some days.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cloud.database import counters
from cloud.jobs.job import Done, Work
from cloud.timeseries import repository
from cloud.timeseries.port import Disk, Tier
from cloud.timeseries.settings import RetentionSettings, RoomSettings
from cloud.timeseries.tables import DiskFigure, LateHour, WrittenHour

DAY_MS = 86_400_000
GB = 1_000_000_000
MB = 1_000_000
#: How many organisations are looked at and named, the largest first.
MOST = 50
#: Counters: raw rows dropped for age, and for want of room before their time.
DROPPED_OLD = "readings-dropped-for-age"
DROPPED_FOR_ROOM = "readings-dropped-for-room"
#: Books of hours are of use for so long.
BOOKS_MS = 14 * DAY_MS
FIGURES_MS = 400 * DAY_MS
#: How much shorter than asked an engine's own period may be by rounding.
_SLACK = 0.99


class Room(NamedTuple):
    """What the readings take, what they may, and when that is full; None where it cannot be told."""

    used_bytes: int
    limit_bytes: int | None
    free_bytes: int | None
    bytes_per_day: float | None

    @property
    def days_left(self) -> float | None:
        """Until the limit, at the pace of the last week."""
        if self.limit_bytes is None or not self.bytes_per_day or self.bytes_per_day <= 0:
            return None
        return max(0.0, (self.limit_bytes - self.used_bytes) / self.bytes_per_day)


def retain(work: Work) -> Done:
    """Drop what is older than its tier is kept, and the books that go with it."""
    centre, retention = work.centre, work.centre.settings.timeseries.retention
    warnings = []
    dropped = 0
    with centre.database.read() as session:
        progress = repository.progress(session)
    done_until = progress.done_until if progress is not None else 0
    for tier in Tier:
        work.keep()
        period = retention.period_ms(tier)
        before = work.now - period
        if tier is Tier.RAW:
            before = min(before, done_until)
            _raw_from(work, before)
        gone = centre.series.drop_before(tier, before)
        if gone is None:
            complaint = _period_complaint(tier, period, centre.series.own_period_ms(tier))
            warnings += [complaint] if complaint else []
        else:
            dropped += gone
            _count(work, DROPPED_OLD, gone if tier is Tier.RAW else 0)
    with centre.database.write() as session:
        work.guard(session)
        repository.trim(session, WrittenHour, work.now - BOOKS_MS)
        repository.trim(session, LateHour, work.now - retention.period_ms(Tier.RAW))
        repository.trim_figures(session, work.now - FIGURES_MS)
    return Done(dropped, "\n".join(warnings) or None)


def make_room(work: Work) -> Done:
    """Measure; warn; and where it is over, drop the oldest raw day until it is not."""
    centre, settings = work.centre, work.centre.settings.timeseries
    disk = centre.series.disk()
    measured = room(disk, settings.room, _week(work))
    series = centre.series.series_count()
    with centre.database.write() as session:
        work.guard(session)
        repository.put_figures(session, work.now, used_by_tier(disk), series)
    dropped = 0
    warnings = centre.series.complaints()
    with centre.database.read() as session:
        total, most = repository.values_by_organisation(session, MOST)
    if (much := too_much(measured.used_bytes, total, most, settings.room)) is not None:
        warnings.append(much)
    if measured.limit_bytes is not None and measured.used_bytes > measured.limit_bytes:
        dropped, word = _drop_oldest(work, measured, settings.retention, settings.room)
        warnings.append(word)
    elif (soon := nearly_full(measured, settings.room)) is not None:
        warnings.append(soon)
    return Done(dropped, "\n".join(warnings) or None)


def room(disk: dict[Tier, Disk], settings: RoomSettings, week: Sequence[DiskFigure]) -> Room:
    """The room, from the disk now and the figures of the last week. Pure."""
    used = sum(one.used_bytes or 0 for one in disk.values())
    free = [one.free_bytes for one in disk.values() if one.free_bytes is not None]
    limits = []
    if settings.budget_gb is not None:
        limits.append(int(settings.budget_gb * GB))
    if free:
        limits.append(used + min(free) - int(settings.spare_gb * GB))
    pace = None
    if week:
        sums: dict[int, int] = {}
        for figure in week:
            sums[figure.at] = sums.get(figure.at, 0) + figure.bytes
        first, last = min(sums), max(sums)
        if last - first >= DAY_MS:
            pace = (sums[last] - sums[first]) / ((last - first) / DAY_MS)
    return Room(used, max(0, min(limits)) if limits else None, min(free) if free else None, pace)


def nearly_full(measured: Room, settings: RoomSettings) -> str | None:
    """What a person is told before the room is used up; None while there is ample. Pure."""
    if measured.limit_bytes is None:
        return None
    share = measured.used_bytes / measured.limit_bytes if measured.limit_bytes else 1.0
    days = measured.days_left
    if share < settings.warn_at and (days is None or days > settings.warn_days):
        return None
    when = "" if days is None else f", full in {days:.0f} days at the pace of the last week"
    return (
        f"the readings take {measured.used_bytes / GB:.2f} GB of {measured.limit_bytes / GB:.2f} GB"
        f" ({share:.0%}){when}; add disk, raise `timeseries.room.budget_gb`,"
        " or lower `timeseries.retention.raw_days`"
    )


def too_much(
    used_bytes: int, total: int, most: Sequence[tuple[int, int]], settings: RoomSettings
) -> str | None:
    """The organisations whose share of the disk, by the values they stored, is over budget. Pure."""
    if settings.organisation_mb is None or not total:
        return None
    over = [
        f"{organisation} ({used_bytes * values / total / MB:.0f} MB)"
        for organisation, values in most
        if used_bytes * values / total > settings.organisation_mb * MB
    ]
    if not over:
        return None
    return (
        f"organisations over {settings.organisation_mb:g} MB of readings (estimated): {', '.join(over)};"
        " see how often their gateways sample"
    )


def used_by_tier(disk: dict[Tier, Disk]) -> dict[str, int]:
    """Bytes by tier, of those that say."""
    return {tier.value: one.used_bytes for tier, one in disk.items() if one.used_bytes is not None}


def _drop_oldest(
    work: Work, measured: Room, retention: RetentionSettings, settings: RoomSettings
) -> tuple[int, str]:
    series, dropped = work.centre.series, 0
    over = measured
    with work.centre.database.read() as session:
        progress = repository.progress(session)
    # The last two days stay whatever happens: the line is being read from them.
    newest = min(work.now - 2 * DAY_MS, progress.done_until if progress is not None else 0)
    before = work.now - retention.period_ms(Tier.RAW)
    while over.limit_bytes is not None and over.used_bytes > over.limit_bytes and before < newest:
        work.keep()
        before = min(before + DAY_MS, newest)
        _raw_from(work, before)
        gone = series.drop_before(Tier.RAW, before)
        if gone is None:
            return 0, _cannot_drop(measured)
        dropped += gone
        _count(work, DROPPED_FOR_ROOM, gone)
        if gone:
            over = room(series.disk(), settings, [])
    days = (work.now - before) / DAY_MS
    return dropped, (
        f"the readings were over their room ({measured.used_bytes / GB:.2f} GB of"
        f" {(measured.limit_bytes or 0) / GB:.2f} GB): {dropped} raw samples older than {days:.0f} days were"
        " dropped before their time; add disk or lower `timeseries.retention.raw_days`"
    )


def _cannot_drop(measured: Room) -> str:
    return (
        f"the readings are over their room ({measured.used_bytes / GB:.2f} GB of"
        f" {(measured.limit_bytes or 0) / GB:.2f} GB) and this engine deletes only by its own period:"
        " restart the raw tier's instance with a shorter -retentionPeriod, or add disk"
    )


def _period_complaint(tier: Tier, wanted: int, own: int | None) -> str | None:
    if own is None:
        return f"the {tier.value} tier is not deleted by this engine; set a retention period on its bucket"
    if own < wanted * _SLACK:
        return (
            f"the engine keeps the {tier.value} tier for {own / DAY_MS:.0f} days and the settings want"
            f" {wanted / DAY_MS:.0f}: start its instance with -retentionPeriod={wanted // DAY_MS}d"
        )
    return None


def _week(work: Work) -> list[DiskFigure]:
    with work.centre.database.read() as session:
        return repository.figures_since(session, work.now - 7 * DAY_MS)


def _raw_from(work: Work, before: int) -> None:
    """Raw samples of before are about to go: their hours are made anew no more."""
    with work.centre.database.write() as session:
        work.guard(session)
        progress = repository.progress(session)
        if progress is not None:
            progress.raw_from = max(progress.raw_from, before)


def _count(work: Work, name: str, rows: int) -> None:
    if rows:
        with work.centre.database.write() as session:
            work.guard(session)
            counters.advance(session, name, rows)
