"""One batch of messages into the stores: the outermost layer of the ingest line, so it is what commits.

Theory of operation
===================

1. A batch is one transaction of the records store: books, events, alarms, registry, and its readings, packed
   into one row of the journal. It is committed before the broker is acknowledged and the receipt is sent.
2. The journal's row is then the shipper's (`cloud.access.shipping`): the time-series engine may be away, slow
   or killed without a reading lost or doubled, for the records store alone decides what there is.
3. Whoever writes holds the names of the batch's gateways locked, so that any number of lanes, workers and
   processes may be handed the same gateway's messages. The numbers of the event log and then of the change
   log are the last locks taken.
4. If a transaction fails for a reason that is not the store's, the batch is halved until the message at
   fault stands alone; that one is quarantined. If the store is at fault nothing is: `StoreUnavailable`. Two
   transactions in each other's way try again at once, a few times.
5. While the journal is full readings are refused, and only they: `JournalFull` says what was stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from cloud.access import journal, repository, submission
from cloud.access.batch import Batch, gateways_of, speaker_of
from cloud.access.columns import Readings, gather, newest
from cloud.access.examine import Accepted, Arrival, Examined, Identity, Refused, examine, identity_of
from cloud.access.ledger import Books, Entry, Plan, Verdict, identities_in, identity_in
from cloud.access.limits import Limits, NoLimits
from cloud.access.packing import pack
from cloud.access.settings import QuarantineSettings
from cloud.access.shipping import Shipper
from cloud.access.stored import JournalFull, ReplayRefused, Stored, StoreUnavailable
from cloud.access.submission import Outcome, S, Submission, Telling
from cloud.database import counters, locks
from cloud.database import engine as records
from cloud.database.engine import Database
from cloud.dead_letters import repository as dead_letters
from cloud.dead_letters.tables import MESSAGE, NOTHING, ROWS
from cloud.enrolment.shut_out import without_shut_out
from cloud.live import changes
from cloud.registry.homes import GATEWAY_LOCK
from cloud.registry.service import Registry
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import TimeSeriesStore
from runtime.logging import get_logger
from telemetry.messages import ReadingBatch

__all__ = [
    "Ingest",
    "JournalFull",
    "Outcome",
    "ReplayRefused",
    "StoreUnavailable",
    "Stored",
    "Submission",
]

log = get_logger("ingest")

_TRIES = 8
T = TypeVar("T")


class Ingest:
    """Stores batches. Its methods block and may be called from any number of threads."""

    def __init__(
        self,
        database: Database,
        series: TimeSeriesStore,
        latest: LatestReadings,
        quarantine: QuarantineSettings,
        now: Callable[[], int],
        *,
        worker: str | None = None,
        journal_bytes: int = 64_000_000,
        dedupe_keys: int = 1_000,
    ) -> None:
        self._database = database
        self._latest = latest
        self._quarantine = quarantine
        self._now = now
        self._dedupe_keys = dedupe_keys
        self.worker = worker or f"worker-{secrets.token_hex(6)}"
        self.shipper = Shipper(database, series, self.worker, journal_bytes=journal_bytes)
        #: Gateways of which nothing is stored.
        self.shut_out: Container[str] = frozenset()
        #: What holds every batch to its owners' budgets.
        self.limits: Limits = NoLimits()
        #: Told of what `submit` has stored; lanes tell of their own batches.
        self.on_submitted: Callable[[Stored], None] = lambda _stored: None

    def start(self) -> None:
        """Ship readings, beginning with what earlier processes have left."""
        self.shipper.start()

    def close(self) -> None:
        """End; what has not been shipped stays in the journal."""
        self.shipper.close()

    def store(self, examined: Sequence[Examined]) -> Stored:
        """Store a batch, fire class first. Raises StoreUnavailable; never fails for a message's sake."""
        ordered = sorted(without_shut_out(examined, self.shut_out), key=lambda item: not item.fire_class)
        if not self.shipper.full:
            return self._halving(ordered, self._store_once, self._culprit)
        left = [item for item in ordered if _is_reading(item)]
        rest = [item for item in ordered if not _is_reading(item)]
        stored = self._halving(rest, self._store_once, self._culprit) if rest else Stored()
        if left:
            raise JournalFull(stored, left)
        return stored

    def store_arrivals(self, arrivals: Sequence[Arrival]) -> Stored:
        """`store` for messages that nobody has looked at yet."""
        return self.store([examine(arrival) for arrival in arrivals])

    def submit(self, said: Sequence[S], tell: Telling[S]) -> list[Outcome]:
        """Store what comes of what was said by gateways that have no numbers of their own.

        `tell` finds it out under the locks of those gateways. Nothing of a gateway that is shut out is told.
        Returns what became of each message, after the commit. Raises StoreUnavailable: nothing can be said of
        any of it; submit it again, and what has a key is not doubled. Raises what `tell` raises.
        """
        let_in = [one for one in said if one.gateway not in self.shut_out]
        if not let_in:
            return []
        done = self._halving(
            let_in,
            lambda some: self._submit_once(some, tell),
            lambda one, fault: self._submit_apart(one, tell, fault),
        )
        self.on_submitted(done.stored)
        return done.outcomes

    def replay(
        self, item: Accepted, released: Mapping[Identity, str], settle: Callable[[Session], None]
    ) -> None:
        """Store one message that had been quarantined; `settle` runs within its transaction.

        Raises ReplayRefused where it cannot be taken, StoreUnavailable where nothing can be now. Budgets do
        not hold it: a person has asked for it.
        """
        if self.shipper.full and _is_reading(item):
            raise JournalFull(Stored(), [])
        done = self._patiently(lambda: self._replay_once(item, released, settle))
        self.on_submitted(done)

    def _replay_once(
        self, item: Accepted, released: Mapping[Identity, str], settle: Callable[[Session], None]
    ) -> Stored:
        with self._database.write() as session:
            work = _Transaction(session, gateways_of([item]), identities_in([item]), self._now())
            plan = work.books.plan([item], released)
            [entry] = plan.entries
            if entry.verdict is not Verdict.FRESH:
                raise ReplayRefused(entry)
            stored, parcel = self._write(work, plan)
            settle(session)
        return self._committed(stored, parcel)

    def _halving(
        self, items: list[T], commit: Callable[[list[T]], R], culprit: Callable[[T, Exception], R]
    ) -> R:
        try:
            return self._patiently(lambda: commit(items))
        except StoreUnavailable:
            raise
        except Exception as fault:
            if len(items) > 1:
                middle = len(items) // 2
                done = self._halving(items[:middle], commit, culprit)
                done.extend(self._halving(items[middle:], commit, culprit))
                return done
            return culprit(items[0], fault)

    def _patiently(self, commit: Callable[[], R]) -> R:
        for tries_left in range(_TRIES - 1, -1, -1):
            try:
                return commit()
            except Exception as fault:
                if records.contended(fault) and tries_left:
                    continue
                if records.unavailable(fault):
                    self.shipper.doubt()
                    raise StoreUnavailable(str(fault)) from fault
                raise
        raise AssertionError("the last try returns or raises")

    def _culprit(self, item: Examined, fault: Exception) -> Stored:
        log.exception("a message could not be stored and is quarantined", topic=item.arrival.topic)
        refused = Refused(
            item.arrival,
            "message",
            f"internal: {type(fault).__name__}: {fault}",
            identity_of(item.arrival),
        )
        try:
            return self._store_once([refused])
        except Exception as second:
            raise StoreUnavailable(f"not even the quarantine takes it: {second}") from second

    def _submit_apart(self, one: S, tell: Telling[S], fault: Exception) -> _Submitted:
        """Each message of what was said by itself, so that nothing is put away but what is at fault."""
        with self._database.write() as session:
            locks.take(session, GATEWAY_LOCK, {one.gateway})
            told = tell(session, [one], measured=not self.shipper.full)
        if not told.messages:
            raise fault
        done = self._halving(list(told.messages), self._submit_told, self._submit_culprit)
        with self._database.write() as session:
            locks.take(session, GATEWAY_LOCK, {one.gateway})
            submission.remember(session, told.keys, self._dedupe_keys)
        return done

    def _submit_culprit(self, one: Submission, fault: Exception) -> _Submitted:
        log.exception("a submission could not be stored and is quarantined", gateway=one.gateway)
        reason = f"internal: {type(fault).__name__}: {fault}"
        try:
            return self._submit_told([one], reason)
        except Exception as second:
            raise StoreUnavailable(f"not even the quarantine takes it: {second}") from second

    def _store_once(self, examined: Sequence[Examined]) -> Stored:
        now = self._now()
        with self._database.write() as session:
            work = _Transaction(session, gateways_of(examined), identities_in(examined), now)
            stored, parcel = self._apply(work, examined)
        self.limits.committed(work.held)
        return self._committed(stored, parcel)

    def _submit_once(self, said: Sequence[S], tell: Telling[S]) -> _Submitted:
        written: _Written | None = None
        with self._database.write() as session:
            locks.take(session, GATEWAY_LOCK, {one.gateway for one in said})
            told = tell(session, said, measured=not self.shipper.full)
            if told.messages:
                written = self._write_told(session, told.messages)
            submission.remember(session, told.keys, self._dedupe_keys)
        return self._told_committed(written)

    def _submit_told(self, messages: Sequence[Submission], refusal: str = "") -> _Submitted:
        with self._database.write() as session:
            written = self._write_told(session, messages, refusal)
        return self._told_committed(written)

    def _write_told(self, session: Session, messages: Sequence[Submission], refusal: str = "") -> _Written:
        now = self._now()
        gateways = {one.gateway for one in messages}
        work = _Transaction(session, gateways, (one.identity(1) for one in messages), now)
        numbered = submission.numbered(messages, work.books)
        examined = [submission.examined(one, seq, now) for one, seq in numbered]
        if refusal:
            examined = [Refused(item.arrival, "message", refusal, identity_in(item)) for item in examined]
        stored, parcel = self._apply(work, examined)
        reasons = {
            identity_in(item): item.reason for item in examined if isinstance(item, Refused)
        } | work.astray
        outcomes = [Outcome(seq, reasons.get(one.identity(seq), "")) for one, seq in numbered]
        return _Written(work.held, stored, parcel, outcomes)

    def _told_committed(self, written: _Written | None) -> _Submitted:
        if written is None:
            return _Submitted(Stored(), [])
        self.limits.committed(written.held)
        return _Submitted(self._committed(written.stored, written.parcel), written.outcomes)

    def _apply(self, work: _Transaction, examined: Sequence[Examined]) -> tuple[Stored, _Parcel | None]:
        plan = work.books.plan(examined)
        work.held = self.limits.hold(work.session, plan, work.registry.homes, work.now)
        return self._write(work, plan)

    def _write(self, work: _Transaction, plan: Plan) -> tuple[Stored, _Parcel | None]:
        batch = Batch(work.session, work.registry, work.now)
        batch.take(plan)
        fresh = [item for item in plan.fresh() if isinstance(item.message, ReadingBatch)]
        readings, invalid = gather(fresh)
        values = {
            Identity(item.place, item.message.seq): (home_rows, bad)
            for item, home_rows, bad in zip(fresh, map(_length, fresh), invalid, strict=True)
        }
        work.books.write(plan, values)
        stored = Stored(
            receipted=[entry.identity for entry in plan.entries if entry.identity is not None],
            quarantined=self._put_away(work, plan),
        )
        parcel = None
        if len(readings):
            packed = pack(readings)
            row_id = journal.put(work.session, self.worker, work.now, len(readings), packed)
            parcel = _Parcel(row_id, readings, len(packed))
        batch.append_events()
        return stored, parcel

    def _committed(self, stored: Stored, parcel: _Parcel | None) -> Stored:
        if parcel is not None:
            self.shipper.offer(parcel.row_id, parcel.readings, parcel.size)
            wanted = self._latest.wanted({home.gateway for home in parcel.readings.homes})
            stored.readings = self._latest.update(newest(parcel.readings, wanted)) if wanted else {}
        return stored

    def _put_away(self, work: _Transaction, plan: Plan) -> int:
        letters = [(entry, entry.refused) for entry in plan.entries if entry.refused is not None]
        count = sum(entry.verdict is Verdict.QUARANTINED for entry in plan.entries)
        if not letters and not count:
            return 0
        session = work.session
        # First: this row's lock is what two processes that quarantine at once wait at.
        counters.advance(session, repository.QUARANTINED, count)
        sources = set()
        for entry, refused in letters:
            identity = identity_in(entry.examined)
            speaker = speaker_of(entry.examined)
            home = work.registry.homes.of(speaker) if speaker is not None else None
            added = dead_letters.add(session, refused, self._quarantine.payload_bytes, home, _held(entry))
            sources.add(added.source)
            changes.note(session, changes.DEAD_LETTER, added.id)
            if identity is not None and not isinstance(entry.examined, Refused):
                work.astray[identity] = refused.reason
        dead_letters.trim_sources(session, sources, self._quarantine.rows_per_gateway, work.now)
        dead_letters.trim(session, self._quarantine.rows)
        return count


@dataclass
class _Submitted:
    """What became of submissions, and what to tell of it."""

    stored: Stored
    outcomes: list[Outcome]

    def extend(self, other: _Submitted) -> None:
        """Add what became of the rest of the same submissions."""
        self.stored.extend(other.stored)
        self.outcomes += other.outcomes


R = TypeVar("R", Stored, _Submitted)


@dataclass(frozen=True)
class _Written:
    """What a transaction has written of what was said, before it is committed."""

    held: Any
    stored: Stored
    parcel: _Parcel | None
    outcomes: list[Outcome]


@dataclass(frozen=True)
class _Parcel:
    row_id: int
    readings: Readings
    size: int


class _Transaction:
    """What one batch has read under the locks of its gateways."""

    def __init__(
        self, session: Session, gateways: set[str], identities: Iterable[Identity], now: int
    ) -> None:
        locks.take(session, GATEWAY_LOCK, gateways)
        self.session = session
        self.now = now
        self.registry = Registry(session, now)
        self.registry.homes.load(gateways)
        self.books = Books(session, identities, self.registry.homes.areas())
        #: What the limits have to be told once this is committed.
        self.held: Any = None
        #: Valid messages that were not taken, or not whole, and what was said of them.
        self.astray: dict[Identity, str] = {}


def _held(entry: Entry) -> str:
    """What the message's number means in the books, now that it lies in quarantine."""
    if entry.verdict is Verdict.FRESH:
        return ROWS if _is_reading(entry.examined) else NOTHING
    return MESSAGE if entry.verdict is Verdict.QUARANTINED and entry.identity is not None else NOTHING


def _is_reading(item: Examined) -> bool:
    return isinstance(item, Accepted) and isinstance(item.message, ReadingBatch)


def _length(item: Accepted) -> int:
    return len(item.message.ts) if isinstance(item.message, ReadingBatch) else 0
