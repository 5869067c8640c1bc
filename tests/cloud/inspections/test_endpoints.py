"""Inspections over HTTP: a task from the plan to the last re-check, by those whose duty it is."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from cloud.people.duties import Duty
from tests.cloud.hazards.test_photos import photo
from tests.cloud.inspections.site import answers, finding, inspector_told
from tests.cloud.people.conftest import House, Open
from tests.cloud.places import organisation_told

JPEG = {"content-type": "image/jpeg"}


async def call(who: httpx.AsyncClient, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = await who.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def send_photo(
    who: httpx.AsyncClient, hazard: int, stage: str, key: str = "photo-0001", status: int = 201, **told: Any
) -> Any:
    answer = await who.post(
        "/photos",
        params={"hazard_id": hazard, "stage": stage, "key": key},
        content=told.get("content", photo()),
        headers=told.get("headers", JPEG),
    )
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
def open_pages(open_house: Open) -> Open:
    def opened(**changed: Any) -> Any:
        return open_house(process={"roles": ["pages"]}, **changed)

    return opened


class Office:
    """A supervisor, two inspectors with accounts, and the manager of the hotel that they inspect."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.supervisor = house.person("li", Duty.AREA_SUPERVISOR, ["1501"])
        accounts = [house.account(name) for name in ("zhao", "qian")]
        for account in accounts:
            house.grant(account, Duty.INSPECTOR, ["1501"])
        self.accounts = accounts
        self.inspector = house.browser(house.session(accounts[0]))
        self.manager: httpx.AsyncClient | None = None
        self.owner = 0
        self.people: list[int] = []

    async def open(self) -> Office:
        self.owner = (await call(self.supervisor, "POST", "/organisations", organisation_told(), 201))["id"]
        self.manager = await asyncio.to_thread(
            self.house.person, "wang", Duty.SAFETY_MANAGER, [], [self.owner]
        )
        for n, account in enumerate(self.accounts, 1):
            told = inspector_told(f"NM-00{n}", account_id=account)
            self.people.append((await call(self.supervisor, "POST", "/inspectors", told, 201))["id"])
        return self

    async def task(self) -> dict[str, Any]:
        told = {"organisation_id": self.owner, "due_on": "2099-01-01", "inspectors": self.people}
        planned: dict[str, Any] = await call(self.supervisor, "POST", "/inspections", told, 201)
        return planned

    async def close(self) -> None:
        for browser in (self.supervisor, self.inspector, self.manager):
            if browser is not None:
                await browser.aclose()


async def test_from_the_plan_to_the_last_recheck(open_pages: Open) -> None:
    async with open_pages() as house:
        office = await (await asyncio.to_thread(Office, house)).open()
        assert office.manager is not None
        task = await office.task()
        taken = await call(office.inspector, "GET", "/inspections/mine")
        assert [one["id"] for one in taken["items"]] == [task["id"]]
        assert taken["inspector"]["number"] == "NM-001"
        items = [one["code"] for one in task["checklist"]["items"]]
        told = {
            "key": "submission-1",
            "answers": answers(items, "escape.clear"),
            "findings": [finding("finding-0001", deadline="2099-01-05")],
            "done": True,
        }
        for _ in range(2):
            done = await call(office.inspector, "POST", f"/inspections/{task['id']}/submissions", told)
        assert (done["state"], done["hazards"], done["hazards_open"]) == ("submitted", 1, 1)
        hazard = done["findings"][0]["id"]
        await send_photo(office.inspector, hazard, "found")
        report = {"action": "report", "note": "已拆除门锁"}
        await call(office.inspector, "POST", f"/hazards/{hazard}/answers", report, 403)
        await call(office.manager, "POST", f"/hazards/{hazard}/answers", report)
        shown = await send_photo(office.manager, hazard, "rectified", "photo-0002")
        assert [one["stage"] for one in shown["photo_list"]] == ["found", "rectified"]
        picture = await office.manager.get(f"/hazards/{hazard}/photos/{shown['photo_list'][0]['id']}")
        assert (picture.headers["content-type"], picture.content[:2]) == ("image/jpeg", b"\xff\xd8")
        passed = {"action": "recheck-pass", "version": shown["version"]}
        await call(office.manager, "POST", f"/hazards/{hazard}/actions", passed, 403)
        closed = await call(office.inspector, "POST", f"/hazards/{hazard}/actions", passed)
        assert closed["state"] == "closed"
        assert (await call(office.manager, "GET", f"/inspections/{task['id']}"))["state"] == "closed"
        await office.close()


async def test_photos_are_bounded_in_size_and_kind_and_belong_to_a_duty(open_pages: Open) -> None:
    async with open_pages(inspections={"max_photo_bytes": 4_096, "photos_per_hazard": 1}) as house:
        office = await (await asyncio.to_thread(Office, house)).open()
        assert office.manager is not None
        own = {"organisation_id": office.owner, **finding("hazard-0001")}
        made = await call(office.manager, "POST", "/hazards/own", own, 201)
        hazard = made["id"]
        assert (made["source"], "self-close" in made["possible"]) == ("patrol", True)
        await send_photo(office.manager, hazard, "recheck", status=403)
        await send_photo(office.inspector, hazard, "rectified", status=403)
        await send_photo(office.manager, hazard, "found", content=b"x" * 5_000, status=413)
        await send_photo(office.manager, hazard, "found", content=b"<svg/>", status=422)
        await send_photo(office.manager, hazard, "found", headers={"content-type": "text/html"}, status=415)
        await send_photo(office.manager, hazard, "found")
        await send_photo(office.manager, hazard, "found")
        await send_photo(office.manager, hazard, "found", "photo-0002", status=409)
        await office.close()


async def test_inspectors_and_their_conflicts_are_kept_by_who_plans(open_pages: Open) -> None:
    async with open_pages() as house:
        office = await (await asyncio.to_thread(Office, house)).open()
        assert office.manager is not None
        await call(office.inspector, "POST", "/inspectors", inspector_told("NM-009"), 403)
        await call(office.manager, "GET", "/inspectors", status=403)
        taken = await call(office.supervisor, "POST", "/inspectors", inspector_told("NM-001"), 409)
        assert taken["error"]["where"] == "body.number"
        one = office.people[0]
        conflict = {"organisation_id": office.owner, "kind": "interest", "note": "持有股份"}
        made = await call(office.supervisor, "POST", f"/inspectors/{one}/conflicts", conflict, 201)
        listed = await call(office.supervisor, "GET", "/inspectors")
        assert [(each["conflicts"], each["certified"]) for each in listed["items"]] == [(1, True), (0, True)]
        unfit = {"organisation_id": office.owner, "due_on": "2099-01-01", "inspectors": office.people}
        assert (await call(office.supervisor, "POST", "/inspections", unfit, 422))["error"]["code"] == "unfit"
        await call(office.supervisor, "POST", f"/inspectors/{one}/conflicts/{made['id']}/end", {})
        await office.task()
        changed = inspector_told("NM-001", name="赵检查", capacity=3, version=1)
        assert (await call(office.supervisor, "PUT", f"/inspectors/{one}", changed))["version"] == 2
        moved = await call(office.supervisor, "PUT", f"/inspectors/{one}", changed, 409)
        assert moved["error"]["code"] == "moved"
        await office.close()


async def test_lists_are_filtered_and_counted(open_pages: Open) -> None:
    async with open_pages() as house:
        office = await (await asyncio.to_thread(Office, house)).open()
        task = await office.task()
        found = await call(office.supervisor, "GET", "/inspections?state=assigned&area=1501&origin=special")
        assert [one["id"] for one in found["items"]] == [task["id"]]
        assert (await call(office.supervisor, "GET", "/inspections?late=true"))["items"] == []
        reported = {"organisation_id": office.owner, **finding("hazard-0001", corrected=True)}
        await call(office.inspector, "POST", "/hazards", reported, 201)
        assert (await call(office.supervisor, "GET", "/hazards?state=closed"))["items"][0][
            "state"
        ] == "closed"
        counts = await call(office.supervisor, "GET", "/hazards/counts")
        assert (counts["by_state"]["closed"], counts["overdue"]) == (1, 0)
        assert (await call(office.supervisor, "GET", "/checklists/hotel"))["items"][0]["clause"]["zh"]
        await call(office.supervisor, "GET", "/checklists/castle", status=404)
        reason = {"note": "重复立项"}
        gone = await call(office.supervisor, "POST", f"/inspections/{task['id']}/withdraw", reason)
        assert gone["state"] == "withdrawn"
        await office.close()
