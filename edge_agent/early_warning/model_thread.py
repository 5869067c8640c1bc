"""The thread in which a model is loaded and run, one call after another.

It is a daemon: a model that hangs is told, and holds up neither the agent nor the end of its process.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Any

from edge_agent.early_warning.faults import Faults

#: A call that takes so long hangs.
HUNG_S = 10.0


class ModelThread:
    """Starts with the first call; that something hangs is told to `faults`."""

    def __init__(self, name: str, faults: Faults) -> None:
        self._faults = faults
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def submit(self, work: Callable[..., Any], *given: object) -> Future[Any]:
        """Have it called after what waits; after `finish` it never is."""
        future: Future[Any] = Future()
        self._calls.put(partial(_called, future, work, given))
        if self._thread.ident is None:
            self._thread.start()
        return future

    async def ask(self, work: Callable[..., Any], *given: object) -> Any:
        """What it gives or raises, however long that takes."""
        future = asyncio.wrap_future(self.submit(work, *given))
        while True:
            done, _ = await asyncio.wait({future}, timeout=HUNG_S)
            if done:
                self._faults.mended("hung")
                return future.result()
            self._faults.tell(
                "hung", f"模型 {HUNG_S:g} 秒无应答 / the model has not answered for {HUNG_S:g} s"
            )

    def finish(self) -> None:
        """Let it end after what waits."""
        self._calls.put(None)

    def join(self, within_s: float) -> None:
        """Wait for its end; one that hangs is left to itself."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, within_s))

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            del call  # what it was given may be large, and the next call far away


def _called(future: Future[Any], work: Callable[..., Any], given: tuple[object, ...]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work(*given))
    except BaseException as fault:  # whoever asked hears of it
        future.set_exception(fault)
