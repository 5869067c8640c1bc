"""One MQTT 3.1.1 line on asyncio, over paho: no threads, manual acknowledgement, reconnecting for ever.

Rules that hold:
1. Every connection is a new paho client; nothing of an old one (queue, packet ids, acks) reaches the next.
2. The broker is acknowledged only by `Incoming.ack`; an ack for a connection that is gone does nothing, and
   the broker's redelivery (persistent sessions) makes it good.
3. `publish` returns after the broker's PUBACK or raises LineDown; what to send again is the caller's to know.
4. When the incoming queue is full, the socket is not read; nothing acknowledged is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from runtime import tls_faults
from runtime.backoff import Backoff
from runtime.clock import monotonic
from runtime.logging import get_logger
from runtime.mqtt_connection import Connection
from runtime.mqtt_terms import Incoming, LineDown, MqttSettings, Will

__all__ = ["Incoming", "LineDown", "MqttLine", "MqttSettings", "Will"]

log = get_logger("mqtt")

PUBLISH_WINDOW = 1000
"""At most this many publishes await their PUBACK; further callers wait their turn."""

_STEADY_S = 10.0
"""A connection that held this long proves the line good, and the back-off begins again."""


class MqttLine:
    """A line that `run` keeps up: `messages` to read, `publish` to write.

    `on_connect` holds hooks called each time the line is up and subscribed. Counters: `reconnects`,
    `received`, `published`, `dropped` (unacknowledged messages refused by a queue far over its limit).
    """

    def __init__(
        self,
        settings: MqttSettings,
        subscriptions: Sequence[tuple[str, int]] = (),
        *,
        incoming_limit: int = 1000,
        will: Will | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self.settings = settings
        self.subscriptions = tuple(subscriptions)
        self.will = will
        self.incoming_limit = incoming_limit
        self.on_connect: list[Callable[[], None]] = []
        self.reconnects = 0
        self.received = 0
        self.published = 0
        self.dropped = 0
        self.refused: tuple[str, ...] = ()
        """Subscriptions the broker refused on the present connection."""
        self.last_fault: str | None = None
        """Why the line last went down or could not come up."""
        self._backoff = backoff or Backoff(first_s=0.2, limit_s=30.0)
        self._incoming: asyncio.Queue[Incoming | None] = asyncio.Queue()
        self._connection: Connection | None = None
        self._up = asyncio.Event()
        self._window = asyncio.Semaphore(PUBLISH_WINDOW)

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted us and answered our subscriptions."""
        return self._up.is_set()

    async def wait_connected(self) -> None:
        """Return once the line is up."""
        await self._up.wait()

    async def run(self) -> None:
        """Connect and reconnect until cancelled; then say goodbye to the broker and end `messages`."""
        try:
            while True:
                started = monotonic()
                was_up = await self._one_connection()
                if was_up and monotonic() - started >= _STEADY_S:
                    self._backoff.reset()
                pause_s = self._backoff.next()
                log.warning(
                    "line down",
                    client_id=self.settings.client_id,
                    broker=f"{self.settings.host}:{self.settings.port}",
                    fault=self.last_fault,
                    retry_in_s=round(pause_s, 2),
                )
                await asyncio.sleep(pause_s)
                self.reconnects += 1
        finally:
            self._incoming.put_nowait(None)

    def subscribe(self, filters: Sequence[tuple[str, int]]) -> None:
        """Subscribe to more from now on, and on every later connection."""
        new = [entry for entry in filters if entry not in self.subscriptions]
        self.subscriptions += tuple(new)
        if self._connection is not None:
            self._connection.subscribe(new)

    async def messages(self) -> AsyncIterator[Incoming]:
        """Every message in the order it came, across reconnects, until `run` ends."""
        while True:
            message = await self._incoming.get()
            if message is None:
                self._incoming.put_nowait(None)
                return
            if self._connection is not None and self._incoming.qsize() <= self.incoming_limit // 2:
                self._connection.resume()
            yield message

    async def publish(self, topic: str, payload: bytes, qos: int = 1, retain: bool = False) -> None:
        """Return once the broker has acknowledged (QoS 1) or the bytes are written (QoS 0); else LineDown."""
        async with self._window:
            connection = self._connection
            if connection is None or not self.connected:
                raise LineDown(f"not connected: {self.last_fault or 'the line has not come up yet'}")
            await connection.publish(topic, payload, qos, retain)
        self.published += 1

    async def _one_connection(self) -> bool:
        """Live through one connection. Returns whether it ever came up; `last_fault` says why it ended."""
        connection = None
        try:
            connection = await Connection.open(self)
            self._connection = connection
            await connection.live()
        except ConnectionRefusedError:
            self.last_fault = f"nothing listens on {self.settings.host}:{self.settings.port}"
        except (OSError, ValueError) as fault:  # no route, TLS, an unreadable password or certificate
            self.last_fault = tls_faults.plain(fault)
        except Exception as fault:  # nothing may end the line but its cancellation
            log.exception("the connection failed in a way that was not foreseen")
            self.last_fault = f"{type(fault).__name__}: {fault}"
        finally:
            was_up = self.connected
            self._up.clear()
            self._connection = None
            if connection is not None:
                connection.close(LineDown(f"the line was cut: {self.last_fault or 'stopped'}"))
        return was_up

    def came_up(self, refused: tuple[str, ...]) -> None:
        """Told by the connection: accepted and subscribed."""
        self.refused = refused
        if refused:
            log.error(
                "the broker refused subscriptions; check this user's role",
                client_id=self.settings.client_id,
                username=self.settings.username,
                filters=refused,
            )
        log.info(
            "line up", client_id=self.settings.client_id, broker=f"{self.settings.host}:{self.settings.port}"
        )
        self._up.set()
        for hook in self.on_connect:
            try:
                hook()
            except Exception:
                log.exception("an on_connect hook failed")

    def take(self, message: Incoming) -> bool:
        """Told by the connection: a message came. False when the queue is full and reading must pause."""
        self.received += 1
        waiting = self._incoming.qsize()
        if waiting < 2 * self.incoming_limit:
            self._incoming.put_nowait(message)
        else:
            self.dropped += 1  # not acknowledged: the broker still has it, if the session is persistent
        return waiting + 1 < self.incoming_limit
