"""Asking the centre over HTTP: enrolment, nonces, renewal. Blocks; called from a thread or a tool."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from runtime import tls_faults
from runtime.faults import PlainFault

_TIMEOUT_S = 30.0
_MAX_BYTES = 262_144


class CentreRefused(PlainFault):
    """The centre said no; `code` says why, for programs."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class CentreAway(PlainFault):
    """The centre cannot be reached, or cannot answer now: try again later."""


class Enrolled(NamedTuple):
    """The centre's answer to an enrolment or a renewal."""

    area: str
    gateway: str
    certificate: str
    trusted: str
    brokers: tuple[tuple[str, int], ...]
    #: By stream, the highest number that the centre knows of this gateway.
    numbers: Mapping[str, int]


class CentreClient:
    """One centre, believed by the authorities in `ca` (PEM text), or by those of the system."""

    def __init__(self, centre: str, ca: str | None) -> None:
        self._centre = urlsplit(centre)
        self._ca = ca

    def enrol(self, code: str, request: str) -> Enrolled:
        """Redeem a code. Raises CentreRefused, CentreAway."""
        return _enrolled(self._post("/api/v1/enrolment", {"code": code, "request": request}))

    def nonce(self) -> str:
        """A nonce for a renewal."""
        return str(self._post("/api/v1/enrolment/nonce", {}).get("nonce", ""))

    def renew(self, serial: str, request: str, nonce: str, signature: str) -> Enrolled:
        """The next certificate."""
        asked = {"serial": serial, "request": request, "nonce": nonce, "signature": signature}
        return _enrolled(self._post("/api/v1/enrolment/renew", asked))

    def _post(self, path: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        data = json.dumps(body).encode()
        status, answer = self._ask("POST", path, data, self._context())
        try:
            told = json.loads(answer)
        except ValueError:
            told = None
        if status == 200 and isinstance(told, dict):
            return told
        detail = told.get("error") if isinstance(told, dict) else None
        if not isinstance(detail, dict) or status >= 500 or status == 429:
            words = f"{detail['message_zh']} / {detail['message_en']}" if isinstance(detail, dict) else ""
            raise CentreAway(f"{self._centre.netloc}: HTTP {status} {words}".strip())
        raise CentreRefused(
            str(detail.get("code", "")), f"{detail.get('message_zh', '')} / {detail.get('message_en', '')}"
        )

    def _context(self) -> ssl.SSLContext | None:
        if self._centre.scheme != "https":
            return None
        context = ssl.create_default_context(cadata=self._ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _ask(
        self, method: str, path: str, body: bytes | None, context: ssl.SSLContext | None
    ) -> tuple[int, bytes]:
        host, port = self._centre.hostname or "", self._centre.port
        connection: http.client.HTTPConnection
        if context is None:
            connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
        else:
            connection = http.client.HTTPSConnection(host, port, timeout=_TIMEOUT_S, context=context)
        try:
            headers = {"content-type": "application/json"} if body is not None else {}
            connection.request(method, self._centre.path.rstrip("/") + path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(_MAX_BYTES)
        except (OSError, http.client.HTTPException) as fault:
            words = tls_faults.plain(fault) if isinstance(fault, OSError) else type(fault).__name__
            raise CentreAway(
                f"{self._centre.netloc}: 无法连接中心 / the centre cannot be reached: {words}"
            ) from None
        finally:
            connection.close()

    def authorities_with(self, fingerprint: str) -> str:
        """The centre's authorities, fetched unbelieved, if a root among them has this SHA-256."""
        context = None
        if self._centre.scheme == "https":
            context = ssl.create_default_context()
            context.check_hostname = False
            # What comes is compared with the paper, and nothing else is said.
            context.verify_mode = ssl.CERT_NONE
        status, answer = self._ask("GET", "/api/v1/ca.pem", None, context)
        try:
            found = x509.load_pem_x509_certificates(answer) if status == 200 else []
        except ValueError:
            found = []
        roots = [one for one in found if one.fingerprint(hashes.SHA256()).hex() == fingerprint]
        if not roots:
            raise PlainFault(
                f"{self._centre.netloc}: 证书机构与纸面指纹不符 / its authority is not the one on the paper; "
                "核对地址与网络 / check the address and the network"
            )
        return answer.decode("ascii")


def read_ca(path: Path | None) -> str | None:
    """The text of a PEM file. Raises PlainFault."""
    if path is None:
        return None
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as fault:
        raise PlainFault(f"{path}: 无法读取 / cannot be read: {fault}; 检查路径 / check the path") from None


def _enrolled(told: Mapping[str, Any]) -> Enrolled:
    try:
        brokers = []
        for broker in told["brokers"]:
            host, _, port = str(broker).rpartition(":")
            brokers.append((host, int(port)))
        return Enrolled(
            str(told["area"]),
            str(told["gateway"]),
            str(told["certificate"]),
            str(told["trusted"]),
            tuple(brokers),
            {str(stream): int(number) for stream, number in told.get("numbers", {}).items()},
        )
    except (AttributeError, KeyError, ValueError, TypeError) as fault:
        raise CentreAway(f"中心的答复不可理解 / the centre's answer is not understood: {fault}") from None
