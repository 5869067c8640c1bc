from __future__ import annotations

import asyncio

import httpx
import pytest

from cloud.access.http_intake import HttpIntake, NotNow
from runtime.clock import SystemClock
from telemetry import encoding
from telemetry.encoding import Format
from telemetry.messages import Receipt, StoredRange, Stream
from telemetry.topics import Topic
from tests.cloud.conftest import Running
from tests.cloud.said import AREA, GATEWAY, event, health, readings

TYPES: dict[Format, str] = {"json": "application/json", "msgpack": "application/msgpack"}


def path(stream: str, gateway: str = GATEWAY, area: str = AREA) -> str:
    return f"/api/v1/ingest/{area}/{gateway}/{stream}"


@pytest.mark.parametrize("form", ["json", "msgpack"])
async def test_the_answer_is_the_receipt_of_what_is_committed(running: Running, form: Format) -> None:
    for said in (event(1), readings(1, [1.0, 2.0]), health(1)):
        answer = await running.http.post(
            path(said.stream), content=encoding.encode(said, form), headers={"content-type": TYPES[form]}
        )
        assert answer.status_code == 200
        assert answer.headers["content-type"] == TYPES[form]
        receipt = encoding.decode_downlink(f"sw/1/{AREA}/{GATEWAY}/receipt", answer.content)
        assert isinstance(receipt, Receipt)
        assert receipt.stored == [StoredRange(stream=Stream(said.stream), first=1, last=1)]
    assert len((await running.http.get("/api/v1/alarms?open=true")).json()["items"]) == 1


async def test_the_same_message_twice_is_receipted_twice_and_stored_once(running: Running) -> None:
    body = encoding.encode(event(1))
    answers = await asyncio.gather(
        *(
            running.http.post(path("event"), content=body, headers={"content-type": "application/json"})
            for _ in range(8)
        )
    )
    assert [answer.status_code for answer in answers] == [200] * 8
    counts = (await running.http.get("/api/v1/health")).json()["counts"]
    assert counts["stored"]["event"] == 1


async def test_what_breaks_the_contract_is_put_away_and_its_sender_told_where(running: Running) -> None:
    answer = await running.http.post(path("event"), json={"type": "event", "gateway": GATEWAY, "seq": 0})
    assert answer.status_code == 422
    assert answer.json()["error"]["where"] == "$.seq"
    letters = (await running.http.get("/api/v1/dead-letters")).json()["items"]
    assert [letter["topic"] for letter in letters] == [f"sw/1/{AREA}/{GATEWAY}/event"]


async def test_a_stream_of_the_cloud_is_not_taken(running: Running) -> None:
    assert (await running.http.post(path("receipt"), json={})).status_code == 404
    assert (await running.http.post(path("nonsense"), json={})).status_code == 422


async def test_a_message_as_large_as_the_contract_allows_is_taken_and_no_larger(running: Running) -> None:
    said = readings(1, [0.123456789012345] * 4000)
    body = encoding.encode(said)
    assert 64_000 < len(body) < 262_144
    taken = await running.http.post(
        path("reading"), content=body, headers={"content-type": "application/json"}
    )
    assert taken.status_code == 200
    try:
        refused = await running.http.post(
            path("reading"), content=b" " * 262_145, headers={"content-type": "application/json"}
        )
    except (httpx.ReadError, httpx.WriteError):
        return  # a body refused unread may end in a cut
    assert refused.status_code == 413


async def test_a_process_without_the_lane_says_come_again() -> None:
    with pytest.raises(NotNow):
        await HttpIntake({}, SystemClock()).take(Topic(AREA, GATEWAY, Stream.EVENT), b"{}")
