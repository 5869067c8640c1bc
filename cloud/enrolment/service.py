"""Decisions of enrolment. Theory of operation:

1. A code is for one gateway and for one key. The key that used it may ask again within the code's days and
   gets the same certificate; so a lost answer costs nothing, and a second key gets nothing.
2. Who the gateway is, the code says, and with it the person who made it; a request only brings a key.
3. Signing happens between two transactions, for another authority may take its time; the second looks again,
   and holds what it looks at: of two keys that use one code at once, one gets nothing.
4. A renewal is signed by the old key. The old certificate stays good to its end, so both work meanwhile. A
   certificate that has ended or was revoked renews nothing: only a fresh code helps.
5. A gateway that was revoked is shut out by name, whatever certificate it shows. A code made after that lets
   it in again; codes made before are withdrawn. Whose gateway it is (`ownership`) is looked at as a code is
   made, and again as it is used.
6. Whatever brokers must hear of raises the policy's revision in the same transaction.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import secrets

from cryptography import x509
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database import locks
from cloud.database.engine import Database
from cloud.enrolment import codes, nonces, ownership, repository
from cloud.enrolment.audited import gateway_asker, told, told_code
from cloud.enrolment.authority import Authority, AuthorityFault, Issued, Revoked
from cloud.enrolment.own_authority import pem
from cloud.enrolment.refusals import Refusals
from cloud.enrolment.requests import BadRequest, KeyRequest, proves_renewal, read_request
from cloud.enrolment.schemas import NewCode
from cloud.enrolment.settings import EnrolmentSettings
from cloud.enrolment.tables import Certificate, EnrolmentCode
from cloud.errors import not_found
from cloud.people.asker import Asker
from cloud.people.patience import Limits, Patience
from cloud.people.scope import outside, sees
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.gateway_identity import GatewayName

log = get_logger("enrolment")

_DAY_MS = 86_400_000
_LIST_MS = 3_600_000
_EVERYBODY = "everybody"
#: Whoever gives a gateway a certificate, or shuts it out, holds this lock of the gateway.
_LOCK = "enrolment"


class Enrolment:
    """Gives codes and certificates, and takes them back."""

    def __init__(
        self,
        settings: EnrolmentSettings,
        authority: Authority,
        key: bytes,
        fingerprint: str | None,
        clock: Clock,
    ) -> None:
        self.settings = settings
        self.authority = authority
        self._key = key
        self._fingerprint = fingerprint
        self._clock = clock
        self._published: tuple[int, int, str | None] | None = None
        self._guesses = Patience(clock, Limits(settings.guesses, 4.0, 600.0, 600.0))
        self._together = Patience(clock, Limits(settings.guesses_together, 1.0, 30.0, 600.0))

    # Codes

    def make_code(self, session: Session, asker: Asker, asked: NewCode) -> tuple[EnrolmentCode, str]:
        """A code for a gateway within the asker's scope; the second value is shown once."""
        if not sees(asker, asked.area, asked.organisation_id):
            raise outside()
        now = self._clock.now_ms()
        name = asked.gateway or _made_up(session, asked.area, now)
        home = ownership.Home(asked.area, asked.organisation_id, asked.building_id)
        ownership.may_become(session, asker, name, home, now)
        code = codes.new_code(secrets.choice)
        row = EnrolmentCode(
            digest=codes.digest(code, self._key),
            area=asked.area,
            gateway=name,
            organisation_id=asked.organisation_id,
            building_id=asked.building_id,
            note=asked.note,
            made_by=asker.name[:128],
            made_at=now,
            ends_at=now + (asked.days or self.settings.code_days) * _DAY_MS,
        )
        session.add(row)
        session.flush()
        audit.record(session, asker, "enrolment-code.make", f"enrolment-code/{row.id}", None, told_code(row))
        return row, codes.shown(code)

    def qr_text(self, shown: str) -> str | None:
        """What a QR code of it carries, where the centre's address is known."""
        if self.settings.centre is None:
            return None
        return codes.qr_text(codes.read_typed(shown), self.settings.centre, self._fingerprint)

    def withdraw(self, session: Session, asker: Asker, id: int) -> EnrolmentCode:
        """Nobody may use the code from now on."""
        row = repository.code_for_change(session, asker, id)
        if row is None:
            raise not_found("注册码", "enrolment code", "path.id")
        if row.used_at is not None:
            raise Refusals.code_is_used()
        if row.withdrawn_at is None:
            row.withdrawn_at = self._clock.now_ms()
            audit.record(
                session, asker, "enrolment-code.withdraw", f"enrolment-code/{row.id}", told_code(row)
            )
        return row

    # Certificates

    def enrol(self, database: Database, typed: str, request_pem: str, address: str) -> Certificate:
        """Redeem a code. Raises ApiError."""
        self._pace(address)
        try:
            code = codes.read_typed(typed)
        except codes.CodeTypo as fault:
            raise Refusals.typo(str(fault)) from None
        digest = codes.digest(code, self._key)
        with database.read() as session:
            found = repository.code_by_digest(session, digest)
            if found is None:
                raise Refusals.no_such_code()
        self._forgive(address)
        request = _read(request_pem)
        with database.read() as session:
            given = self._may_use(session, digest, request)
            if isinstance(given, Certificate):
                return given
            name = GatewayName(given.area, given.gateway)
        issued = self._sign(request, name)
        with database.write() as session:
            locks.take(session, _LOCK, [name.gateway])
            given = self._may_use(session, digest, request, hold=True)
            if isinstance(given, Certificate):
                return given
            now = self._clock.now_ms()
            given.used_at, given.key_digest = now, request.key_digest
            row = self._keep(session, issued, name, request, code=given)
            lifted = repository.shut_out(session, given.gateway)
            if lifted is not None:
                session.delete(lifted)
            ownership.bind(session, given, now)
            audit.record(
                session,
                gateway_asker(name),
                "certificate.issue",
                f"certificate/{row.serial}",
                {"shut_out_at": lifted.at} if lifted is not None else None,
                told(row),
            )
            return row

    def nonce(self) -> str:
        """What the next renewal's signature must contain."""
        return nonces.make(self._key, self._clock.now_ms(), secrets.token_bytes(nonces.RANDOM_BYTES))

    def renew(
        self, database: Database, serial: str, request_pem: str, nonce: str, signature: str
    ) -> Certificate:
        """The next certificate, asked for by the key of the present one. Raises ApiError."""
        now = self._clock.now_ms()
        if not nonces.holds(self._key, nonce, now):
            raise Refusals.stale_nonce()
        request = _read(request_pem)
        with database.read() as session:
            old = self._renewable(session, serial)
            self._prove(old, nonce, request, signature)
            done = repository.renewal_of(session, old.id, request.key_digest)
            if done is not None:
                return done
            name = GatewayName(old.area, old.gateway)
        issued = self._sign(request, name)
        with database.write() as session:
            locks.take(session, _LOCK, [name.gateway])
            old = self._renewable(session, serial, hold=True)
            done = repository.renewal_of(session, old.id, request.key_digest)
            if done is not None:
                return done
            row = self._keep(session, issued, name, request, renewed=old)
            audit.record(
                session,
                gateway_asker(name),
                "certificate.renew",
                f"certificate/{row.serial}",
                told(old),
                told(row),
            )
            return row

    def renew_at(self, row: Certificate) -> int:
        """Two thirds into its life."""
        return row.begins_at + (row.ends_at - row.begins_at) * 2 // 3

    # Revocation

    def revoke_certificate(self, session: Session, asker: Asker, serial: str, reason: str) -> Certificate:
        """This certificate is good no longer."""
        row = repository.seen_by_serial(session, asker, serial)
        if row is None:
            raise not_found("证书", "certificate", "path.serial")
        if row.revoked_at is None:
            before = told(row)
            self._revoke(row, asker, reason)
            repository.policy_changed(session)
            audit.record(session, asker, "certificate.revoke", f"certificate/{row.serial}", before, told(row))
        return row

    def revoke_gateway(
        self, session: Session, asker: Asker, gateway: str, reason: str
    ) -> tuple[list[Certificate], list[EnrolmentCode]]:
        """The gateway is shut out: its certificates, its passwords, its open codes."""
        locks.take(session, _LOCK, [gateway])
        now = self._clock.now_ms()
        held = ownership.found_by(session, asker, gateway, now, "path.gateway")
        if not held:
            raise not_found("网关", "gateway", "path.gateway")
        certificates = repository.good_certificates_of(session, gateway, now)
        for row in certificates:
            self._revoke(row, asker, reason)
        open_codes = repository.open_codes_of(session, gateway, now)
        for code in open_codes:
            code.withdrawn_at = now
        repository.shut(
            session,
            {"gateway": gateway, "area": held[-1].area, "at": now, "by": asker.name[:128], "reason": reason},
        )
        repository.policy_changed(session)
        audit.record(
            session,
            asker,
            "gateway.revoke",
            f"gateway/{gateway}",
            None,
            {"reason": reason, "certificates": [row.serial for row in certificates]},
        )
        return certificates, open_codes

    def signed_list(self, session: Session, now: dt.datetime) -> str | None:
        """The revocation list of this moment; None where another authority publishes its own."""
        rows = repository.revoked_serials(session, _ms(now))
        revoked = [Revoked(int(serial, 16), _utc(at)) for serial, at in rows]
        return self.authority.revocation_list(revoked, now)

    def published_list(self, session: Session) -> str | None:
        """The list for whoever asks: signed anew when something has changed, and every hour."""
        revision, now = repository.policy_revision(session), self._clock.now_ms()
        held = self._published
        if held is None or held[0] != revision or not 0 <= now - held[1] < _LIST_MS:
            held = self._published = (revision, now, self.signed_list(session, _utc(now)))
        return held[2]

    # Inside

    def _pace(self, address: str) -> None:
        for patience, key in ((self._guesses, address), (self._together, _EVERYBODY)):
            wait_s = patience.attempt(key)
            if wait_s > 0:
                raise Refusals.too_many_guesses(wait_s)

    def _forgive(self, address: str) -> None:
        self._guesses.succeeded(address)
        self._together.taken_back(_EVERYBODY)

    def _may_use(
        self, session: Session, digest: str, request: KeyRequest, *, hold: bool = False
    ) -> EnrolmentCode | Certificate:
        """The code when it is fresh; its certificate when this key has used it already."""
        row = repository.code_by_digest(session, digest, for_update=hold)
        now = self._clock.now_ms()
        if row is None or row.withdrawn_at is not None or row.ends_at <= now:
            raise Refusals.code_is_over()
        if row.used_at is not None:
            certificate = repository.certificate_of_code(session, row.id)
            if row.key_digest != request.key_digest or certificate is None:
                raise Refusals.code_is_used()
            if certificate.revoked_at is not None:
                raise Refusals.revoked()
            return certificate
        shut = repository.shut_out(session, row.gateway)
        if shut is not None and shut.at > row.made_at:
            raise Refusals.code_is_over()
        home = ownership.Home(row.area, row.organisation_id, row.building_id)
        ownership.fits(session, row.gateway, home, hold=hold)
        return row

    def _renewable(self, session: Session, serial: str, *, hold: bool = False) -> Certificate:
        row = repository.by_serial(session, serial, for_update=hold)
        if row is None:
            raise Refusals.unknown_certificate()
        if row.revoked_at is not None or repository.shut_out(session, row.gateway) is not None:
            raise Refusals.revoked()
        if row.ends_at <= self._clock.now_ms():
            raise Refusals.ended()
        return row

    def _prove(self, old: Certificate, nonce: str, request: KeyRequest, signature: str) -> None:
        try:
            signed = base64.b64decode(signature, validate=True)
        except (ValueError, binascii.Error):
            raise Refusals.bad_proof() from None
        certificate = x509.load_pem_x509_certificate(old.pem.encode("ascii"))
        if not proves_renewal(certificate, nonce, request, signed):
            raise Refusals.bad_proof()

    def _sign(self, request: KeyRequest, name: GatewayName) -> Issued:
        try:
            return self.authority.issue(request, name, self.settings.certificate_days)
        except AuthorityFault as fault:
            log.error("the certificate authority did not sign", gateway=str(name), fault=str(fault))
            raise Refusals.authority(str(fault)) from fault

    def _keep(
        self,
        session: Session,
        issued: Issued,
        name: GatewayName,
        request: KeyRequest,
        *,
        code: EnrolmentCode | None = None,
        renewed: Certificate | None = None,
    ) -> Certificate:
        certificate = issued.certificate
        source = code or renewed
        now = self._clock.now_ms()
        row = Certificate(
            serial=f"{certificate.serial_number:x}",
            gateway=name.gateway,
            area=name.area,
            organisation_id=source.organisation_id if source is not None else None,
            building_id=source.building_id if source is not None else None,
            issued_at=now,
            begins_at=_ms(certificate.not_valid_before_utc),
            ends_at=_ms(certificate.not_valid_after_utc),
            key_digest=request.key_digest,
            pem="".join(pem(one) for one in (certificate, *issued.chain)),
            code_id=code.id if code is not None else None,
            renews=renewed.id if renewed is not None else None,
        )
        session.add(row)
        session.flush()
        repository.follow(session, name.gateway, row.id, now)
        repository.policy_changed(session)
        return row

    def _revoke(self, row: Certificate, asker: Asker, reason: str) -> None:
        row.revoked_at, row.revoked_by, row.reason = self._clock.now_ms(), asker.name[:128], reason


def _read(request_pem: str) -> KeyRequest:
    try:
        return read_request(request_pem)
    except BadRequest as fault:
        raise Refusals.bad_request(str(fault)) from None


def _made_up(session: Session, area: str, now: int) -> str:
    """A name that nobody has."""
    while True:
        name = f"gw-{area}-{secrets.token_hex(3)}"
        if not ownership.claims(session, name, now):
            return name


def _ms(when: dt.datetime) -> int:
    return int(when.timestamp() * 1000)


def _utc(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)
