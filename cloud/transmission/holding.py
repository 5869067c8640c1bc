"""This process among those that take devices: which of them live, and who holds a device.

1. A process says every few seconds that it lives. What has not said so within its lease is dead.
2. A device is held by the living process that heard it last. The records say so within a second of its
   coming, and again with each note of who was heard.
3. Whoever waits for an answer of a process that is dead waits no more; nobody else's requests are touched.

Over records that only one process may open, all of this is that process.
"""

from __future__ import annotations

import os
import socket
import uuid

from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.transmission import requests_repository
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("transmission")

BEAT_S = 5.0
#: How long a process is believed to live without saying so.
LEASE_MS = 20_000
#: A request that no process took for so long belongs to nobody: whoever asked would have closed it.
_LEFT_MS = 30_000
_RESTARTED = "平台已重启 / the centre was restarted; ask again"


class Holding:
    """Its methods block; they are for a thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.name = f"{socket.gethostname()[:64]}/{os.getpid()}/{uuid.uuid4().hex[:12]}"
        #: Whether there may be others at all.
        self.shared = database.shared
        #: The others that live, as of the last beat.
        self.others: frozenset[str] = frozenset()
        self._database = database
        self._clock = clock

    def begin(self) -> None:
        """Whoever waited for an answer of a process that is no more waits no more."""
        if self.shared:
            self.beat()
            return
        with self._database.write() as session:
            requests_repository.close_all(session, self._clock.now_ms(), _RESTARTED)

    def beat(self) -> None:
        """Say that this process lives, learn who else does, and close what the dead have left open."""
        now = self._clock.now_ms()
        with self._database.write() as session:
            requests_repository.say_alive(session, self.name, now + LEASE_MS)
            alive = requests_repository.alive(session, now)
            requests_repository.close_orphans(session, alive, now, now - _LEFT_MS, _RESTARTED)
        self.others = alive - {self.name}

    def end(self) -> None:
        """This process takes no devices any more."""
        if not self.shared:
            return
        try:
            with self._database.write() as session:
                requests_repository.forget(session, self.name)
        except Exception as fault:
            log.warning("the end of this process could not be told; its lease lapses", fault=str(fault))

    def elsewhere(self, holder: str | None) -> bool:
        """Whether that is another process, and lives."""
        return holder in self.others

    def is_ours(self, session: Session, number: int, heard_ms: int) -> bool:
        """Whether a device that this process heard at that time has not spoken to another one since."""
        holder, noted_ms = requests_repository.device_of(session, number)
        return not self.elsewhere(holder) or noted_ms <= heard_ms
