"""One contract for every channel, against real servers on loopback that check what the true ones check."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloud.notification.states import Result
from tests.cloud.notification.bench import PATHS, Bench, holds_no_secret, quiet
from tests.cloud.notification.test_words import FIRE


async def test_a_letter_arrives_with_what_matters(bench: Bench) -> None:
    outcome = await bench.make().send(bench.letter)
    assert outcome.result in (Result.DELIVERED, Result.SENT), outcome
    [said] = bench.said()
    assert "火警" in said
    assert "待核实" in said
    assert "测试" not in said


async def test_a_test_is_marked_in_the_receiver_s_languages(bench: Bench) -> None:
    letter = replace(bench.letter, notice=replace(FIRE, test=True))
    assert (await bench.make().send(letter)).result in (Result.DELIVERED, Result.SENT)
    [said] = bench.said()
    assert "【测试】" in said
    assert "[TEST]" in said or "［TEST］" in said or bench.kind in ("sms", "voice")
    assert "火警" not in said


async def test_where_a_letter_sent_twice_is_one_it_bears_the_same_id_each_time(bench: Bench) -> None:
    channel = bench.make()
    for _ in range(2):
        await channel.send(bench.letter)
    said = bench.said()
    assert len(said) == (1 if bench.kind == "page" else 2), "on the page it is told exactly once"
    assert channel.idempotent == (bench.kind not in ("wecom", "dingtalk"))
    assert all("ntf_7" in one for one in said if channel.idempotent)


async def test_nobody_there_is_tried_again_and_no_secret_is_said(
    outward: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    quiet(caplog)
    if outward.kind == "email":
        channel = outward.make(port=1)
    else:
        channel = outward.make(url=f"http://127.0.0.1:1{PATHS.get(outward.kind, '/take')}")
    outcome = await channel.send(outward.letter)
    assert outcome.result is Result.RETRY
    assert outcome.answer
    holds_no_secret(outcome.answer)
    holds_no_secret(caplog.text)
