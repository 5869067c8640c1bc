from __future__ import annotations

import pytest
from sqlalchemy import func, select

from cloud.alarm_groups import repository, service
from cloud.alarm_groups.repository import ListName
from cloud.alarms.state_table import Action, Outcome
from cloud.alarms.tables import Alarm
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.shelving import service as shelving
from telemetry.event_kinds import EventKind
from tests.cloud.conftest import Stores
from tests.cloud.said import NOW, arrival, event
from tests.cloud.watching import Site

KINDS = (EventKind.FAULT, EventKind.LINKAGE, EventKind.FIRE, EventKind.SUPERVISORY, EventKind.PRE_ALARM)


def test_five_thousand_raw_alarms_are_ten_groups_at_most_with_the_first_fire_in_front(
    stores: Stores,
) -> None:
    site = Site(stores, None)
    flood = [
        arrival(
            event(
                1 + number // 50,
                KINDS[number % 5],
                at=NOW + number,
                gateway=f"gw-{number % 50}",
                on=f"p{number}",
            )
        )
        for number in range(5_000)
    ]
    first = arrival(event(1_000, at=NOW - 5, gateway="gw-7", on="first"))
    for piece in range(0, 5_000, 500):
        stores.ingest.store_arrivals(flood[piece : piece + 500])
    stores.ingest.store_arrivals([first])
    site.watch.look()
    with stores.database.read() as session:
        found = service.groups(session, LOCAL, site.clock.at, 10)
        assert session.scalar(select(func.count()).where(Alarm.due_at <= site.clock.at)) == 0
    assert (len(found.items) <= 10, found.count) == (True, 5_001)
    assert found.first_fire is not None
    assert found.first_fire.part == found.items[0].first.part == "first"


@pytest.fixture
def site(stores: Stores) -> Site:
    return Site(stores)


def listed(site: Site, name: ListName, asker: Asker = LOCAL) -> list[int]:
    with site.stores.database.read() as session:
        rows, _ = repository.listed(session, asker, name, site.clock.at, before=None, limit=50)
        return [row.id for row in rows]


def test_the_lists_of_a_shift_hold_what_their_names_say(site: Site) -> None:
    site.ring("old", EventKind.FAULT)
    site.decide(Action.ACKNOWLEDGE, alarm=site.alarm("old", EventKind.FAULT))
    site.after(86_400)
    site.ring("new", EventKind.FAULT)
    site.ring("fire")
    with site.stores.database.write() as session:
        shelving.shelve(session, LOCAL, 2, minutes=5, hours=1, reason="x", by="y", now=site.clock.at)
    site.after(61)
    assert listed(site, ListName.STANDING) == [1]
    assert listed(site, ListName.STALE) == [1]
    assert listed(site, ListName.SHELVED) == [2]
    assert listed(site, ListName.TIMED_OUT) == [3]
    assert listed(site, ListName.CHATTERING) == listed(site, ListName.LOGGED) == []
    assert (
        listed(site, ListName.STANDING, Asker("x", areas=("1502",), permissions=frozenset(Permission))) == []
    )


def test_what_is_shelved_is_in_no_group_and_a_building_is_named(site: Site) -> None:
    site.ring("a", EventKind.FAULT)
    site.ring("b", EventKind.FAULT)
    site.ring("fire")
    with site.stores.database.write() as session:
        shelving.shelve(session, LOCAL, 1, minutes=5, hours=1, reason="x", by="y", now=site.clock.at)
    with site.stores.database.read() as session:
        [group] = service.groups(session, LOCAL, site.clock.at, 10).items
    assert (group.cause, group.count, group.kinds) == ("fire", 2, {"fault": 1, "fire": 1})
    assert (group.building_id, group.place.zh if group.place else None) == (site.building, "一号楼")


def test_a_fire_that_was_found_false_stands_before_no_other_and_burns_nowhere(site: Site) -> None:
    site.ring("first")
    site.decide(Action.VERIFY, Outcome.FALSE, site.alarm("first"))
    site.after(60)
    site.ring("second")
    with site.stores.database.read() as session:
        found = service.groups(session, LOCAL, site.clock.at, 10)
    assert found.first_fire is not None
    assert found.first_fire.part == found.items[0].first.part == "second"
    assert [(group.cause, group.count) for group in found.items] == [("fire", 1), ("test", 1)]
