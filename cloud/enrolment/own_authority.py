"""Our own authority: a root that can be locked away, and an intermediate that signs at the centre.

The folder holds root.pem, intermediate.pem, intermediate.key, trusted.pem (both certificates, what brokers
and gateways believe), enrolment.key (keys the digests of codes and the nonces), and, until somebody carries
it away, root.key. Keys are P-256, which every broker takes, PKCS#8 in PEM, mode 0600.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cloud.enrolment.authority import Issued, Revoked
from cloud.enrolment.requests import KeyRequest
from runtime.faults import PlainFault
from runtime.files import replace_file
from telemetry.gateway_identity import GatewayName, certificate_uri

ROOT_YEARS = 20
INTERMEDIATE_YEARS = 5
SERVER_DAYS = 397
LIST_DAYS = 14
"""A list is renewed daily; past its term brokers refuse everybody, so the term is generous."""

_BACKDATED = dt.timedelta(minutes=10)
"""A gateway's clock may lag: a new certificate is good a little before it is made."""


class OwnAuthority:
    """Signs with the intermediate key of a folder."""

    def __init__(self, folder: Path) -> None:
        self._certificate = _certificate(folder / "intermediate.pem")
        self._key = _key(folder / "intermediate.key")
        self._trusted = _text(folder / "trusted.pem")
        self.root = _certificate(folder / "root.pem")

    def issue(self, request: KeyRequest, name: GatewayName, days: int) -> Issued:
        """A client's certificate for a gateway."""
        return self.issue_client(request.key, str(name), days)

    def issue_client(self, key: CertificatePublicKeyTypes, common_name: str, days: float) -> Issued:
        """A client's certificate: a gateway, or a user of the broker in another role."""
        serial = x509.random_serial_number()
        names = (x509.UniformResourceIdentifier(certificate_uri(f"{serial:x}")),)
        life = dt.timedelta(days=days)
        return self._issue(key, common_name, life, [ExtendedKeyUsageOID.CLIENT_AUTH], names, serial)

    def issue_server(
        self,
        key: CertificatePublicKeyTypes,
        name: str,
        alternative: Sequence[str],
        days: int,
        *,
        peer: bool = False,
    ) -> Issued:
        """A server's certificate under its names and addresses; a peer's it shows as a client too."""
        purposes = [ExtendedKeyUsageOID.SERVER_AUTH]
        if peer:
            purposes.append(ExtendedKeyUsageOID.CLIENT_AUTH)
        names = tuple(_general_name(text) for text in dict.fromkeys((name, *alternative)))
        return self._issue(key, name, dt.timedelta(days=days), purposes, names)

    def trusted_pem(self) -> str:
        """Intermediate and root."""
        return self._trusted

    def revocation_list(self, revoked: Iterable[Revoked], now: dt.datetime) -> str | None:
        """The list of what is revoked, signed by the intermediate."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(now - _BACKDATED)
            .next_update(now + dt.timedelta(days=LIST_DAYS))
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
            .add_extension(_authority_key(self._certificate), critical=False)
        )
        for entry in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.at).build()
            )
        return pem(builder.sign(self._key, hashes.SHA256()))

    def _issue(
        self,
        key: CertificatePublicKeyTypes,
        common_name: str,
        life: dt.timedelta,
        purposes: Sequence[x509.ObjectIdentifier],
        names: Sequence[x509.GeneralName],
        serial: int | None = None,
    ) -> Issued:
        now = dt.datetime.now(dt.UTC)
        builder = (
            _builder(common_name, self._certificate.subject, key, now - _BACKDATED, now + life)
            .serial_number(serial or x509.random_serial_number())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signing=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
            .add_extension(_authority_key(self._certificate), critical=False)
        )
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return Issued(builder.sign(self._key, hashes.SHA256()), (self._certificate,))


def make(folder: Path, organisation: str) -> None:
    """A new root, a new intermediate. Raises PlainFault where there is an authority already."""
    if any((folder / name).exists() for name in ("root.pem", "intermediate.pem", "intermediate.key")):
        raise PlainFault(
            f"{folder}: there is an authority already; every gateway believes it. Choose another folder"
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        root_key = ec.generate_private_key(ec.SECP256R1())
        now = dt.datetime.now(dt.UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation} root {now:%Y}")])
        root = _sign_authority(subject, subject, root_key.public_key(), root_key, ROOT_YEARS, 1, None)
        write_key(folder / "root.key", root_key)
        replace_file(folder / "root.pem", pem(root), 0o644)
        _make_intermediate(folder, root, root_key, organisation)
        replace_file(folder / "enrolment.key", secrets.token_hex(32) + "\n", 0o600)
    except OSError as fault:
        raise PlainFault(f"{folder}: cannot be written: {fault.strerror}; check its permissions") from fault


def renew_intermediate(folder: Path, root_key: Path, organisation: str) -> None:
    """A new intermediate under the same root; gateways take it with their next renewal."""
    _make_intermediate(folder, _certificate(folder / "root.pem"), _key(root_key), organisation)


def enrolment_key(folder: Path) -> bytes:
    """The secret that keys digests of codes and nonces."""
    return bytes.fromhex(_text(folder / "enrolment.key").strip())


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, hex: what a person or a QR code can name it by."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def pem(thing: x509.Certificate | x509.CertificateRevocationList) -> str:
    """Its PEM text."""
    return thing.public_bytes(serialization.Encoding.PEM).decode("ascii")


def key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    """A private key's PEM text (PKCS#8)."""
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*form).decode("ascii")


def write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a private key for its owner only."""
    replace_file(path, key_pem(key), 0o600)


def _make_intermediate(
    folder: Path, root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey, organisation: str
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = f"{organisation} gateways {dt.datetime.now(dt.UTC):%Y-%m-%d} {secrets.token_hex(2)}"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = _sign_authority(subject, root.subject, key.public_key(), root_key, INTERMEDIATE_YEARS, 0, root)
    before = _text(folder / "trusted.pem") if (folder / "trusted.pem").exists() else pem(root)
    write_key(folder / "intermediate.key", key)
    replace_file(folder / "intermediate.pem", pem(made), 0o644)
    replace_file(folder / "trusted.pem", pem(made) + before, 0o644)


def _sign_authority(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePrivateKey,
    years: int,
    path_length: int,
    above: x509.Certificate | None,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    name = str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    builder = (
        _builder(name, issuer, key, now - _BACKDATED, now + dt.timedelta(days=365 * years))
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(signing=True), critical=True)
    )
    if above is not None:
        builder = builder.add_extension(_authority_key(above), critical=False)
    return builder.sign(signer, hashes.SHA256())


def _builder(
    common_name: str,
    issuer: x509.Name,
    key: CertificatePublicKeyTypes,
    begins: dt.datetime,
    ends: dt.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)]))
        .issuer_name(issuer)
        .public_key(key)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signing,
        key_cert_sign=signing,
        crl_sign=signing,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_key(certificate: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    found = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(found.value)


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(_text(path).encode("ascii"))
    except ValueError:
        raise PlainFault(f"{path}: is no certificate in PEM; put the right file there") from None


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    text = _text(path)
    if path.stat().st_mode & 0o077:
        raise PlainFault(f"{path}: others can read it; run: chmod 600 {path}")
    try:
        key = serialization.load_pem_private_key(text.encode("ascii"), password=None)
    except (ValueError, TypeError):
        raise PlainFault(f"{path}: is no private key in PEM; put the right file there") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise PlainFault(f"{path}: is not a P-256 key; make the authority with `steppewatch ca init`")
    return key


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise PlainFault(f"{path}: no such file; make the authority with `steppewatch ca init`") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise PlainFault(f"{path}: cannot be read: {fault}; check its permissions") from None
