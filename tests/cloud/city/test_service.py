from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from cloud.alarms.state_table import Action, Outcome
from cloud.audit.tables import AuditEntry
from cloud.city import repository, service, views
from cloud.city.schemas import BoardOut
from cloud.errors import ApiError
from cloud.people.asker import LOCAL, Asker, Permission
from telemetry.event_kinds import EventKind
from tests.cloud.conftest import Stores
from tests.cloud.said import NOW, arrival, event
from tests.cloud.stores import migrated, open_stores
from tests.cloud.watching import Site
from tests.postgresql import PostgreSql, Templates, from_template

FIRE = "fire@building/1"


@pytest.fixture
def site(stores: Stores) -> Site:
    return Site(stores)


def board(site: Site, asker: Asker = LOCAL) -> BoardOut:
    with site.stores.database.read() as session:
        return views.board(session, asker, site.clock.at)


def take(site: Site, by: str, key: str | None = None, over: bool = False) -> str | None:
    with site.stores.database.write() as session:
        if key is not None:
            return service.take(session, LOCAL, key, by=by, now=site.clock.at, over=over).unit
        given = service.take_next(session, LOCAL, by=by, now=site.clock.at).claim
        return None if given is None else given.unit


def test_two_seats_cannot_have_one_group_and_the_second_is_told_who_has(site: Site) -> None:
    site.ring()
    take(site, "王芳", FIRE)
    with pytest.raises(ApiError) as refused:
        take(site, "李强", FIRE)
    assert (refused.value.status, refused.value.detail.code) == (409, "taken")
    assert "王芳" in refused.value.detail.message_zh
    assert [claim.by for claim in board(site).groups[0].claims] == ["王芳"]
    assert board(site).groups[0].first_free is None


def test_what_is_given_back_is_free_and_only_its_holder_gives_it_back(site: Site) -> None:
    site.ring()
    take(site, "王芳", FIRE)
    for by, refused in (("李强", True), ("王芳", False), ("王芳", True)):
        with site.stores.database.write() as session:
            if refused:
                with pytest.raises(ApiError):
                    service.give_back(session, LOCAL, FIRE, by=by, now=NOW)
            else:
                service.give_back(session, LOCAL, FIRE, by=by, now=NOW)
    assert board(site).groups[0].first_free == FIRE
    assert take(site, "李强") == FIRE


def test_taking_over_is_in_the_audit_log_with_both_names(site: Site) -> None:
    site.ring()
    take(site, "王芳", FIRE)
    take(site, "班长", FIRE, over=True)
    assert [claim.by for claim in board(site).groups[0].claims] == ["班长"]
    with site.stores.database.read() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number))
        assert list(actions)[-2:] == ["group.take", "group.take-over"]


def test_a_claim_lapses_unless_it_is_taken_again(site: Site) -> None:
    site.ring()
    take(site, "王芳", FIRE)
    site.clock.at += service.HELD_MS - 1
    take(site, "王芳", FIRE)
    site.clock.at += service.HELD_MS - 1
    assert board(site).groups[0].claims
    site.clock.at += 1
    assert not board(site).groups[0].claims
    assert take(site, "李强", FIRE) == FIRE


def test_a_claim_of_what_is_over_ends_and_the_key_can_be_taken_again(site: Site) -> None:
    site.ring(kind=EventKind.TEST)
    take(site, "王芳", "test@150102")
    site.ring(kind=EventKind.TEST, active=False)
    site.ring("other", EventKind.FAULT)
    assert take(site, "李强") == "fault@150102"
    site.ring(kind=EventKind.TEST)
    assert take(site, "李强", "test@150102") == "test@150102"


def test_a_group_is_acknowledged_as_far_as_it_was_seen(site: Site) -> None:
    for number in range(5):
        site.ring(f"p{number}", EventKind.FIRE if number < 3 else EventKind.LINKAGE)
    seen = board(site)
    site.ring("later")
    with site.stores.database.write() as session:
        done = service.acknowledge(session, LOCAL, FIRE, by="王芳", up_to=seen.newest, now=NOW + 5_000)
    assert done == (5, 1)
    assert (board(site).groups[0].unacknowledged, site.alarm("later").state) == (1, "raised")
    [seat] = board(site).seats
    assert (seat.by, seat.acknowledged_10_min, seat.acknowledge_p50_ms) == ("王芳", 5, 5_000)


def test_a_verdict_is_asked_for_on_what_nobody_has_verified_and_on_nothing_else(site: Site) -> None:
    site.ring("warned", EventKind.EARLY_WARNING)
    site.ring("first")
    site.ring("second")
    site.ring("pump", EventKind.LINKAGE)
    for part in ("first", "second", "warned"):
        [unit] = board(site).queue
        assert unit.to_verify is not None
        assert unit.to_verify.part == part
        site.decide(Action.VERIFY, Outcome.REAL, site.alarm(part, EventKind(unit.to_verify.kind)))
    [unit] = board(site).queue
    assert (unit.first.part, unit.unverified, unit.to_verify) == ("first", 0, None)


def test_a_county_s_group_is_acknowledged_without_what_belongs_to_a_fire_there(site: Site) -> None:
    site.ring("a", EventKind.FAULT)
    site.stores.ingest.store_arrivals([arrival(event(1, EventKind.FAULT, gateway="gw-2"))])
    site.stores.ingest.store_arrivals([arrival(event(2, gateway="gw-2", on="burns"))])
    with site.stores.database.write() as session:
        newest = repository.newest_id(session, LOCAL)
        service.acknowledge(session, LOCAL, "fault@150102", by="王芳", up_to=newest, now=NOW)
    assert {alarm.gateway: alarm.state for alarm in site.alarms() if alarm.kind == "fault"} == {
        "gw-150102-0001": "acknowledged",
        "gw-2": "raised",
    }


def test_who_sees_another_league_sees_and_takes_nothing_of_this_one(site: Site) -> None:
    site.ring()
    take(site, "王芳", FIRE)
    elsewhere = Asker("x", areas=("1502",), permissions=frozenset(Permission))
    seen = board(site, elsewhere)
    assert (seen.groups, seen.seats, seen.first_fire, seen.counties) == ([], [], None, [])
    with site.stores.database.write() as session, pytest.raises(ApiError) as refused:
        service.take(session, elsewhere, FIRE, by="x", now=NOW, over=True)
    assert refused.value.status == 404


def test_who_sees_one_organisation_takes_its_fire_and_not_the_county_s_faults(site: Site) -> None:
    site.ring("heard", EventKind.OPERATION)
    site.ring("a", EventKind.FAULT)
    own = Asker("x", organisations=(site.owner,), permissions=frozenset(Permission))
    with site.stores.database.write() as session, pytest.raises(ApiError) as refused:
        service.take(session, own, "fault@150102", by="x", now=NOW)
    assert refused.value.status == 403
    site.ring()
    with site.stores.database.write() as session:
        assert service.take_next(session, own, by="x", now=NOW).claim is not None


def test_five_thousand_raw_alarms_are_ten_groups_with_the_first_fire_in_front(stores: Stores) -> None:
    kinds = (EventKind.FAULT, EventKind.LINKAGE, EventKind.FIRE, EventKind.SUPERVISORY)
    flood = [
        arrival(event(1 + n // 50, kinds[n % 4], at=NOW + n, gateway=f"gw-{n % 50}", on=f"p{n}"))
        for n in range(5_000)
    ]
    for piece in range(0, 5_000, 1_000):
        stores.ingest.store_arrivals(flood[piece : piece + 1_000])
    stores.ingest.store_arrivals([arrival(event(1_000, at=NOW - 5, gateway="gw-7", on="first"))])
    with stores.database.read() as session:
        seen = views.board(session, LOCAL, NOW)
    assert (len(seen.groups), seen.count) == (10, 5_001)
    assert seen.groups[0].first.part == "first"
    assert seen.groups[0].first_free == seen.queue[0].key == "fire@gateway/gw-7"
    assert sum(group.units for group in seen.groups) == seen.units


def test_what_a_seat_has_taken_stays_in_its_sight_behind_any_flood(site: Site) -> None:
    site.stores.ingest.store_arrivals(
        [arrival(event(1, at=NOW + n, gateway=f"gw-{n:03}", on="p")) for n in range(views.QUEUE + 2)]
    )
    last = f"fire@gateway/gw-{views.QUEUE + 1:03}"
    take(site, "王芳", last)
    queue = board(site).queue
    assert len(queue) == views.QUEUE + 1
    assert (queue[-1].key, queue[-1].claim is not None) == (last, True)


def test_what_rings_is_told_by_kind_until_it_is_acknowledged_and_a_new_one_moves_its_moment(
    site: Site,
) -> None:
    site.ring("a", EventKind.FAULT)
    site.ring("b")
    first = board(site)
    assert [(each.kind, each.count) for each in first.ringing] == [("fire", 1), ("fault", 1)]
    site.clock.at += 1_000
    site.ring("c")
    again = board(site).ringing[0]
    assert (again.count, again.newest_at) == (2, first.ringing[0].newest_at + 1_000)
    with site.stores.database.write() as session:
        service.acknowledge(session, LOCAL, FIRE, by="王芳", up_to=board(site).newest, now=site.clock.at)
    assert board(site).ringing == []


def test_of_eight_seats_that_take_at_once_each_gets_another_fire(
    tmp_path: Path, postgresql: PostgreSql, templates: Templates
) -> None:
    stores = open_stores(tmp_path, url=from_template(postgresql, templates, migrated))
    stores.ingest.store_arrivals([arrival(event(1, gateway=f"gw-{n}", on="p")) for n in range(8)])
    start, taken = threading.Barrier(8), list[str]()

    def work(number: int) -> None:
        start.wait()
        with stores.database.write() as session:
            claim = service.take_next(session, LOCAL, by=f"席{number}", now=NOW).claim
            assert claim is not None
            unit = claim.unit
        taken.append(unit)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted({f"fire@gateway/gw-{n}" for n in range(8)})
    stores.close()
