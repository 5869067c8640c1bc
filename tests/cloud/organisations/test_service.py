from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from cloud.alarms.tables import Alarm
from cloud.audit.tables import AuditEntry
from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.organisations import nouns, progress, repository, service
from cloud.organisations.schemas import GatewayPlaceIn, OrganisationChange
from cloud.organisations.tables import Commissioning, GatewayPlace, Point
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.registry.tables import Gateway
from tests.cloud.places import HOHHOT, add_organisation, furnish, organisation_told
from tests.cloud.said import NOW

BAOTOU = Asker("包头", areas=("1502",), permissions=frozenset(Permission))


def heard(name: str, area: str = "150102") -> Gateway:
    return Gateway(
        gateway=name, area=area, building_zh="", building_en="", first_seen=NOW, last_seen=NOW, link="online",
        health_seq=0, counts=[], buses=[], profiles={}, vitals={},
    )  # fmt: skip


def alarm(gateway: str, state: str) -> Alarm:
    return Alarm(
        gateway=gateway, part="p", kind="fire" if state != "closed" else "fault", state=state, level="active",
        system_type=1, component_type=42, device_zh="", device_en="", place_zh="", place_en="", text="",
        evidence={}, ts_cloud=NOW, clock_synced=True, occurrences=1, first_seq=1, evidence_seq=1, edges=1,
        covers_seq=0, raised_at=NOW, version=1, area="150102",
    )  # fmt: skip


def refused(code: str) -> Any:
    return pytest.raises(ApiError, check=lambda fault: fault.detail.code == code)


def test_a_change_made_on_what_somebody_else_has_changed_is_refused(database: Database) -> None:
    with database.write() as session:
        row = add_organisation(session)
    told = OrganisationChange(**organisation_told(name="蒙源大酒店"), version=1)
    with database.write() as session:
        assert service.change_organisation(session, LOCAL, row.id, told, NOW).version == 2
    with refused("moved"), database.write() as session:
        service.change_organisation(session, LOCAL, row.id, told, NOW)


def test_what_lies_outside_the_askers_scope_is_not_there(database: Database) -> None:
    with database.write() as session:
        owner = add_organisation(session)
        made = furnish(session, owner, "gw-1")
    with database.read() as session:
        assert repository.organisation(session, HOHHOT, owner.id) is not None
        assert repository.organisation(session, BAOTOU, owner.id) is None
        assert repository.below(session, BAOTOU, Point, made["point"].id) is None
    with refused("not-found"), database.write() as session:
        service.remove(session, BAOTOU, nouns.ROOM, made["room"].id, 1, NOW)
    with refused("outside-scope"), database.write() as session:
        told = OrganisationChange(**organisation_told(area="150202"), version=1)
        service.change_organisation(session, HOHHOT, owner.id, told, NOW)


def test_only_what_nothing_hangs_on_can_be_deleted(database: Database) -> None:
    with database.write() as session:
        owner = add_organisation(session)
        made = furnish(session, owner, "gw-1", points=1)
    for noun in (nouns.BUILDING, nouns.FLOOR, nouns.ROOM, nouns.DEVICE):
        with refused("in-use"), database.write() as session:
            service.remove(session, LOCAL, noun, made[noun.word].id, 1, NOW)
    with refused("in-use"), database.write() as session:
        service.remove_organisation(session, LOCAL, owner.id, 1, NOW)
    with database.write() as session:
        service.remove(session, LOCAL, nouns.POINT, made["point"].id, 1, NOW)
        service.remove(session, LOCAL, nouns.DEVICE, made["device"].id, 1, NOW)
        place = session.get(GatewayPlace, "gw-1")
        assert place is not None
        service.release(session, LOCAL, service.locked(session, LOCAL, owner.id), "gw-1", place.version, NOW)
        for noun in (nouns.ROOM, nouns.FLOOR, nouns.BUILDING):
            service.remove(session, LOCAL, noun, made[noun.word].id, 1, NOW)
        service.remove_organisation(session, LOCAL, owner.id, 1, NOW)
    with database.read() as session:
        assert repository.organisation(session, LOCAL, owner.id) is None


def test_a_thing_of_another_organisation_cannot_be_referred_to(database: Database) -> None:
    with database.write() as session:
        theirs = furnish(session, add_organisation(session, "a"), "gw-1")
        mine = add_organisation(session, "b")
        furnish(session, mine, "gw-2")
    values = {"gateway": "gw-2", "part": "x", "name": "x", "system_type": 1, "component_type": 42}
    for bad in ({"room_id": theirs["room"].id}, {"gateway": "gw-1"}, {"device_id": 10**9}):
        with refused("refers-nowhere"), database.write() as session:
            owner = service.locked(session, LOCAL, mine.id)
            service.add(session, LOCAL, nouns.POINT, owner, values | bad, NOW)


def test_binding_gives_the_gateways_open_alarms_their_organisation(database: Database) -> None:
    with database.write() as session:
        owner = add_organisation(session)
        session.add_all(
            [heard("gw-1"), alarm("gw-1", "raised"), alarm("gw-1", "closed"), alarm("gw-2", "raised")]
        )
    with database.write() as session:
        place = service.bind(
            session, LOCAL, service.locked(session, LOCAL, owner.id), "gw-1", GatewayPlaceIn(), NOW
        )
        assert place.version == 1
    with database.read() as session:
        rows = session.execute(select(Alarm.gateway, Alarm.state, Alarm.organisation_id).order_by(Alarm.id))
        assert [tuple(row) for row in rows] == [
            ("gw-1", "raised", owner.id),
            ("gw-1", "closed", None),
            ("gw-2", "raised", None),
        ]
        gateway = session.get(Gateway, "gw-1")
        assert gateway is not None
        assert gateway.organisation_id == owner.id


def test_a_gateway_belongs_to_one_organisation_and_to_its_own_area(database: Database) -> None:
    with database.write() as session:
        first, second = add_organisation(session, "a"), add_organisation(session, "b")
        session.add(heard("gw-far", area="150202"))
        service.bind(session, LOCAL, first, "gw-1", GatewayPlaceIn(), NOW)
    with refused("bound-elsewhere"), database.write() as session:
        service.bind(session, LOCAL, second, "gw-1", GatewayPlaceIn(), NOW)
    with refused("other-area"), database.write() as session:
        service.bind(session, LOCAL, second, "gw-far", GatewayPlaceIn(), NOW)
    with refused("not-found"), database.write() as session:
        service.bind(session, HOHHOT, second, "gw-far", GatewayPlaceIn(), NOW)


def test_figures_follow_every_change_of_points(database: Database) -> None:
    with database.write() as session:
        owner = add_organisation(session)
        made = furnish(session, owner, "gw-1", points=3)
        service.bind(session, LOCAL, owner, "gw-2", GatewayPlaceIn(), NOW)
    with database.write() as session:
        point = made["point"]
        told = {
            "gateway": "gw-2", "part": point.part, "name": "移走的点", "system_type": 1, "component_type": 42,
            "device_id": None, "building_id": None, "room_id": None, "x_m": None, "y_m": None, "version": 1,
        }  # fmt: skip
        service.change(session, LOCAL, nouns.POINT, point.id, told, NOW)
    with database.read() as session:
        figures = session.get(Commissioning, owner.id)
        assert figures is not None
        assert (figures.gateways, figures.points_planned) == (2, 3)
        counts = {place.gateway: place.points_planned for place in session.scalars(select(GatewayPlace))}
        assert counts == {"gw-1": 2, "gw-2": 1}


def test_a_move_to_another_county_takes_everything_along(database: Database) -> None:
    with database.write() as session:
        owner = add_organisation(session)
        furnish(session, owner, "gw-1")
    with database.write() as session:
        told = OrganisationChange(**organisation_told(area="150202"), version=1)
        service.change_organisation(session, LOCAL, owner.id, told, NOW)
    with database.read() as session:
        assert set(session.scalars(select(Point.area))) == {"150202"}
        assert session.scalar(select(Commissioning.area)) == "150202"


def test_every_change_is_in_the_audit_log_with_before_and_after(database: Database) -> None:
    with database.write() as session:
        owner = add_organisation(session)
    with database.write() as session:
        told = OrganisationChange(**organisation_told(name="新名"), version=1)
        service.change_organisation(session, LOCAL, owner.id, told, NOW)
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
        assert (entry.action, entry.subject) == ("organisation.change", f"organisation/{owner.id}")
        assert "蒙源" in (entry.before or "")
        assert "新名" in (entry.after or "")


def test_a_gateway_enrolled_for_an_organisation_is_its_own_and_moves_it_on(database: Database) -> None:
    with database.write() as session:
        first, second = add_organisation(session, "a"), add_organisation(session, "b")
        assert progress.enrolled(session, "gw-1", first.id, None, NOW)
        assert not progress.enrolled(session, "gw-1", second.id, None, NOW)
        assert not progress.enrolled(session, "gw-2", 10**9, None, NOW)
    with database.read() as session:
        rows = session.execute(
            select(Commissioning.state, Commissioning.gateways).order_by(Commissioning.organisation_id)
        )
        assert [tuple(row) for row in rows] == [("enrolled", 1), ("planned", 0)]
