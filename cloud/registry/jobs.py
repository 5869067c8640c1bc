"""Link supervision (链路监测): a gateway that is not heard for three of its intervals is silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.alarms.service import AlarmBook
from cloud.database.engine import Database
from cloud.live import changes
from cloud.registry import repository
from cloud.registry.service import DEFAULT_INTERVAL_S, GATEWAY_PART, Registry
from cloud.registry.settings import SupervisionSettings
from cloud.registry.tables import Gateway
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.event_kinds import EventKind

log = get_logger("supervision")


class LinkSupervision:
    """Looks at every gateway's last sign of life.

    While the centre itself hears nobody (`hearing` is false), no gateway is called silent: the fault is the
    centre's, and its health says so. From then on each gateway has its full time again.
    """

    def __init__(
        self, database: Database, settings: SupervisionSettings, clock: Clock, hearing: Callable[[], bool]
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._hearing = hearing
        self._since: int | None = None
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
        if not self._hearing():
            self._since = None
            return []
        if self._since is None:
            self._since = now
        with self._database.read() as session:
            overdue = self._overdue(session, now)
        if overdue:
            with self._database.write() as session:
                # Again within the transaction: it may have been heard meanwhile.
                overdue = self._overdue(session, now)
                for gateway in overdue:
                    _fall_silent(session, gateway, now)
        return overdue

    def _overdue(self, session: Session, now: int) -> list[str]:
        rows = session.execute(
            select(Gateway.gateway, Gateway.last_seen, Gateway.interval_s).where(Gateway.link == "online")
        )
        since = self._since or now
        return [
            gateway
            for gateway, last_seen, interval_s in rows
            if now - max(last_seen, since) > self._settings.missed * (interval_s or DEFAULT_INTERVAL_S) * 1000
        ]


def _fall_silent(session: Session, gateway: str, now: int) -> None:
    log.warning("gateway silent", gateway=gateway)
    registry = Registry(session, now)
    key = (gateway, GATEWAY_PART.part)
    registry.preload([gateway], [key])
    registry.fall_silent(gateway)
    for part in repository.part_keys(session, gateway):
        changes.note(session, changes.PART, part)
    found = registry.own_level(gateway, EventKind.DEVICE_OFFLINE, True)
    if found is not None:
        part_row, seen = found
        alarms = AlarmBook(session, now)
        alarms.preload([key])
        alarms.observe(seen, part_row)
