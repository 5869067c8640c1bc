"""Engines driven from the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from simulators.vehicles.__main__ import main
from tests.cloud.dispatch.jt808.site import serving


async def test_they_drive_and_with_their_codes_they_drive_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = tmp_path / "codes.json"
    async with serving(tmp_path) as site:
        for phone in ("13900000000", "13900000001"):
            await site.enter(phone)
        given = ["--centre", str(site.place), "--count", "2", "--seconds", "1.5", "--interval", "1"]
        for _ in range(2):
            assert await asyncio.to_thread(main, [*given, "--codes", str(codes)]) == 0
            said = json.loads(capsys.readouterr().out)
            assert (said["unanswered"], said["refused"]) == (0, [])
            assert said["answered"] >= 2
        assert codes.stat().st_mode & 0o077 == 0


def test_a_centre_that_is_not_there_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--centre", "127.0.0.1:1", "--codes", str(tmp_path / "codes.json")]) == 1
    assert "see that the centre listens there" in capsys.readouterr().err
