"""One try of one delivery: a signed POST."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from cloud.webhooks import schedule, signature
from cloud.webhooks.posting import Poster
from cloud.webhooks.service import Outcome
from cloud.webhooks.settings import WebhookSettings
from runtime.clock import Clock

_ANSWER_BYTES = 512


@dataclass(frozen=True)
class Parcel:
    """What one try needs, read from the records before it."""

    delivery_id: int
    webhook_id: int
    message_id: str
    url: str
    body: str
    secrets: tuple[str, ...]


class Sender:
    """Sends parcels. `close` ends it."""

    def __init__(self, settings: WebhookSettings, clock: Clock, trust: ssl.SSLContext | None = None) -> None:
        self._clock = clock
        self._poster = Poster(
            settings.allow_networks, settings.timeout_s, clock, parallel=settings.parallel, trust=trust
        )

    async def send(self, parcel: Parcel) -> Outcome:
        """Try once; never raises for what the other side does."""
        content = parcel.body.encode()
        headers = signed(parcel.secrets, parcel.message_id, content, self._clock.now_ms())
        answer = await self._poster.post(parcel.url, content, headers, _ANSWER_BYTES)
        pause_s = schedule.retry_after(answer.retry_after, self._clock.now_ms())
        return Outcome(answer.status, answer.text, answer.took_ms, pause_s)

    async def close(self) -> None:
        """Close every connection."""
        await self._poster.close()


def signed(secrets: tuple[str, ...], message_id: str, content: bytes, now: int) -> dict[str, str]:
    """The headers of one try."""
    return {
        "content-type": "application/json",
        "user-agent": "Steppewatch-Webhooks/1",
        **signature.headers(secrets, message_id, now // 1000, content),
    }
