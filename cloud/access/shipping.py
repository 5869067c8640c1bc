"""From the journal to the time-series engine: many batches in one write, and again after any crash.

Theory of operation
===================

1. A batch's readings are committed in the journal with everything else of the batch. From then on they are
   this worker's to ship; it holds them in memory, so that in the normal case nothing is read back.
2. What waits is joined into one write, as large as `SHIPMENT_BYTES`. Writes have rising numbers.
3. A row is deleted once the engine has it durably: at once where the engine says so (`settles_after_s` is
   0), else when that time has passed and the engine is still the same process (`started_at`). If it is
   another one, everything that had not settled is written again. Engines overwrite an equal (series, time).
4. An engine within this process does not overwrite. There the number of the newest write whose rows are
   deleted is kept with the deletion, and `rollback_after` takes back what was written beyond it before it is
   written anew: at the start and after a write that failed.
5. Rows of a dead worker are taken over, and rows that a failed commit left behind although it did commit.
6. If the engine is away, rows wait. Beyond `journal_bytes` the line refuses readings, and only readings.
7. A row that the engine refuses for its own sake is set aside, with the reason, for a person.
8. What was written is booked with the deletion (`cloud.timeseries.written`): counts to check the engine by,
   and hours that got samples late.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cloud.access import journal, repository
from cloud.access.columns import Readings, joined
from cloud.access.packing import UnknownForm, unpack
from cloud.database import counters
from cloud.database import engine as records
from cloud.database.engine import Database
from cloud.registry import repository as registry
from cloud.timeseries import written
from cloud.timeseries.port import AnalogColumns, TimeSeriesStore
from runtime.backoff import Backoff
from runtime.clock import Clock, SystemClock
from runtime.logging import get_logger

log = get_logger("shipping")

SHIPMENT_BYTES = 4_000_000
#: Under load rows are deleted this often, all at once; without load as soon as they may be.
DELETE_EVERY_S = 0.25
LOOK_EVERY_S = 5.0
#: How old an own row must be before it can be one that a failed commit left behind.
_STRAY_MS = 5_000
_TAKE_OVER = 50


class Parcel(NamedTuple):
    """One row of the journal."""

    id: int
    readings: Readings
    size: int


@dataclass
class _Shipment:
    """Parcels that one write has handed over."""

    number: int
    parcels: list[Parcel]
    written_at: float
    engine: float | None
    tally: written.Tally
    ids: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = [parcel.id for parcel in self.parcels]


class Shipper:
    """Ships this worker's rows. `start` and `close` it; `offer` after each commit, from any thread."""

    def __init__(
        self,
        database: Database,
        series: TimeSeriesStore,
        worker: str,
        *,
        journal_bytes: int = 64_000_000,
        clock: Clock | None = None,
    ) -> None:
        self.worker = worker
        #: Why nothing can be shipped now; None while it can.
        self.fault: str | None = None
        self.shipped_rows = 0
        #: Values that the engine holds no time for: written by nobody, counted here.
        self.refused_rows = 0
        self.set_aside = 0
        self._database = database
        self._series = series
        self._bound = journal_bytes
        self._clock = clock or SystemClock()
        self._backoff = Backoff(first_s=0.2, limit_s=10.0)
        self._changed = threading.Condition()
        self._waiting: deque[Parcel] = deque()
        self._settling: deque[_Shipment] = deque()
        self._settled: list[_Shipment] = []
        self._held: dict[int, int] = {}
        self._bytes = 0
        self._number = 0
        self._embedded = False
        self._unsure = True
        self._look_for_strays = False
        self._last_delete = 0.0
        self._last_look = 0.0
        self._engine: tuple[float, float | None] | None = None
        #: One in how many gateways is counted.
        self._share: int | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None

    @property
    def held_bytes(self) -> int:
        """Bytes of the journal that this process holds in memory."""
        return self._bytes

    @property
    def full(self) -> bool:
        """Whether no more readings can be taken now."""
        return self._bytes >= self._bound

    def offer(self, row_id: int, readings: Readings, size: int) -> None:
        """This row is committed."""
        with self._changed:
            self._take([Parcel(row_id, readings, size)])
            self._changed.notify_all()

    def doubt(self) -> None:
        """A commit with readings failed in a way that leaves open whether it was one."""
        self._look_for_strays = True

    def start(self) -> None:
        """Take up what earlier processes left, and ship from now on in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="shipping", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End after the write under way. What is left is in the journal."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def drain(self, within_s: float = 30.0) -> bool:
        """Wait until nothing is held nor left by others; False when it took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._held and self._last_look > 0, within_s)

    def pending(self, gateway: str) -> list[Readings]:
        """Batches on their way that hold readings of this gateway."""
        with self._changed:
            parcels = [*self._waiting, *(one for shipment in self._settling for one in shipment.parcels)]
        return [
            parcel.readings
            for parcel in parcels
            if any(home.gateway == gateway for home in parcel.readings.homes)
        ]

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._work()
            except Exception as fault:
                self._away(fault)
        self._try_to_leave()

    def _work(self) -> None:
        self._look()
        if self._unsure:
            self._make_sure()
        self._ship()
        self._settle()
        self._delete()
        if self.fault is not None:
            self.fault = None
            self._backoff.reset()
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or bool(self._waiting), self._pause_s())

    def _away(self, fault: Exception) -> None:
        known = records.unavailable(fault) or self._series.unavailable(fault)
        self.fault = str(fault)
        self._unsure = True
        pause_s = self._backoff.next()
        (log.error if known else log.exception)(
            "readings cannot be shipped; they wait in the journal", fault=self.fault, retry_in_s=pause_s
        )
        with self._changed:
            self._changed.wait_for(lambda: self._stopping, pause_s)

    def _pause_s(self) -> float:
        if self._settled:
            return DELETE_EVERY_S
        if self._settling:
            return min(1.0, max(0.05, self._series.settles_after_s()))
        return LOOK_EVERY_S

    def _look(self) -> None:
        """Show that this worker lives, and take up what belongs to nobody that does."""
        now = self._clock.monotonic()
        if self._last_look and now - self._last_look < LOOK_EVERY_S:
            return
        with self._database.write() as session:
            journal.show_life(session, self.worker)
            if self._share is None:
                self._share = written.share_for(registry.count_gateways(session))
            found = (
                journal.take_over(session, self.worker, _TAKE_OVER) if self._bytes < self._bound / 2 else []
            )
            if self._look_for_strays:
                before = self._clock.now_ms() - _STRAY_MS
                found += journal.strays(session, self.worker, self._held, before, _TAKE_OVER)
        parcels = [parcel for row in found if (parcel := self._unpacked(row)) is not None]
        with self._changed:
            self._take(parcels)
        if found:
            log.info("readings left in the journal are shipped", rows=len(found))
        with self._changed:
            # While there may be more, the next look follows at once.
            self._last_look = now if len(found) < _TAKE_OVER else 0.0
            self._changed.notify_all()

    def _unpacked(self, row: journal.Held) -> Parcel | None:
        try:
            return Parcel(row.id, unpack(row.columns), len(row.columns))
        except UnknownForm as fault:
            self._put_aside(row.id, f"cannot be read: {fault}")
            return None

    def _take(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            if parcel.id not in self._held:
                self._held[parcel.id] = parcel.size
                self._bytes += parcel.size
                self._waiting.append(parcel)

    def _make_sure(self) -> None:
        """Take back what an embedded engine may hold of rows that are still in the journal."""
        self._embedded = self._series.started_at() is None
        if self._embedded:
            with self._database.read() as session:
                last = counters.current(session, repository.BATCH)
            if self._settled:
                # Durable, only not deleted yet: that first, so that nothing good is taken back.
                self._last_delete = 0.0
                self._delete()
                return self._make_sure()
            self._series.rollback_after(last)
            self._number = max(self._number, last)
        self._unsure = False
        return None

    def _ship(self) -> None:
        while (parcels := self._next_parcels()) and not self._stopping:
            try:
                self._write(parcels)
            except Exception as fault:
                with self._changed:
                    self._waiting.extendleft(reversed(parcels))
                if self._series.unavailable(fault) or records.unavailable(fault):
                    raise
                self._find_culprit(parcels, fault)
            self._settle()
            self._delete()
            self._look()  # under load this loop goes on for long, and who shows no life is taken for dead

    def _next_parcels(self) -> list[Parcel]:
        parcels: list[Parcel] = []
        size = 0
        with self._changed:
            while self._waiting and (not parcels or size + self._waiting[0].size <= SHIPMENT_BYTES):
                parcels.append(self._waiting.popleft())
                size += parcels[-1].size
        return parcels

    def _write(self, parcels: list[Parcel]) -> None:
        engine = self._engine_start(fresh=False)
        columns = joined([parcel.readings for parcel in parcels])
        self._number += 1
        self.refused_rows += self._series.write(self._number, columns)
        self.shipped_rows += len(columns)
        tally = self._tally(columns)
        shipment = _Shipment(self._number, parcels, self._clock.monotonic(), engine, tally)
        if self._series.settles_after_s() > 0:
            self._settling.append(shipment)
        else:
            self._settled.append(shipment)

    def _tally(self, columns: AnalogColumns) -> written.Tally:
        return written.tally(columns, self._share or written.MAX_SHARE)

    def _tallied(self, shipment: _Shipment, gone: set[int]) -> written.Tally:
        """What was counted of a shipment, but for rows that another worker had taken over and deleted."""
        if gone.issuperset(shipment.ids):
            return shipment.tally
        own = [parcel.readings for parcel in shipment.parcels if parcel.id in gone]
        return self._tally(joined(own)) if own else written.Tally({}, set())

    def _find_culprit(self, parcels: list[Parcel], fault: Exception) -> None:
        """The engine works and refuses these rows: alone they go, or are set aside."""
        self._unsure = True
        self._make_sure()
        if len(parcels) == 1:
            with self._changed:
                self._waiting.popleft()
            self._put_aside(parcels[0].id, f"{type(fault).__name__}: {fault}")
            return
        for parcel in parcels:
            with self._changed:
                self._waiting.remove(parcel)
            try:
                self._write([parcel])
            except Exception as alone:
                if self._series.unavailable(alone):
                    with self._changed:
                        self._waiting.appendleft(parcel)
                    raise
                self._put_aside(parcel.id, f"{type(alone).__name__}: {alone}")

    def _put_aside(self, row_id: int, reason: str) -> None:
        log.error("a row of the journal is set aside", row=row_id, reason=reason)
        with self._database.write() as session:
            journal.set_aside(session, row_id, reason)
        self.set_aside += 1
        self._forget([row_id])

    def _settle(self) -> None:
        wait_s = self._series.settles_after_s()
        now = self._clock.monotonic()
        if not self._settling or now - self._settling[0].written_at < wait_s:
            return
        engine = self._engine_start(fresh=True)
        while self._settling and now - self._settling[0].written_at >= wait_s:
            shipment = self._settling.popleft()
            if shipment.engine == engine:
                self._settled.append(shipment)
                continue
            log.warning("the engine was restarted: what it may have lost is written again")
            with self._changed:
                self._settling.appendleft(shipment)
                lost = [one for held in self._settling for one in held.parcels]
                self._waiting.extendleft(reversed(lost))
            self._settling.clear()

    def _engine_start(self, *, fresh: bool) -> float | None:
        """When the engine's process started; up to a second old, which errs on the side of writing again."""
        now = self._clock.monotonic()
        if fresh or self._engine is None or now - self._engine[0] > 1.0:
            self._engine = (now, self._series.started_at())
        return self._engine[1]

    def _delete(self) -> None:
        now = self._clock.monotonic()
        if not self._settled or (self._waiting and now - self._last_delete < DELETE_EVERY_S):
            return
        settled = list(self._settled)
        ids = [row_id for shipment in settled for row_id in shipment.ids]
        with self._database.write() as session:
            gone = journal.delete_rows(session, ids)
            tallies = [self._tallied(shipment, gone) for shipment in settled]
            written.note(session, tallies, self._clock.now_ms())
            if self._embedded:
                counters.raise_to(session, repository.BATCH, settled[-1].number)
        self._last_delete = now
        del self._settled[: len(settled)]
        self._forget(ids)

    def _forget(self, ids: Sequence[int]) -> None:
        with self._changed:
            for row_id in ids:
                self._bytes -= self._held.pop(row_id, 0)
            self._changed.notify_all()

    def _try_to_leave(self) -> None:
        """Tell what is done and that this worker ends; if that fails, the others find out by themselves."""
        try:
            self._last_delete = 0.0
            with self._changed:
                self._waiting.clear()
            self._delete()
            with self._database.write() as session:
                journal.farewell(session, self.worker)
        except Exception as fault:
            log.warning("the worker ends without a farewell", fault=str(fault))
