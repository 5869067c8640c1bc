"""Text messages and calls through a provider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cloud.notification.states import Result
from tests.cloud.notification.bench import bench_of
from tests.cloud.notification.servers import Other


async def test_a_provider_s_refusal_is_final_and_its_name_for_a_message_kept(
    tmp_path: Path, contexts: Any
) -> None:
    async with bench_of("sms", tmp_path, contexts) as bench:
        assert isinstance(bench.far, Other)
        outcome = await bench.make().send(bench.letter)
        assert (outcome.result, outcome.provider_id) == (Result.SENT, "p-ntf_7")
        assert len(bench.far.came[0].json["text"]) <= 70
        bench.far.answer(200, {"accepted": False, "reason": "black list"})
        assert (await bench.make().send(bench.letter)).result is Result.REFUSED
        bench.far.answer(429, "", retry_after="90")
        outcome = await bench.make().send(bench.letter)
        assert (outcome.result, outcome.rest_s) == (Result.RETRY, 90.0)
