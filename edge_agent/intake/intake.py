"""Between drivers and spool: observations become messages, and a driver hears when they are on the disk.

Events are stored at once. Readings wait up to `reading_batch_s` for company: one batch costs one record.
When the disk fails, levels go back to what is stored, so that the same report, told again, makes the same
event again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from edge_agent.clock_state import ClockState
from edge_agent.intake.normaliser import Normaliser, Outcome
from edge_agent.intake.observation import Columns, Observation, PartGroup
from edge_agent.intake.reading_rows import READING_ROWS, Row, RowBlock
from edge_agent.spool.record import SpoolError, SpoolFull, SpoolUnwritable
from edge_agent.spool.spool import Spool
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.messages import Event, Snapshot, UplinkMessage

log = get_logger("intake")

#: Readings that may wait for company and for the disk; past it the disk is too slow, and drivers are told so.
READINGS_LIMIT = 65_536


class Intake:
    """The one way into the spool."""

    def __init__(
        self,
        normaliser: Normaliser,
        spool: Spool,
        clock: Clock,
        clock_state: ClockState,
        reading_batch_s: float = 0.5,
    ) -> None:
        self._normaliser = normaliser
        self._spool = spool
        self._clock = clock
        self._clock_state = clock_state
        self.reading_batch_s = reading_batch_s
        self._loop = asyncio.get_running_loop()
        self._rows: list[Row] = []
        self._blocks: list[RowBlock] = []
        self._batched = 0
        self._under_way = 0
        #: Readings refused because too many waited; their curves go on with the next value.
        self.readings_refused = 0
        self._rows_stored: asyncio.Future[None] | None = None
        self._rows_timer: asyncio.TimerHandle | None = None
        self._pending: Counter[str] = Counter()
        #: Looks at every event and snapshot before it is stored, and may add to its evidence (the walk test).
        self.mark: Callable[[Sequence[Event | Snapshot]], Sequence[Event | Snapshot]] = lambda said: said
        #: Hears every report and every value, whether it is told or not. It must not block or raise.
        self.on_heard: Callable[[Sequence[Observation], Sequence[Columns]], None] = lambda _told, _columns: (
            None
        )
        spool.on_failure.append(self._roll_back)

    @property
    def readings_waiting(self) -> int:
        """Readings that are not on the disk yet."""
        return self._batched + self._under_way

    def observe(
        self,
        observations: Sequence[Observation],
        alive: PartGroup | Iterable[str] = (),
        columns: Sequence[Columns] = (),
    ) -> asyncio.Future[None]:
        """Take reports. The future is done once all that came of them is on the disk; or SpoolError."""
        stamp = self._clock_state.stamp()
        outcome = self._normaliser.observe(observations, stamp, self._clock.monotonic(), alive, columns)
        stored = self._store(outcome, {observation.part for observation in observations})
        self.on_heard(observations, columns)
        return stored

    def tick(self) -> None:
        """Look for parts that have fallen silent."""
        self._unattended(self._normaliser.tick(self._clock_state.stamp(), self._clock.monotonic()))

    def snapshot(self) -> None:
        """Store what is, for every part."""
        self._unattended(self._normaliser.snapshots(self._clock_state.stamp()))

    def store(self, messages: Sequence[UplinkMessage]) -> None:
        """Store messages that rest on no level: health, inventory."""
        _log_failure(self._spool.append(messages))

    async def flush(self) -> None:
        """Store the readings that wait for company."""
        stored = self._flush()
        if stored is not None:
            await asyncio.wait({stored})

    def _unattended(self, outcome: Outcome) -> None:
        if outcome.messages or outcome.rows or outcome.blocks or outcome.levels:
            _log_failure(self._store(outcome, ()))

    def _store(self, outcome: Outcome, parts: Iterable[str]) -> asyncio.Future[None]:
        waits: list[asyncio.Future[None]] = []
        touched = {*parts, *outcome.levels}
        if outcome.messages or outcome.levels or any(self._pending[part] for part in touched):
            appended = self._spool.append(self.mark(outcome.messages), outcome.levels)
            self._pending.update(touched)
            appended.add_done_callback(lambda done: self._settled(done, touched, outcome))
            waits.append(_shielded(appended))
        if outcome.rows or outcome.blocks:
            waits.append(self._add_readings(outcome.rows, outcome.blocks))
        if len(waits) == 1:
            return waits[0]
        if not waits:
            done: asyncio.Future[None] = self._loop.create_future()
            done.set_result(None)
            return done
        return asyncio.ensure_future(_all(waits))

    def _settled(self, done: asyncio.Future[None], touched: set[str], outcome: Outcome) -> None:
        self._pending.subtract(touched)
        self._pending = +self._pending
        if not done.cancelled() and isinstance(done.exception(), SpoolError):
            refused = [
                part for part, level in outcome.levels.items() if self._normaliser.level(part) is level
            ]
            self._normaliser.restore(self._spool.levels, refused)

    def _roll_back(self) -> None:
        self._normaliser.restore(self._spool.levels, list(self._pending))

    def _add_readings(self, rows: Sequence[Row], blocks: Sequence[RowBlock]) -> asyncio.Future[None]:
        count = len(rows) + sum(map(len, blocks))
        if self.readings_waiting + count > READINGS_LIMIT:
            self.readings_refused += count
            self._normaliser.readings_lost(_parts_of(rows, blocks))
            refused: asyncio.Future[None] = self._loop.create_future()
            refused.set_exception(SpoolUnwritable(f"{READINGS_LIMIT} readings wait for the disk already"))
            return refused
        if self._rows_stored is None:
            self._rows_stored = self._loop.create_future()
            self._rows_timer = self._loop.call_later(self.reading_batch_s, self._flush)
        stored = self._rows_stored
        self._rows.extend(rows)
        self._blocks.extend(blocks)
        self._batched += count
        if self._batched >= READING_ROWS or not self.reading_batch_s:
            self._flush()
        return _shielded(stored)

    def _flush(self) -> asyncio.Future[None] | None:
        stored, rows, blocks, count = self._rows_stored, self._rows, self._blocks, self._batched
        if stored is None:
            return None
        if self._rows_timer is not None:
            self._rows_timer.cancel()
        self._rows_stored, self._rows, self._blocks, self._rows_timer = None, [], [], None
        self._batched = 0
        self._under_way += count
        appended = self._spool.append(
            self._normaliser.messages.readings(rows, self._clock_state.stamp(), blocks)
        )

        def settled(done: asyncio.Future[None]) -> None:
            self._under_way -= count
            if not done.cancelled() and done.exception() is not None:
                self._normaliser.readings_lost(_parts_of(rows, blocks))
            _pass_on(done, stored)

        appended.add_done_callback(settled)
        return stored


def _parts_of(rows: Iterable[Row], blocks: Iterable[RowBlock]) -> set[str]:
    return {row.part for row in rows}.union(*(block.parts for block in blocks))


async def _all(waits: Sequence[asyncio.Future[None]]) -> None:
    results = await asyncio.gather(*waits, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


def _pass_on(done: asyncio.Future[None], to: asyncio.Future[None]) -> None:
    if to.done():
        return
    fault = None if done.cancelled() else done.exception()
    if done.cancelled():
        to.cancel()
    elif fault is not None:
        to.set_exception(fault)
        to.exception()  # whoever still waits hears of it; when nobody does, that is no news
    else:
        to.set_result(None)


def _shielded(stored: asyncio.Future[None]) -> asyncio.Future[None]:
    """A future of one's own, so that who gives up waiting cancels only for himself.

    Were the append's own future cancelled, its parts would no longer count as pending, and when the disk
    then fails their levels would not be put back: the same fire, told again, would make no event.
    """
    own: asyncio.Future[None] = stored.get_loop().create_future()
    stored.add_done_callback(lambda done: _pass_on(done, own))
    return own


def _log_failure(stored: asyncio.Future[None]) -> None:
    def report(done: asyncio.Future[None]) -> None:
        fault = None if done.cancelled() else done.exception()
        if isinstance(fault, SpoolFull):
            log.warning("refused for want of room", fault=str(fault))
        elif fault is not None:
            log.error("could not be stored", fault=str(fault))

    stored.add_done_callback(report)
