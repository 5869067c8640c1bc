from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from cloud.people.claims import granted_by
from cloud.people.duties import Duty
from cloud.people.identity import Granted
from cloud.people.settings import ClaimRule
from tests.cloud.people.conftest import House, Open, code
from tests.cloud.people.oidc_provider import CLIENT, SECRET, Provider, running_provider
from tests.services import free_port

RULES = [
    {"claim": "groups", "value": "control", "duty": "control-room-duty", "areas": ["150102"]},
    {"claim": "realm.roles", "value": "admin", "duty": "system-administrator", "areas": ["15"]},
    {"claim": "realm.roles", "value": "audit", "duty": "auditor", "areas": ["15"]},
]


class Trust(NamedTuple):
    """A centre and the provider it trusts."""

    house: House
    provider: Provider

    async def go(self, browser: httpx.AsyncClient) -> httpx.Response:
        """The way there and back, as a browser goes; ends at the page's own address."""
        there = await browser.get("/oidc/start")
        assert there.status_code == 303, there.text
        back = await browser.get(there.headers["location"])
        return await browser.get(back.headers["location"])


@pytest.fixture
async def trust(open_house: Open, tmp_path: Path) -> AsyncIterator[Trust]:
    (tmp_path / "secret").write_text(SECRET + "\n")
    async with running_provider() as provider:
        port = free_port()
        oidc = {
            "issuer": provider.issuer,
            "client_id": CLIENT,
            "client_secret_file": tmp_path / "secret",
            "public_url": f"http://127.0.0.1:{port}",
            "duties": RULES,
        }
        people = {"login": "required", "oidc": oidc}
        async with open_house(people=people, listen=f"127.0.0.1:{port}") as house:
            yield Trust(house, provider)


async def test_somebody_new_gets_an_account_and_the_duties_that_their_claims_say(trust: Trust) -> None:
    trust.provider.claims["groups"] = ["control", "other"]
    async with trust.house.browser() as browser:
        offer = (await browser.get("/login")).json()["oidc"]
        assert offer["start"] == "/api/v1/oidc/start"
        end = await trust.go(browser)
        assert (end.status_code, end.headers["location"]) == (303, "/")
        me = (await browser.get("/me")).json()
        assert (me["login"], me["name"], me["has_password"], me["password_due"]) == (
            "wang",
            "王芳",
            False,
            False,
        )
        assert [(duty["duty"], duty["areas"], duty["source"]) for duty in me["duties"]] == [
            ("control-room-duty", ["150102"], "oidc")
        ]


async def test_the_next_login_finds_the_same_account_and_renews_its_duties(trust: Trust) -> None:
    trust.provider.claims["groups"] = ["control"]
    async with trust.house.browser() as browser:
        await trust.go(browser)
        first = (await browser.get("/me")).json()
        trust.house.grant(first["account_id"], Duty.VIEWER, ["1502"])
        trust.provider.claims |= {"groups": [], "preferred_username": "renamed"}
        await trust.go(browser)
        second = (await browser.get("/me")).json()
    assert second["account_id"] == first["account_id"]
    assert [(duty["duty"], duty["source"]) for duty in second["duties"]] == [("viewer", "people")]


async def test_a_login_name_at_the_provider_never_takes_a_local_account_over(trust: Trust) -> None:
    local = trust.house.account("wang")
    trust.provider.claims["groups"] = ["control"]
    async with trust.house.browser() as browser:
        await trust.go(browser)
        me = (await browser.get("/me")).json()
    assert me["account_id"] != local
    assert me["login"] == "wang+2"


async def test_somebody_without_a_duty_by_claims_is_not_let_in(trust: Trust) -> None:
    async with trust.house.browser() as browser:
        end = await trust.go(browser)
        assert end.headers["location"] == "/?login_fault=oidc-unknown"
        assert (await browser.get("/me")).status_code == 401


async def test_a_disabled_account_stays_out(trust: Trust) -> None:
    trust.provider.claims["groups"] = ["control"]
    async with trust.house.browser() as browser, trust.house.administrator() as admin:
        await trust.go(browser)
        account = (await browser.get("/me")).json()["account_id"]
        await admin.patch(f"/accounts/{account}", json={"disabled": True})
        end = await trust.go(browser)
        assert end.headers["location"] == "/?login_fault=oidc-disabled"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "replayed"},
        {"exp": 1},
        {"sub": "x" * 200},
    ],
)
async def test_a_token_that_does_not_prove_this_login_is_refused(trust: Trust, wrong: dict[str, Any]) -> None:
    trust.provider.claims["groups"] = ["control"]
    trust.provider.wrong = wrong
    async with trust.house.browser() as browser:
        end = await trust.go(browser)
        assert end.headers["location"] == "/?login_fault=oidc-fault"
        assert (await browser.get("/me")).status_code == 401


async def test_keys_may_rotate_and_a_key_never_published_is_refused(trust: Trust) -> None:
    trust.provider.claims["groups"] = ["control"]
    async with trust.house.browser() as browser:
        assert (await trust.go(browser)).headers["location"] == "/"
        trust.provider.rotate()
        trust.house.clock.ahead_s += 30
        assert (await trust.go(browser)).headers["location"] == "/"
        trust.provider.unknown_key = True
        assert (await trust.go(browser)).headers["location"] == "/?login_fault=oidc-fault"
        assert trust.provider.key_fetches == 2


async def test_a_refusal_and_a_lost_way_end_at_the_page_with_the_reason(trust: Trust) -> None:
    async with trust.house.browser() as browser:
        trust.provider.refuses = True
        assert (await trust.go(browser)).headers["location"] == "/?login_fault=oidc-refused"
        lost = await browser.get("/oidc/callback", params={"state": "x", "code": "y"})
        assert lost.headers["location"] == "/?login_fault=oidc-lost"


async def test_a_way_begun_in_one_browser_does_not_end_in_another(trust: Trust) -> None:
    trust.provider.claims["groups"] = ["control"]
    async with trust.house.browser() as victim, trust.house.browser() as attacker:
        there = await attacker.get("/oidc/start")
        back = await attacker.get(there.headers["location"])
        await victim.get("/oidc/start")
        end = await victim.get(back.headers["location"])
        assert end.headers["location"] == "/?login_fault=oidc-lost"
        assert (await victim.get("/me")).status_code == 401


async def test_a_way_cannot_be_gone_twice_and_not_after_ten_minutes(trust: Trust) -> None:
    trust.provider.claims["groups"] = ["control"]
    async with trust.house.browser() as browser:
        there = await browser.get("/oidc/start")
        back = (await browser.get(there.headers["location"])).headers["location"]
        assert (await browser.get(back)).headers["location"] == "/"
        assert (await browser.get(back)).headers["location"] == "/?login_fault=oidc-lost"
        there = await browser.get("/oidc/start")
        back = (await browser.get(there.headers["location"])).headers["location"]
        trust.house.clock.ahead_s += 601
        assert (await browser.get(back)).headers["location"] == "/?login_fault=oidc-late"


async def test_a_provider_that_is_another_than_configured_is_not_used(trust: Trust) -> None:
    trust.provider.wrong_issuer = "https://evil.example"
    async with trust.house.browser() as browser:
        answer = await browser.get("/oidc/start")
        assert (answer.status_code, code(answer)) == (503, "provider-unavailable")


async def test_without_a_provider_there_is_no_such_door(house: House) -> None:
    async with house.browser() as browser:
        assert (await browser.get("/oidc/start")).status_code == 404
        assert (await browser.get("/oidc/callback")).status_code == 404


def test_claims_are_read_as_text_list_or_path_and_duties_kept_apart_stay_apart() -> None:
    rules = [ClaimRule.model_validate(rule) for rule in RULES]
    control = Granted(Duty.CONTROL_ROOM, ("150102",))
    assert granted_by({"groups": "other control"}, rules) == (control,)
    assert granted_by({"groups": ["control"]}, rules) == (control,)
    assert granted_by({"groups": {"control": True}, "realm": "roles"}, rules) == ()
    both = granted_by({"realm": {"roles": ["audit", "admin"]}}, rules)
    assert [grant.duty for grant in both] == [Duty.SYSTEM_ADMINISTRATOR]
