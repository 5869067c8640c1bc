"""Every address that can be read, asked by somebody of one organisation: not a byte of the other's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from cloud.app import openapi_document
from cloud.database.base import Base
from cloud.enrolment import own_authority
from cloud.people.duties import DUTIES, Duty
from tests.cloud.people.conftest import House, Open
from tests.cloud.people.two_tenants import ALPHA, BRAVO, DAY_MS, NOBODYS, SUM, Tenant, drawing_of, fill

#: Addresses that show no row of the asker's own, and why. Every other one must show it: one that this walk
#: does not reach fails here.
EXCUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "/api/v1/vocabulary",
            "/api/v1/duties",
            "/api/v1/device-profiles",
            "/api/v1/organisations/categories",
            "/api/v1/imports/template/{name}",
            "/api/v1/duty/patterns",
            "/api/v1/checklists/{category}",
        ),
        "Tables of the program.",
    ),
    **dict.fromkeys(
        ("/api/v1/areas", "/api/v1/areas/{code}", "/api/v1/fleet/boundaries"), "Public facts of the region."
    ),
    **dict.fromkeys(
        ("/api/v1/ca.pem", "/api/v1/crl.pem"), "For whoever checks a certificate; serial numbers, no names."
    ),
    **dict.fromkeys(
        ("/api/v1/login", "/api/v1/oidc/start", "/api/v1/oidc/callback"), "For who has not come in yet."
    ),
    **dict.fromkeys(("/api/v1/me", "/api/v1/sessions", "/api/v1/tokens"), "Of the asker's own person."),
    "/api/v1/duty/checks/mine": "Of the asker's own shift; the list of checks tells whose they are.",
    "/api/v1/duty/rooms/{id}/people": "Those whose duties reach the room; its scope decides first.",
    "/api/v1/duty/rooms/{id}/log/{day}/pdf": "The log as a picture; what it says is the log's.",
    "/api/v1/push/{name}": "A platform proves itself by its integration's secret.",
    "/api/v1/inspections/mine": "Of the asker's own tasks; the list of inspections tells whose they are.",
    **dict.fromkeys(
        (
            "/api/v1/public/draws",
            "/api/v1/public/draws/verify_draw.py",
            "/api/v1/public/draws/{number}",
            "/api/v1/public/draws/{number}/commitment.json",
            "/api/v1/public/draws/{number}/record.json",
        ),
        "Published for everybody; a draft is not.",
    ),
    **dict.fromkeys(
        ("/api/v1/shared/hazards", "/api/v1/shared/inspections", "/api/v1/shared/risk"),
        "For departments with a share of their own; the walker has none.",
    ),
    **dict.fromkeys(
        ("/api/v1/draws/template", "/api/v1/incidents/vocabulary", "/api/v1/risk/vocabulary"),
        "A table of the program.",
    ),
    **dict.fromkeys(
        ("/api/v1/risk/models", "/api/v1/risk/index/versions"), "Models and weights, the same for everybody."
    ),
    **dict.fromkeys(
        ("/api/v1/risk/cells", "/api/v1/risk/warnings/counts"),
        "Counts; the lists of sites and warnings tell whose they are.",
    ),
    "/api/v1/risk/weekly.pdf": "The weekly list as a picture; what it says is the list's.",
    **dict.fromkeys(
        ("/api/v1/tiles", "/api/v1/tiles/{zoom}/{column}/{row}"), "The map's ground, the same for everybody."
    ),
    **dict.fromkeys(
        ("/api/v1/incidents/{number}/isochrones", "/api/v1/stations/{number}/isochrones"),
        "Outlines around a place; whether it may be seen is asked first.",
    ),
    "/api/v1/incidents/{number}/report.pdf": "The incident as a picture; what it says is the incident's.",
    "/api/v1/preplans/{number}/plan.pdf": "The plan as a picture; what it says is the plan's.",
    **dict.fromkeys(
        (
            "/api/v1/crew/me",
            "/api/v1/crew/live",
            "/api/v1/crew/unit",
            "/api/v1/crew/station",
            "/api/v1/crew/incident",
            "/api/v1/crew/orders/{order}/order.pdf",
            "/api/v1/crew/drawings/{drawing}",
        ),
        "Opened by a crew's link alone; the walker has none.",
    ),
    "/api/v1/weather": "Days of counties, by the asker's areas; nobody's rows.",
    "/api/v1/map/devices": "Buildings without a fire; the walker's burns, and `/map/sites` tells it.",
    "/api/v1/cover": "Stations that are bare, and moves; the list of stations tells whose they are.",
    "/api/v1/hazards/counts": "Counts by state; the list of hazards tells whose they are.",
    "/api/v1/fleet/areas": "Of the areas below: a county has none.",
    **dict.fromkeys(
        ("/api/v1/readings", "/api/v1/history/curve"),
        "Values by time; the gateway's scope decides before a store is asked.",
    ),
    **dict.fromkeys(
        ("/api/v1/history/counts", "/api/v1/history/standing"),
        "Counts by kind and step; who may see them is asked first.",
    ),
    "/api/v1/alarms/lists/{name}": "Who is on a list follows from times; the list of alarms tells the same.",
    "/api/v1/risk-sources": "Counts and days; the lists of records tell whose they are.",
    "/api/v1/import-origins": "Of one record, by kind and id; whether it may be seen is asked first.",
    "/api/v1/buildings/{id}/strays": "Every point here stands somewhere.",
}
#: For those who look after the whole region: nobody of one organisation comes in.
WHOLE_REGION: Final = frozenset(
    {
        "/metrics",
        "/api/v1/timeseries",
        "/api/v1/timeseries/check",
        "/api/v1/timeseries/set-aside",
        "/api/v1/jobs",
        "/api/v1/accounts",
        "/api/v1/accounts/{id}",
        "/api/v1/audit",
        "/api/v1/brokers/users",
        "/api/v1/brokers/state",
        "/api/v1/transmission-devices/statistics",
        "/api/v1/transmission-devices/unregistered",
        "/api/v1/vehicle-terminals/statistics",
        "/api/v1/departments/offer",
        "/api/v1/departments/{account_id}",
    }
)
#: Figures of areas: who sees organisations alone has no area to look at.
OF_AREAS: Final = frozenset(
    {"/api/v1/fleet/summary", "/api/v1/fleet/areas", "/api/v1/fleet/throughput", "/api/v1/fleet/versions"}
    | {"/api/v1/revoked-gateways", "/api/v1/risk/index"}
    | {"/api/v1/inspectors", "/api/v1/inspectors/{id}", "/api/v1/inspectors/{id}/conflicts"}
    | {"/api/v1/draws", "/api/v1/draws/{id}"}
)
READ: Final = sorted(path for path, methods in openapi_document()["paths"].items() if "get" in methods)
#: It does not end; `test_tenants` watches it.
WALKED: Final = [path for path in READ if path != "/api/v1/live"]


def filters(tenant: Tenant, now: int) -> dict[str, Any]:
    """Every filter by which an address could be asked for a tenant's rows."""
    return {
        "gateway": tenant.gateway, "q": tenant.word, "part": f"part-{tenant.word}", "measure": "silence",
        "organisation": tenant.number, "organisation_id": tenant.number, "webhook": tenant.number,
        "area": tenant.area, "parent": tenant.area, "analog_type": 128, "start": 0, "end": now + DAY_MS,
        "latitude": 40.8, "longitude": 111.7, "after": "0", "text": tenant.word, "step": "hour",
        "width_ms": 31 * DAY_MS,
    }  # fmt: skip


def of(path: str, tenant: Tenant) -> str:
    """An address with the ids of a tenant."""
    names: dict[str, Any] = {
        "id": tenant.number, "number": tenant.number, "organisation": tenant.number, "seq": 1,
        "gateway": tenant.gateway, "serial": tenant.serial, "code": tenant.area,
        "name": "timed-out" if "/lists/" in path else "organisations.csv",
        "attached": tenant.number, "order": tenant.number, "drawing": tenant.number,
        "day": "2026-01-01", "category": "hotel", "photo_id": tenant.number,
        "account_id": tenant.number, "sha256": drawing_of(tenant),
        "zoom": 14, "column": 1, "row": 1, "subject": "building",
    }  # fmt: skip
    return re.sub(r"\{(\w+)\}", lambda found: str(names[found[1]]), path)


class Walk:
    """One person who asks everything, and what is wrong with the answers."""

    def __init__(self, house: House, browser: httpx.AsyncClient, not_theirs: Collection[str] = ()) -> None:
        self._url = house.url
        self._now = house.clock.now_ms()
        self._browser = browser
        self._empty = {*EXCUSED, *not_theirs}
        self.wrong: list[str] = []

    async def ask(self, path: str) -> None:
        own = [await self._get(of(path, ALPHA), told) for told in ({}, filters(ALPHA, self._now))]
        other = await self._get(of(path, BRAVO), filters(BRAVO, self._now))
        shown = [answer.text for answer in own if answer.is_success]
        # A refusal may name what was asked for: it tells nothing that the asker did not know.
        said = "".join([answer.text for answer in own] + [other.text] * other.is_success)
        statuses = [answer.status_code for answer in (*own, other)]
        self._note(path, "tells of another", [mark for mark in (*BRAVO.marks, SUM) if mark in said])
        self._note(path, "fails", [status for status in statuses if status >= 500])
        if path in WHOLE_REGION:
            self._note(path, "lets in", [status for status in statuses if status != 403])
        elif path not in self._empty:
            self._note(path, "shows nothing", [] if any(map(_of_alpha, shown)) else statuses)
            if "{" in path and other.status_code != 404:
                self._note(path, "knows another's", [other.status_code])

    def _note(self, path: str, what: str, found: list[Any]) -> None:
        self.wrong += [f"{path} {what}: {one}" for one in found]

    async def _get(self, path: str, told: Mapping[str, Any]) -> httpx.Response:
        return await self._browser.get(f"{self._url}{path}", params=told, timeout=30)


def _of_alpha(text: str) -> bool:
    return ALPHA.word in text or str(ALPHA.number) in text


def scope(by: str, tenant: Tenant) -> dict[str, Any]:
    nothing: dict[str, Any] = {"areas": [], "organisations": []}
    return nothing | {by: [tenant.area if by == "areas" else tenant.number]}


@pytest.fixture
async def house(open_house: Open, tmp_path: Path) -> AsyncIterator[House]:
    own_authority.make(tmp_path / "ca", "Test")
    settings = {"process": {"roles": ["pages"]}, "enrolment": {"authority": tmp_path / "ca"}}
    async with open_house(**settings) as opened:
        yield opened


@pytest.mark.parametrize("by", ["areas", "organisations"])
async def test_no_address_tells_a_byte_of_another_organisation(house: House, by: str) -> None:
    def both() -> None:
        with house.centre.database.write() as session:
            for tenant in (ALPHA, BRAVO):
                fill(session, tenant, scope(by, tenant), house.clock.now_ms())

    await asyncio.to_thread(both)
    account = house.account("wang")
    for duty in Duty:
        if not DUTIES[duty].whole_region:
            house.grant(account, duty, **scope(by, ALPHA))
    async with house.browser(house.session(account)) as browser:
        walk = Walk(house, browser, OF_AREAS if by == "organisations" else ())
        for path in WALKED:
            await walk.ask(path)
    assert "\n".join(walk.wrong) == ""
    async with house.person("batu", Duty.VIEWER, ["15"]) as browser:
        walk = Walk(house, browser)
        await walk.ask("/api/v1/alarms/{id}")
        await walk.ask("/api/v1/coverage")
    assert {
        f"/api/v1/alarms/{{id}} tells of another: {BRAVO.word}",
        "/api/v1/alarms/{id} knows another's: 200",
    } <= {*walk.wrong}
    assert f"/api/v1/coverage tells of another: {SUM}" in walk.wrong


def test_no_address_is_excused_that_is_not_there() -> None:
    assert set(WALKED) >= EXCUSED.keys() | WHOLE_REGION | OF_AREAS
    assert {table.name for table in Base.metadata.sorted_tables} >= NOBODYS.keys()
