"""The jobs of the readings, over every engine with its real server and a real records store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from cloud.centre import Centre
from cloud.database import counters
from cloud.jobs import repository as leases
from cloud.jobs.job import Done, LeaseLost, Work
from cloud.jobs.repository import Lease
from cloud.timeseries import repository, retention, service, written
from cloud.timeseries.downsampling import downsample, remake_late
from cloud.timeseries.port import AnalogColumns, Disk, Tier, TimeSeriesStore
from cloud.timeseries.reconciling import reconcile
from cloud.timeseries.retention import make_room, retain
from cloud.timeseries.settings import RoomSettings, TimeSeriesSettings
from cloud.timeseries.tables import DiskFigure
from tests.cloud.records import opened
from tests.cloud.timeseries.engines import BASE, columns

HOUR = 3_600_000
MINUTE = 60_000
DAY = 24 * HOUR


class Clock:
    """A clock that stands where it is put; it counts from `BASE`."""

    def __init__(self) -> None:
        self.at = 3 * HOUR

    def now_ms(self) -> int:
        return BASE + self.at

    def monotonic(self) -> float:
        return self.at / 1000


class Site:
    """A centre's stores, its clock, and its jobs by hand."""

    def __init__(self, folder: Path, series: TimeSeriesStore) -> None:
        self.database = opened(folder / "records.sqlite3")
        self.series = series
        self.clock = Clock()
        self.settings = TimeSeriesSettings.model_validate(
            {"path": folder / "unused", "retention": {"raw_days": 30, "minute_days": 60, "hour_days": 90}}
        )
        self.numbers = 0
        with self.database.write() as session:
            leases.make_known(session, ["job"], 0)

    @property
    def centre(self) -> Centre:
        return cast(
            "Centre",
            SimpleNamespace(
                database=self.database,
                series=self.series,
                clock=self.clock,
                settings=SimpleNamespace(timeseries=self.settings),
            ),
        )

    def work(self) -> Work:
        with self.database.write() as session:
            lease = leases.lease(session, "job", f"run-{self.numbers}", BASE * 2, BASE * 3)
            self.numbers += 1
            if lease is not None:
                leases.give_back(session, lease)
                row = leases.all_jobs(session, ["job"])[0]
                row.holder, row.fence = lease.holder, lease.fence
        assert isinstance(lease, Lease)
        return Work(self.centre, lease)

    def run(self, job: Callable[[Work], Done]) -> Done:
        work = self.work()
        try:
            return job(work)
        finally:
            with self.database.write() as session:
                leases.give_back(session, work.lease)

    def ship(self, rows: AnalogColumns) -> None:
        """Write as the shipper does: to the engine, then the books."""
        self.numbers += 1
        self.series.write(self.numbers, rows)
        with self.database.write() as session:
            written.note(session, [written.tally(rows, 1)], self.clock.now_ms())

    def begin_at(self, at: int) -> None:
        with self.database.write() as session:
            repository.begin(session, BASE + at)

    def curve(
        self, tier: Tier, end: int = 4 * HOUR
    ) -> list[tuple[int, float | None, float | None, float | None]]:
        self.series.flush()
        found = self.series.range("gw", "p", 128, BASE, BASE + end, end // tier.step_ms, tier)
        return [(one.ts - BASE, one.minimum, one.mean, one.maximum) for one in found]


@pytest.fixture
def site(tmp_path: Path, store: TimeSeriesStore) -> Iterator[Site]:
    made = Site(tmp_path, store)
    yield made
    made.database.close()


def test_hours_that_are_over_become_minutes_and_an_hour(site: Site) -> None:
    site.begin_at(0)
    site.ship(columns([0, 30_000, 60_000, HOUR, 2 * HOUR + 1], [1.0, 3.0, 5.0, 7.0, 9.0]))
    site.run(downsample)
    assert site.curve(Tier.MINUTE) == [(0, 1.0, 2.0, 3.0), (MINUTE, 5.0, 5.0, 5.0), (HOUR, 7.0, 7.0, 7.0)]
    assert site.curve(Tier.HOUR) == [(0, 1.0, 3.0, 5.0), (HOUR, 7.0, 7.0, 7.0)]
    assert site.run(downsample).rows == 0


def test_a_run_that_dies_anywhere_is_begun_again_and_ends_in_the_same_state(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.begin_at(0)
    site.ship(columns([0, 30_000, HOUR], [1.0, 3.0, 7.0]))
    true_write, deaths = site.series.write_tier, iter([True, False, True, True, False, False, False, False])

    def dies(tier: Tier, rows: object, revision: int) -> None:
        true_write(tier, rows, revision)  # type: ignore[arg-type]
        if next(deaths):
            raise KeyboardInterrupt

    monkeypatch.setattr(site.series, "write_tier", dies)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            site.run(downsample)
    site.run(downsample)
    assert site.curve(Tier.MINUTE) == [(0, 1.0, 2.0, 3.0), (HOUR, 7.0, 7.0, 7.0)]
    assert site.curve(Tier.HOUR) == [(0, 1.0, 2.0, 3.0), (HOUR, 7.0, 7.0, 7.0)]


def test_late_samples_make_their_windows_anew(site: Site) -> None:
    site.begin_at(0)
    site.ship(columns([0], [1.0]))
    site.run(downsample)
    for value, mean in ((3.0, 2.0), (8.0, 4.0)):
        site.ship(columns([int(value * 1000)], [value]))
        site.ship(columns([MINUTE], [5.0], gateway="other"))
        site.run(remake_late)
        assert site.curve(Tier.MINUTE) == [(0, 1.0, mean, value)]
        assert site.curve(Tier.HOUR) == [(0, 1.0, mean, value)]
    assert site.run(remake_late).rows == 0


def test_samples_that_come_while_their_hour_is_being_made_are_not_forgotten(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.begin_at(0)
    site.ship(columns([0], [1.0]))
    true_scan = site.series.scan
    pending = [columns([1_000], [3.0])]

    def scan(*span: object) -> Iterator[AnalogColumns]:
        found = list(true_scan(*span))  # type: ignore[arg-type]
        if pending:
            site.ship(pending.pop())
        yield from found

    monkeypatch.setattr(site.series, "scan", scan)
    site.run(downsample)
    site.run(remake_late)
    assert site.curve(Tier.MINUTE) == [(0, 1.0, 2.0, 3.0)]


def test_an_hour_whose_samples_are_gone_is_not_made_anew_from_what_is_left(site: Site) -> None:
    site.begin_at(0)
    site.ship(columns([0, 1_000], [1.0, 3.0]))
    site.run(downsample)
    with site.database.write() as session:
        progress = repository.progress(session)
        assert progress is not None
        progress.raw_from = BASE + HOUR
    site.series.drop_before(Tier.RAW, BASE + HOUR)
    site.ship(columns([2_000], [100.0]))
    site.run(remake_late)
    assert site.curve(Tier.MINUTE) == [(0, 1.0, 2.0, 3.0)]
    with site.database.read() as session:
        assert repository.count_late(session) == 0


def test_what_was_written_is_found_and_what_is_not_is_named(site: Site) -> None:
    site.ship(columns([0, 10, 20], [1.0, 2.0, float("nan")]))
    site.ship(columns([HOUR], [1.0], part="q"))
    assert site.run(reconcile).rows == 0  # too fresh
    site.clock.at = 5 * HOUR
    done = site.run(reconcile)
    assert (done.rows, done.warning) == (2, None)
    with site.database.read() as session:
        assert (service.check(session, 9).written, service.check(session, 9).found) == (4, 4)
    # The books say more than the engine was given.
    with site.database.write() as session:
        lost = columns([30, 40], [1.0, 1.0])
        written.note(session, [written.tally(lost, 1)], site.clock.now_ms())
    site.clock.at = 6 * HOUR
    done = site.run(reconcile)
    assert done.warning is not None
    assert "2 samples fewer" in done.warning
    with site.database.read() as session:
        found = service.check(session, 9)
    assert (found.missing, found.short_hours) == (2, 1)
    assert [(one.gateway, one.hour - BASE, one.written, one.found) for one in found.shortest] == [
        ("gw", 0, 5, 3)
    ]


def test_old_rows_go_and_young_ones_stay(site: Site) -> None:
    site.begin_at(2 * HOUR)
    site.ship(columns([-70 * DAY, -40 * DAY, 0], [1.0, 2.0, 3.0]))
    site.run(remake_late)
    done = site.run(retain)
    if site.series.drop_before(Tier.RAW, 0) is None:
        assert done.rows == 0
        assert done.warning is None  # five years are enough
        site.settings = site.settings.model_copy(
            update={"retention": site.settings.retention.model_copy(update={"hour_days": 3_000})}
        )
        assert "-retentionPeriod=3000d" in (site.run(retain).warning or "")
        return
    assert done.rows == 3  # two samples, and the minute that is beyond sixty days
    site.series.flush()
    assert site.series.count() == 1
    assert site.run(retain).rows == 0
    with site.database.read() as session:
        assert counters.current(session, retention.DROPPED_OLD) == 2


def test_raw_samples_are_never_dropped_before_they_are_downsampled(site: Site) -> None:
    site.begin_at(-80 * DAY)
    site.ship(columns([-70 * DAY], [1.0]))
    site.run(retain)
    site.series.flush()
    assert site.series.count() == 1


def test_over_its_room_the_oldest_raw_days_go_first_are_counted_and_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.begin_at(2 * HOUR)
    site.ship(columns([-9 * DAY, -8 * DAY, -7 * DAY, 0], [1.0, 2.0, 3.0, 4.0]))
    # A disk that is full until two samples are left.
    monkeypatch.setattr(
        site.series, "disk", lambda: {Tier.RAW: Disk(site.series.count() * 1_000_000_000, 10**12)}
    )
    site.settings = site.settings.model_copy(
        update={"room": site.settings.room.model_copy(update={"budget_gb": 2.0})}
    )
    done = site.run(make_room)
    assert done.warning is not None
    site.series.flush()
    if site.series.drop_before(Tier.RAW, 0) is None:
        assert "deletes only by its own period" in done.warning
        assert site.series.count() == 4
        return
    assert "2 raw samples" in done.warning
    assert site.series.count() == 2
    with site.database.read() as session:
        assert counters.current(session, retention.DROPPED_FOR_ROOM) == 2


def test_a_run_whose_lease_is_gone_writes_nothing_more(site: Site) -> None:
    site.begin_at(0)
    site.ship(columns([0], [1.0]))
    work = site.work()
    work.lease = work.lease._replace(fence=work.lease.fence - 1)
    with pytest.raises(LeaseLost):
        downsample(work)
    with site.database.read() as session:
        progress = repository.progress(session)
    assert progress is not None
    assert (progress.done_until, progress.claimed_until) == (BASE, BASE)


def test_organisations_over_their_share_of_the_disk_are_named() -> None:
    told = RoomSettings(organisation_mb=10)
    said = retention.too_much(100_000_000, 1_000, [(7, 200), (8, 90)], told)
    assert said is not None
    assert "7 (20 MB)" in said
    assert "8 (" not in said
    assert retention.too_much(100_000_000, 1_000, [(8, 90)], told) is None
    assert retention.too_much(100_000_000, 1_000, [(7, 900)], RoomSettings()) is None


def test_a_person_is_told_before_the_room_is_used_up() -> None:
    told = RoomSettings(budget_gb=10, warn_at=0.8, warn_days=14)
    week = [
        DiskFigure(at=BASE + day * DAY, tier="raw", bytes=day * 500_000_000, series=1) for day in range(8)
    ]
    for used, expected in ((3_000_000_000, "full in 14 days"), (9_000_000_000, "90%")):
        measured = retention.room({Tier.RAW: Disk(used, 10**12)}, told, week)
        assert expected in (retention.nearly_full(measured, told) or "")
    calm = retention.room({Tier.RAW: Disk(3_000_000_000, 10**12)}, told, [])
    assert retention.nearly_full(calm, told) is None
