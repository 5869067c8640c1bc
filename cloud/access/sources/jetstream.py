"""NATS JetStream as a source: durable pull consumers on the stream in which the MQTT listener keeps all.

Theory of operation
===================

1. Gateways speak MQTT. The server stores a QoS 1 message in its own stream (`$MQTT_msgs`) and only then
   sends the PUBACK; that stream keeps a message as long as some consumer has not acknowledged it. We pull
   from there. A stream of our own on `sw.1.>` would be filled behind the PUBACK's back, and loses what a
   killed node held.
2. One durable consumer a stream of the contract, shared by every worker, explicit acknowledgement:
   whoever pulls a message has it until `ack_wait`; then, or when the worker has died, another gets it.
3. Receipts are stored into the same stream with the server's own mark of a QoS 1 publish, and reach the
   gateways' MQTT sessions at QoS 1. A plain publish would reach them at QoS 0.
4. That stream comes with the first gateway that ever connects, and keeps a message only for consumers that
   stand: what comes before ours has a PUBACK and is gone, until the gateway sends it again. So while there
   is none we look for it all the time, over the connection that we have.
5. One connection at a time, to one server at a time; any end of it begins a new one with the next server.
   Acks belong to the message, not the connection, so those of an old connection are sent on the new one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

import nats
import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from cloud.access.settings import NatsSettings
from cloud.access.sources.pulling import Pulling
from runtime import tls_faults, wire
from runtime.backoff import Backoff
from runtime.clock import monotonic
from runtime.logging import get_logger
from runtime.mqtt_line import LineDown
from telemetry.topics import ROOT

log = get_logger("jetstream")

_CONNECT_S = 5
_REQUEST_S = 5.0
#: A stream that elects its leader answers nothing; who publishes tries again.
_PUBLISH_S = 2.0
_STEADY_S = 10.0
_LOOK_S = 0.1
_PREFIX = "$MQTT.msgs."
#: How nats-server marks a QoS 1 publish within its stream.
_AT_LEAST_ONCE = {"Nmqtt-Pub": "1"}
_ACK = b"+ACK"


class JetMessage:
    """A message, and the subject on which it is acknowledged."""

    __slots__ = ("_reply", "_source", "payload", "stream", "topic")

    def __init__(
        self, source: JetStreamSource, stream: str, subject: str, payload: bytes, reply: str
    ) -> None:
        self.topic = subject.removeprefix(_PREFIX).replace(".", "/")
        self.payload = payload
        self.stream = stream
        self._source = source
        self._reply = reply

    def ack(self) -> None:
        """Acknowledge to the consumer."""
        self._source.acknowledge(self._reply)


class JetStreamSource:
    """The pull consumers of one lane. `run` keeps them up."""

    def __init__(
        self, settings: NatsSettings, streams: Sequence[str], *, backoff: Backoff | None = None
    ) -> None:
        self.received = 0
        self.dropped = 0
        self.reconnects = 0
        self.refused: tuple[str, ...] = ()
        self.last_fault: str | None = None
        self._settings = settings
        self._streams = tuple(streams)
        self._backoff = backoff or Backoff(first_s=0.2, limit_s=10.0)
        self._incoming: asyncio.Queue[JetMessage | None] = asyncio.Queue()
        self._waiting = dict.fromkeys(self._streams, 0)
        self._pulling: dict[str, Pulling] = {}
        self._room = asyncio.Event()
        self._up = asyncio.Event()
        self._client: Client | None = None
        self._acks: list[str] = []
        self._acks_waiting = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether the consumers stand."""
        return self._up.is_set()

    async def wait_connected(self) -> None:
        """Return once the consumers stand."""
        await self._up.wait()

    async def run(self) -> None:
        """Connect and pull until cancelled."""
        try:
            while True:
                server = self._settings.servers[self.reconnects % len(self._settings.servers)]
                started = monotonic()
                was_up = await self._one_connection(server)
                if was_up and monotonic() - started >= _STEADY_S:
                    self._backoff.reset()
                pause_s = self._backoff.next()
                log.warning(
                    "no messages from NATS",
                    server=server,
                    fault=self.last_fault,
                    retry_in_s=round(pause_s, 2),
                )
                await asyncio.sleep(pause_s)
                self.reconnects += 1
        finally:
            self._incoming.put_nowait(None)

    async def messages(self) -> AsyncIterator[JetMessage]:
        """What comes, until `run` ends."""
        while True:
            message = await self._incoming.get()
            if message is None:
                self._incoming.put_nowait(None)
                return
            self._waiting[message.stream] -= 1
            if self._waiting[message.stream] <= self._settings.window // 2:
                self._room.set()
            yield message

    async def publish(self, topic: str, payload: bytes) -> None:
        """Store for the gateway's session; raises LineDown when the cluster did not confirm it."""
        client = self._client
        if client is None or not self.connected:
            raise LineDown(f"not connected: {self.last_fault or 'not yet'}")
        try:
            await client.jetstream(timeout=_PUBLISH_S).publish(
                _PREFIX + topic.replace("/", "."), payload, headers=_AT_LEAST_ONCE
            )
        except (nats.errors.Error, TimeoutError, OSError) as fault:
            raise LineDown(f"the cluster did not confirm: {fault or type(fault).__name__}") from fault

    def acknowledge(self, reply: str) -> None:
        """Send this ack soon, with those that come meanwhile."""
        self._acks.append(reply)
        self._acks_waiting.set()

    async def _one_connection(self, server: str) -> bool:
        ended = asyncio.get_running_loop().create_future()

        async def over(*_: object) -> None:
            if not ended.done():
                ended.set_result(None)

        async def fault(raised: Exception) -> None:
            self.last_fault = f"{server}: {raised or type(raised).__name__}"

        was_up = False
        client = Client()
        try:
            await client.connect(
                server,
                name="steppewatch",
                allow_reconnect=False,
                # By itself it tries a server that is gone sixty times, two seconds apart.
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                connect_timeout=_CONNECT_S,
                ping_interval=5,
                max_outstanding_pings=2,
                closed_cb=over,
                disconnected_cb=over,
                error_cb=fault,
                **_credentials(self._settings),
            )
            async with asyncio.TaskGroup() as tasks:
                for stream in self._streams:
                    while not await self._consumer(client, stream):
                        self._no_stream(server)
                        await asyncio.sleep(_LOOK_S)
                self._client = client
                for stream in self._streams:
                    tasks.create_task(self._pull(client, stream))
                tasks.create_task(self._send_acks(client))
                tasks.create_task(_until(ended))
                was_up = True
                self._up.set()
                log.info("pulling from NATS", server=server, streams=self._streams)
        except* (_Ended, nats.errors.NoServersError):
            self.last_fault = self.last_fault or f"{server}: the connection ended"
        except* (nats.errors.Error, TimeoutError, OSError, ValueError) as faults:
            self.last_fault = f"{server}: {_plain(faults)}"
        finally:
            self._up.clear()
            self._client = None
            self._pulling.clear()
            with contextlib.suppress(Exception):
                await client.close()
        return was_up

    async def _consumer(self, client: Client, stream: str) -> bool:
        """Make the consumer of one stream of the contract; False while there is nothing to consume from."""
        settings = self._settings
        urgent = stream == "event"
        wanted = ConsumerConfig(
            durable_name=f"{settings.consumer}-{stream}",
            filter_subject=f"{_PREFIX}{ROOT.replace('/', '.')}.*.*.{stream}",
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=settings.event_ack_wait_s if urgent else settings.ack_wait_s,
            max_ack_pending=settings.max_ack_pending,
        )
        try:
            await client.jetstream(timeout=_REQUEST_S).add_consumer(settings.stream, wanted)
        except NotFoundError:
            return False
        return True

    def _no_stream(self, server: str) -> None:
        fault = (
            f"{server}: there is no stream {self._settings.stream} yet; it comes with the first gateway,"
            " if this server has an MQTT listener and JetStream"
        )
        if fault != self.last_fault:
            log.warning("no messages from NATS", server=server, fault=fault)
        self.last_fault = fault

    async def _pull(self, client: Client, stream: str) -> None:
        """Keep a request open; a message is handed on the moment it comes."""
        settings = self._settings
        inbox = client.new_inbox()
        pulling = self._pulling[stream] = Pulling(settings.window, settings.request_s)
        await client.subscribe(
            f"{inbox}.*",
            cb=partial(self._take, stream, pulling),
            pending_msgs_limit=4 * settings.window,
            pending_bytes_limit=-1,
        )
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{settings.stream}.{settings.consumer}-{stream}"
        while True:
            asked = pulling.ask(self._waiting[stream], monotonic())
            if asked is not None:
                token, size = asked
                request = {
                    "batch": size,
                    "max_bytes": settings.request_bytes,
                    "expires": int(settings.request_s * 1e9),
                }
                await client.publish(subject, json.dumps(request).encode(), reply=f"{inbox}.{token}")
                continue
            self._room.clear()
            # Not `wait_for`, which may swallow a cancellation that comes together with what it waits for.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.25):
                    await self._room.wait()

    async def _take(self, stream: str, pulling: Pulling, message: Msg) -> None:
        if not message.reply or (message.headers is not None and "Status" in message.headers):
            # The server's word on a request comes on the request's own subject.
            pulling.ended(message.subject.rpartition(".")[2])
            self._room.set()
            return
        if pulling.came():
            self._room.set()
        self.received += 1
        self._waiting[stream] += 1
        self._incoming.put_nowait(JetMessage(self, stream, message.subject, message.data, message.reply))

    async def _send_acks(self, client: Client) -> None:
        while True:
            await self._acks_waiting.wait()
            self._acks_waiting.clear()
            acks, self._acks = self._acks, []
            for reply in acks:
                await client.publish(reply, _ACK)


class _Ended(Exception):
    """The connection is over."""


async def _until(ended: asyncio.Future[None]) -> None:
    await ended
    raise _Ended


def _credentials(settings: NatsSettings) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if settings.username is not None:
        options["user"] = settings.username
    if settings.password_file is not None:
        options["password"] = settings.password_file.read_text(encoding="utf-8").rstrip("\r\n")
    if settings.credentials_file is not None:
        options["user_credentials"] = str(settings.credentials_file)
    if settings.tls_ca is not None:
        options["tls"] = wire.tls_context(settings.tls_ca, settings.tls_cert, settings.tls_key)
    return options


def _plain(faults: BaseExceptionGroup[BaseException]) -> str:
    fault: BaseException = faults
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    if isinstance(fault, OSError):
        return tls_faults.plain(fault)
    return str(fault) or type(fault).__name__
