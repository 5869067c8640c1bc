"""Vehicle terminals over the API of a whole centre, with a simulated terminal on a real socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import httpx
import pytest
from sqlalchemy import select

from cloud.audit.tables import AuditEntry
from cloud.centre import Centre
from cloud.dispatch.jt808 import repository, service
from cloud.errors import ApiError
from cloud.people.asker import Asker, Permission
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.trust import system_trust
from tests.cloud.dispatch.jt808.site import AREA, MORNING, vehicle
from tests.services import until

BASE = "/api/v1/vehicle-terminals"
PHONE = "13900000001"
TOLD = {"phone": PHONE, "area": AREA, "name": "回民区一站 水罐 1"}


class Site(NamedTuple):
    """A centre and a client of its API."""

    centre: Centre
    http: httpx.AsyncClient

    async def enter(self, **more: Any) -> dict[str, Any]:
        answer = await self.http.post(BASE, json=TOLD | more)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


@pytest.fixture
async def site(make_settings: Callable[..., CloudSettings]) -> AsyncIterator[Site]:
    settings = make_settings(dispatch={"jt808": {"enabled": True, "listen": "127.0.0.1:0", "gather_s": 0}})
    async with (
        serving(settings) as (centre, at),
        httpx.AsyncClient(
            base_url=f"http://{at}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        await centre.vehicles.listening.wait()
        yield Site(centre, http)


async def test_a_terminal_is_entered_drives_and_its_driver_is_told(site: Site) -> None:
    made = await site.enter()
    assert (made["may_register"], made["connected"], made["position"]) == (True, False, None)
    number = made["id"]
    unreachable = await site.http.post(f"{BASE}/{number}/text", json={"text": "集合"})
    assert (unreachable.status_code, unreachable.json()["error"]["code"]) == (409, "not-told")
    terminal = vehicle(PHONE, 2019)
    tcp = site.centre.vehicles.tcp
    assert tcp is not None
    await asyncio.get_running_loop().create_connection(lambda: terminal, "127.0.0.1", tcp.port)
    await until(lambda: terminal.logged_in)
    terminal.report(MORNING)
    await until(lambda: terminal.answered == 1)
    shown = (await site.http.get(f"{BASE}/{number}")).json()
    assert (shown["connected"], shown["maker"], shown["position"]["quality"]) == (True, "SIM", "stale")
    terminal.report(time.time())
    await until(lambda: terminal.answered == 2)
    (listed,) = (await site.http.get(BASE, params={"phone": f"0{PHONE}"})).json()["terminals"]
    assert listed["position"]["quality"] == "good"
    said = await site.http.post(f"{BASE}/{number}/text", json={"text": "立即出动", "urgent": True})
    assert (said.json(), terminal.texts) == ({"result": 0}, ["立即出动"])
    bad = await site.http.post(f"{BASE}/{number}/text", json={"text": "\N{FIRE}"})
    assert bad.json()["error"]["where"] == "body.text"
    figures = (await site.http.get(f"{BASE}/statistics")).json()
    assert (figures["connected"], figures["counts"]["positions"], figures["fault"]) == (1, 2, None)
    terminal.hang_up()


async def test_a_terminal_is_changed_and_may_register_anew(site: Site) -> None:
    number = (await site.enter())["id"]
    again = await site.http.post(BASE, json=TOLD | {"phone": f"00{PHONE}"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "phone-taken")
    changed = await site.http.put(f"{BASE}/{number}", json={"area": AREA, "name": "水罐 2", "enabled": False})
    assert (changed.json()["name"], changed.json()["may_register"]) == ("水罐 2", False)
    assert (await site.http.post(f"{BASE}/{number}/registration", json={})).status_code == 200
    assert (await site.http.get(f"{BASE}/999")).status_code == 404
    assert (await site.http.put(f"{BASE}/999", json={"area": AREA, "name": ""})).status_code == 404
    with site.centre.database.read() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))
    assert [action for action in actions if action.startswith("vehicle-terminal")] == [
        "vehicle-terminal.enter",
        "vehicle-terminal.change",
        "vehicle-terminal.open-registration",
    ]


async def test_what_lies_outside_the_scope_does_not_exist(site: Site) -> None:
    number = (await site.enter())["id"]
    other = Asker("other", areas=("1502",), permissions=frozenset(Permission))
    with site.centre.database.read() as session:
        assert repository.terminals(session, other) == []
        with pytest.raises(ApiError, match="no such vehicle terminal"):
            service.found(session, other, number)
