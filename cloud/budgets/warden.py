"""Holds one batch to its owners' budgets, within the batch's own transaction.

1. An owner is an organisation, or a gateway that belongs to none. Only readings are held to budgets: events
   of every kind, snapshots, replies, inventories and health never are. A repetition costs nothing.
2. Rates are buckets in this process. A message beyond them is quarantined: it stands in the books, and a
   receipt tells its gateway to forget it. What was measured just now is held to the minute. What comes late,
   or at a time that cannot be believed, has buckets of its own that hold `catch_up_hours`: whoever keeps to
   its budget loses nothing to an outage of that length, however fast it catches up.
3. Series are counted where they are first named, across all processes: the day's row is locked only then.
   Rows of a series beyond the budget are left out of their message, whose other rows are stored.
4. What is refused leaves a dead letter, up to a number a day; beyond it is only counted.
5. The rows of a day are locked in the order of their owners' names, so that no two batches wait in a ring.
6. What every batch pays is one comparison of a mark: gateways name the same series all their lives.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.access.examine import Accepted, Arrival, Refused, clock_doubtful
from cloud.access.ledger import LATE_MS, Entry, Plan, Verdict
from cloud.budgets import repository, series
from cloud.budgets.bucket import Bucket
from cloud.budgets.desk import Desk, Owner, owner_of
from cloud.budgets.settings import BudgetSettings
from cloud.registry.homes import Homes
from telemetry import encoding
from telemetry.messages import ReadingBatch

DAY_MS = 86_400_000
_GATEWAYS = 200_000
_LAYOUTS = 8
_BUCKETS = 200_000


class Limits(NamedTuple):
    """One owner's budget; 0: without a limit."""

    messages_per_minute: int
    values_per_minute: int
    series_per_day: int


class _Unsure(NamedTuple):
    """A batch of readings whose layout has not been seen to be within its budget."""

    entry: Entry
    item: Accepted
    message: ReadingBatch
    owner: Owner
    limits: Limits


class _Rates(NamedTuple):
    """One owner's buckets: of what is measured now, and of what comes late."""

    messages: Bucket
    values: Bucket
    late_messages: Bucket
    late_values: Bucket


class Settled(NamedTuple):
    """A gateway and the mark of a layout of which every series is known."""

    gateway: str
    layout: int


class Warden:
    """One for each process; called by any thread, under the gateways' locks."""

    def __init__(self, settings: BudgetSettings, now_s: Callable[[], float]) -> None:
        self._settings = settings
        self._now_s = now_s
        self._buckets: OrderedDict[str, _Rates] = OrderedDict()
        self._own: dict[int, Limits] = {}
        self._read_at: float | None = None
        self._lock = threading.Lock()
        self._layouts: OrderedDict[str, tuple[int, ...]] = OrderedDict()

    def hold(self, session: Session, plan: Plan, homes: Homes, now: int) -> list[Settled]:
        """Hold what is fresh to the budgets; returns what to hand to `committed` after the commit."""
        self._reread(session)
        desk = Desk(session, now // DAY_MS, self._settings.letters_per_day)
        unsure: list[_Unsure] = []
        over: list[tuple[Entry, Accepted, Owner, Limits]] = []
        for entry in plan.entries:
            item = entry.examined
            if entry.verdict is not Verdict.FRESH or not isinstance(item, Accepted):
                continue
            message = item.message
            if not isinstance(message, ReadingBatch):
                continue
            owner = owner_of(item, homes)
            limits = self._limits(owner)
            if not self._within_rate(owner, limits, message, item.arrival.ts_cloud):
                over.append((entry, item, owner, limits))
            elif limits.series_per_day and series.layout(message) not in self._layouts.get(
                message.gateway, ()
            ):
                unsure.append(_Unsure(entry, item, message, owner, limits))
        if not unsure and not over:
            return []
        seen = _seen(session, unsure)
        desk.lock([owner for _, _, owner, _ in over] + [one.owner for one in unsure if _has_new(one, seen)])
        for entry, item, owner, limits in over:
            entry.verdict = Verdict.QUARANTINED
            if desk.refuse(owner, messages=1):
                entry.refused = _over_rate(item, entry, limits)
        return self._count_series(session, desk, unsure, seen, now)

    def committed(self, settled: list[Settled]) -> None:
        """The batch is durable: what was found of its layouts holds."""
        with self._lock:
            for gateway, layout in settled:
                known = self._layouts.pop(gateway, ())
                self._layouts[gateway] = (layout, *known)[:_LAYOUTS]
            while len(self._layouts) > _GATEWAYS:
                self._layouts.popitem(last=False)

    def _count_series(
        self,
        session: Session,
        desk: Desk,
        unsure: list[_Unsure],
        seen: dict[str, series.Keys],
        now: int,
    ) -> list[Settled]:
        settled: list[Settled] = []
        grown: set[str] = set()
        for entry, item, message, owner, limits in unsure:
            named = series.pairs(message)
            keys = series.keys(message, named)
            held = seen.get(message.gateway, series.NONE)
            new = series.new_among(keys, held).nonzero()[0]
            taken = desk.open_series(owner, len(new), limits.series_per_day) if len(new) else 0
            if taken:
                seen[message.gateway] = series.sorted_with(held, keys[new[:taken]])
                grown.add(message.gateway)
            if taken == len(new):
                settled.append(Settled(message.gateway, series.layout(message)))
                continue
            beyond = {named[index] for index in new[taken:].tolist()}
            kept, left_out = series.parted(message, beyond)
            entry.examined = Accepted(item.arrival, item.place, kept)
            if desk.refuse(owner, values=len(left_out.ts), series=len(beyond)):
                entry.refused = _over_series(item, entry, limits, len(beyond), left_out)
        repository.write_series(
            session, {gateway: series.packed(seen[gateway]) for gateway in sorted(grown)}, now
        )
        return settled

    def _within_rate(self, owner: Owner, limits: Limits, message: ReadingBatch, came_at: int) -> bool:
        now = self._now_s()
        with self._lock:
            rates = self._rates_of(owner)
            if _late(message, came_at):
                return _taken(rates.late_messages, rates.late_values, limits, message, now)
            return _taken(rates.messages, rates.values, limits, message, now)

    def _rates_of(self, owner: Owner) -> _Rates:
        rates = self._buckets.get(owner.name)
        if rates is None:
            while len(self._buckets) >= _BUCKETS:
                self._buckets.popitem(last=False)
            minutes = max(1.0, self._settings.catch_up_hours * 60)
            rates = _Rates(Bucket(), Bucket(), Bucket(minutes), Bucket(minutes))
            self._buckets[owner.name] = rates
        return rates

    def _limits(self, owner: Owner) -> Limits:
        own = self._own.get(owner.organisation_id) if owner.organisation_id is not None else None
        return own or self._default

    @property
    def _default(self) -> Limits:
        told = self._settings
        return Limits(told.messages_per_minute, told.values_per_minute, told.series_per_day)

    def _reread(self, session: Session) -> None:
        now = self._now_s()
        if self._read_at is not None and now - self._read_at < self._settings.reread_s:
            return
        default = self._default
        self._own = {
            row.organisation_id: Limits(
                *(
                    default_value if own is None else own
                    for own, default_value in zip(
                        (row.messages_per_minute, row.values_per_minute, row.series_per_day),
                        default,
                        strict=True,
                    )
                )
            )
            for row in repository.budgets(session)
        }
        self._read_at = now


def _late(message: ReadingBatch, came_at: int) -> bool:
    """Whether this may be caught up on: it came long after its time, or its time says nothing."""
    return (
        clock_doubtful(message.clock_synced, message.ts_gateway, came_at)
        or came_at - message.ts_gateway > LATE_MS
    )


def _taken(messages: Bucket, values: Bucket, limits: Limits, message: ReadingBatch, now: float) -> bool:
    if limits.messages_per_minute and not messages.take(1, limits.messages_per_minute, now):
        return False
    if limits.values_per_minute and message.ts:
        return values.take(len(message.ts), limits.values_per_minute, now)
    return True


def _seen(session: Session, unsure: list[_Unsure]) -> dict[str, series.Keys]:
    if not unsure:
        return {}
    packed = repository.series_seen(session, {one.message.gateway for one in unsure})
    return {gateway: series.unpacked(keys) for gateway, keys in packed.items()}


def _has_new(one: _Unsure, seen: dict[str, series.Keys]) -> bool:
    wanted = series.keys(one.message, series.pairs(one.message))
    return bool(series.new_among(wanted, seen.get(one.message.gateway, series.NONE)).any())


def _over_rate(item: Accepted, entry: Entry, limits: Limits) -> Refused:
    return Refused(
        item.arrival,
        "budget",
        f"more than this owner's budget of {limits.messages_per_minute} messages of readings or"
        f" {limits.values_per_minute} values a minute; find out why so much is sent, or raise the budget",
        entry.identity,
    )


def _over_series(
    item: Accepted, entry: Entry, limits: Limits, beyond: int, left_out: ReadingBatch
) -> Refused:
    came = item.arrival
    return Refused(
        # The letter holds what was left out and nothing else: that is what a replay stores.
        Arrival(came.topic, encoding.encode(left_out), came.ts_cloud),
        "$.parts",
        f"{beyond} new series beyond this owner's budget of {limits.series_per_day} a day:"
        f" {len(left_out.ts)} values were left out, the others are stored; find out why names change,"
        " or raise the budget and replay them",
        entry.identity,
    )
