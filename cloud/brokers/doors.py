"""The doors over HTTP, before everything else that the centre serves: brokers ask all day.

A plain ASGI application in front: no session, no page, no model is looked at for a broker's question.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from cloud.brokers.desk import BrokerDesk
from cloud.brokers.forms import FORMS, Form, fields_of
from cloud.brokers.judge import judge

PREFIX: Final = "/api/v1/brokers/"
_METHODS = frozenset({"GET", "POST", "PUT"})
_MAX_BODY = 16_384
_DOORS: Final[dict[str, Form]] = {
    f"{PREFIX}{broker}/{question}": form for (broker, question), form in FORMS.items()
}


class Doors:
    """Answers brokers, and hands everything else on."""

    def __init__(self, app: ASGIApp, desk: BrokerDesk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        form = _DOORS.get(scope["path"]) if scope["type"] == "http" else None
        if form is None or scope["method"] not in _METHODS:
            await self._app(scope, receive, send)
            return
        answer = form.answer(await self._is_allowed(form, scope, receive))
        headers = [
            (b"content-type", answer.media_type.encode("ascii")),
            (b"content-length", str(len(answer.body)).encode("ascii")),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _is_allowed(self, form: Form, scope: Scope, receive: Receive) -> bool:
        body = await _body(receive)
        headers = Headers(scope=scope)
        if body is None or not self._desk.lock.opens(scope.get("client"), headers):
            return False
        try:
            query = scope["query_string"].decode("ascii")
        except UnicodeDecodeError:
            return False
        told = fields_of(headers.get("content-type", ""), query, body)
        if told is None:
            return False
        return await judge(self._desk.keeper, self._desk.settings, form.read(told))


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when it is too large, or the client has gone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > _MAX_BODY:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
