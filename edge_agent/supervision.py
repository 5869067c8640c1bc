"""Keeping the parts of the agent going, and ending them for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from runtime.backoff import Backoff
from runtime.clock import monotonic
from runtime.logging import get_logger

log = get_logger("agent")

_ASK_AGAIN_S = 0.2
#: A part that ran for so long had recovered: its next failure is a first one.
_STEADY_S = 60.0


async def kept_up(
    name: str, run: Callable[[], Coroutine[Any, Any, None]], backoff: Backoff | None = None
) -> None:
    """Run a part of the agent for ever: a mistake in one stops neither it for long nor any other."""
    pauses = backoff or Backoff(first_s=0.5, factor=2.0, limit_s=30.0)
    while True:
        started = monotonic()
        try:
            await run()
            log.error("ended by itself; started again", part=name)
        except Exception:
            log.exception("failed; started again", part=name)
        if monotonic() - started >= _STEADY_S:
            pauses.reset()
        await asyncio.sleep(pauses.next())


async def end_all(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks until they have ended.

    Once is not enough: before Python 3.12 `asyncio.wait_for` drops a cancellation that meets a result, and
    the Modbus client waits with it.
    """
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_ASK_AGAIN_S)
    for task in tasks:
        fault = None if task.cancelled() else task.exception()
        if fault is not None:
            log.error("ended with a fault", fault=repr(fault))
