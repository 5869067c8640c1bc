"""Positions that a gateway aboard tells as readings: only whole and good ones, and never an older one."""

from __future__ import annotations

from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.navigation.aboard import PART, heard, position
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.port import Latest
from telemetry.analog_types import BY_SLUG
from telemetry.messages import Quality
from tests.cloud.dispatch.incidents.desk119 import LAT, LON, Desk119
from tests.cloud.stores import Stores

GATEWAY = "gw-150102-0119"


def sample(slug: str, value: float, ts: int, quality: Quality = Quality.GOOD) -> Latest:
    return Latest(GATEWAY, PART, BY_SLUG[slug].code, ts, value, int(quality))


def told(ts: int, lat: float = LAT, lon: float = LON) -> list[Latest]:
    return [sample("latitude", lat, ts), sample("longitude", lon, ts), sample("speed", 42.0, ts)]


def test_only_a_whole_good_position_is_one() -> None:
    assert position(told(5)) == ((LAT, LON), 42.0, 5)
    assert position(told(5)[:1]) is None
    assert position([sample("latitude", LAT, 5), sample("longitude", LON, 6)]) is None
    stale = sample("longitude", LON, 5, Quality.STALE)
    assert position([sample("latitude", LAT, 5), stale]) is None
    assert position([*told(5)[:2], sample("speed", 42.0, 4)]) == ((LAT, LON), 0.0, 5)


def test_a_unit_is_where_its_gateway_says_and_never_goes_back_in_time(stores: Stores) -> None:
    desk = Desk119(stores)
    unit = desk.unit(desk.station())
    with desk.database.write() as session:
        session.get_one(ForceUnit, unit).gateway = GATEWAY
    latest = LatestReadings()
    for ts, lat in ((desk.now, LAT + 0.02), (desk.now + 10**9, LAT + 0.5)):
        latest.update(told(ts, lat))
        heard(desk.database, latest, desk.now)
        at = desk.of(unit)
        assert (at.told_latitude, at.told_at, at.told_speed_kmh) == (LAT + 0.02, desk.now, 42.0)
