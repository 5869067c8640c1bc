"""Group robots of WeCom and DingTalk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cloud.notification.states import Result
from tests.cloud.notification.bench import bench_of
from tests.cloud.notification.servers import Other
from tests.cloud.notification.test_words import FIRE


@pytest.mark.parametrize(
    ("kind", "code", "result", "rest_s"),
    [
        ("wecom", 45009, Result.RETRY, 60.0),
        ("wecom", 93000, Result.REFUSED, None),
        ("wecom", -1, Result.RETRY, None),
        ("dingtalk", 130101, Result.RETRY, 600.0),
        ("dingtalk", 310000, Result.REFUSED, None),
        ("dingtalk", 424242, Result.RETRY, None),
    ],
)
async def test_a_robot_s_error_code_is_read(
    kind: str, code: int, result: Result, rest_s: float | None, tmp_path: Path, contexts: Any
) -> None:
    async with bench_of(kind, tmp_path, contexts) as bench:
        assert isinstance(bench.far, Other)
        bench.far.answer(200, {"errcode": code, "errmsg": "no"})
        outcome = await bench.make().send(bench.letter)
        assert (outcome.result, outcome.status, outcome.rest_s) == (result, code, rest_s)


async def test_a_wrong_signature_of_dingtalk_is_refused(tmp_path: Path, contexts: Any) -> None:
    async with bench_of("dingtalk", tmp_path, contexts) as bench:
        channel = bench.make()
        channel._secrets["sign"] = "SECwrong"  # type: ignore[attr-defined]
        outcome = await channel.send(bench.letter)
        assert (outcome.result, outcome.status) == (Result.REFUSED, 310000)


async def test_no_name_makes_a_link_or_calls_everybody(tmp_path: Path, contexts: Any) -> None:
    forged = replace(FIRE, organisation="[click](http://x) <@all> @所有人")
    async with bench_of("wecom", tmp_path, contexts) as bench:
        await bench.make().send(replace(bench.letter, notice=forged))
        [said] = bench.said()
        assert "<@all>" not in said
        assert "[click]" not in said
        assert "@所有人" not in said
