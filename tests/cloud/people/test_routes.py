from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from cloud.app import ROUTERS
from cloud.people.asker import guarded
from cloud.people.duties import DUTIES, Duty, torn_apart
from tests.cloud.people.conftest import House

ROUTES = [route for noun in ROUTERS for route in noun.router.routes]


def api_routes(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None)
            yield from api_routes(inner.routes if inner is not None else getattr(route, "routes", []))


def test_every_route_says_who_may_come_in() -> None:
    found = list(api_routes(ROUTES))
    assert len(found) > 30
    assert [f"{route.methods} {route.path}" for route in found if not guarded(route.dependant)] == []


def test_a_route_that_does_not_say_so_is_found() -> None:
    router = APIRouter()
    router.get("/open")(lambda: None)
    (route,) = api_routes(router.routes)
    assert not guarded(route.dependant)


async def test_no_route_of_the_running_application_escapes_that_check(house: House) -> None:
    async with house.browser() as browser:
        described = (await browser.get(f"{house.url}/openapi.json")).json()["paths"]
    checked = {route.path for route in api_routes(ROUTES)}
    assert {path.removeprefix("/api/v1") for path in described} <= {
        path.removeprefix("/api/v1") for path in checked
    }


def test_every_duty_may_do_something_and_no_two_duties_are_the_same() -> None:
    assert set(DUTIES) == set(Duty)
    assert all(entry.permissions and entry.zh and entry.en for entry in DUTIES.values())
    assert len({(entry.permissions, entry.whole_region) for entry in DUTIES.values()}) == len(DUTIES)


@pytest.mark.parametrize("duty", list(Duty))
def test_only_the_auditor_and_the_administrator_are_kept_apart(duty: Duty) -> None:
    apart = {other for other in Duty if torn_apart([other], duty) is not None}
    pair = {Duty.SYSTEM_ADMINISTRATOR, Duty.AUDITOR}
    assert apart == (pair - {duty} if duty in pair else set())
