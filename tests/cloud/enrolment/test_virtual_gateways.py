"""What speaks to the centre itself is registered as whose it is, like a gateway that enrols."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cloud.people.asker import Asker, Permission
from cloud.push import service as pushed
from cloud.push.reading import Readers
from cloud.push.schemas import PushedChange
from cloud.push.tables import PushIntegration
from cloud.registry.tables import Gateway
from cloud.transmission import service as transmission
from cloud.transmission.schemas import DeviceChange, DeviceIn
from tests.cloud.enrolment.gateways import AREA, Office
from tests.cloud.enrolment.test_ownership import built, found, refused
from tests.cloud.organisations.test_service import heard
from tests.cloud.places import HOHHOT
from tests.cloud.said import NOW

IMEI = "860000000000001"
GATEWAYS = {"transmission": "uitd-790300000000", "push": f"nb-{IMEI}"}
Register = Callable[..., int]


def integration(session: Session) -> PushIntegration:
    row = session.get(PushIntegration, 1) or PushIntegration(
        name="aep", kind="ctwing", area=AREA, created_at=NOW, created_by="x", version=1
    )
    session.add(row)
    session.flush()
    return row


def register_transmission(session: Session, asker: Asker, **home: Any) -> int:
    told = DeviceIn.model_validate({"address": "889", "area": AREA} | home)
    address = transmission.packed_address(told)
    return transmission.register(session, asker, told, address, "", NOW, 3.0).id


def register_push(session: Session, asker: Asker, **home: Any) -> int:
    told = PushedChange.model_validate({"area": AREA, "profile": "ctwing-nb-smoke"} | home)
    return pushed.register(session, asker, integration(session), IMEI, told, Readers(), NOW).id


def change_transmission(session: Session, number: int, **home: Any) -> None:
    told = DeviceChange.model_validate({"area": AREA} | home)
    transmission.change(session, HOHHOT, number, told, NOW, 3.0)


def change_push(session: Session, number: int, **home: Any) -> None:
    told = PushedChange.model_validate({"area": AREA, "profile": "ctwing-nb-smoke"} | home)
    pushed.change_device(session, HOHHOT, integration(session), number, told, Readers(), NOW)


WAYS = {
    "transmission": (register_transmission, change_transmission),
    "push": (register_push, change_push),
}


@pytest.fixture(params=sorted(WAYS))
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def register(way: str) -> Register:
    return WAYS[way][0]


def test_the_name_of_a_gateway_of_another_is_not_there(office: Office, way: str, register: Register) -> None:
    theirs, ours = found(office, "150102-1"), found(office, "150102-2")
    with office.database.write() as session:
        row = heard(GATEWAYS[way])
        row.organisation_id = theirs
        session.add(row)
    mine = Asker("王芳", organisations=(ours,), permissions=frozenset(Permission))
    with refused("not-found"), office.database.write() as session:
        register(session, mine, organisation_id=ours)
    with refused("gateway-is-anothers"), office.database.write() as session:
        register(session, HOHHOT, organisation_id=ours)
    with office.database.read() as session:
        kept = session.get(Gateway, GATEWAYS[way])
        assert kept is not None
        assert kept.organisation_id == theirs


def test_organisation_and_building_belong_together_and_into_the_area(
    office: Office, way: str, register: Register
) -> None:
    ours, theirs = found(office, "150102-1"), found(office, "150105-1", area="150105")
    building, another = built(office, ours), built(office, theirs)
    wrong = (
        {"organisation_id": theirs},
        {"organisation_id": ours, "building_id": another},
        {"building_id": building},
    )
    for home in wrong:
        with refused("refers-nowhere"), office.database.write() as session:
            register(session, HOHHOT, **home)
    right = {"organisation_id": ours, "building_id": building}
    with office.database.write() as session:
        number = register(session, HOHHOT, **right)
    for home in wrong:
        with refused("refers-nowhere"), office.database.write() as session:
            WAYS[way][1](session, number, **home)
    with office.database.write() as session:
        WAYS[way][1](session, number, **right)
        kept = session.get(Gateway, GATEWAYS[way])
        assert kept is not None
        assert (kept.organisation_id, kept.building_id) == (ours, building)
