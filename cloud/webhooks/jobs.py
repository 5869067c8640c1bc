"""The dispatcher: queues changes for every webhook and sends what is due, in the process that does the jobs.

1. Queueing is a transaction a webhook: deliveries and the webhook's place in the change log move together.
2. A delivery is claimed for a little longer than a try can take. A process that dies lets go by that time;
   the receiver may then see it twice, under one `webhook-id`.
3. Fire goes first.
"""

from __future__ import annotations

from collections.abc import Callable

from cloud.database.engine import Database
from cloud.webhooks import repository, service
from cloud.webhooks.keeping import SecretKeeper
from cloud.webhooks.rounds import Rounds
from cloud.webhooks.sender import Parcel, Sender
from cloud.webhooks.service import Outcome
from cloud.webhooks.settings import WebhookSettings
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("webhooks")

_MARGIN_MS = 30_000
_TRIM_EVERY_S = 600.0
_DAY_MS = 86_400_000


class Dispatcher(Rounds[Parcel, Outcome]):
    """Runs until cancelled."""

    def __init__(
        self,
        database: Database,
        settings: WebhookSettings,
        keeper: Callable[[], SecretKeeper],
        sender: Sender,
        clock: Clock,
    ) -> None:
        super().__init__("webhooks", settings.every_s, settings.parallel)
        self._database = database
        self._settings = settings
        self._keeper = keeper
        self._sender = sender
        self._clock = clock
        self._trimmed = float("-inf")

    async def tidy(self) -> None:
        """Now and then, forget what ended long ago."""
        if self._clock.monotonic() - self._trimmed > _TRIM_EVERY_S:
            self._trimmed = self._clock.monotonic()
            await self.alone(self._trim)

    def with_work(self) -> list[int]:
        """Webhooks that do not stand at the newest change, or have something due."""
        with self._database.read() as session:
            return repository.with_work(session, service.standing(session), self._clock.now_ms())

    def fill(self, receiver: int) -> bool:
        """Queue what has changed."""
        with self._database.write() as session:
            return service.queue(session, receiver, self._settings, self._clock.now_ms())

    def claim(self, receiver: int, room: int) -> list[Parcel]:
        """Take what is due in hand."""
        now = self._clock.now_ms()
        until = now + int(self._settings.timeout_s * 2_000) + _MARGIN_MS
        with self._database.write() as session:
            row = repository.by_id(session, receiver)
            if row is None:
                return []
            secrets = tuple(service.secrets_of(row, self._keeper(), now))
            return [
                Parcel(delivery.id, receiver, delivery.message_id, row.url, delivery.body, secrets)
                for delivery in service.take(session, receiver, now, until, room)
            ]

    async def send(self, parcel: Parcel) -> Outcome:
        """Try once."""
        outcome = await self._sender.send(parcel)
        if not outcome.delivered:
            log.warning(
                "a webhook did not take a delivery",
                webhook=parcel.webhook_id,
                status=outcome.status,
                answer=outcome.answer[:128],
            )
        return outcome

    def broken(self, parcel: Parcel, fault: Exception) -> Outcome:
        """The outcome of a try that raised."""
        return Outcome(None, f"the centre's own fault: {type(fault).__name__}", 0)

    def settle(self, parcel: Parcel, outcome: Outcome) -> None:
        """Write down what came of a try."""
        with self._database.write() as session:
            service.settle(session, parcel.delivery_id, outcome, self._clock.now_ms())

    async def close(self) -> None:
        """Close every connection."""
        await self._sender.close()

    def _trim(self) -> None:
        now = self._clock.now_ms()
        with self._database.write() as session:
            repository.trim(
                session,
                now - int(self._settings.delivered_days * _DAY_MS),
                now - int(self._settings.dead_days * _DAY_MS),
            )
