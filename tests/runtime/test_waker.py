"""A loop that looks again and again, and those who wake it."""

from __future__ import annotations

import asyncio
import threading

import pytest

from runtime.waker import Waker

LONG_S = 60.0


async def test_any_thread_cuts_the_pause_short() -> None:
    waker = Waker()
    waiting = asyncio.create_task(waker.wait(LONG_S))
    await asyncio.sleep(0)
    thread = threading.Thread(target=waker.wake)
    thread.start()
    async with asyncio.timeout(10):
        await waiting
    thread.join()


async def test_what_is_said_while_it_looks_counts_for_the_next_wait_and_once() -> None:
    waker = Waker()
    await waker.wait(0)
    waker.wake()
    waker.wake()
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await waker.wait(LONG_S)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await waker.wait(LONG_S)


async def test_without_a_word_the_pause_ends_by_itself() -> None:
    await Waker().wait(0.001)


def test_a_word_before_the_first_wait_counts_and_one_after_the_loop_harms_nobody() -> None:
    waker = Waker()
    waker.wake()

    async def looks() -> None:
        async with asyncio.timeout(10):
            await waker.wait(LONG_S)

    asyncio.run(looks())
    waker.wake()
