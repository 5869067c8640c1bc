"""The whole life of a certificate over PostgreSQL: the same queries, the same answers."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from cloud.brokers import repository as brokers
from cloud.database import migrate
from cloud.enrolment import repository
from cloud.enrolment.authority import Authority, Issued, Revoked
from cloud.enrolment.requests import KeyRequest
from cloud.enrolment.tables import Certificate
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from telemetry.gateway_identity import GatewayName
from tests.cloud.enrolment.gateways import AREA, GATEWAY, GatewayKey, Office, open_office
from tests.cloud.enrolment.test_ownership import found
from tests.postgresql import PostgreSql


def listed(office: Office, **asked: str | int | None) -> list[str]:
    told = {"state": None, "area": None, "gateway": None, "ends_before": None, "before": None, "limit": 9}
    with office.database.read() as session:
        rows, _ = repository.certificates(session, LOCAL, office.clock.now_ms(), **(told | asked))
        return [row.serial for row in rows]


def test_a_certificate_is_given_renewed_found_and_revoked(postgresql: PostgreSql, tmp_path: Path) -> None:
    with open_office(tmp_path, postgresql.url(postgresql.make())) as office:
        key = GatewayKey()
        old = office.enrol(key, office.code())
        new = office.renew(old, key, GatewayKey())
        assert listed(office, state="current", area="1501") == [new.serial]
        assert listed(office, state="followed", gateway=GATEWAY) == [old.serial]
        with office.database.read() as session:
            assert brokers.is_enrolled(session, GatewayName(AREA, GATEWAY), office.clock.now_ms())
            good = repository.good_certificates(session, office.clock.now_ms(), 0, 9)
            assert [row.serial for row in good] == [old.serial, new.serial]
        for _ in range(2):
            with office.database.write() as session:
                office.enrolment.revoke_gateway(session, LOCAL, GATEWAY, "stolen")
        assert set(listed(office, state="revoked")) == {old.serial, new.serial}
        with office.database.read() as session:
            assert not brokers.is_enrolled(session, GatewayName(AREA, GATEWAY), office.clock.now_ms())
            assert [row.gateway for row in repository.all_shut_out(session)] == [GATEWAY]
            assert repository.policy_revision(session) == 4
        office.enrol(GatewayKey(), office.code())
        assert len(listed(office, state="current")) == 1
        migrate.downgrade(office.database.engine, "0005")
        migrate.upgrade(office.database.engine)


@pytest.fixture(scope="module")
def office(postgresql: PostgreSql, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office"), postgresql.url(postgresql.make())) as made:
        yield made


class Together:
    """An authority that gives out what it has signed once that many were signed."""

    def __init__(self, authority: Authority, many: int) -> None:
        self._authority = authority
        self._signed = threading.Barrier(many)

    def issue(self, request: KeyRequest, name: GatewayName, days: int) -> Issued:
        issued = self._authority.issue(request, name, days)
        self._signed.wait(20)
        return issued

    def trusted_pem(self) -> str:
        return self._authority.trusted_pem()

    def revocation_list(self, revoked: Iterable[Revoked], now: dt.datetime) -> str | None:
        return self._authority.revocation_list(revoked, now)


def both(office: Office, *asked: Callable[[], Certificate]) -> list[str]:
    """What each gets, a serial or a refusal, where all have been signed before any is written down."""
    office.enrolment.authority = Together(office.authority, len(asked))

    def get(ask: Callable[[], Certificate]) -> str:
        try:
            return ask().serial
        except ApiError as fault:
            return fault.detail.code

    try:
        with ThreadPoolExecutor(len(asked)) as threads:
            return list(threads.map(get, asked))
    finally:
        office.enrolment.authority = office.authority


def kept(office: Office, gateway: str) -> int:
    with office.database.read() as session:
        query = select(func.count()).where(Certificate.gateway == gateway)
        return session.scalar(query) or 0


def test_of_two_keys_that_use_one_code_at_once_one_gets_nothing(office: Office) -> None:
    code = office.code(gateway="gw-2")
    got = both(office, *(lambda: office.enrol(GatewayKey(), code) for _ in range(2)))
    assert got.count("code-is-used") == 1
    assert kept(office, "gw-2") == 1


def test_one_key_that_asks_twice_at_once_gets_one_certificate(office: Office) -> None:
    code, key = office.code(gateway="gw-3"), GatewayKey()
    first, second = both(office, *(lambda: office.enrol(key, code) for _ in range(2)))
    assert first == second
    assert kept(office, "gw-3") == 1


def test_one_renewal_asked_for_twice_at_once_is_one_certificate(office: Office) -> None:
    old_key, key = GatewayKey(), GatewayKey()
    old = office.enrol(old_key, office.code(gateway="gw-4"))
    first, second = both(office, *(lambda: office.renew(old, old_key, key) for _ in range(2)))
    assert first == second
    assert kept(office, "gw-4") == 2


def test_of_two_codes_for_one_name_used_at_once_one_organisation_gets_the_gateway(office: Office) -> None:
    organisations = [found(office, f"150102-{number}") for number in range(2)]
    codes = [office.code(gateway="gw-5", organisation_id=number) for number in organisations]
    got = both(office, *(partial(office.enrol, GatewayKey(), code) for code in codes))
    assert got.count("gateway-is-anothers") == 1
    assert kept(office, "gw-5") == 1


def test_of_what_was_given_twice_the_migration_keeps_the_newest(office: Office) -> None:
    names = [f"gw-6{number}" for number in range(3)]
    first, second, third = (office.enrol(GatewayKey(), office.code(gateway=name)) for name in names)
    migrate.downgrade(office.database.engine, "0015-1")
    with office.database.write() as session:
        session.execute(update(Certificate).where(Certificate.id == first.id).values(code_id=second.code_id))
        renewed = update(Certificate).where(Certificate.id.in_([second.id, third.id]))
        session.execute(renewed.values(renews=first.id, key_digest=third.key_digest))
    migrate.upgrade(office.database.engine)
    with office.database.read() as session:
        rows = [repository.by_serial(session, row.serial) for row in (first, second, third)]
        assert [row and (row.code_id, row.renews) for row in rows] == [
            (None, None),
            (second.code_id, None),
            (third.code_id, first.id),
        ]
