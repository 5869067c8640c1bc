"""Has a plan read by a process of its own, one at a time: whatever the file is, no alarm waits for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import Final, NamedTuple

from cloud.plans.reading.child import TOO_HEAVY
from cloud.plans.reading.drawing import Drawing, PlanFault
from runtime.logging import get_logger

log = get_logger("plans")

LIMIT_S: Final = 90.0
_WAIT_S: Final = 30.0
_one_at_a_time = threading.Lock()
#: The only library that would start threads, and reserve memory for each.
_ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Busy(Exception):
    """Another plan is being read; try again."""


class Read(NamedTuple):
    """What a file was, and what it became."""

    format: str
    drawing: Drawing


def read(content: bytes, limit_s: float = LIMIT_S) -> Read:
    """The drawing of a file. Raises PlanFault, or Busy after half a minute."""
    if not _one_at_a_time.acquire(timeout=_WAIT_S):
        raise Busy
    try:
        return _read(content, limit_s)
    finally:
        _one_at_a_time.release()


def _read(content: bytes, limit_s: float) -> Read:
    command = [sys.executable, "-m", "cloud.plans.reading.child"]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=limit_s,
            env={**os.environ, **_ENVIRONMENT},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PlanFault(*TOO_HEAVY) from None
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        log.warning(
            "reading a plan failed", code=done.returncode, said=done.stderr[-500:].decode("utf-8", "replace")
        )
        if done.returncode < 0:
            raise PlanFault(*TOO_HEAVY)
        raise PlanFault(
            "unreadable",
            "无法读取该文件。请用 CAD 或绘图软件重新导出后重试。",
            "The file cannot be read. Export it again from the drawing program.",
        )
    told = json.loads(head)
    if "fault" in told:
        raise PlanFault(*told["fault"])
    form = told.pop("format")
    return Read(form, Drawing(content=body, **told))
