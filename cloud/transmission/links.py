"""The link of a transmission device: its sign of life as a message, its loss as the centre's own finding."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.database import locks
from cloud.registry.homes import GATEWAY_LOCK
from cloud.supervision.silence import fall_silent
from cloud.transmission.repository import last_signs
from cloud.transmission.roster import Entry
from telemetry.messages import BusHealth, Health

_VERSION = "GB/T 26875.3"


def sign_of_life(entry: Entry, missed: float, now: int, clock_offset_ms: float | None) -> Health:
    """What tells the registry that the device is there, and how long it may be silent."""
    return Health(
        gateway=entry.gateway,
        seq=1,
        ts_gateway=now,
        clock_synced=True,
        version=_VERSION,
        started_at=now,
        interval_s=entry.keep_alive_s / missed,
        spool_bytes=0,
        spool_limit_bytes=0,
        rss_bytes=0,
        counts=[],
        buses=[BusHealth(bus="uitd", driver="gb26875", up=True, clock_offset_ms=clock_offset_ms)],
        link_ok=True,
        profiles={"uitd": entry.profile},
    )


class Fallen(NamedTuple):
    """What the records say of devices that this process hears no more, by their numbers."""

    lost: frozenset[int]
    #: They speak to another process that lives: it watches over them.
    elsewhere: frozenset[int]


def lose(session: Session, entries: Sequence[Entry], now: int, others: Container[str] | None) -> Fallen:
    """These links are lost: the gateways are silent, their devices offline, as by the centre's supervision.

    It is found here as well, for a broker that is down must not hide the silence of those who need none.
    `others`: the processes that may have heard them meanwhile, so that the records decide; None: there are
    none. Who is neither lost nor elsewhere was heard after all.
    """
    locks.take(session, GATEWAY_LOCK, [entry.gateway for entry in entries])
    if others is None:
        fallen = Fallen(frozenset(entry.id for entry in entries), frozenset())
    else:
        fallen = _by_the_records(session, entries, now, others)
    gateways = [entry.gateway for entry in entries if entry.id in fallen.lost]
    fall_silent(session, gateways, now)
    return fallen


def _by_the_records(session: Session, entries: Sequence[Entry], now: int, others: Container[str]) -> Fallen:
    signs = last_signs(session, [entry.id for entry in entries])
    elsewhere = frozenset(number for number, sign in signs.items() if sign.holder in others)
    lost = frozenset(
        entry.id
        for entry in entries
        if entry.id in signs
        and entry.id not in elsewhere
        and now - signs[entry.id].at > entry.keep_alive_s * 1000
    )
    return Fallen(lost, elsewhere)
