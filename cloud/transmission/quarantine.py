"""Frames of devices that are not registered: kept with their sender, bounded, listed, then confirmed."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.transmission import repository
from cloud.transmission.settings import Gb26875Settings
from cloud.transmission.tables import TransmissionFrame, TransmissionSpeaker
from runtime.logging import get_logger
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.frame import Frame

log = get_logger("transmission")

_WAITING = 1_000
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Strange:
    """A frame, or a sign of life without one, of an unregistered device."""

    address: str
    host: str
    transport: str
    at: int
    frame: Frame | None
    fire: bool


class Quarantine:
    """Keeps what strangers say. `run` works until cancelled."""

    def __init__(self, database: Database, settings: Gb26875Settings) -> None:
        self._database = database
        self._settings = settings
        self._queue: asyncio.Queue[tuple[Strange, asyncio.Future[None]]] = asyncio.Queue(_WAITING)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="quarantine")

    def put(self, strange: Strange) -> asyncio.Future[None] | None:
        """Keep it; the future is done once it is. None: too much waits already."""
        if self._queue.full():
            return None
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((strange, kept))
        return kept

    async def run(self) -> None:
        """Write what waits, several at a time."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                batch = [await self._queue.get()]
                while len(batch) < _BATCH and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                fault: Exception | None = None
                known: set[tuple[str, str]] = set()
                try:
                    known = await loop.run_in_executor(self._thread, self._write, [one for one, _ in batch])
                except Exception as raised:
                    fault = raised
                    log.error("the quarantine could not be written", fault=str(raised))
                for one, kept in batch:
                    if not kept.done():
                        lost = fault is not None or (one.address, one.host) in known
                        kept.cancel() if lost else kept.set_result(None)
                if fault is not None:
                    await asyncio.sleep(1.0)
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def _write(self, told: list[Strange]) -> set[tuple[str, str]]:
        """Keep what is told; returns those that are strangers no more: what they say belongs elsewhere."""
        with self._database.write() as session:
            known = repository.registered(session, {(one.address, one.host) for one in told})
            batch = [one for one in told if (one.address, one.host) not in known]
            keys = {(strange.address, strange.host) for strange in batch}
            rows = repository.speakers_at(session, keys)
            for strange in batch:
                _note(session, strange, rows)
            session.flush()
            for strange in batch:
                if strange.frame is not None:
                    session.add(
                        TransmissionFrame(
                            speaker_id=rows[strange.address, strange.host].id,
                            at=strange.at,
                            fire=strange.fire,
                            data=framing.encode(strange.frame),
                        )
                    )
            session.flush()
            for key in keys:
                rows[key].evicted += repository.trim_frames(session, rows[key].id, self._settings.frames_kept)
            session.flush()
            repository.trim_speakers(session, self._settings.speakers_kept)
        return known


def _note(session: Session, strange: Strange, rows: dict[tuple[str, str], TransmissionSpeaker]) -> None:
    key = (strange.address, strange.host)
    row = rows.get(key)
    if row is None:
        row = rows[key] = TransmissionSpeaker(
            address=strange.address,
            host=strange.host,
            transport=strange.transport,
            first_at=strange.at,
            last_at=strange.at,
            frames=0,
            fires=0,
            evicted=0,
        )
        session.add(row)
    row.last_at, row.transport = max(row.last_at, strange.at), strange.transport
    if strange.frame is not None:
        row.frames += 1
        row.fires += strange.fire
