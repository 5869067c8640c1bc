"""What every channel over HTTP does, whatever the other side answers."""

from __future__ import annotations

import asyncio

import pytest

from cloud.notification.states import Result
from tests.cloud.notification.bench import SECRETS, Bench, holds_no_secret, quiet
from tests.cloud.notification.servers import Other, saying


async def test_an_inner_address_is_not_spoken_to(by_http: Bench) -> None:
    outcome = await by_http.make(url="https://10.0.0.1/x?key=hidden").send(by_http.letter)
    assert outcome.result is Result.RETRY
    assert "notification.allow_networks" in outcome.answer
    assert "hidden" not in outcome.answer


async def test_a_redirect_is_not_followed(by_http: Bench) -> None:
    assert isinstance(by_http.far, Other)
    by_http.far.answer(302, "", location=f"{by_http.far.url}&elsewhere=1")
    outcome = await by_http.make().send(by_http.letter)
    assert outcome.result in (Result.RETRY, Result.REFUSED)
    assert len(by_http.far.came) == 1


@pytest.mark.parametrize(
    "said",
    [
        "x" * 3_000_000,
        "[" * 4_000,
        '{"errcode": "0"}',
        "null",
        "\x00\x1b[2J",
        '{"accepted": "yes"}',
        "\ud7ff",
    ],
)
async def test_a_hostile_answer_is_neither_taken_nor_kept_whole(by_http: Bench, said: str) -> None:
    assert isinstance(by_http.far, Other)
    by_http.far.answer(500 if by_http.kind in ("webhook", "cap") else 200, said)
    outcome = await by_http.make().send(by_http.letter)
    assert outcome.result is Result.RETRY
    assert len(outcome.answer) <= 512
    assert outcome.answer.isprintable()


async def test_an_answer_that_says_the_secrets_back_does_not_spread_them(by_http: Bench) -> None:
    assert isinstance(by_http.far, Other)
    secrets = " ".join((by_http.far.url, *SECRETS.get(by_http.kind, {}).values()))
    by_http.far.answer(400, f"you sent {secrets}")
    outcome = await by_http.make().send(by_http.letter)
    holds_no_secret(outcome.answer)


async def test_a_slow_answer_ends_in_time(by_http: Bench) -> None:
    async with saying(b"HTTP/1.1 200 OK\r\nx: ", b"y", b"\r\n\r\n") as port, asyncio.timeout(20):
        outcome = await by_http.make(url=f"http://127.0.0.1:{port}/x?access_token=t").send(by_http.letter)
    assert (outcome.result, outcome.answer) == (Result.RETRY, "no answer within 4 s")


async def test_a_cut_line_is_tried_again(by_http: Bench) -> None:
    async with saying(b"HTTP/1.1 200 OK\r\ncontent-le", b"", b"\r\n\r\n") as port:
        outcome = await by_http.make(url=f"http://127.0.0.1:{port}/x?access_token=t").send(by_http.letter)
    assert outcome.result is Result.RETRY


async def test_no_address_of_a_robot_reaches_the_log(
    by_http: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    quiet(caplog)
    await by_http.make().send(by_http.letter)
    holds_no_secret(caplog.text)
