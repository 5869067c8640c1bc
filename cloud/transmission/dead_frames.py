"""Frames of registered devices that made us stumble: dead letters, with whose they are and the reason."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cloud.access.examine import Arrival, Examined, Refused

#: Puts refused messages away; it blocks, and raises when they cannot be kept.
Store = Callable[[Sequence[Examined]], object]


def refused(gateway: str, data: bytes, at: int, fault: BaseException) -> Refused:
    """A frame as the dead letter that it becomes; `at` is when it came, ms UTC."""
    reason = str(fault) or type(fault).__name__
    return Refused(Arrival(f"gb26875/{gateway}", data, at), "frame", f"internal: {reason}", speaker=gateway)


class DeadFrames:
    """Keeps them, in a thread of its own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="dead-frames")

    def keep(self, letter: Refused, store: Store) -> asyncio.Future[Any]:
        """The future is done once the letter is committed; it fails when that cannot be had."""
        return asyncio.get_running_loop().run_in_executor(self._thread, store, [letter])

    def close(self) -> None:
        """End the thread; what waits is not kept."""
        self._thread.shutdown(wait=True, cancel_futures=True)
