"""What falling silent means: the link, and one alarm.

That nobody vouches for the gateway's parts any more follows from its link. They are not told one by one: when
a province's broker is cut they would be millions, and push everything else out of the change log.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cloud.alarms.service import AlarmBook
from cloud.registry.service import GATEWAY_PART, Registry
from telemetry.event_kinds import EventKind


def fall_silent(session: Session, gateways: Sequence[str], now: int) -> None:
    """Write down that these gateways, whose locks the caller holds, are heard no more."""
    keys = [(gateway, GATEWAY_PART.part) for gateway in gateways]
    registry, alarms = Registry(session, now), AlarmBook(session, now)
    registry.homes.load(gateways)
    registry.preload([], keys)
    alarms.preload(keys)
    for gateway in gateways:
        home = registry.homes.of(gateway)
        if home is None or home.link == "silent":
            continue
        registry.fall_silent(gateway)
        found = registry.own_level(gateway, EventKind.DEVICE_OFFLINE, True)
        if found is not None:
            part_row, seen = found
            alarms.observe(seen, part_row, home)
    alarms.write()
    registry.write()
