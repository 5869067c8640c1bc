"""Keeping the parts of the agent going, starting one again, and ending them for certain."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from runtime.backoff import Backoff
from runtime.clock import monotonic
from runtime.logging import get_logger

log = get_logger("agent")

_ASK_AGAIN_S = 0.2
#: A part that ran for so long had recovered: its next failure is a first one.
_STEADY_S = 60.0
#: How long a part may take to end before it is given up as stubborn.
_END_S = 10.0

Run = Callable[[], Coroutine[Any, Any, None]]


class Supervisor:
    """The parts that run, by name."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[Run, asyncio.Task[None]]] = {}
        #: How often each part was started again, for whatever reason.
        self.restarts: Counter[str] = Counter()

    def start(self, name: str, run: Run) -> None:
        """Keep the part up from now on. Raises KeyError when one of that name runs."""
        if name in self._parts:
            raise KeyError(f"{name!r} runs already")
        self._parts[name] = (run, asyncio.create_task(self._kept_up(name, run), name=name))

    async def stop(self, *names: str) -> bool:
        """End these parts; False when one would not end in its time, and is left to itself."""
        tasks = [self._parts.pop(name)[1] for name in names if name in self._parts]
        return await end_all(tasks, within_s=_END_S)

    async def restart(self, name: str) -> bool:
        """Cancel the part and start it again; False when it would not end, and it is not started twice."""
        if name not in self._parts:
            return True  # stopped meanwhile: there is nothing to start again
        run, task = self._parts[name]
        if not await end_all([task], within_s=_END_S):
            return False
        if self._parts.get(name) == (run, task):  # nobody has stopped it meanwhile
            del self._parts[name]
            self.start(name, run)
            self.restarts[name] += 1
        return True

    async def stop_all(self) -> None:
        """End every part, however long it takes."""
        tasks = [task for _, task in self._parts.values()]
        self._parts.clear()
        await end_all(tasks)

    async def _kept_up(self, name: str, run: Run) -> None:
        def count() -> None:
            self.restarts[name] += 1

        await kept_up(name, run, on_restart=count)


async def kept_up(
    name: str,
    run: Run,
    backoff: Backoff | None = None,
    on_restart: Callable[[], None] = lambda: None,
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
        on_restart()


async def end_all(tasks: Iterable[asyncio.Task[None]], within_s: float | None = None) -> bool:
    """Cancel tasks until they have ended; False when some had not after `within_s`.

    Once is not enough: before Python 3.12 `asyncio.wait_for` drops a cancellation that meets a result, and
    a library of a driver may wait with it.
    """
    tasks = list(tasks)
    pending = {task for task in tasks if not task.done()}
    deadline = None if within_s is None else monotonic() + within_s
    while pending and (deadline is None or monotonic() < deadline):
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_ASK_AGAIN_S)
    for task in tasks:
        fault = None if task in pending or task.cancelled() else task.exception()
        if fault is not None:
            log.error("ended with a fault", fault=repr(fault))
    for task in pending:
        log.error("does not end although it was cancelled", part=task.get_name())
    return not pending
