"""What was pushed for a device before it was registered: taken in before anything that is pushed for it next.

1. Its pushes are told in the order in which they came, each at its own time. One is forgotten only when what
   it says is committed, or when it lies among the dead letters because nobody can read it.
2. Whoever comes across them takes them in: the call that adopts the device, and its next push in any process.
   A push has a key, so that being told twice, or by two, it is stored once.
3. When the stores take nothing the rest stays for the next time, and so does the next push: the platform is
   told to try again. Only readings that find their journal full hold nothing up.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cloud.database.engine import Database
from cloud.push import repository
from cloud.push.kinds import Kind, Message, event_of_topic, take_apart
from cloud.push.tables import PushDevice, PushIntegration, PushPayload
from runtime.logging import get_logger

log = get_logger("push")


class TryAgain(Exception):
    """It could not be committed now."""


class ReadingsKept(TryAgain):
    """All of it is committed but its readings; pushed again, these are taken."""


@dataclass
class TakenIn:
    """What became of the pushes: told, put away as dead letters, still kept."""

    replayed: int = 0
    unreadable: int = 0
    left: int = 0
    #: The stores took no more: what is left must be told before anything else is.
    stopped: bool = False


class KeptPushes:
    """Takes them in. `tell` stores one push of a device, or puts it away and is False.

    Both raise TryAgain.
    """

    def __init__(
        self,
        database: Database,
        tell: Callable[[PushIntegration, PushDevice, Message, int, str], Awaitable[bool]],
        put_away: Callable[[PushIntegration, str, str, bytes], Awaitable[None]],
    ) -> None:
        self._database = database
        self._tell = tell
        self._put_away = put_away
        self._under_way: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take_in(self, integration: PushIntegration, device: PushDevice) -> TakenIn:
        """Tell what is kept of a device, as far as the stores take it."""
        taken = TakenIn()
        lock = self._under_way[device.id]
        try:
            async with lock:
                for kept in await asyncio.to_thread(self._read, device):
                    if not taken.stopped:
                        await self._take_one(integration, device, kept, taken)
                    taken.left += taken.stopped
                await asyncio.to_thread(self._forget, device, None)
        finally:
            if not lock.locked():
                self._under_way.pop(device.id, None)
        return taken

    async def _take_one(
        self, integration: PushIntegration, device: PushDevice, kept: PushPayload, taken: TakenIn
    ) -> None:
        try:
            told = await self._tell_one(integration, device, kept)
        except ReadingsKept:
            taken.left += 1
            return
        except TryAgain:
            taken.stopped = True
            return
        taken.replayed += told
        taken.unreadable += not told
        await asyncio.to_thread(self._forget, device, kept.id)

    async def _tell_one(self, integration: PushIntegration, device: PushDevice, kept: PushPayload) -> bool:
        event = event_of_topic(kept.suffix)
        try:
            message = take_apart(Kind(integration.kind), kept.data, event)._replace(
                suffix=kept.suffix, dedupe=kept.dedupe, identity=device.identity
            )
            return await self._tell(integration, device, message, kept.at, event)
        except TryAgain:
            raise
        except Exception as fault:
            # It would do so each time, and all that the device says from now on would wait for it.
            log.exception("a kept push could not be taken in", gateway=device.gateway)
            await self._put_away(integration, event, f"internal: {type(fault).__name__}: {fault}", kept.data)
            return False

    def _read(self, device: PushDevice) -> list[PushPayload]:
        with self._database.read() as session:
            number = repository.speaker_at(session, device.integration_id, device.identity)
            return [] if number is None else repository.payloads(session, number)

    def _forget(self, device: PushDevice, payload: int | None) -> None:
        """One push that is taken in; None: the device, which is listed no more once nothing of it is kept."""
        with self._database.write() as session:
            if payload is not None:
                repository.forget_payload(session, payload)
            else:
                repository.forget_silent_speaker(session, device.integration_id, device.identity)
