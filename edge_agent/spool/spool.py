"""The spool as the agent uses it: awaitable appends, committed in groups by a thread of their own.

Whoever appends gets a future that is done once the commit is on the disk. Appends that arrive while a commit
is under way form the next group, so a lone fire waits for nobody and a flood costs few commits.

When a transaction fails, everything queued behind it fails too: those appends were worked out from levels
that were not stored. `on_failure` is called first, so that levels are put back before anyone tries again.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from device_profiles.level import Level
from edge_agent.spool.record import Append, Rank, SpoolError, SpoolFull, SpoolRefused, SpoolUnwritable, Stored
from edge_agent.spool.rescue import DAMAGE_NOTE, is_damage, open_store
from edge_agent.spool.store import SpoolStore, fetch
from runtime.faults import PlainFault
from runtime.logging import get_logger
from telemetry.messages import StoredRange, Stream, StreamCount, UplinkMessage

log = get_logger("spool")

#: Appends that may wait for the writer; past it the disk is too slow and senders are told so.
QUEUE_LIMIT = 10_000
_GROUP_LIMIT = 512

Identity = tuple[Stream, int]


@dataclass(frozen=True, slots=True)
class SpoolState:
    """What the spool holds, as of its last commit."""

    bytes: int
    counts: tuple[StreamCount, ...]
    held: Mapping[Rank, int]
    commits: int
    failures: int
    refusals: int
    #: Why the last write failed; empty after one that did not.
    trouble: str
    #: What was wrong with the file at some start; empty when nothing ever was.
    damage: str
    #: The file itself was found broken since: only a start, which saves what is legible, mends that.
    broken: bool = False


@dataclass(slots=True)
class _Job:
    epoch: int
    append: Append | None
    ranges: Sequence[StoredRange]
    done: asyncio.Future[None]


class Spool:
    """The open spool; make it with `Spool.open` within the loop that will use it."""

    def __init__(self, store: SpoolStore, lock: IO[str], path: Path) -> None:
        self._store = store
        self._lock_file = lock
        self._loop = asyncio.get_running_loop()
        self._jobs: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._epoch = 0
        self._dead_epoch = -1
        self._pinned: set[Identity] = set()
        self._commits = self._failures = self._refusals = 0
        self._trouble = ""
        self._broken = False
        #: The words kept beside the records, as of the last commit.
        self.notes = store.notes()
        self._damage = self.notes.pop(DAMAGE_NOTE, "")
        self._reader = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._reading = ThreadPoolExecutor(1, "spool-reader")
        self.levels = store.levels()
        self.limit_bytes = store.limit_bytes
        self.state = self._look()
        #: Called in the loop after each commit that stored records.
        self.on_stored: list[Callable[[], None]] = []
        #: Called in the loop with the messages of each append that was stored, before its future is done.
        self.on_messages: list[Callable[[Sequence[UplinkMessage]], None]] = []
        #: Called in the loop when a transaction failed, before its futures are.
        self.on_failure: list[Callable[[], None]] = []
        self._writer = threading.Thread(target=self._run, name="spool-writer", daemon=True)
        self._writer.start()

    @classmethod
    def open(cls, path: Path, limit_bytes: int) -> Spool:
        """Open the spool for this process alone. Raises PlainFault with the cure when that cannot be."""
        lock_path = path.with_name(path.name + ".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = lock_path.open("w", encoding="ascii")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                raise PlainFault(
                    f"{path}: another agent uses this spool; stop it or set another spool.path"
                ) from None
            try:
                return cls(open_store(path, limit_bytes), lock, path)
            except BaseException:
                lock.close()
                raise
        except (OSError, sqlite3.Error, SpoolUnwritable) as fault:
            raise PlainFault(
                f"{path}: the spool cannot be opened: {fault}; check the folder's rights and free space"
            ) from fault

    def append(
        self,
        messages: Sequence[UplinkMessage],
        levels: Mapping[str, Level] | None = None,
        notes: Mapping[str, str | None] | None = None,
    ) -> asyncio.Future[None]:
        """Store messages, the levels they rest on, and notes. The future is done once they are on the disk.

        It raises a SpoolError otherwise, and nothing of this append is stored. An append of nothing is done
        when everything before it is.
        """
        return self._enqueue(Append(messages, levels or {}, notes or {}), ())

    def forget(self, ranges: Sequence[StoredRange]) -> asyncio.Future[None]:
        """Delete what a receipt names."""
        return self._enqueue(None, ranges)

    async def fetch(self, rank: Rank, after: int, limit: int) -> list[Stored]:
        """The oldest stored records of the rank past sequence number `after`."""
        return await self._loop.run_in_executor(self._reading, fetch, self._reader, rank, after, limit)

    def pin(self, identity: Identity) -> None:
        """The record is on its way: do not evict it."""
        with self._wake:
            self._pinned.add(identity)

    def unpin(self, identities: Iterable[Identity]) -> None:
        """The records are on their way no longer."""
        with self._wake:
            self._pinned.difference_update(identities)

    @property
    def waiting(self) -> int:
        """Appends and receipts that wait for the writer."""
        return len(self._jobs)

    def set_limit(self, limit_bytes: int) -> None:
        """Hold another limit from the next append on."""
        self.limit_bytes = self._store.limit_bytes = limit_bytes

    def _tell(self, messages: Sequence[UplinkMessage]) -> None:
        """Who looks on must not keep what is stored from being acknowledged."""
        for hook in self.on_messages if messages else ():
            try:
                hook(messages)
            except Exception:
                log.exception("an on_messages hook failed")

    def _remember(self, notes: Mapping[str, str | None]) -> None:
        for name, value in notes.items():
            if value is None:
                self.notes.pop(name, None)
            else:
                self.notes[name] = value

    async def close(self) -> None:
        """Write what is queued, then close the file."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        await self._loop.run_in_executor(None, self._writer.join)
        await self._loop.run_in_executor(None, self._reading.shutdown)
        self._reader.close()
        self._store.close()
        self._lock_file.close()

    def _enqueue(self, append: Append | None, ranges: Sequence[StoredRange]) -> asyncio.Future[None]:
        done: asyncio.Future[None] = self._loop.create_future()
        with self._wake:
            if self._closing:
                done.set_exception(SpoolUnwritable("the spool is closed"))
            elif len(self._jobs) >= QUEUE_LIMIT:
                done.set_exception(SpoolUnwritable(f"{QUEUE_LIMIT} appends wait for the disk already"))
            else:
                self._jobs.append(_Job(self._epoch, append, ranges, done))
                self._wake.notify()
        return done

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._jobs and not self._closing:
                    self._wake.wait()
                if not self._jobs:
                    return
                group = self._take()
                pinned = frozenset(self._pinned)
            failed = False
            verdicts: list[SpoolError | None]
            try:
                if group[0].append is None:
                    self._store.forget(entry for job in group for entry in job.ranges)
                    verdicts = [None] * len(group)
                else:
                    verdicts = self._write(group, pinned)
                self._trouble = ""
                self._commits += 1
            except Exception as fault:  # the thread must outlive whatever the disk does
                error = fault if isinstance(fault, SpoolError) else SpoolUnwritable(repr(fault))
                verdicts = [error] * len(group)
                failed = group[0].append is not None
                if failed:
                    self._dead_epoch = max(self._dead_epoch, *(job.epoch for job in group))
                self._failures += 1
                self._trouble = str(error)
                self._broken = self._broken or _is_damage(error)
            self._refusals += sum(isinstance(verdict, SpoolFull | SpoolRefused) for verdict in verdicts)
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
                self._loop.call_soon_threadsafe(self._settle, group, verdicts, failed, self._look())

    def _take(self) -> list[_Job]:
        """The next jobs that can share a transaction: appends with appends, receipts with receipts."""
        deletes = self._jobs[0].append is None
        group: list[_Job] = []
        while self._jobs and len(group) < _GROUP_LIMIT and (self._jobs[0].append is None) == deletes:
            group.append(self._jobs.popleft())
        return group

    def _write(self, group: list[_Job], pinned: frozenset[Identity]) -> list[SpoolError | None]:
        alive = [job for job in group if job.epoch > self._dead_epoch]
        appends = [job.append for job in alive if job.append is not None]
        if any(append.messages or append.levels or append.notes for append in appends):
            verdicts = iter(self._store.write(appends, pinned))
        else:
            verdicts = iter([None] * len(appends))
        dead = SpoolUnwritable("what it rests on could not be stored")
        return [next(verdicts) if job.epoch > self._dead_epoch else dead for job in group]

    def _look(self) -> SpoolState:
        store = self._store
        return SpoolState(
            store.size,
            tuple(store.counts()),
            {rank: store.spooled(rank) for rank in Rank},
            self._commits,
            self._failures,
            self._refusals,
            self._trouble,
            self._damage,
            self._broken,
        )

    def _settle(
        self,
        group: list[_Job],
        verdicts: list[SpoolError | None],
        failed: bool,
        state: SpoolState,
    ) -> None:
        self.state = state
        if failed:
            self._epoch = max(self._epoch, self._dead_epoch + 1)
            for roll_back in self.on_failure:
                roll_back()
        stored = False
        for job, verdict in zip(group, verdicts, strict=True):
            if verdict is None and job.append is not None:
                self.levels.update(job.append.levels)
                self._remember(job.append.notes)
                stored = stored or bool(job.append.messages)
                self._tell(job.append.messages)
            if job.done.done():
                continue
            if verdict is None:
                job.done.set_result(None)
            else:
                job.done.set_exception(verdict)
        if stored:
            for wake in self.on_stored:
                wake()


def _is_damage(fault: BaseException) -> bool:
    cause = fault.__cause__ or fault
    return isinstance(cause, sqlite3.Error) and is_damage(cause)
