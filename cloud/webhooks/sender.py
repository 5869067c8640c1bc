"""One try of one delivery: a signed POST to an address that was checked just now. No redirect is followed.

A try ends within `timeout_s` from the look-up to the answer's last byte, however slowly that comes; with the
status the receiver has answered, whatever becomes of the rest.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult

import httpx

from cloud.lookups import Lookups
from cloud.networks import Unreachable
from cloud.webhooks import addresses, schedule, signature
from cloud.webhooks.service import Outcome
from cloud.webhooks.settings import WebhookSettings
from runtime.clock import Clock

_ANSWER_BYTES = 512
_CONNECTIONS = 100


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
        self._settings = settings
        self._clock = clock
        self._lookups = Lookups()
        self._client = httpx.AsyncClient(
            timeout=settings.timeout_s,
            follow_redirects=False,
            trust_env=False,
            verify=trust or ssl.create_default_context(),
            # None is kept: a connection is known by its address, and another name at that address would use
            # it without having shown a certificate. One webhook never takes more than half of them.
            limits=httpx.Limits(
                max_connections=max(_CONNECTIONS, 2 * settings.parallel), max_keepalive_connections=0
            ),
        )

    async def send(self, parcel: Parcel) -> Outcome:
        """Try once; never raises for what the other side does."""
        started = self._clock.monotonic()
        answer = _Answer()
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                await self._post(parcel, answer)
        except Unreachable as fault:
            answer.fault = str(fault)
        except (TimeoutError, httpx.TimeoutException):
            answer.fault = f"no answer within {self._settings.timeout_s:g} s"
        except (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL) as fault:
            answer.fault = f"{type(fault).__name__}: {fault}"
        took_ms = int((self._clock.monotonic() - started) * 1000)
        pause_s = schedule.retry_after(answer.retry_after, self._clock.now_ms())
        return Outcome(answer.status, _printable(answer.text), took_ms, pause_s)

    async def close(self) -> None:
        """Close every connection."""
        self._lookups.close()
        await self._client.aclose()

    async def _post(self, parcel: Parcel, answer: _Answer) -> None:
        allowed = self._settings.allow_networks
        parts = addresses.parse(parcel.url, allowed)
        address = await addresses.resolved(parts, allowed, self._lookups)
        content = parcel.body.encode()
        at_s = self._clock.now_ms() // 1000
        headers = {
            "content-type": "application/json",
            "user-agent": "Steppewatch-Webhooks/1",
            # A packed answer could unpack to any size.
            "accept-encoding": "identity",
            "host": parts.netloc,
            **signature.headers(parcel.secrets, parcel.message_id, at_s, content),
        }
        # The connection goes to the address that was checked; the name is for TLS and the Host header.
        extensions = {"sni_hostname": parts.hostname}
        async with self._client.stream(
            "POST", _at(parts, address), content=content, headers=headers, extensions=extensions
        ) as response:
            answer.status = response.status_code
            answer.retry_after = response.headers.get("retry-after")
            async for piece in response.aiter_raw():
                answer.said += piece[:_ANSWER_BYTES]
                if len(answer.said) >= _ANSWER_BYTES:
                    break


@dataclass
class _Answer:
    """What has come of a try so far."""

    status: int | None = None
    retry_after: str | None = None
    said: bytes = b""
    fault: str = ""

    @property
    def text(self) -> str:
        """What the receiver said; what kept it from answering, where it did not."""
        if self.status is None:
            return self.fault
        return self.said[:_ANSWER_BYTES].decode("utf-8", "replace")


def _at(parts: SplitResult, address: str) -> str:
    host = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port is not None else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{parts.path or '/'}{query}"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text).strip()
