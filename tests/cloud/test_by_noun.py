"""Every request reaches the endpoint that trying one route after the other would find."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.routing import BaseRoute, Match, Route

from cloud.app import ROUTERS
from cloud.by_noun import ByNoun

ROUTES = [route for noun in ROUTERS for route in noun.router.routes if isinstance(route, Route)]


def request(path: str, method: str = "GET") -> dict[str, Any]:
    return {"type": "http", "path": path, "method": method, "root_path": ""}


def one_after_the_other(scope: dict[str, Any]) -> BaseRoute | None:
    return next((route for route in ROUTES if route.matches(scope)[0] is Match.FULL), None)


@pytest.mark.parametrize("filled", ["1", "a b", "..", "%2F"])
def test_the_endpoint_is_the_same_for_every_address_and_method(filled: str) -> None:
    shortcut = ByNoun(ROUTES)
    for route in ROUTES:
        for method in route.methods or ():
            scope = request(re.sub(r"{[^}]*}", filled, route.path), method)
            _, told = shortcut.matches(dict(scope))
            assert told.get("route") is one_after_the_other(scope), (method, route.path)


@pytest.mark.parametrize(
    "scope",
    [
        request("/api/v1/nothing"),
        request("/api/v1/alarms", "BREW"),
        request("/api/v1/alarms/") | {"path": "/api/v1/alarms/1/nothing/else"},
        request("/"),
        request(""),
        {"type": "websocket", "path": "/api/v1/alarms"},
    ],
)
def test_what_no_route_matches_to_the_full_is_left_to_the_router(scope: dict[str, Any]) -> None:
    assert ByNoun(ROUTES).matches(scope) == (Match.NONE, {})
