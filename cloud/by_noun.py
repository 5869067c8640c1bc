"""Finds a request's endpoint among those of its noun.

The API has hundreds of addresses, and a router tries them one after the other: milliseconds of a processor
for the last. What stands under `/api/v1/alarms` is tried only for a path that begins so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

#: `/api/v1/alarms/7` → `/api/v1/alarms`.
_SEGMENTS = 4


class ByNoun(BaseRoute):
    """Stands before the routes themselves: what it does not match to the full is tried as ever."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._under: defaultdict[str, list[Route]] = defaultdict(list)
        for route in routes:
            if isinstance(route, Route) and "{" not in (noun := _noun(route.path)):
                self._under[noun].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first of the noun's routes that matches path and method; what it tells names it as `route`."""
        if scope["type"] == "http":
            for route in self._candidates(scope["path"]):
                match, told = route.matches(scope)
                if match is Match.FULL:
                    return match, {**told, "route": route}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request to the route that matched."""
        await scope["route"].handle(scope, receive, send)

    def _candidates(self, path: str) -> Sequence[Route]:
        return self._under.get(_noun(path), ())


def _noun(path: str) -> str:
    return "/".join(path.split("/", _SEGMENTS)[:_SEGMENTS])
