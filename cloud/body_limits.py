"""How large a request's body may be, by path: one table, and the framework's own limit for each line."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class BodyLimits:
    """The longest prefix of the path decides; `otherwise` holds where none fits."""

    def __init__(self, app: ASGIApp, by_prefix: Mapping[str, int], otherwise: int) -> None:
        self._otherwise = RequestBodyLimitMiddleware(app, max_body_size=otherwise)
        self._by_prefix = [
            (prefix, RequestBodyLimitMiddleware(app, max_body_size=by_prefix[prefix]))
            for prefix in sorted(by_prefix, key=len, reverse=True)
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Limit, and pass on."""
        path = scope.get("path", "")
        limited = next(
            (limit for prefix, limit in self._by_prefix if path.startswith(prefix)), self._otherwise
        )
        await limited(scope, receive, send)
