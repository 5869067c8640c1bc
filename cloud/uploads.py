"""Routes whose bodies are files, and may be larger than the application's limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi.routing import APIRoute
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import Receive, Scope, Send

from cloud.settings import CloudSettings

#: So much above a limit a body is let through, so that the endpoint refuses first, in its own words.
_MARGIN: Final = 4 << 20


def upload_route(limit_of: Callable[[CloudSettings], int]) -> type[APIRoute]:
    """A kind of route whose bodies may be as large as the settings say; others hold to the common limit."""

    class UploadRoute(APIRoute):
        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            limit = limit_of(scope["app"].state.centre.settings)
            allowed = RequestBodyLimitMiddleware(super().handle, max_body_size=limit + _MARGIN)
            await allowed(scope, receive, send)

    return UploadRoute
