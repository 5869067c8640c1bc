"""The rolling up: figures by area anew at every look, gateways scanned in turn, old figures forgotten.

1. A look at the areas reads one snapshot of the records and writes one row an area: exact at that moment.
2. Gateways are scanned a slice at a time, by id, round and round. Each slice's narrow rows, its counts of
   quality and its organisations' rows are written in one transaction; a slice is small, so that no batch of
   alarms waits behind it for long.
3. New events are followed by number, for the lag and for the parts that chatter.
4. All of it is derived. After a restart it goes on; after a loss it is made anew, its history excepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.engine import Database
from cloud.fleet import inputs, lag, repository, rollup, scan
from cloud.fleet.settings import FleetSettings
from cloud.fleet.tables import UNKNOWN_SHARE
from cloud.quality import repository as quality
from cloud.quality.formulas import DAY_S, HOUR_S, SHARES, Counts, millionths, step_of
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("fleet")

#: Counter: number of the newest event that has been counted.
EVENT_MARK = "fleet-event"
#: Gateways written in one transaction.
SLICE = 400
#: Events taken in one look; more than this a minute wait for the next.
EVENTS = 50_000


class FleetFigures:
    """Rolls the figures up. `look` blocks; one process at a time runs it.

    Where the scan stands is kept in memory: whoever takes over begins with the first gateway.
    """

    def __init__(self, database: Database, settings: FleetSettings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._after = ""

    def look(self, keep: Callable[[], None] = lambda: None) -> int:
        """One round: events, a turn of the scan, the areas, and what is to be forgotten.

        `keep` is called between steps and raises where the round must end. Returns how many gateways were
        scanned.
        """
        delays = self._follow_events()
        keep()
        scanned = self._scan(keep)
        self._roll_up(delays)
        keep()
        self._forget()
        return scanned

    def _follow_events(self) -> dict[str, list[int]]:
        with self._database.read() as session:
            mark = counters.current(session, EVENT_MARK)
            rows = inputs.events_after(session, mark, EVENTS)
        if not rows:
            return {}
        delays: dict[str, list[int]] = {}
        told: Counter[tuple[Any, ...]] = Counter()
        faults: Counter[tuple[Any, ...]] = Counter()
        for row in rows:
            area = row.area or ""
            if row.believed:
                delays.setdefault(area, []).append(row.delay_ms)
            key = (step_of(row.ts_cloud, DAY_S), row.gateway, row.part, area, row.organisation_id)
            told[key] += 1
            faults[key] += row.fault
        names = ("day", "gateway", "part", "area", "organisation_id")
        counted = [
            dict(zip(names, key, strict=True)) | {"events": told[key], "faults": faults[key]}
            for key in sorted(told, key=lambda key: key[:3])
        ]
        with self._database.write() as session:
            for start in range(0, len(counted), repository.CHUNK):
                repository.count_part_events(session, counted[start : start + repository.CHUNK])
            counters.advance(session, EVENT_MARK, rows[-1].id - mark)
        return {area: lag.bins(found) for area, found in delays.items()}

    def _scan(self, keep: Callable[[], None]) -> int:
        """First those that have changed, then the next in turn."""
        left = self._settings.scan
        changed = self._read(lambda session: inputs.gateways_changed(session, left))
        for start in range(0, len(changed), SLICE):
            keep()
            left -= self._take(changed[start : start + SLICE])
        while left > 0:
            keep()
            rows = self._read(lambda session: inputs.gateways_after(session, self._after, SLICE))
            if not rows:
                self._after = ""
                self._take_in_never_heard()
                break
            self._after = rows[-1].gateway
            left -= self._take(rows)
        return self._settings.scan - left

    def _read(self, query: Callable[[Session], Sequence[Any]]) -> Sequence[Any]:
        with self._database.read() as session:
            return query(session)

    def _take(self, rows: Sequence[Any]) -> int:
        """Scan these gateways and write what was found; returns how many they were."""
        with self._database.read() as session:
            seen = _with_rest(session, rows)
            before = inputs.scanned(session, [row.gateway for row in rows])
        now = self._clock.now_ms()
        limit_ms = self._settings.clock_offset_ms
        found = [scan.scanned(each, before.get(each.gateway.gateway), now, limit_ms) for each in seen]
        with self._database.write() as session:
            self._write(session, found, now)
        return len(rows)

    def _write(self, session: Session, found: Sequence[scan.Scanned], now: int) -> None:
        repository.put_gateways(session, [each.row for each in found])
        quality.add(
            session,
            [
                {
                    "step_s": step_s,
                    "gateway": each.row["gateway"],
                    "at": step_of(now, step_s),
                    "area": each.row["area"],
                    "organisation_id": each.row["organisation_id"],
                    **asdict(each.counts),
                }
                for each in found
                if each.counts is not None
                for step_s in (HOUR_S, DAY_S)
            ],
        )
        ids = {each.row["organisation_id"] for each in found} - {None}
        self._add_up_organisations(session, ids, now)

    def _add_up_organisations(self, session: Session, ids: set[Any], now: int) -> None:
        if not ids:
            return
        day = quality.of_organisations(session, ids, HOUR_S, now - DAY_S * 1000)
        rows = []
        for found in repository.organisations_of(session, ids):
            counts = day.get(found.organisation_id, Counts())
            numbers = {name: _plain(value) for name, value in found._mapping.items()}
            shares = {
                f"{name}_share": UNKNOWN_SHARE if found is None else found
                for name, over, under in SHARES
                for found in [millionths(getattr(counts, over), getattr(counts, under))]
            }
            rows.append({**numbers, **asdict(counts), **shares, "at": now})
        repository.put_organisations(session, rows)

    def _take_in_never_heard(self) -> None:
        with self._database.read() as session:
            rows = inputs.never_heard(session)
        now = self._clock.now_ms()
        for start in range(0, len(rows), SLICE):
            found = [scan.Scanned(scan.never_heard(row, now), None) for row in rows[start : start + SLICE]]
            with self._database.write() as session:
                self._write(session, found, now)

    def _roll_up(self, delays: dict[str, list[int]]) -> None:
        now = self._clock.now_ms()
        with self._database.read() as session:
            counties = self._by_county(session, now)
            versions = inputs.versions_by_county(session)
            before = {row.area: row for row in repository.areas(session)}
        for area, bins in delays.items():
            counties.setdefault(area, rollup.AreaFigures()).lag = bins
        figures = rollup.added_up(counties)
        region = before.get(rollup.REGION)
        span_ms = now - region.at if region is not None else 0
        with self._database.write() as session:
            held = repository.history_rows(session, rollup.steps_at(now))
            flows = {
                area: rollup.flow_between(_totals(before[area]) if area in before else None, found)
                for area, found in sorted(figures.items())
            }
            repository.put_history(
                session,
                [
                    row
                    for area, flow in flows.items()
                    for row in _history(area, now, figures[area], flow, span_ms, held)
                ],
            )
            days = repository.sums_since(session, now - DAY_S * 1000)
            hours = repository.lag_since(session, now - HOUR_S * 1000)
            repository.put_areas(
                session,
                [
                    _area(
                        area,
                        now,
                        figures.get(area, rollup.AreaFigures()),
                        flows.get(area, rollup.Flow()),
                        span_ms,
                        days.get(area, (0, 0)),
                        hours.get(area, []),
                    )
                    for area in sorted(figures.keys() | before.keys())
                ],
            )
            repository.replace_versions(
                session,
                [
                    {"area": row.area, "version": row.version or "", "gateways": row.gateways}
                    for row in _merged(versions)
                ],
            )

    def _by_county(self, session: Session, now: int) -> dict[str, rollup.AreaFigures]:
        counties: dict[str, rollup.AreaFigures] = {}

        def of(area: str) -> rollup.AreaFigures:
            return counties.setdefault(area, rollup.AreaFigures())

        for row in inputs.links_by_county(session):
            figures = of(row.area)
            figures.gateways += int(row.gateways)
            figures.unbound += int(row.unbound)
            figures.spool_bytes += int(row.spool_bytes)
            if row.link in ("online", "silent"):
                setattr(figures, row.link, getattr(figures, row.link) + int(row.gateways))
        for row in inputs.books_by_county(session):
            for name in rollup.TOTALS:
                setattr(of(row.area), name, int(getattr(row, name)))
        for row in inputs.organisations_by_county(session):
            of(row.area).organisations = int(row.organisations)
            of(row.area).organisations_heard = int(row.organisations_heard)
        for area, letters in inputs.letters_by_county(session).items():
            of(area).dead_letters = letters
        ends_before = now + self._settings.certificate_days * DAY_S * 1000
        for area, marks in repository.marks_by_county(session, ends_before).items():
            for name, count in marks.items():
                setattr(of(area), name, count)
        for figures in counties.values():
            figures.gateways = max(figures.gateways, figures.online + figures.silent + figures.never)
        return counties

    def _forget(self) -> None:
        now = self._clock.now_ms()
        with self._database.write() as session:
            repository.forget_history(session, now)
            quality.forget(session, HOUR_S, now - self._settings.keep_hours * HOUR_S * 1000)
            oldest = now - self._settings.keep_days * DAY_S * 1000
            quality.forget(session, DAY_S, oldest)
            repository.forget_part_events(session, oldest)


def _with_rest(session: Session, rows: Sequence[Any]) -> list[scan.Seen]:
    names = [row.gateway for row in rows]
    books = inputs.books_of(session, names)
    points = inputs.points_of(session, names)
    certificates = inputs.certificates_of(session, names)
    return [
        scan.Seen(row, books.get(row.gateway), points.get(row.gateway), certificates.get(row.gateway))
        for row in rows
    ]


def _totals(row: Any) -> rollup.AreaFigures:
    return replace(rollup.AreaFigures(), **{name: getattr(row, name) for name in rollup.TOTALS})


def _area(
    area: str,
    now: int,
    found: rollup.AreaFigures,
    flow: rollup.Flow,
    span_ms: int,
    day: tuple[int, int],
    hour: list[int],
) -> dict[str, Any]:
    seconds = span_ms / 1000
    return {
        "area": area,
        "at": now,
        "messages_per_s": flow.received / seconds if seconds else 0.0,
        "values_per_s": flow.values_stored / seconds if seconds else 0.0,
        "quarantined_day": day[0],
        "shed_day": day[1],
        "lag": hour,
        **{name: getattr(found, name) for name in rollup.COUNTED},
    }


def _history(
    area: str,
    now: int,
    found: rollup.AreaFigures,
    flow: rollup.Flow,
    span_ms: int,
    held: dict[tuple[str, int], Any],
) -> list[dict[str, Any]]:
    rows = []
    for step_s, at in rollup.steps_at(now):
        row = held.get((area, step_s))
        sums = {
            name: (getattr(row, name) if row is not None else 0) + getattr(flow, name)
            for name in rollup.TOTALS
        }
        rows.append(
            {
                "area": area,
                "step_s": step_s,
                "at": at,
                "covered_ms": (row.covered_ms if row is not None else 0) + span_ms,
                "gateways": found.online + found.silent,
                "online": found.online,
                "lag": lag.added(row.lag if row is not None else (), found.lag),
                **sums,
            }
        )
    return rows


def _merged(rows: Sequence[Any]) -> Sequence[Any]:
    """A version never told and an empty one are the same."""
    told = {(row.area, row.version) for row in rows}
    return [row for row in rows if not (row.version is None and (row.area, "") in told)]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else int(value)
