"""Positions that gateways aboard tell over MQTT: readings of the part `vehicle`, taken over to their units.

Latitude, longitude and speed are columns of one time (`telemetry.analog_types`); they went through the
ingest like every reading, and only a place whose two halves are good and of one time is one.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.database.tried import tried
from cloud.dispatch.forces import repository
from cloud.dispatch.travel_time.port import Place
from cloud.live import changes
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import Latest
from telemetry.analog_types import BY_SLUG
from telemetry.messages import Quality

PART: Final = "vehicle"
_LATITUDE, _LONGITUDE, _SPEED = (BY_SLUG[slug].code for slug in ("latitude", "longitude", "speed"))


def position(samples: list[Latest]) -> tuple[Place, float, int] | None:
    """Place, km/h and time (ms) of the newest samples of a part; None: no whole position among them."""
    by_type = {sample.analog_type: sample for sample in samples if sample.quality == Quality.GOOD}
    lat, lon, speed = (by_type.get(code) for code in (_LATITUDE, _LONGITUDE, _SPEED))
    if lat is None or lon is None or lat.ts != lon.ts or lat.value is None or lon.value is None:
        return None
    kmh = speed.value if speed is not None and speed.ts == lat.ts and speed.value is not None else 0.0
    return Place(lat.value, lon.value), kmh, lat.ts


def heard(database: Database, latest: LatestReadings, now: int) -> None:
    """Take over what is newer than what is known; what claims to lie ahead is no time."""
    with database.read() as session:
        gateways = {
            unit.id: (unit.gateway or "", unit.told_at or 0) for unit in repository.with_gateways(session)
        }
    if not gateways:
        return
    latest.load({name for name, _ in gateways.values()})
    found = {number: position(latest.of(name, PART)) for number, (name, _) in gateways.items()}
    newer = {
        number: told
        for number, told in found.items()
        if told is not None and gateways[number][1] < told[2] <= now + _AHEAD_MS
    }
    if not newer:
        return

    def work(session: Session) -> None:
        for unit in repository.units_by_id(session, newer, lock=True):
            place, kmh, at = newer[unit.id]
            if (unit.told_at or 0) < at:
                unit.told_latitude, unit.told_longitude = place
                unit.told_speed_kmh, unit.told_at = kmh, at
                changes.note_sign_of_life(session, changes.UNIT, unit.id)

    tried(database, work)


#: A clock may be ahead by so much.
_AHEAD_MS: Final = 60_000
