from __future__ import annotations

import asyncio
import contextlib

import pytest

from cloud.app import openapi_document
from cloud.guard import OTHER_BODIES
from tests.cloud.conftest import Running
from tests.cloud.said import event

JSON = {"content-type": "application/json"}


async def raised(running: Running) -> str:
    await running.gateway.say(event(1))
    await running.gateway.receipted("event", 1)
    return "/api/v1/alarms/1/acknowledge"


async def test_every_answer_tells_browsers_to_load_nothing_from_elsewhere(running: Running) -> None:
    for path in ("/", "/api/v1/health", "/api/v1/nothing"):
        answer = await running.http.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "evil@localhost:1:2"])
async def test_a_foreign_host_name_is_refused(running: Running, host: str) -> None:
    answer = await running.http.get("/api/v1/health", headers={"host": host})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/api/v1/gateways/a%00b", "/api/v1/events?gateway=a%00b"])
async def test_an_address_with_a_nul_is_refused_with_its_place(running: Running, path: str) -> None:
    answer = await running.http.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "nul")
    assert answer.json()["error"]["where"] == ("query" if "?" in path else "path")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:1"])
async def test_the_machines_own_names_are_served(running: Running, host: str) -> None:
    assert (await running.http.get("/api/v1/health", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
async def test_another_sites_page_cannot_acknowledge(running: Running, origin: str) -> None:
    path = await raised(running)
    answer = await running.http.post(path, json={"by": "x"}, headers={"origin": origin})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "other-origin")
    own = await running.http.post(path, json={"by": "x"}, headers={"origin": running.url})
    assert own.status_code == 200


async def test_a_form_cannot_acknowledge(running: Running) -> None:
    answer = await running.http.post(await raised(running), data={"by": "x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "not-json")


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_is_too_large_is_refused(running: Running, chunked: bool) -> None:
    path = await raised(running)
    body = b'{"by":"' + b"x" * 100_000 + b'"}'

    async def pieces():  # type: ignore[no-untyped-def]
        for start in range(0, len(body), 10_000):
            yield body[start : start + 10_000]

    answer = await running.http.post(path, content=pieces() if chunked else body, headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too-large")
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"by":"\xff"}',
        b"[1]",
        b'{"by":NaN}',
        b'{"by":""}',
        b'{"by":"   "}',
        b'{"by":"x","version":1e400}',
        b'{"by":"x","version":99999999999999999999999}',
        b'{"by":"x","extra":1}',
        b'{"by":"' + b"x" * 65 + b'"}',
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
async def test_a_hostile_body_is_refused_in_words(running: Running, body: bytes) -> None:
    answer = await running.http.post(await raised(running), content=body, headers=JSON)
    assert answer.status_code in (400, 409, 422)
    error = answer.json()["error"]
    assert error["message_zh"]
    assert error["message_en"]
    alarm = (await running.http.get("/api/v1/alarms/1")).json()
    assert alarm["state"] == "raised"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/alarms/0",
        "/api/v1/alarms/99999999999999999999999",
        "/api/v1/alarms/x",
        "/api/v1/alarms?limit=1000000",
        "/api/v1/alarms?kind=volcano",
        "/api/v1/readings",
        "/api/v1/readings?gateway=g&part=p&analog_type=1&start=5&end=1",
        "/api/v1/readings?gateway=g&part=p&analog_type=1&start=0&end=99999999999999999999",
        "/api/v1/dead-letters?before=-1",
        "/api/v1/live?after=-1",
    ],
)
async def test_a_senseless_question_is_answered_with_its_place(running: Running, path: str) -> None:
    answer = await running.http.get(path)
    assert answer.status_code == 422
    assert answer.json()["error"]["where"]


@pytest.mark.parametrize(
    "junk",
    [b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 200_000],
    ids=["tls", "http-9", "zeros"],
)
async def test_junk_on_the_socket_does_not_stop_the_server(running: Running, junk: bytes) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(junk)
    with contextlib.suppress(TimeoutError, ConnectionError):
        await asyncio.wait_for(reader.read(), 1)
    writer.close()
    assert (await running.http.get("/api/v1/health")).status_code == 200


def test_whatever_takes_other_bodies_than_json_is_let_through() -> None:
    taken = {
        path: set(described["requestBody"]["content"])
        for path, methods in openapi_document()["paths"].items()
        for described in methods.values()
        if "requestBody" in described
    }
    other = {path for path, media in taken.items() if media - {"application/json"}}
    assert "/api/v1/preplan-drawings" in other
    assert {path for path in other if not path.startswith(OTHER_BODIES)} == set()
