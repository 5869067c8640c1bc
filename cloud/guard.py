"""What stands before every request: the host meant, the page that asks, what browsers are told to hold to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cloud.errors import TOO_LARGE, ApiError
from cloud.tls import ListenerCertificate

LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "::1")

SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}

#: With TLS only: from now on never without.
STRICT_TRANSPORT: Final = "max-age=31536000"

#: Doors whose callers send other bodies than JSON: brokers and platforms with secrets of their own, and lists
#: that people upload. A page of another site cannot use them: browsers name it in `Origin`.
OTHER_BODIES: Final = (
    "/api/v1/brokers/",
    "/api/v1/push/",
    "/api/v1/imports",
    "/api/v1/plans",
    "/api/v1/incident-attachments",
    "/api/v1/preplan-drawings",
    "/api/v1/carried-feeds/",
    "/api/v1/crew/incident/attachments",
    "/api/v1/photos",
    "/api/v1/enrolment/",
    "/api/v1/ingest/",
)

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?", re.ASCII)
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_WITH_BODY = _UNSAFE - {"DELETE"}


class Guard:
    """Refuses what no page or program of ours would send, and marks every answer."""

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] = (), certificate: ListenerCertificate | None = None
    ) -> None:
        self._app = app
        self._certificate = certificate
        self._hosts = frozenset({*LOOPBACK_NAMES, *(host.lower() for host in hosts)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        replaced = False

        async def ours(message: Message) -> None:
            nonlocal replaced
            if replaced:
                return
            if message["type"] == "http.response.start" and message["status"] == 413 and _is_plain(message):
                # The framework's own words for a body past its limit; ours are JSON, in both languages.
                replaced = True
                await _answer(marked, _TOO_LARGE)
                return
            await marked(message)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", STRICT_TRANSPORT)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            self._check(scope["method"], scope["path"], Headers(scope=scope))
            _check_address(scope["path"], scope["query_string"])
        except ApiError as refusal:
            await _answer(marked, refusal)
        else:
            await self._app(scope, receive, ours)

    def _meant(self, name: str | None) -> bool:
        if name in self._hosts:
            return True
        names = self._certificate.names if self._certificate is not None else ()
        return name is not None and (name in names or f"*.{name.partition('.')[2]}" in names)

    def _check(self, method: str, path: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if not self._meant(_name_of(host)):
            raise ApiError(
                400,
                "wrong-host",
                "不接受该主机名的请求。请使用本机地址,或将主机名加入配置项 hosts。",
                "This host name is not served here. Use the machine's address, or add the name to `hosts`.",
                "header.host",
            )
        if method not in _UNSAFE:
            return
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            raise ApiError(
                403,
                "other-origin",
                "请求来自其他网站,已拒绝。",
                "The request comes from another site's page and is refused.",
                "header.origin",
            )
        if method not in _WITH_BODY or path.startswith(OTHER_BODIES):
            return
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise ApiError(
                415,
                "not-json",
                "请求体必须是 application/json。",
                "The body must be sent as application/json.",
                "header.content-type",
            )


def _check_address(path: str, query: bytes) -> None:
    if "\x00" in path or b"%00" in query or b"\x00" in query:
        where = "path" if "\x00" in path else "query"
        raise ApiError(
            422,
            "nul",
            "地址或参数中含有空字符(NUL),请删去。",
            "The address or a parameter has a NUL character in it; leave it out.",
            where,
        )


_TOO_LARGE = ApiError(413, "too-large", *TOO_LARGE, "body")


def _is_plain(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")


def _name_of(host: str) -> str | None:
    match = _HOST.fullmatch(host.lower())
    return match["name"].strip("[]") if match is not None else None


async def _answer(send: Send, refusal: ApiError) -> None:
    body = json.dumps(refusal.body(), ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if refusal.status in (403, 413, 415):
        # The body was not read; the connection cannot be used on.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
