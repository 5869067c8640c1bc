"""Rounds of sending: who has something due is served, and tries run side by side until each has its end.

1. A round begins every so often, and at once after a try has ended.
2. A receiver has at most `parallel` tries under way in a process; a slow one holds up no other.
3. A fault is its own: what goes wrong for one receiver, or in one step of a round, is logged, and the rest of
   the round is gone through.
4. A try that raises has failed, as one that the other side refused: it is written down, and counts.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from runtime.faults import PlainFault
from runtime.logging import get_logger
from runtime.waker import Waker

Parcel = TypeVar("Parcel")
Outcome = TypeVar("Outcome")
T = TypeVar("T")


class Rounds(ABC, Generic[Parcel, Outcome]):
    """Sends parcels to receivers, who are known by number; each try has an outcome. Runs until cancelled."""

    def __init__(self, name: str, every_s: float, parallel: int) -> None:
        self._log = get_logger(name)
        self._every_s = every_s
        self._parallel = parallel
        self._under_way: Counter[int] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waker = Waker()

    async def run(self) -> None:
        """Round after round until cancelled; then end what is under way."""
        try:
            while True:
                try:
                    await self.look()
                except Exception:
                    self._log.exception("a round of sending could not be gone through and is tried again")
                await self._waker.wait(self._every_s)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.close()

    async def look(self) -> None:
        """One round. It does not wait for the tries that it begins."""
        await self.prepare()
        for receiver in await asyncio.to_thread(self.with_work):
            if await self.alone(self.fill, receiver):
                self._waker.wake()
            room = self._parallel - self._under_way[receiver]
            for parcel in (await self.alone(self.claim, receiver, room) or ()) if room > 0 else ():
                self._under_way[receiver] += 1
                task = asyncio.create_task(self._try(receiver, parcel))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        await self.tidy()

    async def settled(self) -> None:
        """Return once no try is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def alone(self, step: Callable[..., T], *told: object) -> T | None:
        """One step of a round in a thread; None where it failed, which is logged and ends nothing else."""
        try:
            return await asyncio.to_thread(step, *told)
        except PlainFault as fault:
            self._log.error("a step of sending failed", step=step.__name__, of=told, fault=str(fault))
        except Exception:
            self._log.exception("a step of sending failed and is tried again", step=step.__name__, of=told)
        return None

    async def prepare(self) -> None:
        """What a round does first."""

    async def tidy(self) -> None:
        """What a round does last."""

    @abstractmethod
    def with_work(self) -> Sequence[int]:
        """The receivers for whom there is anything to do. Writes nothing. In a thread."""

    def fill(self, receiver: int) -> bool:
        """Queue what is new for a receiver; True: there is more already. In a thread."""
        return False

    @abstractmethod
    def claim(self, receiver: int, room: int) -> Sequence[Parcel]:
        """Take what may be sent now in hand, at most `room`. In a thread."""

    @abstractmethod
    async def send(self, parcel: Parcel) -> Outcome:
        """Try once."""

    @abstractmethod
    def broken(self, parcel: Parcel, fault: Exception) -> Outcome:
        """The outcome of a try that raised."""

    @abstractmethod
    def settle(self, parcel: Parcel, outcome: Outcome) -> None:
        """Write down what came of a try. In a thread."""

    @abstractmethod
    async def close(self) -> None:
        """Close every connection."""

    async def _try(self, receiver: int, parcel: Parcel) -> None:
        try:
            try:
                outcome = await self.send(parcel)
            except Exception as fault:
                self._log.exception("a try failed by our own fault", receiver=receiver)
                outcome = self.broken(parcel, fault)
            await asyncio.to_thread(self.settle, parcel, outcome)
        except Exception:
            # The claim runs out, which counts as a try, and it is taken in hand again.
            self._log.exception("a try could not be written down", receiver=receiver)
        finally:
            self._under_way[receiver] -= 1
            self._waker.wake()
