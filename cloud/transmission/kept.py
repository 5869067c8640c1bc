"""What a device said before it was registered: taken in before anything that it says from then on.

1. Its frames are told in the order in which they came, each at its own time. One is forgotten only when what
   it says is committed, or when it lies among the dead letters because nobody can read it.
2. Whoever comes across them takes them in: the call that adopts the device, and whichever process hears it.
   A frame has a key, so that being told twice, or by two, it is stored once.
3. When the stores take nothing the rest stays for the next time. Only readings that find their journal full
   hold nothing up.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cloud.access.stored import StoreUnavailable
from cloud.database.engine import Database
from cloud.direct.line import DirectLine, Indigestible, NotStored, ReadingsLeft
from cloud.direct.speech import Speech
from cloud.transmission import repository, service
from cloud.transmission.dead_frames import Store, refused
from cloud.transmission.roster import Entry
from cloud.transmission.tables import TransmissionFrame, TransmissionSpeaker
from runtime.logging import get_logger

log = get_logger("transmission")

#: Read at a time, and forgotten in one transaction.
_AT_A_TIME = 2_000
_TOGETHER = 50


@dataclass
class TakenIn:
    """What became of the frames: told, put away as dead letters, still kept."""

    replayed: int = 0
    unreadable: int = 0
    left: int = 0
    #: The stores took no more: what is left must be told before anything else is.
    stopped: bool = False


class KeptFrames:
    """Takes them in. `find` says whose an address at a host is, of those that are registered and enabled."""

    def __init__(
        self,
        database: Database,
        line: DirectLine,
        put_away: Store,
        find: Callable[[bytes, str], Entry | None],
    ) -> None:
        self._database = database
        self._line = line
        self._put_away = put_away
        self._find = find
        self._under_way: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    def waiting(self, session: Session, entries: Collection[Entry]) -> set[int]:
        """Those of these devices, by their numbers, that were heard while they were not registered."""
        speakers = repository.speakers_of(session, {entry.address.hex() for entry in entries})
        owners = [self._owner(speaker) for speaker in speakers]
        return {owner.id for owner in owners if owner is not None} & {entry.id for entry in entries}

    async def take_in(self, entry: Entry) -> TakenIn:
        """Tell what is kept of a device, as far as the stores take it."""
        taken = TakenIn()
        lock = self._under_way[entry.id]
        try:
            async with lock:
                while not taken.left:
                    frames = await asyncio.to_thread(self._read, entry)
                    await self._tell(entry, frames, taken)
                    if len(frames) < _AT_A_TIME:
                        break
        finally:
            if not lock.locked():
                self._under_way.pop(entry.id, None)
        return taken

    async def _tell(self, entry: Entry, frames: list[TransmissionFrame], taken: TakenIn) -> None:
        done: list[int] = []
        before = taken.replayed + taken.unreadable
        try:
            for kept, said in service.replays(entry, frames):
                try:
                    await self._tell_one(entry, kept, said, taken)
                except ReadingsLeft:
                    continue
                except (NotStored, StoreUnavailable) as fault:
                    log.warning("frames of an adopted device wait", gateway=entry.gateway, fault=str(fault))
                    taken.stopped = True
                    break
                done.append(kept.id)
                if len(done) >= _TOGETHER:
                    forgotten, done = done, []
                    await asyncio.to_thread(self._forget, entry, forgotten)
        finally:
            await asyncio.to_thread(self._forget, entry, done)
        taken.left = len(frames) - (taken.replayed + taken.unreadable - before)

    async def _tell_one(
        self, entry: Entry, kept: TransmissionFrame, said: Speech | Exception, taken: TakenIn
    ) -> None:
        if isinstance(said, Speech):
            try:
                await self._line.say(said)
                taken.replayed += 1
                return
            except Indigestible as own:
                fault: Exception = own
        else:
            fault = said
        letter = refused(entry.gateway, kept.data, kept.at, fault)
        await asyncio.to_thread(self._put_away, [letter])
        taken.unreadable += 1

    def _owner(self, speaker: TransmissionSpeaker) -> Entry | None:
        return self._find(bytes.fromhex(speaker.address), speaker.host)

    def _speakers(self, session: Session, entry: Entry) -> list[int]:
        found = repository.speakers_of(session, {entry.address.hex()})
        owners = {speaker.id: self._owner(speaker) for speaker in found}
        return [number for number, owner in owners.items() if owner is not None and owner.id == entry.id]

    def _read(self, entry: Entry) -> list[TransmissionFrame]:
        with self._database.read() as session:
            return repository.frames(session, self._speakers(session, entry), _AT_A_TIME)

    def _forget(self, entry: Entry, frames: list[int]) -> None:
        with self._database.write() as session:
            repository.forget_frames(session, frames)
            repository.forget_silent_speakers(session, self._speakers(session, entry))
