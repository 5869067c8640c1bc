"""The books of one batch: which message is new, which is a repetition, which is refused. No commit here.

A message's identity is (gateway, stream, seq). The ledger row of a stream holds every number it has seen as
an interval set, stored and quarantined alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy.orm import Session

from cloud.access import repository
from cloud.access.examine import Accepted, Examined, Identity, Refused
from cloud.access.interval_set import IntervalSet
from cloud.access.tables import Ledger
from cloud.events import repository as event_log
from telemetry.messages import Event

#: More gaps than this in one stream: a gateway that evicts all the time. The lowest are closed, and counted.
MAX_INTERVALS = 2_000


class Verdict(Enum):
    """What becomes of a message."""

    FRESH = "fresh"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass
class Entry:
    """One message of a batch and its verdict."""

    examined: Examined
    verdict: Verdict
    identity: Identity | None
    #: Why, and where, for a quarantined one.
    refused: Refused | None = None


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

    def verdicts(self) -> list[Verdict]:
        """Only the verdicts, to see whether two plans agree."""
        return [entry.verdict for entry in self.entries]


class Books:
    """The ledger rows and gateway areas that one batch needs, and the verdicts that follow from them."""

    def __init__(self, session: Session, examined: Sequence[Examined], areas: dict[str, str]) -> None:
        self._session = session
        self._areas = dict(areas)
        self._rows = repository.ledgers(session, {_key(item) for item in _identities(examined)})
        self._known = {key: repository.known_numbers(row) for key, row in self._rows.items()}

    def plan(self, examined: Sequence[Examined]) -> Plan:
        """Give every message its verdict; `known` sets grow with it, rows do not."""
        return Plan([self._judge(item) for item in examined])

    def write(self, plan: Plan) -> None:
        """Write the verdicts into the ledger rows."""
        touched: dict[tuple[str, str], Ledger] = {}
        for entry in plan.entries:
            if entry.identity is None:
                continue
            row = self._row(_key(entry.identity))
            touched[row.gateway, row.stream] = row
            row.received += 1
            match entry.verdict:
                case Verdict.FRESH:
                    row.stored += 1
                case Verdict.DUPLICATE:
                    row.duplicates += 1
                case Verdict.QUARANTINED:
                    row.quarantined += 1
        for key, row in touched.items():
            known = self._known[key]
            while len(known) > MAX_INTERVALS:
                row.presumed_evicted += known.close_lowest_gap()
            row.known = known.flat()

    def _judge(self, item: Examined) -> Entry:
        if isinstance(item, Refused):
            if item.identity is None or not self._at_home(item.identity):
                return Entry(item, Verdict.QUARANTINED, None, item)
            new = self._add(item.identity)
            # A repetition still counts on its dead letter: that row says how often it came.
            return Entry(item, Verdict.QUARANTINED if new else Verdict.DUPLICATE, item.identity, item)
        identity = Identity(item.place, item.message.seq)
        if not self._at_home(identity):
            # Not the gateway's own books: whoever speaks under a second area must not use up its numbers.
            home = self._areas[item.place.gateway]
            return Entry(item, Verdict.QUARANTINED, None, _astray(item, home))
        self._areas.setdefault(item.place.gateway, item.place.area)
        if self._add(identity):
            return Entry(item, Verdict.FRESH, identity)
        return Entry(item, Verdict.DUPLICATE, identity, self._reused(item))

    def _at_home(self, identity: Identity) -> bool:
        return self._areas.get(identity.place.gateway, identity.place.area) == identity.place.area

    def _add(self, identity: Identity) -> bool:
        return self._known.setdefault(_key(identity), IntervalSet()).add(identity.seq)

    def _reused(self, item: Accepted) -> Refused | None:
        """A number that came before with another event under it: a gateway that lost its count."""
        if not isinstance(item.message, Event):
            return None
        place, seq = item.place, item.message.seq
        held = event_log.digest_of(self._session, place.gateway, place.stream.value, seq)
        if held is None or held == item.arrival.digest:
            return None
        return Refused(
            item.arrival,
            "$.seq",
            f"number {seq} was used before for another event: the gateway has lost its count;"
            " give it a new identity, or restore its spool",
            Identity(place, seq),
        )

    def _row(self, key: tuple[str, str]) -> Ledger:
        row = self._rows.get(key)
        if row is None:
            row = Ledger(
                gateway=key[0],
                stream=key[1],
                known=[],
                received=0,
                stored=0,
                duplicates=0,
                quarantined=0,
                presumed_evicted=0,
            )
            self._session.add(row)
            self._rows[key] = row
        return row


def _key(identity: Identity) -> tuple[str, str]:
    return identity.place.gateway, identity.place.stream.value


def _identities(examined: Sequence[Examined]) -> list[Identity]:
    found = []
    for item in examined:
        if isinstance(item, Accepted):
            found.append(Identity(item.place, item.message.seq))
        elif item.identity is not None:
            found.append(item.identity)
    return found


def _astray(item: Accepted, home: str) -> Refused:
    return Refused(
        item.arrival,
        "topic",
        f"gateway {item.place.gateway!r} belongs to area {home} and spoke under area {item.place.area};"
        " correct its configuration, or enrol it anew",
    )
