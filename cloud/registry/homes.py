"""The gateways of one batch as far as every message touches them: whose they are, and that they live.

The narrow view: a reading or a shed message needs no more of its gateway's row, and most messages are those.
`write` puts the signs of life down, all at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cloud.database import bulk
from cloud.live import changes
from cloud.registry import repository
from cloud.registry.tables import Gateway
from telemetry.topics import Topic

#: Whoever writes what a gateway has told holds this lock of the gateway.
GATEWAY_LOCK = "gateway"
#: A sign of life is written down when it is newer than the last one by this share of the gateway's interval.
_GRAIN = 0.05
#: A sign of life so far ahead of now: the clock was set back. Clocks of processes differ by less.
_CLOCK_BACK_MS = 60_000
_DEFAULT_INTERVAL_S = 30.0
#: The ways on which a gateway is heard: through the broker, or at the centre's own doors.
BROKER, DIRECT = "broker", "direct"


@dataclass(slots=True)
class Home:
    """One gateway: whose it is, and how its link stands."""

    gateway: str
    area: str
    organisation_id: int | None
    link: str
    last_seen: int
    interval_s: float | None
    clock_synced: bool | None
    #: How it was heard last, `BROKER` or `DIRECT`.
    way: str
    #: The newest sign of life, when it must be written down.
    told: bool = False


class Homes:
    """The homes of one batch. `load` first what the batch names."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now
        self._homes: dict[str, Home] = {}
        self._new: dict[str, Home] = {}
        #: Organisation and building of gateways that are heard for the first time.
        self._planned: dict[str, tuple[int, int | None]] = {}

    def load(self, gateways: Collection[str]) -> None:
        """Read what is known of these gateways."""
        for row in repository.homes(self._session, gateways):
            self._homes[row.gateway] = Home(*row)
        if unknown := [gateway for gateway in gateways if gateway not in self._homes]:
            self._planned.update(repository.planned_owners(self._session, unknown))

    def areas(self) -> dict[str, str]:
        """The area that each of them is bound to."""
        return {gateway: home.area for gateway, home in self._homes.items()}

    def of(self, gateway: str) -> Home | None:
        """One of them; None: never heard of."""
        return self._homes.get(gateway)

    def heard(self, place: Topic, clock_synced: bool | None, way: str = BROKER) -> bool:
        """The gateway gave a sign of life. True when it had been silent. The first area binds it."""
        home = self._homes.get(place.gateway)
        if home is None:
            owner, _ = self._planned.get(place.gateway, (None, None))
            home = Home(place.gateway, place.area, owner, "online", self._now, None, clock_synced, way)
            self._homes[place.gateway] = self._new[place.gateway] = home
            changes.note(self._session, changes.GATEWAY, place.gateway)
            return False
        if place.gateway in self._new:
            return False
        back = home.link == "silent"
        if home.link != "online":
            home.link, home.told = "online", True
            changes.note(self._session, changes.GATEWAY, place.gateway)
        if clock_synced is not None and home.clock_synced != clock_synced:
            home.clock_synced, home.told = clock_synced, True
            changes.note(self._session, changes.GATEWAY, place.gateway)
        if home.way != way:
            home.way, home.told = way, True
        grain_ms = (home.interval_s or _DEFAULT_INTERVAL_S) * 1000 * _GRAIN
        if home.last_seen - self._now > _CLOCK_BACK_MS:  # else alive for as long as the step
            home.last_seen, home.told = self._now, True
        if home.told or self._now - home.last_seen >= grain_ms:
            home.last_seen, home.told = max(home.last_seen, self._now), True
        return back

    def fall_silent(self, gateway: str) -> None:
        """Nobody has heard the gateway for too long."""
        home = self._homes[gateway]
        home.link, home.told = "silent", True
        changes.note(self._session, changes.GATEWAY, gateway)

    def write(self) -> None:
        """Write down the new gateways and the signs of life."""
        new = self._new.values()
        bulk.insert(self._session, Gateway, [self._first_row(home) for home in new])
        told = [home for home in self._homes.values() if home.told and home.gateway not in self._new]
        bulk.update(self._session, Gateway, [_sign(home) for home in told])
        self._new.clear()
        for home in told:
            home.told = False

    def _first_row(self, home: Home) -> dict[str, object]:
        _, building = self._planned.get(home.gateway, (None, None))
        return {
            "gateway": home.gateway,
            "area": home.area,
            "organisation_id": home.organisation_id,
            "building_id": building,
            "first_seen": self._now,
            "last_seen": self._now,
            "link": home.link,
            "clock_synced": home.clock_synced,
            "way": home.way,
            "building_zh": "",
            "building_en": "",
            "health_seq": 0,
            "counts": [],
            "buses": [],
            "profiles": {},
            "vitals": {},
        }


def _sign(home: Home) -> dict[str, object]:
    return {
        "gateway": home.gateway,
        "last_seen": home.last_seen,
        "link": home.link,
        "clock_synced": home.clock_synced,
        "way": home.way,
    }
