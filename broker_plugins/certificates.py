"""Who a client's certificate says it is, and whether it has been revoked."""

from __future__ import annotations

import ssl
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from broker_plugins.policy import Identity, Role
from runtime.faults import PlainFault
from runtime.files import stamp
from runtime.logging import get_logger
from telemetry.gateway_identity import parse_common_name

log = get_logger("broker")


class ClientCertificate:
    """A certificate that TLS has verified."""

    def __init__(self, der: bytes) -> None:
        found = x509.load_der_x509_certificate(der)
        names = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        self.serial = found.serial_number
        self.ends_ms = int(found.not_valid_after_utc.timestamp() * 1000)
        self.common_name = str(names[0].value) if len(names) == 1 else ""

    def gateway(self) -> Identity | None:
        """The gateway that it names; None where it names none."""
        name = parse_common_name(self.common_name)
        return None if name is None else Identity(name.gateway, Role.GATEWAY, name.area)


class RevocationList:
    """A list's serial numbers, read again when the file has changed; a broken new one changes nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._signature = stamp(self._path)
        self._serials = self._read()

    def current(self) -> frozenset[int]:
        """What is revoked."""
        signature = stamp(self._path)
        if signature != self._signature:
            self._signature = signature
            try:
                self._serials = self._read()
            except PlainFault as fault:
                log.error("the changed revocation list is not used", fault=str(fault))
        return self._serials

    def _read(self) -> frozenset[int]:
        try:
            found = x509.load_pem_x509_crl(self._path.read_bytes())
        except OSError as fault:
            raise PlainFault(
                f"{self._path}: cannot be read: {fault.strerror}; correct `revocation_list`"
            ) from None
        except ValueError:
            raise PlainFault(
                f"{self._path}: is no revocation list in PEM; put the right file there"
            ) from None
        return frozenset(entry.serial_number for entry in found)


def server_context(certificate: Path, key: Path, trusted: Path) -> ssl.SSLContext:
    """A listener's TLS: clients must show a certificate of an authority in `trusted`. Raises PlainFault."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    # A resumed session would not show its certificate again.
    context.num_tickets = 0
    context.options |= ssl.OP_NO_TICKET
    try:
        context.load_cert_chain(str(certificate), str(key))
        context.load_verify_locations(cafile=str(trusted))
    except OSError as fault:
        raise PlainFault(f"the listener's certificates cannot be used: {fault}; correct [tls]") from None
    return context
