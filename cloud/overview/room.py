"""What a control room looks at: everything in the asker's scope, one organisation, or one gateway. Bounded.

A room of a building shows all of it. Where there is more than a room can hold (a whole league), it holds the
gateways that have an open alarm, those first that rang last, and says that it is not all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.fleet import repository as fleet
from cloud.fleet.rollup import REGION
from cloud.people.asker import Asker
from cloud.registry import repository as registry

#: Gateways and parts that one room holds.
GATEWAYS: Final = 200
#: Of a league or the region, the gateways that rang last: with their parts a page's start is half a megabyte.
RINGING: Final = 60
PARTS: Final = 10_000
ALARMS: Final = 2_000


@dataclass(frozen=True)
class Room:
    """Which gateways a room holds, of how many."""

    gateways: list[str]
    total: int

    @property
    def whole(self) -> bool:
        """Whether it holds all there is."""
        return len(self.gateways) >= self.total


def look(
    session: Session,
    asker: Asker,
    organisation_id: int | None,
    gateway: str | None,
    alarms: Iterable[Alarm],
) -> Room:
    """The gateways of a room, given its open alarms, the newest last."""
    held = registry.ids_seen(
        session, asker, organisation_id=organisation_id, gateway=gateway, limit=GATEWAYS + 1
    )
    if len(held) <= GATEWAYS:
        return Room(held, len(held))
    ringing = list(dict.fromkeys(alarm.gateway for alarm in reversed(list(alarms))))[:RINGING]
    total = None
    if organisation_id is None and gateway is None and not asker.organisations:
        # Counting a whole region takes as long as all the rest; the last minute's figure says as much.
        total = fleet.heard_in(session, _widest(asker))
    if total is None or total < len(held):
        total = registry.count_seen(session, asker, organisation_id, gateway)
    return Room(sorted(ringing), total)


def _widest(asker: Asker) -> list[str]:
    """The asker's areas without those that lie in another of them."""
    if asker.everything:
        return [REGION]
    return [
        area
        for area in sorted(set(asker.areas))
        if not any(area != other and area.startswith(other) for other in asker.areas)
    ]
