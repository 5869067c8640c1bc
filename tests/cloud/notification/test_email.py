"""Mail through a relay, as it should be and as it is."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest

from cloud.notification.states import Result
from tests.cloud.notification.bench import bench_of
from tests.cloud.notification.servers import Relay, relay, saying


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_goes_over_tls_with_a_login(security: str, tmp_path: Path, contexts: Any) -> None:
    async with bench_of("email", tmp_path, contexts) as bench:
        with relay(contexts[0], security) as far:
            outcome = await bench.make(security=security, port=far.port).send(bench.letter)
        assert outcome.result is Result.SENT, outcome
        [mail] = far.mails
        assert mail["Message-ID"] == "<ntf_7@fire.example.cn>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Recipients"] == "wf@example.cn"
        assert "火警(待核实)" in mail["Subject"]
        assert far.logins == 1


async def test_a_relay_with_another_s_certificate_gets_no_password(tmp_path: Path, contexts: Any) -> None:
    async with bench_of("email", tmp_path, (contexts[0], ssl.create_default_context())) as bench:
        outcome = await bench.make().send(bench.letter)
        assert outcome.result is Result.RETRY
        assert isinstance(bench.far, Relay)
        assert bench.far.logins == 0


@pytest.mark.parametrize(
    ("refusal", "result"),
    [("550 no such mailbox", Result.REFUSED), ("450 busy", Result.RETRY), ("552 full", Result.REFUSED)],
)
async def test_a_relay_s_refusal_is_read(refusal: str, result: Result, tmp_path: Path, contexts: Any) -> None:
    async with bench_of("email", tmp_path, contexts) as bench:
        assert isinstance(bench.far, Relay)
        bench.far.refusals.append(refusal)
        outcome = await bench.make().send(bench.letter)
        assert (outcome.result, outcome.status) == (result, int(refusal[:3]))


async def test_a_wrong_password_is_ours_to_mend(tmp_path: Path, contexts: Any) -> None:
    async with bench_of("email", tmp_path, contexts) as bench:
        outcome = await bench.make(password="wrong-one").send(bench.letter)
        assert (outcome.result, outcome.status) == (Result.RETRY, 535)


@pytest.mark.parametrize(
    ("opening", "drip"),
    [
        (b"", b""),
        (b"220 " + b"x" * 1_000_000, b""),
        (b"220-", b"x"),
        (b"554 go away\r\n", b""),
        (b"", b"220-x\r\n"),
    ],
)
async def test_a_hostile_relay_ends_in_time(
    opening: bytes, drip: bytes, tmp_path: Path, contexts: Any
) -> None:
    async with bench_of("email", tmp_path, contexts) as bench, saying(opening, drip) as port:
        async with asyncio.timeout(20):
            outcome = await bench.make(port=port).send(bench.letter)
    assert outcome.result in (Result.RETRY, Result.REFUSED)
    assert len(outcome.answer) <= 512
