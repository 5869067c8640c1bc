"""The gateway's key, its certificate and the certificates above it, in one PEM file.

One file is replaced at once, so key and certificate always belong together, whatever dies when. The key of a
certificate that is being asked for waits in a file beside it: if the answer is lost, the same key asks again
and gets the same certificate. The file before the last one is kept, to go back to.
"""

from __future__ import annotations

import base64
import hashlib
import os
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import NameOID

from runtime.faults import PlainFault
from runtime.files import replace_file, sync_folder
from telemetry.gateway_identity import GatewayName, parse_common_name, renewal_proof


class Certificate(NamedTuple):
    """What the present certificate says."""

    serial: str
    name: GatewayName | None
    begins_ms: int
    ends_ms: int

    @property
    def renew_ms(self) -> int:
        """Two thirds into its life."""
        return self.begins_ms + (self.ends_ms - self.begins_ms) * 2 // 3


class IdentityFile:
    """The file and the two beside it. Methods raise PlainFault for what cannot be read, and OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._next_key = path.with_name(path.name + ".next-key")
        self._before = path.with_name(path.name + ".before")

    def certificate(self) -> Certificate:
        """The certificate in force."""
        return _told(_certificate(self.path))

    def request(self, name: GatewayName) -> str:
        """A certificate request (PEM) of the next key, which is made once and waits on the disk."""
        if not self._next_key.exists():
            self._write(self._next_key, _pem_of(ec.generate_private_key(ec.SECP256R1())))
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(name))])
        made = (
            x509.CertificateSigningRequestBuilder()
            .subject_name(subject)
            .sign(_key(self._next_key), hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM).decode("ascii")

    def proof(self, nonce: str, request: str) -> str:
        """The present key's signature over a renewal, base64."""
        der = x509.load_pem_x509_csr(request.encode("ascii")).public_bytes(serialization.Encoding.DER)
        said = renewal_proof(nonce, hashlib.sha256(der).digest())
        return base64.b64encode(_key(self.path).sign(said, ec.ECDSA(hashes.SHA256()))).decode("ascii")

    def take(self, chain: str, name: GatewayName) -> Certificate:
        """Put the answer in force, if it is of the next key and for this gateway."""
        try:
            found = x509.load_pem_x509_certificates(chain.encode("ascii"))
        except ValueError:
            raise PlainFault("中心的答复不是证书 / the centre's answer is no certificate") from None
        key = _key(self._next_key)
        told = _told(found[0])
        if _spki(found[0].public_key()) != _spki(key.public_key()):
            raise PlainFault("证书与本机私钥不符 / the certificate is of another key; 重新注册 / enrol again")
        if told.name != name:
            raise PlainFault(f"证书签发给 / the certificate is for {told.name}; 本网关 / this is {name}")
        _must_be_linked(found)
        if self.path.exists():
            self._write(self._before, self.path.read_text("ascii"))
        self._write(self.path, _pem_of(key) + chain)
        self._next_key.unlink(missing_ok=True)
        return told

    def go_back(self) -> bool:
        """Put the file before this one in force again; False when there is none that still holds."""
        if not self._before.exists():
            return False
        self._before.replace(self.path)
        sync_folder(self.path.parent)
        return True

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, text, 0o600)
        give_to_owner(path)


def give_to_owner(path: Path) -> None:
    """What root writes belongs to whom the folder belongs, as the agent runs as that user."""
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(path, folder.st_uid, folder.st_gid)


def _must_be_linked(chain: list[x509.Certificate]) -> None:
    for lower, upper in pairwise(chain):
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature):
            raise PlainFault("证书链不相连 / the certificates of the answer do not belong together") from None


def _told(found: x509.Certificate) -> Certificate:
    names = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Certificate(
        f"{found.serial_number:x}",
        parse_common_name(str(names[0].value)) if names else None,
        int(found.not_valid_before_utc.timestamp() * 1000),
        int(found.not_valid_after_utc.timestamp() * 1000),
    )


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise PlainFault(
            f"{path}: 不是证书 / holds no certificate: {fault}; 重新注册 / enrol again"
        ) from None


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as fault:
        raise PlainFault(
            f"{path}: 不是私钥 / holds no private key: {fault}; 重新注册 / enrol again"
        ) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise PlainFault(f"{path}: 私钥不是 P-256 / the key is not P-256; 重新注册 / enrol again")
    return key


def _pem_of(key: ec.EllipticCurvePrivateKey) -> str:
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*form).decode("ascii")


def _spki(key: CertificatePublicKeyTypes) -> bytes:
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(*form)
