"""An authority, an enrolment over real records, and gateways with keys of their own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cloud.database import migrate
from cloud.database.engine import Database
from cloud.enrolment import own_authority
from cloud.enrolment.own_authority import OwnAuthority
from cloud.enrolment.schemas import NewCode
from cloud.enrolment.service import Enrolment
from cloud.enrolment.settings import EnrolmentSettings
from cloud.enrolment.tables import Certificate
from cloud.people.asker import LOCAL, Asker
from runtime.clock import Clock, SystemClock
from telemetry.gateway_identity import renewal_proof
from tests.cloud.records import opened

AREA, GATEWAY = "150102", "gw-1"
DAY_MS = 86_400_000


class SetClock(Clock):
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self._true = SystemClock()
        self.ahead_ms = 0

    def now_ms(self) -> int:
        return self._true.now_ms() + self.ahead_ms

    def monotonic(self) -> float:
        return self._true.monotonic() + self.ahead_ms / 1000


class GatewayKey:
    """A key that never leaves the gateway, and what the gateway says with it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def request(self, subject: str = "whatever it likes") -> str:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(self.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.PEM).decode()

    def proof(self, nonce: str, request: str) -> str:
        der = x509.load_pem_x509_csr(request.encode()).public_bytes(serialization.Encoding.DER)
        said = renewal_proof(nonce, hashlib.sha256(der).digest())
        return base64.b64encode(self.key.sign(said, ec.ECDSA(hashes.SHA256()))).decode()

    def files(self, folder: Path, certificate: str) -> Path:
        path = folder / f"{hashlib.sha256(certificate.encode()).hexdigest()[:12]}.pem"
        path.write_text(own_authority.key_pem(self.key) + certificate)
        path.chmod(0o600)
        return path


class Office(NamedTuple):
    """Everything that enrols."""

    database: Database
    enrolment: Enrolment
    authority: OwnAuthority
    clock: SetClock
    folder: Path

    def code(self, asker: Asker = LOCAL, gateway: str = GATEWAY, area: str = AREA, **more: object) -> str:
        with self.database.write() as session:
            asked = NewCode.model_validate({"area": area, "gateway": gateway} | more)
            return self.enrolment.make_code(session, asker, asked)[1]

    def enrol(self, key: GatewayKey, code: str, request: str | None = None) -> Certificate:
        return self.enrolment.enrol(self.database, code, request or key.request(), "203.0.113.7")

    def renew(self, old: Certificate, old_key: GatewayKey, key: GatewayKey) -> Certificate:
        request, nonce = key.request(), self.enrolment.nonce()
        return self.enrolment.renew(self.database, old.serial, request, nonce, old_key.proof(nonce, request))


@contextmanager
def open_office(folder: Path, url: str | None = None, **settings: object) -> Iterator[Office]:
    """Over a SQLite file, or the database of that URL, which is brought up to date."""
    own_authority.make(folder / "ca", "Test")
    told = EnrolmentSettings.model_validate(
        {"authority": folder / "ca", "brokers": ("127.0.0.1:8883",)} | settings
    )
    clock = SetClock()
    authority = OwnAuthority(folder / "ca")
    key = own_authority.enrolment_key(folder / "ca")
    enrolment = Enrolment(told, authority, key, own_authority.fingerprint(authority.root), clock)
    database = opened(folder / "cloud.sqlite3") if url is None else Database(url)
    migrate.upgrade(database.engine)
    try:
        yield Office(database, enrolment, authority, clock, folder)
    finally:
        database.close()
