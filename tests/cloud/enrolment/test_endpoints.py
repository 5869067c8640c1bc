"""Enrolment over HTTP, as people and programs use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509

from cloud.enrolment import own_authority
from cloud.server import serving
from runtime.trust import system_trust
from tests.cloud.conftest import settings_for
from tests.cloud.enrolment.gateways import GatewayKey
from tests.services import free_port


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    own_authority.make(tmp_path / "ca", "Test")
    told = {
        "authority": tmp_path / "ca",
        "centre": "https://centre.example",
        "brokers": ("mqtt.example:8883",),
    }
    async with (
        serving(settings_for(tmp_path, free_port(), enrolment=told)) as (_, address),
        httpx.AsyncClient(
            base_url=f"http://{address}/api/v1", trust_env=False, verify=system_trust(), timeout=60
        ) as client,
    ):
        yield client


async def made(http: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    answer = await http.post("/enrolment/codes", json={"area": "150102"} | asked)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def enrolled(http: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    code = (await made(http, **asked))["code"]
    answer = await http.post("/enrolment", json={"code": code, "request": GatewayKey().request()})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_code_is_shown_once_and_can_be_withdrawn(http: httpx.AsyncClient) -> None:
    code = await made(http, gateway="gw-1", note="二层弱电间")
    plain = code["code"].replace("-", "")
    assert code["qr_text"].startswith(f"STEPPEWATCH-ENROL|https://centre.example|{plain}|")
    listed = await http.get("/enrolment/codes", params={"state": "open"})
    assert plain not in listed.text.replace("-", "")
    assert [row["note"] for row in listed.json()["items"]] == ["二层弱电间"]
    answer = await http.post(f"/enrolment/codes/{code['id']}/withdraw")
    assert answer.json()["state"] == "withdrawn"
    asked = {"code": code["code"], "request": GatewayKey().request()}
    assert (await http.post("/enrolment", json=asked)).json()["error"]["code"] == "code-is-over"
    assert (await http.post("/enrolment/codes/999/withdraw")).status_code == 404


async def test_a_gateway_without_a_name_gets_one(http: httpx.AsyncClient) -> None:
    assert (await made(http))["gateway"].startswith("gw-150102-")


async def test_a_gateway_learns_everything_it_needs_to_speak(http: httpx.AsyncClient) -> None:
    told = await enrolled(http, gateway="gw-1")
    assert (told["area"], told["gateway"], told["brokers"]) == ("150102", "gw-1", ["mqtt.example:8883"])
    chain = x509.load_pem_x509_certificates(told["certificate"].encode())
    trusted = x509.load_pem_x509_certificates(told["trusted"].encode())
    chain[0].verify_directly_issued_by(trusted[0])
    assert told["begins_at"] < told["renew_at"] < told["ends_at"]
    assert (await http.get("/ca.pem")).text == told["trusted"]


async def test_a_renewal_needs_nonce_and_signature_and_nothing_else(http: httpx.AsyncClient) -> None:
    key = GatewayKey()
    code = (await made(http, gateway="gw-1"))["code"]
    old = (await http.post("/enrolment", json={"code": code, "request": key.request()})).json()
    nonce = (await http.post("/enrolment/nonce", json={})).json()["nonce"]
    request = GatewayKey().request()
    asked = {"serial": old["serial"], "request": request, "nonce": nonce}
    answer = await http.post("/enrolment/renew", json=asked | {"signature": key.proof(nonce, request)})
    assert answer.status_code == 200, answer.text
    assert answer.json()["serial"] != old["serial"]
    answer = await http.post("/enrolment/renew", json=asked | {"signature": "AAAA"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad-proof")


async def test_certificates_are_found_by_area_state_and_end(http: httpx.AsyncClient) -> None:
    first = await enrolled(http, gateway="gw-1")
    await enrolled(http, gateway="gw-2", area="150221")

    async def found(**asked: Any) -> list[str]:
        answer = await http.get("/certificates", params=asked)
        return [row["gateway"] for row in answer.json()["items"]]

    assert await found() == ["gw-2", "gw-1"]
    assert await found(area="1501") == ["gw-1"]
    assert await found(ends_within_days=30) == []
    assert await found(ends_within_days=91, state="current") == ["gw-2", "gw-1"]
    answer = await http.post(f"/certificates/{first['serial']}/revoke", json={"reason": "lost"})
    assert answer.json()["state"] == "revoked"
    assert await found(state="revoked") == ["gw-1"]
    assert (await http.get(f"/certificates/{first['serial']}")).json()["reason"] == "lost"
    listed = x509.load_pem_x509_crl((await http.get("/crl.pem")).content)
    assert [entry.serial_number for entry in listed] == [int(first["serial"], 16)]


async def test_a_revocation_wants_a_reason_and_a_gateway_that_is_there(http: httpx.AsyncClient) -> None:
    await enrolled(http, gateway="gw-1")
    assert (await http.post("/gateways/gw-1/revoke", json={"reason": ""})).status_code == 422
    assert (await http.post("/gateways/gw-9/revoke", json={"reason": "x"})).status_code == 404
    answer = await http.post("/gateways/gw-1/revoke", json={"reason": "stolen"})
    assert len(answer.json()["certificates"]) == 1
    shut = (await http.get("/revoked-gateways")).json()["items"]
    assert [(row["gateway"], row["reason"]) for row in shut] == [("gw-1", "stolen")]
    asked = [
        (await http.get("/revoked-gateways", params={"gateway": name})).json()["items"]
        for name in ("gw-1", "gw-2")
    ]
    assert asked == [shut, []]


IMPOSSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("/enrolment/codes", {"area": "15010"}),
    ("/enrolment/codes", {"area": "150102", "gateway": "gw/1"}),
    ("/enrolment/codes", {"area": "150102", "gateway": "g" * 58}),
    ("/enrolment/codes", {"area": "150102", "days": 91}),
    ("/enrolment", {"code": "x" * 65, "request": "x"}),
    ("/enrolment/renew", {"serial": "XYZ", "request": "x", "nonce": "x", "signature": "x"}),
]


async def test_what_cannot_be_is_refused(http: httpx.AsyncClient) -> None:
    for path, body in IMPOSSIBLE:
        assert (body, (await http.post(path, json=body)).status_code) == (body, 422)


async def test_a_centre_without_an_authority_says_how_to_set_one_up(tmp_path: Path) -> None:
    async with (
        serving(settings_for(tmp_path, free_port())) as (_, address),
        httpx.AsyncClient(
            base_url=f"http://{address}/api/v1", trust_env=False, verify=system_trust(), timeout=60
        ) as http,
    ):
        answer = await http.post("/enrolment/codes", json={"area": "150102"})
        assert answer.status_code == 503
        assert "steppewatch ca init" in answer.json()["error"]["message_en"]
