from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from cloud.alarms.state_table import Action, Outcome
from cloud.errors import ApiError
from cloud.maintenance import service
from cloud.maintenance.schemas import MaintenanceIn
from cloud.maintenance.tables import Maintenance
from cloud.people.asker import LOCAL, Asker, Permission
from telemetry.event_kinds import EventKind
from tests.cloud.conftest import Stores
from tests.cloud.watching import GATEWAY, Site

PART = "panel-1/1-023"


@pytest.fixture
def hotel(stores: Stores) -> Site:
    site = Site(stores, "hotel")
    site.ring("first", EventKind.SUPERVISORY)
    site.after(1)
    return site


def declare(site: Site, minutes: int = 60, asker: Asker = LOCAL, **told: Any) -> Maintenance:
    where = told or {"building_id": site.building}
    declared = MaintenanceIn(mode="walk-test", reason="年度检测", minutes=minutes, **where)
    with site.stores.database.write() as session:
        return service.declare(session, asker, declared, by="张工", hours=12, now=site.clock.at)


def test_what_rings_in_declared_works_is_logged_and_never_goes_out(hotel: Site) -> None:
    row = declare(hotel)
    hotel.ring()
    hotel.after(1)
    alarm = hotel.alarm()
    assert (alarm.state, alarm.outcome, alarm.maintenance_id) == ("verified", "test", row.id)
    hotel.ring(active=False)
    hotel.after(100)
    assert (hotel.alarm().state, hotel.requests(), hotel.steps()) == ("closed", [], [])
    assert hotel.actions(alarm) == ["raise", "log", "clear", "settle"]


def test_a_fire_outside_the_declared_parts_is_untouched(hotel: Site) -> None:
    declare(hotel, gateway=GATEWAY, parts=["another"])
    hotel.ring()
    hotel.after(1)
    assert [request.alarm_id for request in hotel.requests()] == [hotel.alarm().id]
    assert ["works-in-building", -1.0] in (hotel.alarm().reasons or [])


def test_what_rang_before_stays_as_it_was(hotel: Site) -> None:
    hotel.ring()
    hotel.after(1)
    declare(hotel)
    hotel.after(1)
    assert hotel.alarm().maintenance_id is None
    assert len(hotel.requests()) == 1


def test_works_end_by_themselves_and_what_is_still_active_rings_again(hotel: Site) -> None:
    declare(hotel, minutes=10)
    hotel.clock.at += 1_000
    hotel.ring()
    hotel.after(598)
    hotel.after(2)
    alarm = hotel.alarm()
    assert (alarm.state, alarm.outcome, alarm.maintenance_id, alarm.activation) == (
        "raised",
        "unknown",
        None,
        2,
    )
    assert hotel.actions(alarm)[:3] == ["raise", "log", "resume"]
    assert [request.activation for request in hotel.requests()] == [2]


def test_a_person_may_end_it_early(hotel: Site) -> None:
    row = declare(hotel)
    hotel.ring()
    hotel.after(5)
    with hotel.stores.database.write() as session:
        ended = service.end(session, LOCAL, row.id, by="张工", now=hotel.clock.at)
        assert (ended.ended_by, ended.ended_at) == ("张工", hotel.clock.at)
    hotel.after(1)
    assert hotel.alarm().state == "raised"


def test_a_persons_real_is_stronger_than_any_declaration(hotel: Site) -> None:
    declare(hotel)
    hotel.ring()
    hotel.after(1)
    hotel.decide(Action.VERIFY, Outcome.REAL)
    assert [request.state for request in hotel.requests()] == ["confirmed"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"building_id": 1, "gateway": "g"},
        {"building_id": 1, "parts": ["p"]},
        {"gateway": "g", "minutes": 0},
        {"gateway": "g", "reason": " "},
    ],
)
def test_a_declaration_names_one_place_a_reason_and_an_end(told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MaintenanceIn.model_validate({"mode": "maintenance", "reason": "x", "minutes": 5} | told)


def test_nobody_declares_beyond_the_bound_or_the_scope(hotel: Site) -> None:
    with pytest.raises(ApiError) as long:
        declare(hotel, minutes=721)
    assert long.value.detail.code == "too-long"
    elsewhere = Asker("x", areas=("1502",), permissions=frozenset(Permission))
    for where in ({"gateway": GATEWAY}, {"building_id": hotel.building}):
        with pytest.raises(ApiError) as unseen:
            declare(hotel, asker=elsewhere, **where)
        assert unseen.value.status == 404


def test_what_stands_as_its_chatter_ends_within_works_rings_once_they_are_over(hotel: Site) -> None:
    declare(hotel, minutes=30)
    for active in (True, False) * 5:
        hotel.ring(kind=EventKind.FAULT, active=active)
        hotel.after(5)
    hotel.ring(kind=EventKind.FAULT)
    hotel.after(5)
    alarm = hotel.alarm(kind=EventKind.FAULT)
    assert (alarm.chatter, alarm.state, alarm.outcome) == (True, "verified", "test")
    hotel.after(900)
    alarm = hotel.alarm(kind=EventKind.FAULT)
    assert (alarm.chatter, alarm.state, alarm.level) == (False, "verified", "active")
    hotel.after(1_000)
    assert (hotel.alarm(kind=EventKind.FAULT).state, len(hotel.alarms())) == ("raised", 4)
