"""The books of one batch: which message is new, which is a repetition, which is refused. No commit here.

A message's identity is (gateway, stream, seq). The ledger row of a stream holds every number it has seen as
an interval set: stored, shed and quarantined alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy.orm import Session

from cloud.access import repository, reuse
from cloud.access.examine import Accepted, Examined, Identity, Refused, Shed, clock_doubtful
from cloud.access.interval_set import IntervalSet
from cloud.access.repository import Account, Key
from cloud.access.reuse import Again
from cloud.dead_letters.tables import MESSAGE, NOTHING
from telemetry.messages import Event

#: More gaps than this in one stream: a gateway that evicts all the time. The lowest are closed, and counted.
MAX_INTERVALS = 2_000
#: A message that comes so long after its gateway's own, believed time is late.
LATE_MS = 60_000


class Verdict(Enum):
    """What becomes of a message."""

    FRESH = "fresh"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    SHED = "shed"


@dataclass(slots=True)
class Entry:
    """One message of a batch and its verdict."""

    examined: Examined
    verdict: Verdict
    identity: Identity | None
    #: Why, and where, for a quarantined one; what there is to tell of one that is stored all the same.
    refused: Refused | None = None
    #: What a replayed message is released from: see `cloud.dead_letters.tables.MESSAGE` and `ROWS`.
    released: str | None = None


@dataclass
class Plan:
    """The verdicts of a batch, in its order."""

    entries: list[Entry] = field(default_factory=list)

    def fresh(self) -> list[Accepted]:
        """The messages to store."""
        return [
            entry.examined
            for entry in self.entries
            if entry.verdict is Verdict.FRESH and isinstance(entry.examined, Accepted)
        ]


class Books:
    """The accounts and gateway areas that one batch needs, and the verdicts that follow from them."""

    def __init__(self, session: Session, identities: Iterable[Identity], areas: Mapping[str, str]) -> None:
        self._session = session
        self._areas = dict(areas)
        self._accounts = repository.accounts(session, {_key(identity) for identity in identities})

    def plan(self, examined: Sequence[Examined], released: Mapping[Identity, str] | None = None) -> Plan:
        """Give every message its verdict; the known numbers grow with it.

        What is `released` from quarantine is fresh although its number is known.
        """
        plan = Plan([self._judge(item) for item in examined])
        if released is None:
            self._see_again(plan)
        else:
            _release(plan, released)
        return plan

    def write(self, plan: Plan, values: Mapping[Identity, tuple[int, int]]) -> None:
        """Count the verdicts, and of fresh readings the values: how many, and how many are invalid."""
        touched: dict[Key, Account] = {}
        for entry in plan.entries:
            if entry.identity is None:
                continue
            key = _key(entry.identity)
            account = touched[key] = self._account(key)
            if entry.released is not None:
                _count_released(account, entry, values.get(entry.identity, (0, 0)))
                continue
            account.received += 1
            match entry.verdict:
                case Verdict.FRESH:
                    _count_stored(account, entry.examined, values.get(entry.identity, (0, 0)))
                case Verdict.DUPLICATE:
                    account.duplicates += 1
                case Verdict.QUARANTINED:
                    account.quarantined += 1
                case Verdict.SHED:
                    account.shed += 1
        for account in touched.values():
            while len(account.known) > MAX_INTERVALS:
                account.presumed_evicted += account.known.close_lowest_gap()
        repository.write_accounts(self._session, touched.values())

    def highest(self, gateway: str, stream: str) -> int:
        """The highest number seen of a stream."""
        return self._account((gateway, stream)).known.highest

    def _judge(self, item: Examined) -> Entry:
        identity = identity_in(item)
        if isinstance(item, Refused):
            if identity is None or not self._at_home(identity):
                return Entry(item, Verdict.QUARANTINED, None, item)
            # A repetition still counts on its dead letter: that row says how often it came.
            return Entry(item, self._verdict(identity, Verdict.QUARANTINED), identity, item)
        if identity is None:
            raise TypeError("only a refused message can lack an identity")
        if not self._at_home(identity):
            # Not the gateway's own books: whoever speaks under a second area must not use up its numbers.
            refused = _astray(item, identity, self._areas[identity.place.gateway])
            return Entry(item, Verdict.QUARANTINED, None, refused)
        self._areas.setdefault(identity.place.gateway, identity.place.area)
        new = Verdict.SHED if isinstance(item, Shed) else Verdict.FRESH
        return Entry(item, self._verdict(identity, new), identity)

    def _verdict(self, identity: Identity, new: Verdict) -> Verdict:
        return new if self._account(_key(identity)).known.add(identity.seq) else Verdict.DUPLICATE

    def _at_home(self, identity: Identity) -> bool:
        return self._areas.get(identity.place.gateway, identity.place.area) == identity.place.area

    def _see_again(self, plan: Plan) -> None:
        """Events under known numbers: see `reuse`."""
        entries = [entry for entry in plan.entries if entry.verdict is Verdict.DUPLICATE]
        again = {id(entry): one for entry in entries if (one := _event_again(entry)) is not None}
        if not again:
            return
        in_hand = {item.arrival.digest for item in plan.fresh() if isinstance(item.message, Event)}
        found = reuse.look(
            self._session, list(again.values()), in_hand, lambda identity: self._account(_key(identity))
        )
        for entry, outcome in zip((one for one in entries if id(one) in again), found, strict=True):
            entry.refused = outcome.told
            if outcome.stored is not None:
                entry.examined, entry.verdict = outcome.stored, Verdict.FRESH

    def _account(self, key: Key) -> Account:
        account = self._accounts.get(key)
        if account is None:
            account = self._accounts[key] = Account(*key, known=IntervalSet())
        return account


def identities_in(examined: Iterable[Examined]) -> Iterator[Identity]:
    """What makes those of them themselves that show it."""
    return (identity for item in examined if (identity := identity_in(item)) is not None)


def identity_in(item: Examined) -> Identity | None:
    """What makes this message itself, as far as it shows it."""
    if isinstance(item, Accepted):
        return Identity(item.place, item.message.seq)
    return item.identity


def _event_again(entry: Entry) -> Again | None:
    item, identity = entry.examined, entry.identity
    if isinstance(item, Accepted) and isinstance(item.message, Event) and identity is not None:
        return Again(item, item.message, identity)
    return None


def _key(identity: Identity) -> Key:
    return identity.place.gateway, identity.place.stream.value


def _release(plan: Plan, released: Mapping[Identity, str]) -> None:
    for entry in plan.entries:
        if entry.identity is None or entry.verdict is not Verdict.DUPLICATE:
            continue
        held = released.get(entry.identity, NOTHING)
        if held != NOTHING:
            entry.verdict, entry.released = Verdict.FRESH, held


def _count_released(account: Account, entry: Entry, values: tuple[int, int]) -> None:
    if entry.released == MESSAGE:
        account.quarantined -= 1
        account.stored += 1
    account.values_stored += values[0]
    account.values_invalid += values[1]


def _count_stored(account: Account, item: Examined, values: tuple[int, int]) -> None:
    account.stored += 1
    account.values_stored += values[0]
    account.values_invalid += values[1]
    at = item.arrival.ts_cloud
    if isinstance(item, Accepted):
        message = item.message
        doubtful = clock_doubtful(message.clock_synced, message.ts_gateway, at)
        account.late += not doubtful and at - message.ts_gateway > LATE_MS
    account.first_at = at if account.first_at is None else min(account.first_at, at)
    account.last_at = at if account.last_at is None else max(account.last_at, at)


def _astray(item: Examined, identity: Identity, home: str) -> Refused:
    place = identity.place
    return Refused(
        item.arrival,
        "topic",
        f"gateway {place.gateway!r} belongs to area {home} and spoke under area {place.area};"
        " correct its configuration, or enrol it anew",
    )
