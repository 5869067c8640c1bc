from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from cloud.process import alone
from runtime.faults import PlainFault


def hold(store: Path, ready: object) -> None:
    with alone([store]):
        ready.set()  # type: ignore[attr-defined]
        signal.pause()


def test_a_second_process_is_refused_in_plain_words_and_let_in_when_the_first_is_killed(
    tmp_path: Path,
) -> None:
    store = tmp_path / "new" / "cloud.sqlite3"
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    first = context.Process(target=hold, args=(store, ready))
    first.start()
    assert first.pid is not None
    try:
        assert ready.wait(30)
        with (
            pytest.raises(PlainFault, match=f"process {first.pid} works with it, and only one may"),
            alone([store]),
        ):
            pass
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.join(20)
    with alone([store]):
        pass


def test_stores_of_several_processes_need_no_lock(tmp_path: Path) -> None:
    with alone([]), alone([tmp_path / "a"]), alone([tmp_path / "b"]):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PlainFault, match="cannot be made"), alone([tmp_path / "file" / "cloud.sqlite3"]):
        pass
