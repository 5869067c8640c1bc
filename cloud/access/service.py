"""One batch of messages into the stores: the outermost layer of the ingest line, so it is what commits.

Theory of operation
===================

1. A batch is one transaction. It is committed before the broker is acknowledged and the receipt is sent.
2. Readings go to the time-series store first, under the batch's number; the records store then commits that
   number with the books. A crash between the two leaves rows above the last committed number, which `recover`
   deletes before anything else is read. So a reading is stored once, whatever dies when.
3. What is fresh is decided on a read snapshot before the readings are written, and again within the write
   transaction. Where the two differ (another lane has bound the gateway meanwhile), the rows are taken back
   and the batch begins anew.
4. If a transaction fails for a reason that is not the store's, the batch is halved until the message at
   fault stands alone; that one is quarantined. If the store is at fault nothing is: `StoreUnavailable`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from cloud.access import repository
from cloud.access.columns import columns_of, newest
from cloud.access.examine import (
    Accepted,
    Arrival,
    Examined,
    Identity,
    Refused,
    clock_doubtful,
    examine,
    identity_of,
)
from cloud.access.ledger import Books, Entry, Plan, Verdict
from cloud.access.settings import QuarantineSettings
from cloud.alarms.service import AlarmBook
from cloud.database import counters
from cloud.database import engine as records
from cloud.database.engine import Database
from cloud.events import repository as event_log
from cloud.live import changes
from cloud.registry.service import Registry
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import AnalogColumns, Latest, TimeSeriesStore
from runtime.logging import get_logger
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Health, Inventory, ReadingBatch, Reply, Snapshot

log = get_logger("ingest")

_TRIES = 3


class StoreUnavailable(Exception):
    """A store or its disk cannot take anything now. Try the same batch again later; lose nothing."""


@dataclass
class Stored:
    """What became of a batch: whom to send receipts, and which readings are new."""

    receipted: list[Identity] = field(default_factory=list)
    quarantined: int = 0
    readings: dict[tuple[str, str], list[Latest]] = field(default_factory=dict)

    def extend(self, other: Stored) -> None:
        """Add what became of another part of the same batch."""
        self.receipted += other.receipted
        self.quarantined += other.quarantined
        self.readings |= other.readings


class Ingest:
    """Stores batches. Its methods block; each lane calls from a thread of its own."""

    def __init__(
        self,
        database: Database,
        series: TimeSeriesStore,
        latest: LatestReadings,
        quarantine: QuarantineSettings,
        now: Callable[[], int],
    ) -> None:
        self._database = database
        self._series = series
        self._latest = latest
        self._quarantine = quarantine
        self._now = now
        # Batch numbers are taken one after the other: two lanes must not write readings at once.
        self._series_lock = threading.Lock()
        self._series_clean = False

    def recover(self) -> int:
        """Delete the readings of batches that never were committed; returns how many there were."""
        with self._series_lock:
            return self._take_back()

    def store(self, examined: Sequence[Examined]) -> Stored:
        """Store a batch, fire class first. Raises StoreUnavailable; never fails for a message's sake."""
        ordered = sorted(examined, key=lambda item: not item.fire_class)
        return self._bisect(ordered)

    def store_arrivals(self, arrivals: Sequence[Arrival]) -> Stored:
        """`store` for messages that nobody has looked at yet."""
        return self.store([examine(arrival) for arrival in arrivals])

    def _bisect(self, examined: Sequence[Examined]) -> Stored:
        try:
            return self._one_transaction(examined)
        except StoreUnavailable:
            raise
        except Exception as fault:
            if records.unavailable(fault) or self._series.unavailable(fault):
                raise StoreUnavailable(str(fault)) from fault
            if len(examined) > 1:
                middle = len(examined) // 2
                stored = self._bisect(examined[:middle])
                stored.extend(self._bisect(examined[middle:]))
                return stored
            return self._culprit(examined[0], fault)

    def _culprit(self, item: Examined, fault: Exception) -> Stored:
        log.exception("a message could not be stored and is quarantined", topic=item.arrival.topic)
        refused = Refused(
            item.arrival,
            "message",
            f"internal: {type(fault).__name__}: {fault}",
            identity_of(item.arrival),
        )
        try:
            return self._one_transaction([refused])
        except Exception as second:
            raise StoreUnavailable(f"not even the quarantine takes it: {second}") from second

    def _one_transaction(self, examined: Sequence[Examined]) -> Stored:
        if not any(_is_reading(item) for item in examined):
            return self._commit(examined, None, None)
        with self._series_lock:
            for _ in range(_TRIES):
                stored = self._with_readings(examined)
                if stored is not None:
                    return stored
        raise StoreUnavailable("the gateways' areas keep changing while readings are stored")

    def _take_back(self) -> int:
        """Delete what was written for batches that never were committed."""
        with self._database.read() as session:
            last = counters.current(session, repository.BATCH)
        deleted = self._series.rollback_after(last)
        self._series_clean = True
        return deleted

    def _with_readings(self, examined: Sequence[Examined]) -> Stored | None:
        if not self._series_clean:
            self._take_back()
        with self._database.read() as session:
            number = counters.current(session, repository.BATCH) + 1
            foreseen = self._books(session, examined).plan(examined)
        columns = columns_of(foreseen.fresh())
        self._series_clean = False
        try:
            self._series.write(number, columns)
            stored = self._commit(examined, foreseen, columns)
        except _PlanMoved:
            return None
        self._series_clean = True
        return stored

    def _commit(
        self, examined: Sequence[Examined], foreseen: Plan | None, columns: AnalogColumns | None
    ) -> Stored:
        now = self._now()
        with self._database.write() as session:
            registry = Registry(session, now)
            registry.preload({item.place.gateway for item in _accepted(examined)}, _parts(examined))
            books = self._books(session, examined)
            plan = books.plan(examined)
            if foreseen is not None and plan.verdicts() != foreseen.verdicts():
                raise _PlanMoved
            _Batch(session, registry, now).take(plan)
            books.write(plan)
            stored = Stored(
                receipted=[entry.identity for entry in plan.entries if entry.identity is not None],
                quarantined=self._put_away(session, plan),
            )
            if columns is not None:
                counters.advance(session, repository.BATCH)
        if columns is not None:
            stored.readings = self._latest.update(newest(columns))
        return stored

    def _books(self, session: Session, examined: Sequence[Examined]) -> Books:
        registry = Registry(session, 0)
        gateways = {identity.place.gateway for identity in _known_identities(examined)}
        registry.preload(gateways, ())
        areas = {gateway: area for gateway in gateways if (area := registry.area_of(gateway)) is not None}
        return Books(session, examined, areas)

    def _put_away(self, session: Session, plan: Plan) -> int:
        letters = [entry for entry in plan.entries if entry.refused is not None]
        for entry in letters:
            if entry.refused is not None:
                row = repository.add_dead_letter(session, entry.refused, self._quarantine.payload_bytes)
                changes.note(session, changes.DEAD_LETTER, row)
        if letters:
            repository.trim_dead_letters(session, self._quarantine.rows)
        count = sum(entry.verdict is Verdict.QUARANTINED for entry in letters)
        if count:
            counters.advance(session, repository.QUARANTINED, count)
        return count


class _PlanMoved(Exception):
    """The write transaction sees other verdicts than the read snapshot did."""


class _Batch:
    """What fresh messages do to the registry, the event log and the alarms."""

    def __init__(self, session: Session, registry: Registry, now: int) -> None:
        self._session = session
        self._registry = registry
        self._now = now
        self._alarms = AlarmBook(session, now)

    def take(self, plan: Plan) -> None:
        """Apply every fresh message, in the batch's order."""
        home = [entry for entry in plan.entries if _shows_life(entry)]
        self._alarms.preload(_parts([entry.examined for entry in home]))
        for entry in home:
            item = entry.examined
            if isinstance(item, Accepted):
                self._heard(item)
        for item in plan.fresh():
            self._apply(item)

    def _heard(self, item: Accepted) -> None:
        if self._registry.heard(item.place, item.message.clock_synced):
            self._alarms.preload([(item.place.gateway, "gateway")])
            self._registry.preload([], [(item.place.gateway, "gateway")])
            found = self._registry.own_level(item.place.gateway, EventKind.DEVICE_OFFLINE, False)
            if found is not None:
                part, seen = found
                self._alarms.observe(seen, part)

    def _apply(self, item: Accepted) -> None:
        message, ts_cloud = item.message, item.arrival.ts_cloud
        match message:
            case Event():
                doubtful = clock_doubtful(message.clock_synced, message.ts_gateway, ts_cloud)
                event_log.append(
                    self._session,
                    message,
                    ts_cloud=ts_cloud,
                    clock_doubtful=doubtful,
                    digest=item.arrival.digest,
                )
                seen = self._registry.event(message, ts_cloud)
                self._alarms.observe(seen, self._registry.part(seen.gateway, seen.part))
            case Snapshot():
                for seen in self._registry.snapshot(message, ts_cloud):
                    self._alarms.observe(seen, self._registry.part(seen.gateway, seen.part))
            case Health():
                self._registry.health(message)
            case Inventory():
                self._registry.inventory(message, ts_cloud)
            case Reply():
                repository.add_reply(self._session, message, ts_cloud)
            case ReadingBatch():
                pass  # already in the time-series store


def _shows_life(entry: Entry) -> bool:
    return isinstance(entry.examined, Accepted) and entry.identity is not None


def _is_reading(item: Examined) -> bool:
    return isinstance(item, Accepted) and isinstance(item.message, ReadingBatch)


def _accepted(examined: Sequence[Examined]) -> list[Accepted]:
    return [item for item in examined if isinstance(item, Accepted)]


def _known_identities(examined: Sequence[Examined]) -> list[Identity]:
    found = [Identity(item.place, item.message.seq) for item in _accepted(examined)]
    found += [item.identity for item in examined if isinstance(item, Refused) and item.identity is not None]
    return found


def _parts(examined: Sequence[Examined]) -> set[tuple[str, str]]:
    """The parts whose registry rows a batch will touch."""
    keys: set[tuple[str, str]] = set()
    for item in _accepted(examined):
        match item.message:
            case Event(gateway=gateway, part=part):
                keys.add((gateway, part.part))
            case Snapshot(gateway=gateway, parts=states):
                keys.update((gateway, state.part) for state in states)
            case Inventory(gateway=gateway, parts=parts):
                keys.update((gateway, part.part) for part in parts)
    return keys
