"""Duty over HTTP: who may plan, sign, check and answer; a device's answer key; the live stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
import pytest

from cloud.duty.days import HOUR_MS, MINUTE_MS, day_of
from cloud.people.asker import Permission
from cloud.people.duties import Duty
from runtime.settings import HostPort
from simulators.panel import PanelLogic
from simulators.uitd import SimulatedUitd, UitdSettings
from tests.cloud.people.conftest import House, Open, code
from tests.cloud.places import add_organisation
from tests.cloud.transmission.centre import CENTRE, address
from tests.cloud.transmission.test_endpoints import POINTS
from tests.services import until


class Town(NamedTuple):
    """A house with one organisation, its manager, two operators, and a supervisor."""

    house: House
    organisation: int
    manager: httpx.AsyncClient
    operators: list[tuple[int, httpx.AsyncClient]]
    centre: httpx.AsyncClient

    @property
    def now(self) -> int:
        return self.house.clock.now_ms()

    async def room(self) -> int:
        told = {"name": "消防控制室", "organisation_id": self.organisation, "checks_per_shift": 0}
        made = await self.manager.post("/duty/rooms", json=told)
        assert made.status_code == 201, made.text
        return int(made.json()["id"])

    async def shift(self, room: int, start_at: int, end_at: int, *people: int) -> int:
        told = {
            "name": "值班", "start_at": start_at, "end_at": end_at,
            "people": [{"account_id": one} for one in people],
        }  # fmt: skip
        made = await self.manager.post(f"/duty/rooms/{room}/shifts", json=told)
        assert made.status_code == 201, made.text
        return int(made.json()["id"])


@pytest.fixture
async def town(open_house: Open) -> AsyncIterator[Town]:
    async with open_house(access={"gb26875": {"listen": "127.0.0.1:0"}}) as house:
        with house.centre.database.write() as session:
            organisation = add_organisation(session).id
        mine = {"organisations": [organisation]}
        operators = []
        for login in ("wang", "li"):
            account = house.account(login)
            house.grant(account, Duty.CONTROL_ROOM, **mine)
            operators.append((account, house.browser(house.session(account))))
        manager = house.person("manager", Duty.SAFETY_MANAGER, **mine)
        centre = house.person("centre", Duty.CONTROL_ROOM, ["1501"])
        yield Town(house, organisation, manager, operators, centre)
        for client in (manager, centre, *(client for _, client in operators)):
            await client.aclose()


async def test_a_manager_plans_and_two_operators_hand_over_over_http(town: Town) -> None:
    (wang, first), (li, second) = town.operators
    room = await town.room()
    people = (await town.manager.get(f"/duty/rooms/{room}/people")).json()["items"]
    assert {one["account_id"] for one in people} >= {wang, li}
    certificate = {"number": "15-0001", "valid_until": "2199-12-31"}
    put = await town.manager.put(f"/duty/rooms/{room}/people/{wang}/certificate", json=certificate)
    assert put.json()["valid"]
    ending = town.now + 10 * MINUTE_MS
    await town.shift(room, ending - 8 * HOUR_MS, ending, wang)
    await town.shift(room, ending, ending + 8 * HOUR_MS, li)
    (now,) = (await first.get("/duty/now")).json()["items"]
    assert (now["covered"], now["shift"]["people"][0]["certified"]) == (False, True)
    assert "持证值班人员不足" in now["warning"]["zh"]
    refused = await second.post(f"/duty/rooms/{room}/handovers", json={})
    assert (refused.status_code, code(refused)) == (409, "not-on-duty")
    offered = (await first.post(f"/duty/rooms/{room}/handovers", json={"notes": ["泵房检修"]})).json()
    assert offered["content"]["notes"] == ["泵房检修"]
    answer = await second.post(f"/duty/handovers/{offered['id']}/confirm", json={"digest": offered["digest"]})
    assert (answer.json()["state"], answer.json()["confirmed_by"]) == ("confirmed", "li name")
    log = await town.manager.get(f"/duty/rooms/{room}/log/{day_of(town.now)}/pdf")
    assert log.headers["content-type"] == "application/pdf"
    assert log.content.startswith(b"%PDF")
    table = await town.manager.get(f"/duty/rooms/{room}/handovers.csv")
    assert "li name" in table.content.decode("utf-8-sig")


async def test_an_operator_does_not_plan_and_a_viewer_does_not_answer(town: Town) -> None:
    room = await town.room()
    _, operator = town.operators[0]
    told = {"name": "另一室", "organisation_id": town.organisation}
    assert (await operator.post("/duty/rooms", json=told)).status_code == 403
    check = (await town.centre.post(f"/duty/rooms/{room}/checks", json={})).json()["id"]
    async with town.house.person("viewer", Duty.VIEWER, ["15"]) as viewer:
        assert (await viewer.post(f"/duty/checks/{check}/answer", json={})).status_code == 403
    async with town.house.person("baotou", Duty.CONTROL_ROOM, ["1502"]) as elsewhere:
        assert (await elsewhere.get(f"/duty/checks/{check}")).status_code == 404
        assert (await elsewhere.post(f"/duty/checks/{check}/answer", json={})).status_code == 404
        assert (await elsewhere.post(f"/duty/rooms/{room}/checks", json={})).status_code == 404


async def test_a_check_rings_on_the_live_stream_and_two_seats_answer_it_at_once(town: Town) -> None:
    (wang, first), (li, second) = town.operators
    room = await town.room()
    await town.shift(room, town.now - HOUR_MS, town.now + HOUR_MS, wang, li)
    async with first.stream("GET", "/live") as stream:
        lines = stream.aiter_lines()
        async for line in lines:
            if line.startswith("event: tick"):
                break
        check = (await town.centre.post(f"/duty/rooms/{room}/checks", json={})).json()
        async with asyncio.timeout(10):
            async for line in lines:
                if line.startswith("event: duty"):
                    break
        assert '"waiting"' in await anext(lines) + await anext(lines)
    answers = await asyncio.gather(
        *(client.post(f"/duty/checks/{check['id']}/answer", json={}) for client in (first, second))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert code(refused) == "already-answered"
    shown = (await town.centre.get(f"/duty/checks/{check['id']}")).json()
    assert (shown["state"], shown["answered_via"], shown["on_duty"]) == (
        "answered", "page", ["wang name", "li name"],
    )  # fmt: skip


async def test_a_check_goes_to_the_transmission_device_and_its_answer_key_answers(town: Town) -> None:
    room = await town.room()
    server = town.house.centre.transmission
    async with town.house.person("operator", Duty.PLATFORM_OPERATOR, ["15"]) as operator:
        told: dict[str, Any] = {"address": "7", "area": "150102", "organisation_id": town.organisation}
        made = await operator.post("/transmission-devices", json=told)
        assert made.status_code == 201, made.text
    await server.listening.wait()
    assert server.tcp is not None
    device = SimulatedUitd(PanelLogic(POINTS), UitdSettings(address(7), CENTRE, heartbeat_s=0.2))
    task = asyncio.create_task(device.run_tcp(HostPort("127.0.0.1", server.tcp.port)))
    try:
        number = made.json()["id"]
        await until(lambda: number in server.devices and server.devices[number].ready)
        check = (await town.centre.post(f"/duty/rooms/{room}/checks", json={})).json()["id"]
        await until(lambda: device.duty_minutes is not None)
        device.answer_duty_check(42)
        async with asyncio.timeout(20):
            while True:
                shown = (await town.centre.get(f"/duty/checks/{check}")).json()
                if shown["state"] != "waiting":
                    break
                await asyncio.sleep(0.1)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert (shown["state"], shown["answered_via"], shown["devices"]) == ("answered", "device", 1)
    assert "42" in shown["answered_by"]


async def test_a_program_with_a_token_signs_nothing(town: Town) -> None:
    room = await town.room()
    token = town.house.token(Permission.HANDLE_ALARMS, Duty.CONTROL_ROOM, organisations=[town.organisation])
    async with town.house.browser(authorization=f"Bearer {token}") as program:
        answer = await program.post(f"/duty/rooms/{room}/entries", json={"text": "x"})
    assert (answer.status_code, code(answer)) == (403, "in-person-only")


async def test_the_jobs_of_duty_run(town: Town) -> None:
    jobs = {"duty-shifts", "duty-watch", "duty-cover", "duty-figures"}
    async with town.house.person("runner", Duty.PLATFORM_OPERATOR, ["15"]) as operator:
        async with asyncio.timeout(30):
            while True:
                rows = {row["name"]: row for row in (await operator.get("/jobs")).json()["items"]}
                if all(rows[name]["runs"] for name in jobs):
                    break
                await asyncio.sleep(0.1)
    assert [rows[name]["fault"] for name in jobs] == [None] * len(jobs)
