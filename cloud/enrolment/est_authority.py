"""An authority elsewhere, reached by EST (RFC 7030): `simpleenroll` signs, `cacerts` says whom to believe.

The request goes on as the gateway made it, so the gateway's own name for itself must be the registry's; what
comes back is compared with what was asked before anybody gets it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from datetime import datetime

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs7

from cloud.enrolment.authority import AuthorityFault, Issued, Revoked, checked
from cloud.enrolment.own_authority import pem
from cloud.enrolment.requests import KeyRequest, key_digest
from cloud.enrolment.settings import ExternalSettings
from runtime.wire import tls_context
from telemetry.gateway_identity import GatewayName

_MAX_BYTES = 262_144


class EstAuthority:
    """Asks an EST server. `days` is its own affair."""

    def __init__(self, settings: ExternalSettings) -> None:
        auth = None
        if settings.username is not None and settings.password_file is not None:
            auth = httpx.BasicAuth(settings.username, settings.password_file.read_text("utf-8").strip())
        verify = (
            True
            if settings.tls_ca is None
            else tls_context(settings.tls_ca, settings.tls_cert, settings.tls_key)
        )
        self._client = httpx.Client(
            base_url=settings.url.rstrip("/") + "/",
            auth=auth,
            verify=verify,
            timeout=settings.timeout_s,
            trust_env=False,
        )
        self._trusted: tuple[x509.Certificate, ...] = ()

    def close(self) -> None:
        """Let go of its connections."""
        self._client.close()

    def issue(self, request: KeyRequest, name: GatewayName, days: int) -> Issued:
        """Have the request signed."""
        answer = self._ask(
            "POST",
            "simpleenroll",
            content=base64.encodebytes(request.der),
            headers={"content-type": "application/pkcs10", "content-transfer-encoding": "base64"},
        )
        found = _certificates(answer)
        mine = [one for one in found if _digest_of(one) == request.key_digest]
        if len(mine) != 1:
            raise AuthorityFault("simpleenroll: the answer holds no certificate of the requested key")
        others = tuple(one for one in found if one is not mine[0])
        return checked(Issued(mine[0], others or self._between()), request, name)

    def trusted_pem(self) -> str:
        """What `cacerts` names, asked once."""
        return "".join(pem(one) for one in self._authorities())

    def revocation_list(self, revoked: Iterable[Revoked], now: datetime) -> str | None:
        """None: it publishes its own."""
        return None

    def _authorities(self) -> tuple[x509.Certificate, ...]:
        if not self._trusted:
            self._trusted = tuple(_certificates(self._ask("GET", "cacerts")))
        return self._trusted

    def _between(self) -> tuple[x509.Certificate, ...]:
        return tuple(one for one in self._authorities() if one.subject != one.issuer)

    def _ask(self, method: str, what: str, **more: object) -> bytes:
        try:
            answer = self._client.request(method, what, **more)  # type: ignore[arg-type]
        except httpx.HTTPError as fault:
            raise AuthorityFault(f"{what}: {type(fault).__name__}: {fault}") from fault
        if answer.status_code == 202:
            raise AuthorityFault(
                f"{what}: it wants a person to agree first; let it sign at once, or ask again later"
            )
        if answer.status_code != 200 or len(answer.content) > _MAX_BYTES:
            raise AuthorityFault(f"{what}: answered {answer.status_code}, {len(answer.content)} bytes")
        return answer.content


def _certificates(body: bytes) -> list[x509.Certificate]:
    """The certificates of a certs-only PKCS#7 answer in base64 (RFC 7030 section 4.1.3)."""
    try:
        return pkcs7.load_der_pkcs7_certificates(base64.b64decode(re.sub(rb"\s", b"", body), validate=True))
    except (ValueError, binascii.Error) as fault:
        raise AuthorityFault(f"the answer is no list of certificates: {fault}") from fault


def _digest_of(certificate: x509.Certificate) -> str | None:
    try:
        return key_digest(certificate.public_key())  # type: ignore[arg-type]
    except (ValueError, AttributeError):
        return None
