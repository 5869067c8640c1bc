from __future__ import annotations

import asyncio

import httpx
import pytest

from cloud.audit import repository as audit
from cloud.audit.repository import Search
from cloud.people import passwords, repository
from cloud.people.doorkeeper import COOKIE
from cloud.people.duties import Duty
from tests.cloud.people.conftest import PASSWORD, House, Open, code


async def log_in(browser: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/login", json={"login": login, "password": password})


def actions(house: House) -> list[str]:
    with house.centre.database.read() as session:
        return [row.action for row in audit.page(session, Search(), None, 100)]


async def test_whoever_has_not_logged_in_sees_how_to_and_nothing_else(house: House) -> None:
    async with house.browser() as browser:
        assert (await browser.get("/login")).json() == {"login": "required", "oidc": None}
        for path in ("/me", "/state", "/alarms", "/gateways", "/accounts", "/audit", "/tokens", "/live"):
            answer = await browser.get(path)
            assert (answer.status_code, code(answer)) == (401, "login-needed"), path
        health = (await browser.get("/health")).json()
        assert set(health["counts"]["stored"].values()) == {0}
        assert {component["detail"] for component in health["components"]} == {""}


async def test_a_login_opens_a_session_that_scripts_and_other_sites_cannot_reach(house: House) -> None:
    house.grant(house.account("wang"), Duty.VIEWER, ["1501"])
    async with house.browser() as browser:
        answer = await log_in(browser, " WANG ")
        assert answer.status_code == 200
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "path=/" in cookie
        me = (await browser.get("/me")).json()
        assert (me["login"], me["name"], me["areas"]) == ("wang", "wang name", ["1501"])
        assert me["permissions"] == ["view"]
        assert (await browser.get("/state")).status_code == 200
        secret = browser.cookies[COOKIE]
        with house.centre.database.read() as session:
            held = repository.login_sessions(session, me["account_id"])
            assert secret not in {held[0].secret_hash}
        assert (await browser.post("/logout", json={})).status_code == 200
    async with house.browser(secret) as browser:
        assert (await browser.get("/me")).status_code == 401


async def test_an_unknown_login_and_a_wrong_password_are_answered_alike(house: House) -> None:
    house.account("wang")
    async with house.browser() as browser:
        wrong, unknown = await log_in(browser, "wang", "x"), await log_in(browser, "nobody", "x")
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.status_code == 401
    assert actions(house)[:2] == ["login.failed", "login.failed"]


async def test_failed_logins_have_to_wait_longer_and_longer_and_one_success_ends_it(house: House) -> None:
    house.account("wang")
    house.clock.stand_still()
    async with house.browser() as browser:
        for _ in range(5):
            assert (await log_in(browser, "wang", "x")).status_code == 401
        waits = []
        for _ in range(3):
            answer = await log_in(browser, "wang")
            assert (answer.status_code, code(answer)) == (429, "login-later")
            waits.append(int(answer.headers["retry-after"]))
            house.clock.ahead_s += waits[-1] + 1
            assert (await log_in(browser, "wang", "x")).status_code == 401
        assert waits[0] < waits[1] < waits[2]
        assert (await log_in(browser, "nobody", "x")).status_code == 401
        house.clock.ahead_s += 300
        assert (await log_in(browser, "wang")).status_code == 200
        assert (await log_in(browser, "wang", "x")).status_code == 401


async def test_a_hundred_guesses_at_once_are_a_hundred_failures(house: House) -> None:
    house.account("wang")
    async with house.browser() as browser:
        answers = await asyncio.gather(*(log_in(browser, "wang", f"guess {n}") for n in range(30)))
    checked = [answer for answer in answers if answer.status_code == 401]
    assert len(checked) <= 5
    assert {answer.status_code for answer in answers} <= {401, 429, 503}


async def test_a_session_ends_unused_and_ends_for_good(open_house: Open) -> None:
    people = {"login": "required", "session_idle_minutes": 10, "session_hours": 1}
    async with open_house(people=people) as house:
        account = house.account("wang")
        house.grant(account, Duty.VIEWER, ["15"])
        async with house.browser(house.session(account)) as browser:
            for _ in range(6):
                house.clock.ahead_s += 9 * 60
                assert (await browser.get("/me")).status_code == 200
            house.clock.ahead_s += 7 * 60
            assert (await browser.get("/me")).status_code == 401
        async with house.browser(house.session(account)) as browser:
            house.clock.ahead_s += 11 * 60
            assert (await browser.get("/me")).status_code == 401


async def test_a_password_that_was_given_must_be_changed_before_anything_else(house: House) -> None:
    house.grant(house.account("wang", must_change=True), Duty.VIEWER, ["15"])
    async with house.browser() as browser:
        assert (await log_in(browser, "wang")).json()["password_due"] is True
        answer = await browser.get("/alarms")
        assert (answer.status_code, code(answer)) == (403, "password-due")
        assert (await browser.get("/me")).status_code == 200

        async def change(current: str, new: str) -> httpx.Response:
            return await browser.post("/me/password", json={"current": current, "new": new})

        assert code(await change("wrong", "river stone lamp tea")) == "wrong-password"
        for weak in ("short", "password123", "wang name 2026", PASSWORD, "1234567890"):
            answer = await change(PASSWORD, weak)
            assert (answer.status_code, code(answer)) == (422, "weak-password"), weak
        old = browser.cookies[COOKIE]
        assert (await change(PASSWORD, "river stone lamp tea")).json()["password_due"] is False
        assert browser.cookies[COOKIE] != old
        assert (await browser.get("/alarms")).status_code == 200
        assert "account.password-change" in actions(house)
    async with house.browser(old) as browser:
        assert (await browser.get("/me")).status_code == 401


async def test_a_disabled_account_is_out_at_once(house: House) -> None:
    account = house.account("wang")
    house.grant(account, Duty.VIEWER, ["15"])
    async with house.administrator() as admin, house.browser(house.session(account)) as browser:
        assert (await browser.get("/me")).status_code == 200
        await admin.patch(f"/accounts/{account}", json={"disabled": True})
        assert (await browser.get("/me")).status_code == 401
        assert (await log_in(browser, "wang")).status_code == 401
        await admin.patch(f"/accounts/{account}", json={"disabled": False})
        assert (await log_in(browser, "wang")).status_code == 200


async def test_a_hash_of_weaker_parameters_is_renewed_at_login(house: House) -> None:
    from argon2 import PasswordHasher

    account = house.account("wang")
    with house.centre.database.write() as session:
        row = repository.account(session, account)
        assert row is not None
        row.password_hash = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    async with house.browser() as browser:
        assert (await log_in(browser, "wang")).status_code == 200
    with house.centre.database.read() as session:
        row = repository.account(session, account)
        assert row is not None
        assert row.password_hash is not None
        assert not passwords.outdated(row.password_hash)


async def test_a_page_of_another_site_cannot_use_a_session(house: House) -> None:
    account = house.account("wang")
    house.grant(account, Duty.VIEWER, ["15"])
    secret = house.session(account)
    async with httpx.AsyncClient(
        base_url=f"{house.url}/api/v1", trust_env=False, cookies={COOKIE: secret}
    ) as bare:
        answer = await bare.post("/logout", json={})
        assert (answer.status_code, code(answer)) == (403, "not-our-page")
        answer = await bare.post("/logout", json={}, headers={"origin": "https://evil.example"})
        assert (answer.status_code, code(answer)) == (403, "other-origin")
        assert (await bare.post("/logout", json={}, headers={"x-steppewatch": "1"})).status_code == 200


async def test_many_anonymous_requests_are_told_to_wait(open_house: Open) -> None:
    people = {"login": "required", "anonymous_per_s": 0.001, "anonymous_burst": 5}
    async with open_house(people=people) as house, house.browser() as browser:
        statuses = [(await browser.get("/alarms")).status_code for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2
        account = house.account("wang")
        house.grant(account, Duty.VIEWER, ["15"])
        async with house.browser(house.session(account)) as known:
            assert (await known.get("/alarms")).status_code == 200


@pytest.mark.parametrize("login", ["", "a" * 129])
async def test_a_login_that_cannot_be_one_is_refused_as_such(house: House, login: str) -> None:
    async with house.browser() as browser:
        assert (await log_in(browser, login)).status_code == 422


async def test_on_an_open_loopback_listener_everybody_is_local(open_house: Open) -> None:
    async with open_house(people={"login": "open-on-loopback"}) as house, house.browser() as browser:
        me = (await browser.get("/me")).json()
        assert (me["account_id"], me["via"], me["areas"]) == (None, "local", ["15"])
        wrong = await browser.get("/alarms", headers={"authorization": "Bearer swt_wrong"})
        assert (wrong.status_code, code(wrong)) == (401, "token-refused")
        assert code(await browser.get("/sessions")) == "no-account"
