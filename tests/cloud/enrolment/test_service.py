from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sqlalchemy import select

from cloud.audit.tables import AuditEntry
from cloud.enrolment import codes, nonces, own_authority, repository
from cloud.enrolment.own_authority import key_pem
from cloud.enrolment.tables import EnrolmentCode
from cloud.errors import ApiError
from cloud.people.asker import LOCAL, Asker, Permission
from runtime.faults import PlainFault
from tests.cloud.enrolment.gateways import AREA, DAY_MS, GATEWAY, GatewayKey, Office, open_office


def refused(code: str) -> pytest.RaisesExc[ApiError]:
    return pytest.RaisesExc(ApiError, check=lambda fault: fault.detail.code == code)


def test_the_certificate_is_for_whom_the_registry_says_not_for_whom_the_request_says(office: Office) -> None:
    key = GatewayKey()
    row = office.enrol(key, office.code(), key.request(subject="150103/gw-of-others"))
    certificate = x509.load_pem_x509_certificate(row.pem.encode())
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert [name.value for name in names] == [f"{AREA}/{GATEWAY}"]
    assert certificate.public_key() == key.key.public_key()
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert (certificate.not_valid_after_utc - dt.datetime.now(dt.UTC)).days in (89, 90)
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificates(row.pem.encode())[1])


def test_a_lost_answer_costs_nothing_the_same_key_gets_the_same_certificate(office: Office) -> None:
    key, code = GatewayKey(), office.code()
    first = office.enrol(key, code)
    assert office.enrol(key, code.lower()).serial == first.serial


def test_a_second_key_gets_nothing_for_a_used_code(office: Office) -> None:
    code = office.code()
    office.enrol(GatewayKey(), code)
    with refused("code-is-used"):
        office.enrol(GatewayKey(), code)


def test_a_code_ends(office: Office) -> None:
    code = office.code(days=2)
    office.clock.ahead_ms += 2 * DAY_MS + 1
    with refused("code-is-over"):
        office.enrol(GatewayKey(), code)


def test_a_withdrawn_code_is_over(office: Office) -> None:
    code = office.code()
    with office.database.write() as session:
        row = session.scalars(select(EnrolmentCode)).one()
        office.enrolment.withdraw(session, LOCAL, row.id)
    with refused("code-is-over"):
        office.enrol(GatewayKey(), code)


def test_only_a_digest_of_the_code_is_kept(office: Office) -> None:
    code = office.code().replace("-", "")
    kept = (office.folder / "cloud.sqlite3").read_bytes() + (office.folder / "cloud.sqlite3-wal").read_bytes()
    assert code.encode() not in kept


def test_guesses_are_slowed_down_by_address(office: Office) -> None:
    guess = codes.new_code(lambda signs: signs[0])
    for _ in range(office.enrolment.settings.guesses):
        with refused("no-such-code"):
            office.enrol(GatewayKey(), guess)
    with refused("too-many-guesses"):
        office.enrol(GatewayKey(), office.code())
    office.enrolment.enrol(office.database, office.code(), GatewayKey().request(), "203.0.113.8")


def test_a_key_that_was_not_proved_is_refused(office: Office) -> None:
    mine, others = GatewayKey(), GatewayKey()
    der = bytearray(x509.load_pem_x509_csr(mine.request().encode()).public_bytes(serialization.Encoding.DER))
    theirs = others.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    ours = mine.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    stolen = bytes(der).replace(ours, theirs)
    request = x509.load_der_x509_csr(stolen).public_bytes(serialization.Encoding.PEM).decode()
    with refused("bad-certificate-request"):
        office.enrol(mine, office.code(), request)


@pytest.mark.parametrize("curve", [ec.SECP224R1(), ec.SECP521R1()])
def test_a_weak_or_odd_key_is_refused(office: Office, curve: ec.EllipticCurve) -> None:
    made = ec.generate_private_key(curve)
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(made, hashes.SHA256())
    with refused("bad-certificate-request"):
        office.enrol(GatewayKey(), office.code(), request.public_bytes(serialization.Encoding.PEM).decode())


@pytest.mark.parametrize("request_", ["", "hello", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n", "中"])
def test_what_is_no_request_is_refused(office: Office, request_: str) -> None:
    with refused("bad-certificate-request"):
        office.enrol(GatewayKey(), office.code(), request_ or "x")


def test_the_old_key_renews_and_both_certificates_stand_meanwhile(office: Office) -> None:
    old_key, key = GatewayKey(), GatewayKey()
    old = office.enrol(old_key, office.code())
    new = office.renew(old, old_key, key)
    assert new.serial != old.serial
    assert (new.area, new.gateway) == (old.area, old.gateway)
    with office.database.read() as session:
        good = repository.good_certificates_of(session, GATEWAY, office.clock.now_ms())
        assert {row.serial for row in good} == {old.serial, new.serial}
        now = office.clock.now_ms()
        rows, _ = repository.certificates(
            session,
            LOCAL,
            now,
            state="current",
            area="15",
            gateway=None,
            ends_before=None,
            before=None,
            limit=9,
        )
        assert [row.serial for row in rows] == [new.serial]


def test_a_renewal_asked_twice_gives_the_same_certificate(office: Office) -> None:
    old_key, key = GatewayKey(), GatewayKey()
    old = office.enrol(old_key, office.code())
    assert office.renew(old, old_key, key).serial == office.renew(old, old_key, key).serial


def test_another_key_renews_nothing(office: Office) -> None:
    old = office.enrol(GatewayKey(), office.code())
    with refused("bad-proof"):
        office.renew(old, GatewayKey(), GatewayKey())


def test_a_proof_is_for_one_request_and_one_nonce(office: Office) -> None:
    old_key = GatewayKey()
    old = office.enrol(old_key, office.code())
    nonce, request = office.enrolment.nonce(), GatewayKey().request()
    proof = old_key.proof(nonce, request)
    with refused("bad-proof"):
        office.enrolment.renew(office.database, old.serial, GatewayKey().request(), nonce, proof)
    office.clock.ahead_ms += nonces.LIFE_MS + 1
    with refused("stale-nonce"):
        office.enrolment.renew(office.database, old.serial, request, nonce, proof)
    with refused("stale-nonce"):
        office.enrolment.renew(office.database, old.serial, request, nonce[:-1] + "x", proof)


def test_what_has_ended_renews_nothing_and_a_fresh_code_helps(office: Office) -> None:
    key = GatewayKey()
    old = office.enrol(key, office.code())
    office.clock.ahead_ms += 91 * DAY_MS
    with refused("certificate-ended"):
        office.renew(old, key, GatewayKey())
    assert office.enrol(GatewayKey(), office.code()).gateway == GATEWAY


def test_a_revoked_certificate_renews_nothing_and_stands_on_the_list(office: Office) -> None:
    key = GatewayKey()
    old = office.enrol(key, office.code())
    with office.database.write() as session:
        office.enrolment.revoke_certificate(session, LOCAL, old.serial, "stolen")
    with refused("certificate-revoked"):
        office.renew(old, key, GatewayKey())
    with office.database.read() as session:
        text = office.enrolment.signed_list(session, dt.datetime.now(dt.UTC))
    assert text is not None
    found = x509.load_pem_x509_crl(text.encode())
    assert [entry.serial_number for entry in found] == [int(old.serial, 16)]
    issuer = x509.load_pem_x509_certificates(old.pem.encode())[1]
    assert found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]


def test_a_shut_out_gateway_comes_back_with_a_code_made_afterwards_only(office: Office) -> None:
    key, spare = GatewayKey(), office.code()
    office.enrol(key, office.code())
    with office.database.write() as session:
        certificates, open_codes = office.enrolment.revoke_gateway(session, LOCAL, GATEWAY, "stolen")
        assert (len(certificates), len(open_codes)) == (1, 1)
    with refused("code-is-over"):
        office.enrol(GatewayKey(), spare)
    with office.database.read() as session:
        assert repository.shut_out(session, GATEWAY) is not None
    office.enrol(GatewayKey(), office.code())
    with office.database.read() as session:
        assert repository.shut_out(session, GATEWAY) is None


def test_what_lies_outside_the_scope_is_not_there(office: Office) -> None:
    stranger = Asker("stranger", areas=("1502",), permissions=frozenset(Permission))
    row = office.enrol(GatewayKey(), office.code())
    with refused("outside-scope"):
        office.code(stranger)
    with office.database.write() as session, refused("not-found"):
        office.enrolment.revoke_certificate(session, stranger, row.serial, "no")
    with office.database.write() as session, refused("not-found"):
        office.enrolment.revoke_gateway(session, stranger, GATEWAY, "no")
    with office.database.read() as session:
        listed, _ = repository.codes(session, stranger, 0, state=None, gateway=None, before=None, limit=9)
        assert listed == []


def test_lists_are_paged_newest_first(office: Office) -> None:
    for number in range(5):
        office.enrol(GatewayKey(), office.code(gateway=f"gw-{number}"))
    seen: list[str] = []
    before, more = None, True
    while more:
        with office.database.read() as session:
            rows, more = repository.certificates(
                session,
                LOCAL,
                office.clock.now_ms(),
                state=None,
                area=None,
                gateway=None,
                ends_before=None,
                before=before,
                limit=2,
            )
        seen += [row.gateway for row in rows]
        before = rows[-1].id
    assert seen == [f"gw-{number}" for number in reversed(range(5))]


def test_every_change_is_audited_without_secrets(office: Office) -> None:
    key, code = GatewayKey(), office.code()
    row = office.enrol(key, code)
    office.renew(row, key, GatewayKey())
    with office.database.write() as session:
        office.enrolment.revoke_gateway(session, LOCAL, GATEWAY, "stolen")
    with office.database.read() as session:
        entries = list(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))
    assert [entry.action for entry in entries] == [
        "enrolment-code.make",
        "certificate.issue",
        "certificate.renew",
        "gateway.revoke",
    ]
    told = " ".join(f"{entry.before} {entry.after}" for entry in entries)
    assert code.replace("-", "") not in told.replace("-", "")
    assert key_pem(key.key) not in told


def test_an_authority_is_made_once_and_its_keys_are_for_the_owner_only(office: Office) -> None:
    with pytest.raises(PlainFault, match="there is an authority already"):
        own_authority.make(office.folder / "ca", "Other")
    for name in ("root.key", "intermediate.key", "enrolment.key"):
        assert (office.folder / "ca" / name).stat().st_mode & 0o077 == 0


def test_the_root_key_can_be_taken_away_and_a_new_intermediate_still_is_believed(office: Office) -> None:
    folder = office.folder / "ca"
    away = (folder / "root.key").rename(office.folder / "root.key")
    before = office.enrol(GatewayKey(), office.code())
    own_authority.renew_intermediate(folder, away, "Test")
    after = own_authority.OwnAuthority(folder).trusted_pem()
    trusted = {x.subject for x in x509.load_pem_x509_certificates(after.encode())}
    assert x509.load_pem_x509_certificate(before.pem.encode()).issuer in trusted
    assert len(trusted) == 3


def test_two_offices_do_not_know_each_others_codes(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with open_office(tmp_path_factory.mktemp("other")) as other, refused("no-such-code"):
        other.enrol(GatewayKey(), office.code())
