"""Draws over HTTP: by those who plan, and for everybody."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx

from cloud.draw_verifier import verify_draw
from cloud.duty.days import day_of
from cloud.people.duties import Duty
from tests.cloud.draw_office import VALUES, named
from tests.cloud.inspections.site import inspector_told
from tests.cloud.people.conftest import House, Open, code
from tests.cloud.places import organisation_told

ROLES = {"roles": ["pages"]}


async def call(who: httpx.AsyncClient, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = await who.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def furnish(planner: httpx.AsyncClient) -> None:
    for n in range(8):
        told = organisation_told(f"u-{n}", name=f"单位{n}", credit_code=None)
        owner = (await call(planner, "POST", "/organisations", told, 201))["id"]
        standing = {"unit_class": "crowded-key", "risk": "IV", "credit": "B"}
        await call(planner, "PUT", f"/organisations/{owner}/supervision", standing)
    for n in range(3):
        await call(planner, "POST", "/inspectors", inspector_told(f"NM-00{n}"), 201)


def people(house: House) -> tuple[httpx.AsyncClient, httpx.AsyncClient, httpx.AsyncClient]:
    first, second = (house.person(name, Duty.AREA_SUPERVISOR, ["15"]) for name in ("li", "zhang"))
    return first, second, house.browser()


async def test_everybody_sees_the_list_before_and_the_record_after(open_house: Open) -> None:
    async with open_house(process=ROLES) as house:
        planner, second, stranger = await asyncio.to_thread(people, house)
        await furnish(planner)
        today = day_of(house.clock.now_ms()).isoformat()
        plan = await call(planner, "GET", f"/draws/template?area=1501&day={today}")
        named(plan)
        day = house.clock.now_ms() + 600_000
        plan["entropy"]["not_before"] = _iso(day)
        checked = await call(planner, "POST", "/draws/check", {"plan": plan})
        assert (checked["units"], checked["inspectors"]) == (8, 3)
        number = plan["number"]
        made = await call(planner, "POST", "/draws", {"plan": plan}, 201)
        assert (await call(stranger, "GET", "/public/draws"))["items"] == []
        await call(stranger, "GET", f"/public/draws/{number}", status=404)
        await call(stranger, "GET", f"/draws/{made['id']}", status=401)
        frozen = await call(planner, "POST", f"/draws/{made['id']}/freeze", {})
        shown = await call(stranger, "GET", f"/public/draws/{number}")
        assert (shown["state"], shown["commitment"]) == ("frozen", frozen["commitment"])
        assert shown["record_bytes"] is None
        await call(stranger, "GET", f"/public/draws/{number}/record.json", status=404)
        house.clock.ahead_s += 900
        await call(planner, "POST", f"/draws/{made['id']}/entropy", {"values": VALUES})
        again = await call(planner, "POST", f"/draws/{made['id']}/entropy", {"values": VALUES}, 409)
        assert again["error"]["code"] == "another-person"
        drawn = await call(second, "POST", f"/draws/{made['id']}/entropy", {"values": VALUES})
        assert (drawn["state"], drawn["drawn"]) == ("drawn", 1)
        record = await stranger.get(f"/public/draws/{number}/record.json")
        assert verify_draw.first_difference(record.content, frozen["commitment"]) is None
        assert "immutable" in record.headers["cache-control"]
        head = {"if-none-match": record.headers["etag"]}
        assert (await stranger.get(f"/public/draws/{number}/record.json", headers=head)).status_code == 304
        program = await stranger.get("/public/draws/verify_draw.py")
        assert program.text.startswith("#!/usr/bin/env python3")
        glance = (await stranger.get(f"/public/draws/{number}")).text
        assert not any(word in glance for word in ("li name", "zhang name", "王芳"))
        given = await call(planner, "POST", f"/draws/{made['id']}/assign", {"due_on": "2099-01-01"})
        assert (given["state"], given["tasks"]) == ("assigned", 1)
        for browser in (planner, second, stranger):
            await browser.aclose()


async def test_strangers_are_bounded_by_address(open_house: Open) -> None:
    bounds = {"public_per_s": 0.001, "public_burst": 2}
    async with open_house(process=ROLES, inspections=bounds) as house, house.browser() as stranger:
        answers = [await stranger.get("/public/draws") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert (code(answers[2]), answers[2].headers["retry-after"]) == ("too-many-requests", "5")
        refused = await stranger.post("/public/draws", json={})
        assert refused.status_code == 405


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).isoformat()
