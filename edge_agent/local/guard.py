"""What stands before every request at the door: this machine meant, no other site's page, and the token."""

from __future__ import annotations

import hmac
import json
import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What anybody on this machine may read: the page without a word about the building, and figures.
OPEN_PATHS: Final = frozenset({"/", "/page.css", "/page.js", "/words.js", "/metrics"})
MAX_BODY_BYTES: Final = 16_384

_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?", re.ASCII)


class Refusal(Exception):
    """A request that the door does not serve: status, a code for programs, and words for people."""

    def __init__(self, status: int, code: str, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.status = status
        self.code = code
        self.zh = zh
        self.en = en

    def body(self) -> dict[str, str]:
        """As JSON carries it."""
        return {"code": self.code, "zh": self.zh, "en": self.en}


class Guard:
    """Refuses what no page or tool of ours would send, and marks every answer."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._check(scope["method"], scope["path"], Headers(scope=scope))
        except Refusal as refusal:
            await _answer(marked, refusal)
        else:
            await self._app(scope, receive, marked)

    def _check(self, method: str, path: str, headers: Headers) -> None:
        host = headers.get("host", "")
        match = _HOST.fullmatch(host.lower())
        if match is None or match["name"].strip("[]") not in _LOOPBACK:
            raise Refusal(
                400, "wrong-host", "只接受本机地址。", "Only this machine's own address is served here."
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            raise Refusal(
                403,
                "other-origin",
                "请求来自其他网站，已拒绝。",
                "The request comes from another site's page and is refused.",
            )
        if path not in OPEN_PATHS:
            given = headers.get("authorization", "").encode()
            if not hmac.compare_digest(given, self._token):
                raise Refusal(
                    401,
                    "no-token",
                    "需要令牌：见落盘目录中的 door.token。",
                    "The token is needed: it stands in `door.token` beside the spool.",
                )
        if method == "POST":
            _check_body(headers)


def _check_body(headers: Headers) -> None:
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal(
            415,
            "not-json",
            "请求体必须是 application/json。",
            "The body must be sent as application/json.",
        )
    length = headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
        raise Refusal(
            413,
            "too-large",
            f"请求体须注明长度，且不超过 {MAX_BODY_BYTES} 字节。",
            f"The body must state its length, at most {MAX_BODY_BYTES} bytes.",
        )


async def _answer(send: Send, refusal: Refusal) -> None:
    body = json.dumps(refusal.body(), ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if refusal.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    else:
        headers.append((b"connection", b"close"))  # a body that was not read may still be on its way
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
