"""Coverage-guided bytes into everything that reads what strangers send: only typed errors may leave."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

RUN = Path(__file__).with_name("run.py")


@pytest.mark.parametrize("runs", [2_500, pytest.param(500_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", list(TARGETS))
def test_only_typed_errors_leave(name: str, runs: int, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no build for this machine")
    done = subprocess.run(
        [sys.executable, str(RUN), name, str(runs), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        timeout=1_800,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-3_000:]
