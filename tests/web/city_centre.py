"""A real centre with a city's alarms in its records: quiet, on fire, or flooded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.city_day.centre import enrol as enrol_building
from cloud.centre import Centre
from cloud.notification import matters
from cloud.notification.moments import Moment
from cloud.vocabulary import LabelOut
from simulators.city_day.city import CALL_POINT, SMOKE, CityBuilding, buildings
from telemetry.event_kinds import EventKind
from telemetry.messages import Event
from tests.cloud.said import arrival

K = EventKind
CITY = list(buildings(50, 7))
FIRST = CITY[20]
MANY = (K.FAULT, K.LINKAGE, K.FIRE, K.SUPERVISORY, K.PRE_ALARM)


class Telling:
    """What gateways say to a centre, now."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._seq: dict[str, int] = {}

    def event(self, building: CityBuilding, kind: EventKind, zone: int, place: int, ago_s: float = 0) -> Any:
        now = self._centre.clock.now_ms()
        number = self._seq[building.gateway] = self._seq.get(building.gateway, 0) + 1
        said = Event(
            gateway=building.gateway,
            seq=number,
            ts_gateway=now - int(ago_s * 1000),
            clock_synced=True,
            part=building.part(zone, place),
            kind=kind,
            active=True,
            bits_before=1,
            bits_after=3,
        )
        return arrival(said, area=building.area, at=now)

    def matter(self, moment: Moment, subject: str, place: str) -> None:
        """Something beside the alarms, as the job of its noun tells it."""
        with self._centre.database.write() as session:
            matters.tell(
                session, moment, subject, at=self._centre.clock.now_ms(), place=LabelOut(zh=place, en=place),
                area="150102", organisation_id=None,
            )  # fmt: skip

    def say(self, *arrivals: Any) -> None:
        for at in range(0, len(arrivals), 500):
            self._centre.ingest.store_arrivals(list(arrivals[at : at + 500]))


def enrol(centre: Centre) -> None:
    """The city's buildings in the registry."""
    with centre.database.write() as session:
        for building in CITY:
            enrol_building(session, building, centre.clock.now_ms())


def quiet(centre: Centre) -> None:
    enrol(centre)


def fire(centre: Centre) -> None:
    """One building burns; elsewhere this and that."""
    enrol(centre)
    tell = Telling(centre)
    smokes, button = FIRST.places(SMOKE), FIRST.places(CALL_POINT)[0]
    tell.say(
        tell.event(FIRST, K.FIRE, 3, smokes[0], 95),
        tell.event(FIRST, K.FIRE, 3, smokes[1], 40),
        tell.event(FIRST, K.FIRE, 3, button, 30),
        *(tell.event(FIRST, K.LINKAGE, zone, 8, 20) for zone in range(6)),
        *(tell.event(CITY[at], K.FAULT, 1, 0, 3_000 + at * 60) for at in range(0, 16, 2)),
        *(tell.event(CITY[at], K.DEVICE_OFFLINE, 0, 1, 600) for at in (3, 40)),
        tell.event(CITY[30], K.EARLY_WARNING, 2, 0, 400),
        tell.event(CITY[44], K.SUPERVISORY, 0, 13, 900),
    )


def flood(centre: Centre) -> None:
    """Five thousand alarms within a minute, from fifty buildings; one fire was before them."""
    enrol(centre)
    tell = Telling(centre)
    tell.say(tell.event(FIRST, K.FIRE, 1, 0, 75))
    tell.say(
        *(
            tell.event(CITY[n % 50], MANY[n // 50 % 5], 2 + n // 50 // 10, n // 50 % 10, 60 - n / 100)
            for n in range(5_000)
        )
    )


STATES: dict[str, Callable[[Centre], None]] = {"quiet": quiet, "fire": fire, "flood": flood}
__all__ = ["FIRST", "STATES"]
