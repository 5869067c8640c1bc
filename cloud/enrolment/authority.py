"""The port of certificate authorities: what the centre asks of whoever signs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from cryptography import x509
from cryptography.x509.oid import NameOID

from cloud.enrolment.requests import BadRequest, KeyRequest, key_digest
from telemetry.gateway_identity import GatewayName


class AuthorityFault(Exception):
    """The authority cannot sign now, or has signed something else; the words are for the operator."""


class Issued(NamedTuple):
    """A signed certificate and those between it and the root."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


class Revoked(NamedTuple):
    """A serial number that is no longer good, and since when (UTC)."""

    serial: int
    at: datetime


class Authority(Protocol):
    """Signs gateways' keys. Methods block; they are called from threads."""

    def issue(self, request: KeyRequest, name: GatewayName, days: int) -> Issued:
        """A certificate of this key for this gateway. Raises AuthorityFault."""

    def trusted_pem(self) -> str:
        """The certificates that gateways and brokers are to believe."""

    def revocation_list(self, revoked: Iterable[Revoked], now: datetime) -> str | None:
        """A signed list in PEM; None where the authority publishes its own."""


def checked(issued: Issued, request: KeyRequest, name: GatewayName) -> Issued:
    """What an authority beyond our reach has signed, if it is what was asked. Raises AuthorityFault."""
    names = [
        str(part.value) for part in issued.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    ]
    if names != [str(name)]:
        raise AuthorityFault(f"the certificate is for {', '.join(names) or 'nobody'}, not for {name}")
    try:
        same = key_digest(issued.certificate.public_key()) == request.key_digest  # type: ignore[arg-type]
    except (BadRequest, AttributeError):
        same = False
    if not same:
        raise AuthorityFault("the certificate is of another key than the one requested")
    return issued
