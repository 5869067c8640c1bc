"""Transmission devices over the API of a whole centre, with simulated devices on real sockets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import httpx
import pytest
from sqlalchemy import select

from cloud.alarms.tables import Alarm
from cloud.audit.tables import AuditEntry
from cloud.centre import Centre
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.settings import HostPort
from runtime.trust import system_trust
from simulators.building import Name, Point
from simulators.panel import PanelLogic, State
from simulators.uitd import SimulatedUitd, UitdSettings
from tests.cloud.transmission.centre import CENTRE, address
from tests.services import until

BASE = "/api/v1/transmission-devices"
AREA = "150102"
POINTS = tuple(
    Point(
        id=f"p{number}",
        panel="panel-1",
        loop=1,
        device=number,
        component_type=42,
        room="r",
        name=Name(zh="三层烟感", en="smoke floor 3"),
        text="CORRIDOR 3F",
    )
    for number in (1, 2)
)


class Site(NamedTuple):
    """A centre and a client of its API."""

    centre: Centre
    http: httpx.AsyncClient

    @contextlib.asynccontextmanager
    async def simulated(self, number: int) -> AsyncIterator[SimulatedUitd]:
        server = self.centre.transmission
        await server.listening.wait()
        assert server.tcp is not None
        device = SimulatedUitd(PanelLogic(POINTS), UitdSettings(address(number), CENTRE, heartbeat_s=0.2))
        task = asyncio.create_task(device.run_tcp(HostPort("127.0.0.1", server.tcp.port)))
        await until(lambda: device.connected)
        try:
            yield device
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def register(self, number: int, **more: Any) -> dict[str, Any]:
        answer = await self.http.post(BASE, json={"address": str(number), "area": AREA} | more)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        held = self.centre.transmission
        assert held.roster.by_id(made["id"]) is not None
        return made

    async def ready(self, number: int) -> None:
        held = self.centre.transmission.devices
        await until(lambda: number in held and held[number].ready and held[number].peer is not None)


@pytest.fixture
async def site(make_settings: Callable[..., CloudSettings]) -> AsyncIterator[Site]:
    settings = make_settings(access={"gb26875": {"listen": "127.0.0.1:0"}})
    async with (
        serving(settings) as (centre, at),
        httpx.AsyncClient(
            base_url=f"http://{at}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        yield Site(centre, http)


async def test_a_device_is_registered_changed_and_found(site: Site) -> None:
    made = await site.register(889, name={"zh": "一号楼", "en": "Building 1"}, keep_alive_s=60)
    assert (made["address"], made["gateway"]) == ("790300000000", "uitd-790300000000")
    again = await site.http.post(BASE, json={"address": "889", "area": AREA})
    assert again.status_code == 409
    wrong = await site.http.post(BASE, json={"address": "x.y", "area": AREA})
    assert wrong.json()["error"]["where"] == "body.address"
    profile = await site.http.post(BASE, json={"address": "1", "area": AREA, "profile": "gst-t8b-modbus"})
    assert profile.json()["error"]["code"] == "bad-profile"
    elsewhere = {"address": "1", "area": AREA, "profile": "../../etc/x"}
    assert (await site.http.post(BASE, json=elsewhere)).status_code == 422
    nul = {"address": "1", "area": AREA, "name": {"zh": "a\0b"}}
    assert (await site.http.post(BASE, json=nul)).status_code == 422
    too_long = await site.http.post(BASE, json={"address": "1", "area": AREA, "keep_alive_s": 101})
    assert too_long.status_code == 422
    changed = await site.http.put(f"{BASE}/{made['id']}", json={"area": AREA, "poll_s": 600})
    assert (changed.status_code, changed.json()["poll_s"]) == (200, 600)
    moved = await site.http.put(f"{BASE}/{made['id']}", json={"area": "150103"})
    assert moved.status_code == 409
    listed = await site.http.get(BASE, params={"address": "790300000000"})
    assert [row["id"] for row in listed.json()["devices"]] == [made["id"]]
    assert (await site.http.get(f"{BASE}/999")).status_code == 404
    with site.centre.database.read() as session:
        actions = list(session.scalars(select(AuditEntry.action)))
    assert actions.count("transmission-device.register") == 1
    assert actions.count("transmission-device.change") == 1


async def test_a_fire_at_a_panel_is_an_alarm_of_the_centre_and_ends(site: Site) -> None:
    made = await site.register(889)
    async with site.simulated(889) as device:
        await site.ready(made["id"])
        device.report(device.logic.set("p1", State.FIRE, 0.0))

        def fires() -> dict[str, str]:
            """Levels by part. A device asked for its own state just then says "fire" of itself too."""
            with site.centre.database.read() as session:
                query = select(Alarm.part, Alarm.level).where(
                    Alarm.gateway == made["gateway"], Alarm.kind == "fire"
                )
                return {part: level for part, level in session.execute(query)}

        await until(lambda: fires().get("1-1/1-1") == "active")
        device.report(device.logic.reset(1.0))
        await until(lambda: set(fires().values()) == {"cleared"})
        parts = await site.http.get("/api/v1/parts", params={"gateway": made["gateway"]})
        assert parts.status_code == 200, parts.text


async def test_duty_check_clock_and_read_back_are_asked_answered_kept_and_audited(site: Site) -> None:
    made = await site.register(889)
    path = f"{BASE}/{made['id']}"
    offline = await site.http.post(f"{path}/clock", json={})
    assert (offline.json()["state"], "not connected" in offline.json()["text"]) == ("failed", True)
    async with site.simulated(889) as device:
        device.clock_error_s = 3600.0
        await site.ready(made["id"])
        clock = (await site.http.post(f"{path}/clock", json={})).json()
        assert (clock["state"], clock["result"]["agrees"]) == ("done", True)
        state = (await site.http.post(f"{path}/read-back", json={"code": 81})).json()
        assert (state["state"], state["result"]["type"]) == ("done", 21)
        version = (await site.http.post(f"{path}/read-back", json={"code": 85})).json()
        assert "1.0" in version["result"]["objects"][0]["text"]
        device.report(device.logic.set("p1", State.FIRE, 0.0))
        component = {"code": 62, "system_type": 1, "system_address": 1, "component": "1-1"}
        read = (await site.http.post(f"{path}/read-back", json=component)).json()
        assert read["result"]["objects"][0]["states"] == ["fire"]
        assert (await site.http.post(f"{path}/read-back", json={"code": 62})).status_code == 422
        assert (await site.http.post(f"{path}/read-back", json={"code": 70})).status_code == 422
        begun = (await site.http.post(f"{path}/duty-check", json={"timeout_min": 5})).json()
        assert begun["state"] == "waiting"
        await until(lambda: device.duty_minutes == 5)
        twice = (await site.http.post(f"{path}/duty-check", json={"wait_s": 5})).json()
        assert twice["state"] == "failed"
        device.answer_duty_check(7)
        for _ in range(500):
            kept = (await site.http.get(f"{path}/requests")).json()["requests"]
            found = next(row for row in kept if row["id"] == begun["id"])
            if found["state"] != "waiting":
                break
            await asyncio.sleep(0.02)
        assert (found["state"], found["result"]) == ("done", {"operator": 7})
    with site.centre.database.read() as session:
        actions = list(session.scalars(select(AuditEntry.action)))
    assert actions.count("transmission-device.duty-check") == 2
    assert actions.count("transmission-device.read-back") == 3


async def test_who_spoke_unregistered_is_listed_adopted_and_heard(site: Site) -> None:
    async with site.simulated(777) as device:
        device.report(device.logic.set("p1", State.FIRE, 0.0))
        await until(lambda: device.confirmed >= 1)
        for _ in range(500):
            listed = (await site.http.get(f"{BASE}/unregistered")).json()["speakers"]
            if listed and listed[0]["kept"]:
                break
            await asyncio.sleep(0.02)
        assert (listed[0]["readings"]["integer"], listed[0]["fires"]) == ("777", 1)
        adopted = await site.http.post(f"{BASE}/unregistered/{listed[0]['id']}/adopt", json={"area": AREA})
        assert adopted.status_code == 201, adopted.text
        assert (adopted.json()["replayed"], adopted.json()["failed"]) == (1, 0)
        gateway = adopted.json()["device"]["gateway"]
        with site.centre.database.read() as session:
            parts = set(session.scalars(select(Alarm.part).where(Alarm.gateway == gateway)))
        assert "1-1/1-1" in parts
        assert (await site.http.get(f"{BASE}/unregistered")).json()["speakers"] == []
        await site.ready(adopted.json()["device"]["id"])
    figures = (await site.http.get(f"{BASE}/statistics")).json()
    assert figures["registered"] == 1
    assert figures["counts"]["quarantined"] == 1
