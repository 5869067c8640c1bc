"""The dispatcher: queues changes for every webhook and sends what is due, in the process that does the jobs.

1. Queueing is a transaction a webhook: deliveries and the webhook's place in the change log move together.
2. A delivery is claimed for a little longer than a try can take. A process that dies lets go by that time;
   the receiver may then see it twice, under one `webhook-id`.
3. A webhook has at most `parallel` tries under way; a slow receiver holds up nobody else. Fire goes first.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from cloud.database.engine import Database
from cloud.webhooks import repository, service
from cloud.webhooks.keeping import SecretKeeper
from cloud.webhooks.sender import Parcel, Sender
from cloud.webhooks.settings import WebhookSettings
from runtime.clock import Clock
from runtime.faults import PlainFault
from runtime.logging import get_logger

log = get_logger("webhooks")

_MARGIN_MS = 30_000
_TRIM_EVERY_S = 600.0
_DAY_MS = 86_400_000


class Dispatcher:
    """Runs until cancelled."""

    def __init__(
        self,
        database: Database,
        settings: WebhookSettings,
        keeper: Callable[[], SecretKeeper],
        sender: Sender,
        clock: Clock,
    ) -> None:
        self._database = database
        self._settings = settings
        self._keeper = keeper
        self._sender = sender
        self._clock = clock
        self._under_way: Counter[int] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._rung = asyncio.Event()
        self._trimmed = float("-inf")

    async def run(self) -> None:
        """Look every half second, and at once after a try has ended."""
        try:
            while True:
                try:
                    await self.look()
                except Exception:
                    log.exception("webhooks could not be served and are tried again")
                try:
                    async with asyncio.timeout(self._settings.every_s):
                        await self._rung.wait()
                except TimeoutError:
                    pass
                self._rung.clear()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._sender.close()

    async def look(self) -> None:
        """One look at every webhook for which there is anything to do: a look alone writes nothing."""
        for id in await asyncio.to_thread(self._with_work):
            if await asyncio.to_thread(self._queue, id):
                self._rung.set()
            for parcel in await asyncio.to_thread(self._claim, id):
                self._under_way[id] += 1
                task = asyncio.create_task(self._try(parcel))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        if self._clock.monotonic() - self._trimmed > _TRIM_EVERY_S:
            self._trimmed = self._clock.monotonic()
            await asyncio.to_thread(self._trim)

    async def _try(self, parcel: Parcel) -> None:
        try:
            outcome = await self._sender.send(parcel)
            if not outcome.delivered:
                log.warning(
                    "a webhook did not take a delivery",
                    webhook=parcel.webhook_id,
                    status=outcome.status,
                    answer=outcome.answer[:128],
                )
            await asyncio.to_thread(self._settle, parcel.delivery_id, outcome)
        except Exception:
            # The claim runs out, and it is tried again.
            log.exception("a try could not be written down", webhook=parcel.webhook_id)
        finally:
            self._under_way[parcel.webhook_id] -= 1
            self._rung.set()

    def _with_work(self) -> list[int]:
        with self._database.read() as session:
            return repository.with_work(session, service.standing(session), self._clock.now_ms())

    def _queue(self, id: int) -> bool:
        with self._database.write() as session:
            return service.queue(session, id, self._settings, self._clock.now_ms())

    def _claim(self, id: int) -> list[Parcel]:
        room = self._settings.parallel - self._under_way[id]
        if room <= 0:
            return []
        now = self._clock.now_ms()
        until = now + int(self._settings.timeout_s * 2_000) + _MARGIN_MS
        with self._database.write() as session:
            row = repository.by_id(session, id)
            if row is None:
                return []
            try:
                secrets = tuple(service.secrets_of(row, self._keeper(), now))
            except PlainFault as fault:
                log.error("a webhook's secret cannot be opened", webhook=id, fault=str(fault))
                return []
            return [
                Parcel(delivery.id, id, delivery.message_id, row.url, delivery.body, secrets)
                for delivery in repository.claim(session, id, now, until, room)
            ]

    def _settle(self, delivery_id: int, outcome: service.Outcome) -> None:
        with self._database.write() as session:
            service.settle(session, delivery_id, outcome, self._clock.now_ms())

    def _trim(self) -> None:
        now = self._clock.now_ms()
        with self._database.write() as session:
            repository.trim(
                session,
                now - int(self._settings.delivered_days * _DAY_MS),
                now - int(self._settings.dead_days * _DAY_MS),
            )
