"""A gateway stays whose it is, whoever makes a code for its name."""

from __future__ import annotations

import pytest

from cloud.enrolment import repository
from cloud.enrolment.schemas import NewCode
from cloud.errors import ApiError
from cloud.organisations import nouns, service
from cloud.organisations.schemas import GatewayPlaceIn, OrganisationChange
from cloud.organisations.tables import GatewayPlace
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.registry.tables import Gateway
from tests.cloud.enrolment.gateways import AREA, GATEWAY, GatewayKey, Office
from tests.cloud.organisations.test_service import heard
from tests.cloud.places import HOHHOT, add_organisation, organisation_told
from tests.cloud.said import NOW

ENROL = frozenset({Permission.ENROL, Permission.REVOKE})
#: Nothing below bears this number.
NOBODY = 9_999


def refused(code: str) -> pytest.RaisesExc[ApiError]:
    return pytest.RaisesExc(ApiError, check=lambda fault: fault.detail.code == code)


def installer(organisation: int) -> Asker:
    return Asker(f"installer of {organisation}", organisations=(organisation,), permissions=ENROL)


def found(office: Office, number: str, area: str = AREA) -> int:
    with office.database.write() as session:
        return add_organisation(session, number, area=area, credit_code=None).id


def built(office: Office, organisation: int) -> int:
    with office.database.write() as session:
        owner = service.locked(session, LOCAL, organisation)
        return int(service.add(session, LOCAL, nouns.BUILDING, owner, {"name": "主楼"}, NOW).id)


def hear(office: Office, organisation: int | None = None, area: str = AREA) -> None:
    with office.database.write() as session:
        row = heard(GATEWAY, area)
        row.organisation_id = organisation
        session.add(row)


def bind(office: Office, organisation: int) -> None:
    with office.database.write() as session:
        owner = service.locked(session, LOCAL, organisation)
        service.bind(session, LOCAL, owner, GATEWAY, GatewayPlaceIn(), NOW)


def owner_of(office: Office) -> tuple[int | None, int | None]:
    """The organisation by the registry of gateways, and by that of places."""
    with office.database.read() as session:
        row, place = session.get(Gateway, GATEWAY), session.get(GatewayPlace, GATEWAY)
        return row.organisation_id if row else None, place.organisation_id if place else None


@pytest.fixture
def a(office: Office) -> int:
    return found(office, "150102-1")


@pytest.fixture
def b(office: Office) -> int:
    return found(office, "150102-2")


def test_a_heard_gateway_of_another_is_not_there_and_stays_shut_out(office: Office, a: int, b: int) -> None:
    hear(office, a)
    with office.database.write() as session:
        office.enrolment.revoke_gateway(session, LOCAL, GATEWAY, "stolen")
    office.clock.ahead_ms += 5
    with refused("not-found"):
        office.code(installer(b), organisation_id=b)
    with office.database.read() as session:
        assert repository.shut_out(session, GATEWAY) is not None
    office.enrol(GatewayKey(), office.code(installer(a), organisation_id=a))
    with office.database.read() as session:
        assert repository.shut_out(session, GATEWAY) is None
    assert owner_of(office) == (a, a)


def test_a_planned_gateway_of_another_is_not_there(office: Office, a: int, b: int) -> None:
    bind(office, a)
    with refused("not-found"):
        office.code(installer(b), organisation_id=b)
    office.code(installer(a), organisation_id=a)


def test_a_gateway_that_was_only_given_a_certificate_or_a_code_is_not_there_for_others(
    office: Office, b: int
) -> None:
    code = office.code()
    with refused("not-found"):
        office.code(installer(b), organisation_id=b)
    office.enrol(GatewayKey(), code)
    with refused("not-found"):
        office.code(installer(b), organisation_id=b)


def test_a_code_that_nobody_can_use_any_more_keeps_no_name(office: Office, b: int) -> None:
    office.code()
    with office.database.write() as session:
        [row], _ = repository.codes(session, LOCAL, 0, state=None, gateway=None, before=None, limit=9)
        office.enrolment.withdraw(session, LOCAL, row.id)
    office.enrol(GatewayKey(), office.code(installer(b), organisation_id=b))
    assert owner_of(office) == (None, b)


def test_a_gateway_is_nobodys_to_shut_out_by_an_old_certificate_of_it(office: Office, a: int, b: int) -> None:
    row = office.enrol(GatewayKey(), office.code(installer(a), organisation_id=a))
    with office.database.write() as session:
        owner = service.locked(session, LOCAL, a)
        service.release(session, LOCAL, owner, GATEWAY, 1, NOW)
    bind(office, b)
    assert row.organisation_id == a
    with office.database.write() as session, refused("not-found"):
        office.enrolment.revoke_gateway(session, installer(a), GATEWAY, "no")
    with office.database.write() as session:
        office.enrolment.revoke_gateway(session, installer(b), GATEWAY, "ours")


def test_who_sees_both_must_release_the_gateway_before_another_gets_it(
    office: Office, a: int, b: int
) -> None:
    hear(office)
    bind(office, a)
    with refused("gateway-is-anothers"):
        office.code(HOHHOT, organisation_id=b)
    with office.database.write() as session:
        service.release(session, LOCAL, service.locked(session, LOCAL, a), GATEWAY, 1, NOW)
    office.enrol(GatewayKey(), office.code(HOHHOT, organisation_id=b))
    assert owner_of(office) == (b, b)


def test_a_gateway_that_became_anothers_before_its_code_was_used_is_not_taken(
    office: Office, a: int, b: int
) -> None:
    code = office.code(installer(b), organisation_id=b)
    bind(office, a)
    with refused("gateway-is-anothers"):
        office.enrol(GatewayKey(), code)
    assert owner_of(office) == (None, a)
    with office.database.read() as session:
        assert repository.good_certificates_of(session, GATEWAY, office.clock.now_ms()) == []


def test_a_gateway_that_was_heard_elsewhere_before_its_code_was_used_is_not_taken(office: Office) -> None:
    code = office.code()
    hear(office, area="150202")
    with refused("gateway-is-elsewhere"):
        office.enrol(GatewayKey(), code)


def test_a_code_for_an_area_alone_leaves_the_gateway_whose_it_is(office: Office, a: int) -> None:
    hear(office)
    bind(office, a)
    office.enrol(GatewayKey(), office.code(HOHHOT))
    assert owner_of(office) == (a, a)


def test_the_organisation_lies_in_the_area_that_is_named(office: Office, b: int) -> None:
    with refused("refers-nowhere"):
        office.code(installer(b), area="150202", organisation_id=b)
    with refused("refers-nowhere"):
        office.code(organisation_id=NOBODY)


def test_the_building_is_the_organisations(office: Office, a: int, b: int) -> None:
    theirs, ours = built(office, a), built(office, b)
    for organisation, building in ((b, theirs), (None, ours)):
        with refused("refers-nowhere"):
            office.code(HOHHOT, organisation_id=organisation, building_id=building)
    hear(office)
    office.enrol(GatewayKey(), office.code(HOHHOT, organisation_id=b, building_id=ours))
    with office.database.read() as session:
        row, place = session.get(Gateway, GATEWAY), session.get(GatewayPlace, GATEWAY)
        assert row is not None
        assert place is not None
        assert (row.organisation_id, row.building_id, place.building_id) == (b, ours, ours)


def test_an_organisation_that_moved_away_keeps_its_gateways_and_enrols_them_anew(
    office: Office, a: int
) -> None:
    hear(office)
    bind(office, a)
    told = OrganisationChange(**organisation_told("150102-1", area="150202", credit_code=None), version=1)
    with office.database.write() as session:
        service.change_organisation(session, LOCAL, a, told, NOW)
    assert office.enrol(GatewayKey(), office.code(installer(a), organisation_id=a)).area == AREA


def test_a_name_that_is_made_up_is_nobodys(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(("taken", "taken", "fresh"))
    monkeypatch.setattr("cloud.enrolment.service.secrets.token_hex", lambda _: next(drawn))
    names = []
    for _ in range(2):
        with office.database.write() as session:
            asked = office.enrolment.make_code(session, LOCAL, NewCode(area=AREA))
            names.append(asked[0].gateway)
    assert names == [f"gw-{AREA}-taken", f"gw-{AREA}-fresh"]


def test_a_gateway_that_enrolled_and_was_never_heard_is_bound_only_by_who_sees_it(office: Office) -> None:
    office.enrol(GatewayKey(), office.code())
    mine = found(office, "mine")
    stranger = Asker("theirs", organisations=(mine,), permissions=frozenset({Permission.EDIT_REGISTRY}))
    with refused("not-found"), office.database.write() as session:
        owner = service.locked(session, stranger, mine)
        service.bind(session, stranger, owner, GATEWAY, GatewayPlaceIn(), NOW)
    bind(office, mine)
    assert owner_of(office)[1] == mine


def test_a_gateway_that_enrolled_in_another_area_is_not_bound(office: Office) -> None:
    office.enrol(GatewayKey(), office.code())
    far = found(office, "far", area="150202")
    with refused("other-area"):
        bind(office, far)
