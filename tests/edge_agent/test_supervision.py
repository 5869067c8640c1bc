"""A part that fails is started again, and one that swallows a cancellation still ends."""

import asyncio
import contextlib

from edge_agent.supervision import end_all, kept_up
from runtime.backoff import Backoff
from tests.services import until


async def test_a_part_that_fails_is_started_again() -> None:
    starts = 0

    async def part() -> None:
        nonlocal starts
        starts += 1
        if starts < 3:
            raise RuntimeError("a mistake")
        await asyncio.sleep(3600)

    task = asyncio.create_task(kept_up("part", part, Backoff(first_s=0.001, limit_s=0.001)))
    await until(lambda: starts == 3)
    await end_all([task])
    assert task.cancelled()


async def test_a_part_that_swallows_a_cancellation_still_ends() -> None:
    async def stubborn() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
        await asyncio.sleep(3600)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end_all([task])
    assert task.cancelled()
