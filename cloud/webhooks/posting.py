"""One POST to an address that was checked just now. No redirect is followed.

A try ends within `timeout_s` from the look-up to the answer's last byte, however slowly that comes; with the
status the receiver has answered, whatever becomes of the rest.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult

import httpx

from cloud.lookups import Lookups
from cloud.networks import Network, Unreachable
from cloud.webhooks import addresses
from runtime.clock import Clock
from runtime.trust import system_trust

_CONNECTIONS = 100


@dataclass
class Answer:
    """What has come of a try: a status and the answer's beginning, or what kept it from having one."""

    status: int | None = None
    retry_after: str | None = None
    said: bytes = b""
    fault: str = ""
    took_ms: int = 0

    @property
    def text(self) -> str:
        """What the receiver said; what kept it from answering, where it did not."""
        if self.status is None:
            return printable(self.fault)
        return printable(self.said.decode("utf-8", "replace"))


class Poster:
    """Posts. `close` ends it. `setting` is where the operator allows networks that are not public."""

    def __init__(
        self,
        allowed: Sequence[Network],
        timeout_s: float,
        clock: Clock,
        *,
        setting: str = addresses.SETTING,
        parallel: int = 1,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = allowed
        self._timeout_s = timeout_s
        self._clock = clock
        self._setting = setting
        self._lookups = Lookups()
        self._client = httpx.AsyncClient(
            timeout=timeout_s,
            follow_redirects=False,
            trust_env=False,
            verify=trust or system_trust(),
            # None is kept: a connection is known by its address, and another name at that address would use
            # it without having shown a certificate. One receiver never takes more than half of them.
            limits=httpx.Limits(max_connections=max(_CONNECTIONS, 2 * parallel), max_keepalive_connections=0),
        )

    async def post(self, url: str, content: bytes, headers: Mapping[str, str], answer_bytes: int) -> Answer:
        """Try once; never raises for what the other side does, and says nothing of the URL but its host."""
        started = self._clock.monotonic()
        answer = Answer()
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._post(url, content, headers, answer, answer_bytes)
        except Unreachable as fault:
            answer.fault = str(fault)
        except (TimeoutError, httpx.TimeoutException):
            answer.fault = f"no answer within {self._timeout_s:g} s"
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as fault:
            answer.fault = f"{type(fault).__name__}: the address cannot be understood"
        except (OSError, ValueError, httpx.HTTPError) as fault:
            answer.fault = f"{type(fault).__name__}: {fault}"
        answer.took_ms = int((self._clock.monotonic() - started) * 1000)
        return answer

    async def close(self) -> None:
        """Close every connection."""
        self._lookups.close()
        await self._client.aclose()

    async def _post(
        self, url: str, content: bytes, headers: Mapping[str, str], answer: Answer, answer_bytes: int
    ) -> None:
        parts = addresses.parse(url, self._allowed, self._setting)
        address = await addresses.resolved(parts, self._allowed, self._lookups, self._setting)
        told = {
            # A packed answer could unpack to any size.
            "accept-encoding": "identity",
            "host": parts.netloc,
            **headers,
        }
        # The connection goes to the address that was checked; the name is for TLS and the Host header.
        extensions = {"sni_hostname": parts.hostname}
        async with self._client.stream(
            "POST", _at(parts, address), content=content, headers=told, extensions=extensions
        ) as response:
            answer.status = response.status_code
            answer.retry_after = response.headers.get("retry-after")
            async for piece in response.aiter_raw():
                answer.said += piece[: answer_bytes - len(answer.said)]
                if len(answer.said) >= answer_bytes:
                    break


def printable(text: str) -> str:
    """A text in which nothing controls a terminal or begins a line."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _at(parts: SplitResult, address: str) -> str:
    host = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port is not None else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{parts.path or '/'}{query}"
