"""Other departments: a token sees its fields, its categories and its area, and nothing else."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from cloud.departments import service
from cloud.departments.profiles import FIELDS, PROFILES
from cloud.hazards import service as hazards
from cloud.hazards.schemas import FindingIn
from cloud.organisations.categories import CATEGORIES
from cloud.people.asker import LOCAL, Permission
from cloud.people.duties import Duty
from tests.cloud.inspections.site import finding
from tests.cloud.people.conftest import House, Open, code
from tests.cloud.places import add_organisation

SECRET = "锅炉房私拉电线"


def write(house: House) -> None:
    now = house.clock.now_ms()
    with house.centre.database.write() as session:
        for n, (category, area) in enumerate(
            [("school", "150102"), ("hotel", "150102"), ("school", "150202")]
        ):
            told = {"name": f"单位{n}", "category": category, "area": area, "credit_code": None}
            owner = add_organisation(session, f"u-{n}", **told)
            found = FindingIn.model_validate(finding(f"hazard-000{n}", text=SECRET))
            hazards.find(session, LOCAL, owner, found, source="report", by="王芳", now=now)


def with_token(house: House, name: str) -> tuple[int, httpx.AsyncClient]:
    token = house.token(Permission.READ_SHARED, Duty.DEPARTMENT, ["1501"])
    account = house.centre.people.doorkeeper.by_token(token)
    assert account is not None
    browser = house.browser(authorization=f"Bearer {token}")
    return account.account_id, browser


async def test_a_departments_token_sees_only_its_fields(open_house: Open) -> None:
    async with open_house(process={"roles": ["pages"]}) as house:
        await asyncio.to_thread(write, house)
        account, department = await asyncio.to_thread(with_token, house, "education")
        administrator = await asyncio.to_thread(house.administrator)
        refused = await department.get("/shared/hazards")
        assert (refused.status_code, code(refused)) == (403, "nothing-shared")
        told: dict[str, Any] = {"profile": "education", "fields": ["organisation", "state", "deadline"]}
        shared = await administrator.put(f"/departments/{account}", json=told)
        assert (shared.status_code, shared.json()["categories"]) == (200, ["school"])
        page = await department.get("/shared/hazards")
        assert page.json()["items"] == [
            {"id": 1, "organisation": "单位0", "state": "found", "deadline": None}
        ]
        assert [one["name"] for one in page.json()["fields"]] == ["organisation", "state", "deadline"]
        assert not any(word in page.text for word in (SECRET, "王芳", "u-0", "单位1", "单位2"))
        for path in ("/hazards", "/inspections", "/organisations", "/alarms", "/draws", "/departments/offer"):
            assert (await department.get(path)).status_code == 403, path
        offer = (await administrator.get("/departments/offer")).json()
        assert {one["code"] for one in offer["profiles"]} == set(PROFILES)
        await administrator.put(f"/departments/{account}", json={"profile": "education"})
        assert SECRET in (await department.get("/shared/hazards")).text
        assert (await administrator.delete(f"/departments/{account}")).status_code == 204
        assert (await department.get("/shared/hazards")).status_code == 403
        unknown = await administrator.put(
            f"/departments/{account}", json={"profile": "education", "fields": ["phone"]}
        )
        assert unknown.status_code == 422
        for browser in (department, administrator):
            await browser.aclose()


async def test_pages_follow_each_other_and_every_field_can_be_read(open_house: Open) -> None:
    async with open_house(process={"roles": ["pages"]}) as house:
        await asyncio.to_thread(write, house)
        account, department = await asyncio.to_thread(with_token, house, "all")
        administrator = await asyncio.to_thread(house.administrator)
        told = {"profile": "emergency-management", "fields": list(FIELDS)}
        await administrator.put(f"/departments/{account}", json=told)
        first = (await department.get("/shared/hazards?limit=1")).json()
        second = (await department.get(f"/shared/hazards?limit=1&after={first['next']}")).json()
        assert [page["items"][0]["id"] for page in (first, second)] == [1, 2]
        assert second["next"] is None
        wanted = [name for name, field in FIELDS.items() if "hazard" in field.nouns]
        assert sorted(first["items"][0]) == sorted(["id", *wanted])
        assert (await department.get("/shared/inspections")).json()["items"] == []
        for browser in (department, administrator):
            await browser.aclose()


def test_every_field_has_its_reader_and_no_profile_names_persons() -> None:
    every = {"hazard": service._HAZARD, "inspection": service._INSPECTION, "risk": service._RISK}
    for noun, readers in every.items():
        assert set(readers) == {name for name, field in FIELDS.items() if noun in field.nouns}
    for profile in PROFILES.values():
        assert set(profile.fields) <= set(FIELDS) - {"inspectors"}
        assert set(profile.categories) <= set(CATEGORIES)
    assert json.dumps([*FIELDS])


@pytest.mark.parametrize("duty", [Duty.VIEWER, Duty.INSPECTOR, Duty.SAFETY_MANAGER])
def test_nobody_else_has_the_departments_door(duty: Duty) -> None:
    from cloud.people.duties import DUTIES

    assert Permission.READ_SHARED not in DUTIES[duty].permissions
