from __future__ import annotations

import httpx
import pytest

from cloud.audit import chain
from cloud.audit import repository as audit
from cloud.people.duties import Duty
from tests.cloud.people.conftest import PASSWORD, House, code


async def make(admin: httpx.AsyncClient, login: str) -> dict[str, object]:
    answer = await admin.post("/accounts", json={"login": login, "name": login.upper()})
    assert answer.status_code == 201, answer.text
    made: dict[str, object] = answer.json()
    return made


async def give(admin: httpx.AsyncClient, account: object, duty: Duty, **scope: object) -> httpx.Response:
    return await admin.post(f"/accounts/{account}/grants", json={"duty": duty, **scope})


async def test_an_administrator_makes_an_account_whose_first_password_works_once(house: House) -> None:
    async with house.administrator() as admin:
        made = await make(admin, "Wang.Fang")
        assert made["login"] == "wang.fang"
        answer = await give(admin, made["id"], Duty.CONTROL_ROOM, areas=["150102"])
        assert answer.json()["grants"][0]["name"] == {"zh": "消防控制室值班员", "en": "control-room duty"}
        assert code(await admin.post("/accounts", json={"login": "WANG.FANG", "name": "x"})) == "login-taken"
        assert code(await admin.post("/accounts", json={"login": "a b", "name": "x"})) == "login-unfit"
        found = (await admin.get("/accounts", params={"search": "wang"})).json()
        assert [one["login"] for one in found["items"]] == ["wang.fang"]
        async with house.browser() as browser:
            login = {"login": "wang.fang", "password": made["first_password"]}
            assert (await browser.post("/login", json=login)).json()["password_due"] is True
        reset = (await admin.post(f"/accounts/{made['id']}/password", json={})).json()["first_password"]
        async with house.browser() as browser:
            assert (await browser.post("/login", json=login)).status_code == 401
            answer = await browser.post("/login", json={"login": "wang.fang", "password": reset})
            assert answer.status_code == 200
    with house.centre.database.read() as session:
        entries = list(audit.all_entries(session))
        heads = list(chain.walk(entries))
        assert len(heads) == len(entries) >= 3, "the account, its password, its logins"
        assert all(isinstance(found, chain.Head) for found in heads)
        assert str(made["first_password"]) not in str(entries)
        assert str(reset) not in str(entries)


async def test_a_duty_holds_from_the_next_request_and_ends_with_its_time(house: House) -> None:
    account = house.account("wang")
    async with house.administrator() as admin, house.browser(house.session(account)) as browser:
        assert code(await browser.get("/alarms")) == "not-permitted"
        until = house.clock.now_ms() + 60_000
        await give(admin, account, Duty.VIEWER, areas=["15"], valid_until=until)
        assert (await browser.get("/alarms")).status_code == 200
        house.clock.ahead_s += 61
        assert code(await browser.get("/alarms")) == "not-permitted"


async def test_a_grant_is_within_a_scope_and_some_duties_are_for_the_whole_region(house: House) -> None:
    account = house.account("wang")
    async with house.administrator() as admin:
        assert code(await give(admin, account, Duty.VIEWER)) == "scope-missing"
        assert code(await give(admin, account, Duty.AUDITOR, areas=["1501"])) == "whole-region"
        assert code(await give(admin, account, Duty.VIEWER, areas=["x"])) == "invalid"
        assert code(await give(admin, account, Duty.VIEWER, areas=["15"], valid_until=1)) == "in-the-past"
        assert code(await give(admin, 999, Duty.VIEWER, areas=["15"])) == "not-found"


async def test_who_gives_power_does_not_audit_its_use(house: House) -> None:
    account = house.account("wang")
    async with house.administrator() as admin:
        assert (await give(admin, account, Duty.AUDITOR, areas=["15"])).status_code == 201
        answer = await give(admin, account, Duty.SYSTEM_ADMINISTRATOR, areas=["15"])
        assert (answer.status_code, code(answer)) == (409, "duties-apart")
        me = (await admin.get("/me")).json()
        assert code(await give(admin, me["account_id"], Duty.CONTROL_ROOM, areas=["15"])) == "not-oneself"
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert (await admin.request(method, "/audit", json={})).status_code == 405
    async with house.browser(house.session(account)) as auditor:
        assert (await auditor.get("/audit")).json()["items"][0]["action"] == "grant.create"
        assert code(await auditor.get("/accounts")) == "not-permitted"
        assert code(await auditor.get("/alarms")) == "not-permitted"


async def test_the_last_administrator_cannot_be_removed(house: House) -> None:
    async with house.administrator("ada") as ada, house.administrator("bea") as bea:
        a, b = [(await one.get("/me")).json() for one in (ada, bea)]
        grant = a["duties"][0]["id"]
        assert (await bea.delete(f"/accounts/{a['account_id']}/grants/{grant}")).status_code == 200
        assert code(await ada.get("/accounts")) == "not-permitted"
        house.grant(a["account_id"], Duty.VIEWER, ["15"])
        others = house.account("cleo")
        await give(
            bea, others, Duty.SYSTEM_ADMINISTRATOR, areas=["15"], valid_until=house.clock.now_ms() + 9**9
        )
        async with house.browser(house.session(others)) as cleo:
            answer = await cleo.patch(f"/accounts/{b['account_id']}", json={"disabled": True})
            assert (answer.status_code, code(answer)) == (409, "last-administrator")
            answer = await cleo.delete(f"/accounts/{b['account_id']}/grants/{b['duties'][0]['id']}")
            assert (answer.status_code, code(answer)) == (409, "last-administrator")


@pytest.mark.parametrize("duty", [duty for duty in Duty if duty is not Duty.SYSTEM_ADMINISTRATOR])
async def test_nobody_but_an_administrator_changes_people(house: House, duty: Duty) -> None:
    account = house.account("someone")
    async with house.person("wang", duty, ["15"]) as browser:
        for method, path, sent in (
            ("GET", "/accounts", None),
            ("POST", "/accounts", {"login": "x", "name": "x"}),
            ("PATCH", f"/accounts/{account}", {"disabled": True}),
            ("POST", f"/accounts/{account}/password", {}),
            ("POST", f"/accounts/{account}/grants", {"duty": "viewer", "areas": ["15"]}),
        ):
            answer = await browser.request(method, path, json=sent)
            assert (answer.status_code, code(answer)) == (403, "not-permitted"), path
        for path in (f"/sessions?account={account}", f"/tokens?account={account}"):
            assert (await browser.get(path)).status_code == 404


async def test_sessions_are_listed_and_ended_and_an_administrator_ends_anybodys(house: House) -> None:
    account = house.account("wang")
    house.grant(account, Duty.VIEWER, ["15"])
    first, second = house.session(account), house.session(account)
    async with house.browser(first) as one, house.browser(second) as other, house.administrator() as admin:
        listed = (await one.get("/sessions")).json()["items"]
        assert [item["current"] for item in listed].count(True) == 1
        (mine,) = [item["id"] for item in listed if not item["current"]]
        assert (await one.delete(f"/sessions/{mine}")).status_code == 200
        assert (await other.get("/me")).status_code == 401
        (left,) = (await admin.get(f"/sessions?account={account}")).json()["items"]
        assert (await admin.delete(f"/sessions/{left['id']}?account={account}")).status_code == 200
        assert (await one.get("/me")).status_code == 401


async def test_a_token_does_no_more_than_it_was_made_for_and_no_more_than_its_owner(house: House) -> None:
    account = house.account("wang")
    house.grant(account, Duty.CONTROL_ROOM, ["1501"])

    async def tokens_of(browser: httpx.AsyncClient, **sent: object) -> httpx.Response:
        return await browser.post("/tokens", json={"name": "export", "permissions": ["view"], **sent})

    async with house.browser(house.session(account)) as browser:
        assert code(await tokens_of(browser, permissions=["edit-people"])) == "beyond-own"
        assert code(await tokens_of(browser, areas=["1502"])) == "beyond-own"
        assert code(await tokens_of(browser, days=999)) == "too-long"
        made = (await tokens_of(browser, areas=["150102"])).json()
        assert made["token"].startswith("swt_")
        assert made["token"] not in (await browser.get("/tokens")).text
        async with house.browser(authorization=f"Bearer {made['token']}") as program:
            assert (await program.get("/alarms")).status_code == 200
            answer = await program.post("/alarms/1/acknowledge", json={})
            assert (answer.status_code, code(answer)) == (403, "not-permitted")
            for path in ("/me", "/tokens", "/sessions"):
                assert code(await program.get(path)) == "in-person-only"
            assert code(await program.post("/tokens", json={"name": "x", "permissions": ["view"]})) == (
                "in-person-only"
            )
            await browser.delete(f"/tokens/{made['id']}")
            assert code(await program.get("/alarms")) == "token-refused"
        late = (await tokens_of(browser, days=1)).json()
        async with house.browser(authorization=f"Bearer {late['token']}") as program:
            assert (await program.get("/alarms")).status_code == 200
            house.clock.ahead_s += 24 * 3600
            assert code(await program.get("/alarms")) == "token-refused"


async def test_tokens_are_bounded_in_number(house: House) -> None:
    account = house.account("wang")
    house.grant(account, Duty.VIEWER, ["15"])
    async with house.browser(house.session(account)) as browser:
        sent = {"name": "x", "permissions": ["view"]}
        made = [(await browser.post("/tokens", json=sent)).status_code for _ in range(21)]
    assert made == [201] * 20 + [409]


async def test_the_oldest_session_ends_when_there_are_too_many(house: House) -> None:
    account = house.account("wang")
    house.grant(account, Duty.VIEWER, ["15"])
    secrets = [house.session(account) for _ in range(11)]
    statuses = []
    for secret in secrets:
        async with house.browser(secret) as browser:
            statuses.append((await browser.get("/me")).status_code)
    assert statuses == [401] + [200] * 10


async def test_what_people_do_is_found_in_the_audit_log(house: House) -> None:
    async with house.administrator() as admin:
        made = await make(admin, "wang")
        await admin.patch(f"/accounts/{made['id']}", json={"name": "王芳"})
        found = (await admin.get("/audit", params={"subject": f"account/{made['id']}", "limit": 1})).json()
        (entry,) = found["items"]
        assert (entry["action"], entry["who"], entry["via"]) == ("account.change", "ada name", "session")
        assert (entry["before"]["name"], entry["after"]["name"]) == ("WANG", "王芳")
        assert found["more"] is True
        assert found["head"]["number"] == entry["number"]
        assert PASSWORD not in str(found)
