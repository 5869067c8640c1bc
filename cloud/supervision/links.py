"""Link supervision: a gateway that is not heard for three of its intervals is silent, and what follows.

1. Its parts are stale from then on, and an alarm says that it is offline. Its next message ends both.
2. So is an organisation of which nobody is heard, past its own limit: `cloud.supervision.organisation_links`.
3. Whom the centre itself cannot hear is not called silent, and the time in which it could not does not count:
   `cloud.supervision.deafness`.
4. However many fall silent at once, they do so in pieces: no transaction holds the ingest line up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cloud.access.hearing import Hearing
from cloud.database import locks
from cloud.database.engine import Database
from cloud.registry.homes import GATEWAY_LOCK
from cloud.supervision import organisation_links, repository
from cloud.supervision.deafness import Deafness
from cloud.supervision.scopes import Deaf, deaf_to
from cloud.supervision.settings import SupervisionSettings
from cloud.supervision.silence import fall_silent
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("supervision")

T = TypeVar("T")

#: Found by one query, and written in one transaction.
_AT_ONCE = 20_000
_PIECE = 200
_NAMED = 20
#: Where a share of the areas is not heard, it is looked which areas there are, at most so often.
_AREAS_S = 60.0


class LinkSupervision:
    """Looks at every gateway's last sign of life."""

    def __init__(
        self,
        database: Database,
        settings: SupervisionSettings,
        clock: Clock,
        hearing: Callable[[], Hearing],
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._hearing = hearing
        self._deafness = Deafness(database)
        #: The areas of all gateways, and when they were read.
        self._areas: tuple[float, list[str]] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="supervision")

    async def run(self) -> None:
        """Look every few seconds, until cancelled."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                await asyncio.sleep(self._settings.every_s)
                try:
                    await loop.run_in_executor(self._thread, self.look)
                except Exception:
                    log.exception("supervision failed and is tried again")
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def look(self) -> list[str]:
        """One look; returns the gateways that have fallen silent."""
        now = self._clock.now_ms()
        deaf = self._deaf()
        self._deafness.look(now, deaf)
        fallen: list[str] = []
        while found := self._overdue(now, deaf):
            silent = [gateway for piece in _pieces(found) for gateway in self._fall(piece, now, deaf)]
            fallen += silent
            if len(found) < _AT_ONCE or not silent:
                break
        if fallen:
            log.warning("gateways silent", gateways=fallen[:_NAMED], number=len(fallen))
        self._judge_organisations(now, deaf)
        return fallen

    def _deaf(self) -> Deaf:
        hearing = self._hearing()
        if hearing.everywhere or hearing.nowhere:
            return deaf_to(hearing, ())
        at = self._clock.monotonic()
        if self._areas is None or at - self._areas[0] > _AREAS_S:
            with self._database.read() as session:
                self._areas = at, repository.areas(session)
        return deaf_to(hearing, self._areas[1])

    def _overdue(self, now: int, deaf: Deaf) -> list[str]:
        with self._database.read() as session:
            return repository.overdue(session, now, self._settings, deaf, _AT_ONCE)

    def _fall(self, found: Sequence[str], now: int, deaf: Deaf) -> list[str]:
        with self._database.write() as session:
            # Again under the locks of these gateways: one may have been heard meanwhile.
            locks.take(session, GATEWAY_LOCK, found)
            silent = repository.overdue(session, now, self._settings, deaf, _PIECE, among_these=found)
            fall_silent(session, silent, now)
        return silent

    def _judge_organisations(self, now: int, deaf: Deaf) -> None:
        with self._database.read() as session:
            fallen = organisation_links.fallen_silent(session, now, self._settings, deaf, _AT_ONCE)
            back = organisation_links.heard_again(session, now, self._settings, _AT_ONCE)
        for write, organisations in (
            (organisation_links.write_silent, fallen),
            (organisation_links.forget, back),
        ):
            for piece in _pieces(organisations):
                with self._database.write() as session:
                    write(session, piece)
        if fallen:
            log.warning("organisations silent", organisations=fallen[:_NAMED], number=len(fallen))


def _pieces(found: Sequence[T]) -> Iterator[Sequence[T]]:
    return (found[first : first + _PIECE] for first in range(0, len(found), _PIECE))
