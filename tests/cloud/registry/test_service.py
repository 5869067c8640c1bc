from __future__ import annotations

import pytest
from sqlalchemy import select, update

from cloud.alarms.tables import Alarm
from cloud.organisations.tables import GatewayPlace, Organisation
from cloud.registry import views
from cloud.registry.schemas import PartOut
from cloud.registry.tables import Gateway
from telemetry.event_kinds import EventKind
from telemetry.messages import BusHealth, InputDrift, Label, ModelHealth, Stream, StreamCount, Vitals
from tests.cloud.conftest import Stores
from tests.cloud.said import GATEWAY, NOW, arrival, event, health, inventory, part, readings, snapshot

PART = "panel-1/1-023"


def parts(stores: Stores) -> dict[str, PartOut]:
    with stores.database.read() as session:
        return {one.part: one for one in views.parts_of_many(session, stores.latest, [GATEWAY], 100)}


def test_an_event_describes_its_part_before_any_inventory(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1))])
    found = parts(stores)[PART]
    assert (found.place.zh, found.component_type.code, found.bits) == ("三层302室", 42, 3)
    assert (found.active, found.quality, found.last_heard) == (["fire"], "good", NOW)


def test_active_kinds_come_first_by_rank(stores: Stores) -> None:
    stores.ingest.store_arrivals(
        [arrival(event(seq, kind)) for seq, kind in enumerate((EventKind.FAULT, EventKind.FIRE), 1)]
    )
    assert parts(stores)[PART].active == ["fire", "fault"]


def test_a_late_event_takes_no_bits_back(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(2, active=False)), arrival(snapshot(5, {PART: []}))])
    stores.ingest.store_arrivals([arrival(event(1)), arrival(snapshot(4, {PART: [EventKind.FIRE]}))])
    found = parts(stores)[PART]
    assert (found.bits, found.active) == (1, [])


def test_an_older_inventory_never_replaces_a_newer_description(stores: Stores) -> None:
    newer = part(place=Label(zh="新", en="new"))
    stores.ingest.store_arrivals([arrival(inventory(2, [newer], at=NOW + 10))])
    stores.ingest.store_arrivals([arrival(inventory(1, [part()]))])
    assert parts(stores)[PART].place.en == "new"


def test_a_part_that_only_a_snapshot_names_is_kept_and_described_later(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(snapshot(1, {PART: [EventKind.FIRE]}))])
    assert parts(stores)[PART].device.en == PART
    stores.ingest.store_arrivals([arrival(inventory(1, [part()]))])
    assert parts(stores)[PART].device.en == "Smoke detector"


def test_the_newest_readings_stand_with_their_part(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(inventory(1, [part("smoke-302")]))])
    stores.ingest.store_arrivals([arrival(readings(1, [0.5, 0.7]))])
    assert [(one.analog_type, one.value) for one in parts(stores)["smoke-302"].readings] == [(128, 0.7)]


def test_the_books_of_gateway_and_centre_stand_side_by_side(stores: Stores) -> None:
    counts = [StreamCount(stream=Stream.EVENT, published=9, spooled=2, evicted=1)]
    buses = [BusHealth(bus="panel-1", driver="modbus", up=True)]
    stores.ingest.store_arrivals([arrival(event(1)), arrival(health(1, counts=counts, buses=buses))])
    stores.ingest.store_arrivals([arrival(event(1))])
    with stores.database.read() as session:
        (found,) = views.gateways(session)
    books = {count.stream: count for count in found.counts}
    assert (books["event"].published, books["event"].spooled, books["event"].evicted) == (9, 2, 1)
    assert (books["event"].received, books["event"].stored, books["event"].duplicates) == (2, 1, 1)
    assert (found.gateway, found.link, found.buses[0].bus) == (GATEWAY, "online", "panel-1")


MODEL = ModelHealth(
    model="early_warning",
    version="1",
    hash="a1b2c3d4e5f6",
    mode="shadow",
    rows=12,
    scores=[30, 1],
    drift=[InputDrift("smoke", 30, 0.25, 0.4, 0.1)],
)


def test_what_a_gateway_tells_of_its_inside_is_shown_and_may_be_missing(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    with stores.database.read() as session:
        assert views.gateways(session)[0].vitals is None
    inside = Vitals(
        config_mark="abc", clock_offset_ms=-4.5, broker="backup", stuck=["bus panel-1"], models=[MODEL]
    )
    buses = [BusHealth(bus="panel-1", driver="modbus", up=True, clock_offset_ms=90.0)]
    stores.ingest.store_arrivals([arrival(health(2, vitals=inside, buses=buses))])
    with stores.database.read() as session:
        (found,) = views.gateways(session)
    assert found.vitals is not None
    assert (found.vitals.broker, found.vitals.clock_offset_ms) == ("backup", -4.5)
    assert found.vitals.stuck == ["bus panel-1"]
    (model,) = found.vitals.models
    assert (model.hash, model.mode, model.rows) == ("a1b2c3d4e5f6", "shadow", 12)
    assert model.drift[0].outside == 0.25
    assert found.buses[0].clock_offset_ms == 90.0


def test_a_late_health_message_changes_nothing(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(health(2, version="new")), arrival(health(1, version="old"))])
    with stores.database.read() as session:
        assert views.gateways(session)[0].version == "new"


def test_a_gateway_told_of_before_it_is_heard_is_its_organisation_s_from_the_first_message(
    stores: Stores,
) -> None:
    with stores.database.write() as session:
        session.add(
            Organisation(
                id=7, number="7", name="某单位", category="school", area="150102", created_at=1, changed_at=1
            )
        )
        session.flush()
        session.add(GatewayPlace(gateway=GATEWAY, organisation_id=7, building_id=3, changed_at=1))
    stores.ingest.store_arrivals([arrival(event(1))])
    with stores.database.read() as session:
        row = session.get(Gateway, GATEWAY)
        assert row is not None
        assert (row.organisation_id, row.building_id) == (7, 3)
        assert session.scalars(select(Alarm.organisation_id)).all() == [7]


@pytest.mark.parametrize(("ahead_ms", "kept"), [(3_600_000, NOW), (30_000, NOW + 30_000)])
def test_a_clock_that_was_set_back_leaves_no_sign_of_life_in_the_future(
    stores: Stores, ahead_ms: int, kept: int
) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    with stores.database.write() as session:
        session.execute(update(Gateway).values(last_seen=NOW + ahead_ms))
    stores.ingest.store_arrivals([arrival(health(2))])
    with stores.database.read() as session:
        assert session.scalars(select(Gateway.last_seen)).one() == kept
