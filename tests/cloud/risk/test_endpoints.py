"""Fire risk over HTTP: who sees what, and that every form of it can be had."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import httpx
import pypdf

from cloud.people.asker import Permission
from cloud.people.duties import Duty
from cloud.risk.scores import service
from cloud.risk.scores.keeping import Event
from tests.cloud.people.conftest import House, Open, code
from tests.cloud.risk.town import Town

GATEWAY = "15010200000001"


def write(house: House) -> tuple[Town, int, list[int]]:
    town = Town(house.centre.database, house.clock.now_ms())
    owner, buildings = town.organisation(category="school", buildings=2)
    town.organisation("150202-000001", area="150202", credit_code=None)
    town.organisation("150102-000003", buildings=0, credit_code=None)
    town.gateway(GATEWAY, owner, buildings[0])
    town.write(
        lambda session: service.rescore(session, town.settings, _everybody(session), "night", town.now)
    )
    return town, owner, buildings


def _everybody(session: Any) -> dict[int, list[Event]]:
    from cloud.organisations.tables import Organisation

    return {number: [] for (number,) in session.query(Organisation.id)}


async def _json(browser: httpx.AsyncClient, path: str) -> Any:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_inspector_reads_everything_of_their_area_and_a_manager_of_their_own(
    open_house: Open,
) -> None:
    async with open_house(process={"roles": ["pages"]}) as house:
        _, _, buildings = await asyncio.to_thread(write, house)
        inspector = await asyncio.to_thread(house.person, "ins", Duty.INSPECTOR, ["1501"])
        told = await _json(inspector, "/risk/summary?area=1501")
        assert (told["subjects"]["building"]["sites"], told["unscored"]) == (2, 1)
        sites = await _json(inspector, "/risk/sites?limit=1")
        assert sites["total"] == 2
        rest = await _json(inspector, f"/risk/sites?limit=1&after={sites['next']}")
        assert {sites["items"][0]["id"], rest["items"][0]["id"]} == set(buildings)
        assert len(sites["items"][0]["reasons"]) == 3
        wrong = await inspector.get("/risk/sites?after=!!!")
        assert (wrong.status_code, code(wrong)) == (422, "not-a-cursor")
        one = await _json(inspector, f"/risk/sites/building/{buildings[0]}")
        assert one["steps"][0]["cause"] == "first"
        assert (await inspector.get("/risk/sites/building/999")).status_code == 404
        cells = await _json(inspector, "/risk/cells?area=1501")
        assert (cells["placed"], cells["without_position"], cells["items"][0]["boundary"][0][0] > 100) == (
            2,
            0,
            True,
        )
        sheet = await inspector.get("/risk/weekly.csv?area=1501")
        assert sheet.content.startswith(b"\xef\xbb\xbf")
        paper = await inspector.get("/risk/weekly.pdf?area=1501")
        text = pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
        assert "每周重点检查清单" in text
        vocabulary = await _json(inspector, "/risk/vocabulary")
        assert {band["code"] for band in vocabulary["bands"]} == {"I", "II", "III", "IV"}
        models = await _json(inspector, "/risk/models")
        assert [one["models"][0]["shipped"] for one in models["subjects"]] == [True, True]
        assert "仿真" in models["subjects"][0]["notice"]["zh"]
        assert (
            await inspector.post("/risk/models", json={"subject": "building", "content": "AA=="})
        ).status_code == 403
        await inspector.aclose()


async def test_what_a_person_enters_moves_the_score_and_a_what_if_does_not(open_house: Open) -> None:
    async with open_house(process={"roles": ["pages"]}) as house:
        _, _, buildings = await asyncio.to_thread(write, house)
        supervisor = await asyncio.to_thread(house.person, "sup", Duty.AREA_SUPERVISOR, ["1501"])
        path = f"/risk/sites/building/{buildings[0]}"
        before = await _json(supervisor, path)
        supposed = await supervisor.post(
            f"{path}/what-if", json={"facts": {"rewired_year": 1975.0, "ebike": 1}}
        )
        assert supposed.json()["then"]["index"] < before["index"]
        assert (await _json(supervisor, path))["index"] == before["index"]
        entered = {"values": {"rewired_year": 1975, "ebike": 1}, "version": 0}
        answer = await supervisor.put(f"{path}/traits", json=entered)
        assert answer.status_code == 200, answer.text
        after = answer.json()
        assert (after["index"] < before["index"], after["steps"][0]["cause"], after["traits_version"]) == (
            True,
            "traits",
            1,
        )
        assert code(await supervisor.put(f"{path}/traits", json=entered)) == "moved"
        beyond = await supervisor.put(f"{path}/traits", json={"values": {"ebike": 7}, "version": 1})
        assert (beyond.status_code, code(beyond)) == (422, "out-of-bounds")
        await supervisor.aclose()


async def test_the_index_says_what_is_missing_and_takes_what_is_entered(open_house: Open) -> None:
    async with open_house(process={"roles": ["pages"]}) as house:
        await asyncio.to_thread(write, house)
        keeper = await asyncio.to_thread(house.person, "sup", Duty.AREA_SUPERVISOR, ["15"])
        first = await _json(keeper, "/risk/index?area=1501")
        assert first["score"] is None
        assert "消防力量" in first["why_not"]["zh"]
        values = {"hydrants": 90, "crew": 5, "stations": 9, "connected": 80, "trained": 40, "fires": 2}
        entered = await keeper.put("/risk/index/values", json={"area": "1501", "values": values})
        assert entered.status_code == 200, entered.text
        told = entered.json()
        assert 0 < told["score"] < 100
        supposed = await keeper.post(
            "/risk/index/what-if", json={"area": "1501", "changes": {"hydrants": 98}}
        )
        assert supposed.json()["after"] > supposed.json()["before"] == told["score"]
        versions = await _json(keeper, "/risk/index/versions")
        judgements = versions["items"][0]["judgements"]
        bent = judgements | {"ground": judgements["ground"] | {"hydrants:lanes": 9, "density:lanes": 9}}
        refused = await keeper.post("/risk/index/versions", json={"name": "x", "judgements": bent})
        assert (refused.status_code, code(refused)) == (422, "unfit")
        decided = await keeper.post("/risk/index/versions", json={"name": "2027", "judgements": judgements})
        assert (decided.status_code, decided.json()["current"]) == (201, True)
        await keeper.aclose()


async def test_a_department_reads_the_fields_of_risk_that_are_shared_and_no_others(open_house: Open) -> None:
    async with open_house(process={"roles": ["pages"]}) as house:
        await asyncio.to_thread(write, house)
        token = await asyncio.to_thread(house.token, Permission.READ_SHARED, Duty.DEPARTMENT, ["1501"])
        account = house.centre.people.doorkeeper.by_token(token)
        assert account is not None
        administrator = await asyncio.to_thread(house.administrator)
        told = {"profile": "education", "fields": ["organisation_number", "risk_band"]}
        await administrator.put(f"/departments/{account.account_id}", json=told)
        department = house.browser(authorization=f"Bearer {token}")
        page = (await department.get("/shared/risk")).json()
        (row,) = page["items"]
        assert set(row) == {"id", "organisation_number", "risk_band"}
        assert (await department.get("/risk/sites")).status_code == 403
        await administrator.aclose()
        await department.aclose()
