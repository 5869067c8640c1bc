"""Devices heard for the first time: what the records know of each is learnt before its frames are taken.

1. A few are looked up at a time and taken at once, for after a restart there are thousands. Who may tell of a
   fire goes first.
2. What is kept of one from before it was registered is told before what it says now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from cloud.database.engine import Database
from cloud.direct import repository as told_before
from cloud.transmission import repetition
from cloud.transmission.kept import KeptFrames
from cloud.transmission.roster import Device
from cloud.transmission.translation import may_be_fire
from cloud.transmission.wire import Peer
from device_profiles.uitd.merged import MergedStates
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.gb26875 import adu as units
from telemetry.gb26875.dialect import DIALECTS
from telemetry.gb26875.frame import Frame

log = get_logger("transmission")

TOGETHER = 50
_AGAIN_S = 1.0


class _Known(NamedTuple):
    """What the records know of a few devices: keys and parts by gateway, and of whom something is kept."""

    keys: dict[str, list[str]]
    parts: dict[str, set[str]]
    kept: set[int]


class Newcomers:
    """Looks them up. `run` works until cancelled; the records are asked in `thread`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        kept: KeptFrames,
        take: Callable[[Device, Frame, Peer], object],
        thread: ThreadPoolExecutor,
    ) -> None:
        self._database = database
        self._clock = clock
        self._kept = kept
        self._take = take
        self._thread = thread
        self._waiting: dict[Device, None] = {}
        self._urgent: dict[Device, None] = {}
        self._taken_in: set[Device] = set()
        self._came = asyncio.Event()

    def add(self, device: Device) -> None:
        """A device has spoken, and what was stored of it lately must be known first."""
        urgent = any(_may_be_fire(device, frame) for frame, _ in device.early)
        (self._urgent if urgent else self._waiting)[device] = None
        self._came.set()

    def waits(self, device: Device, frame: Frame, peer: Peer) -> None:
        """It says this while it waits."""
        device.early.append((frame, peer))
        if device in self._waiting and _may_be_fire(device, frame):
            del self._waiting[device]
            self._urgent[device] = None

    async def run(self) -> None:
        """Look up whoever waits."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._came.wait()
                few = self._next()
                try:
                    known = await loop.run_in_executor(self._thread, self._look_up, few)
                except Exception as fault:
                    log.error("the records cannot be read", fault=str(fault))
                    for device in few:
                        self.add(device)
                    await asyncio.sleep(_AGAIN_S)
                    continue
                for device in few:
                    if device.entry.id in known.kept and device not in self._taken_in:
                        tasks.create_task(self._take_in(device))
                    else:
                        self._welcome(device, known)

    def _next(self) -> list[Device]:
        few = [*self._urgent, *self._waiting][:TOGETHER]
        for device in few:
            self._urgent.pop(device, None)
            self._waiting.pop(device, None)
        if not self._urgent and not self._waiting:
            self._came.clear()
        return few

    def _look_up(self, few: Sequence[Device]) -> _Known:
        gateways = [device.entry.gateway for device in few]
        with self._database.read() as session:
            return _Known(
                told_before.recent_keys(session, gateways),
                told_before.part_names(session, gateways),
                self._kept.waiting(session, [device.entry for device in few]),
            )

    async def _take_in(self, device: Device) -> None:
        """What was kept of it; then it is looked up again, for that has changed what is known."""
        stopped = True
        try:
            stopped = (await self._kept.take_in(device.entry)).stopped
        except Exception as fault:
            log.error("kept frames could not be taken in", gateway=device.entry.gateway, fault=str(fault))
        if stopped:
            await asyncio.sleep(_AGAIN_S)
        else:
            self._taken_in.add(device)
        self.add(device)

    def _welcome(self, device: Device, known: _Known) -> None:
        gateway = device.entry.gateway
        now_ms, now = self._clock.now_ms(), self._clock.monotonic()
        keys = repetition.kept(known.keys.get(gateway, []), now_ms)
        repetition.remember(device.session.memory, device.entry.address, keys, now_ms, now)
        device.parts |= known.parts.get(gateway, set())
        device.states = MergedStates()
        device.ready = True
        self._taken_in.discard(device)
        early, device.early = device.early, []
        for frame, peer in early:
            self._take(device, frame, peer)


def _may_be_fire(device: Device, frame: Frame) -> bool:
    try:
        return may_be_fire(units.parse(frame.adu, DIALECTS[device.entry.habits.edition]))
    except Exception:
        return True  # It makes us stumble, which is dealt with when it is taken; it may be anything.
