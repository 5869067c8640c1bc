"""One client's connection to the embedded broker, made safe: whole packets of bounded size, clean endings.

amqtt 0.12.1 reads packets of any size, takes what is left of one for the next, never ends a connection whose
keepalive has run out, and acknowledges a message before it has gone anywhere. The reader, the writer and the
handler here replace those parts.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from amqtt.adapters import StreamReaderAdapter, StreamWriterAdapter
from amqtt.mqtt.connect import ConnectPacket
from amqtt.mqtt.disconnect import DisconnectPacket
from amqtt.mqtt.pingreq import PingReqPacket
from amqtt.mqtt.pingresp import PingRespPacket
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.mqtt.puback import PubackPacket
from amqtt.mqtt.publish import PublishPacket
from amqtt.mqtt.subscribe import SubscribePacket
from amqtt.mqtt.unsubscribe import UnsubscribePacket
from amqtt.session import Session

from broker_plugins.outbox import Outbox
from runtime import mqtt_faults
from runtime.logging import get_logger
from runtime.mqtt_faults import FROM_CLIENT

log = get_logger("broker")

MAX_PACKET_BYTES = 300_000
"""A little more than the largest message of the contract; a client that sends more is disconnected."""

_MAX_UNREAD_BYTES = 1_000_000
"""A client that lets so many of its acknowledgements lie unread is disconnected."""

_MAX_UNHANDLED = 1_000
"""A client that sends subscriptions faster than they can be answered is disconnected."""

_MAX_UNRELEASED = 20
"""A client that leaves more QoS 2 messages half sent is disconnected."""

_PACKET_S = 60.0
"""A client that has begun a packet ends it within this time, or is disconnected."""

_CHUNK = 65_536
_CLOSE_S = 1.0
_CONNECT = 0x10


class PacketReader(StreamReaderAdapter):
    """Gives amqtt's parsers one whole packet at a time, and never a byte beyond it.

    A packet that is too large, too slow or not of MQTT's form ends the connection before amqtt sees any of
    it; `fault` says why.
    """

    def __init__(self, reader: asyncio.StreamReader, limit: int = MAX_PACKET_BYTES) -> None:
        super().__init__(reader)
        self._limit = limit
        self._ahead = bytearray()
        self._from = 0
        self._packet = b""
        self._at = 0
        self._over = False
        self._greeted = False
        self.oversize = False
        self.fault: str | None = None

    def hang_up(self) -> None:
        """Give nothing more: to amqtt the stream has ended."""
        self._over = True

    async def read(self, n: int = -1) -> bytes:
        """Exactly `n` bytes of the present packet, or of the next one when this one has been taken."""
        if n == 0:
            return b""
        if self._over:
            raise self._end()
        if self._at == len(self._packet):
            await self._next_packet()
        end = self._at + n
        if n < 0 or end > len(self._packet):
            raise self._end()
        taken = self._packet[self._at : end]
        self._at = end
        return taken

    async def _next_packet(self) -> None:
        if self._from == len(self._ahead):
            await self._read_more()
        first = self._ahead[self._from]
        self.fault = mqtt_faults.head_fault(first, FROM_CLIENT)
        if self.fault is None and first != _CONNECT and not self._greeted:
            self.fault = "something else before CONNECT"
        if self.fault is not None:
            raise self._end()
        extent = self._extent()
        if extent is None:
            try:
                async with asyncio.timeout(_PACKET_S):
                    while extent is None:
                        await self._read_more()
                        extent = self._extent()
            except TimeoutError:
                self.fault = f"a packet that does not end within {_PACKET_S:g} s"
                raise self._end() from None
        body, end = extent
        self.fault = mqtt_faults.fault(first, self._ahead[body:end], FROM_CLIENT)
        if self.fault is not None:
            raise self._end()
        self._greeted = True
        self._packet, self._at = bytes(self._ahead[self._from : end]), 0
        self._from = end

    async def _read_more(self) -> None:
        more = await self._reader.read(_CHUNK)
        if not more:
            raise self._end()
        del self._ahead[: self._from]
        self._from = 0
        self._ahead += more

    def _extent(self) -> tuple[int, int] | None:
        """Where the packet's body begins and ends; None while bytes are missing."""
        length, at = 0, self._from + 1
        for place in range(4):
            if at >= len(self._ahead):
                return None
            digit = self._ahead[at]
            at += 1
            length |= (digit & 0x7F) << 7 * place
            if digit < 0x80:
                if length > self._limit:
                    self.oversize = True
                    raise self._end()
                return None if at + length > len(self._ahead) else (at, at + length)
        self.fault = "a length of more than four bytes"
        raise self._end()

    def _end(self) -> asyncio.IncompleteReadError:
        self._over = True
        return asyncio.IncompleteReadError(b"", None)


class PatientWriter(StreamWriterAdapter):
    """Closes within a second, even when the client does not read what is left for it."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        super().__init__(writer)
        self._transport = writer.transport

    @property
    def unread_bytes(self) -> int:
        """What the client has not taken yet."""
        return self._transport.get_write_buffer_size()

    @property
    def certificate(self) -> bytes | None:
        """The certificate that the client has shown, DER; None without TLS."""
        tls = self._transport.get_extra_info("ssl_object")
        shown: bytes | None = None if tls is None else tls.getpeercert(binary_form=True)
        return shown

    async def close(self) -> None:
        """Close the connection; after a second without waiting for the client."""
        if self.is_closed:
            return
        self.is_closed = True
        self._writer.close()
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._writer.wait_closed()
        except OSError:  # TimeoutError is one
            self.abort()

    def abort(self) -> None:
        """Drop the connection at once."""
        self.is_closed = True
        self._transport.abort()


P = TypeVar("P", SubscribePacket, UnsubscribePacket)
Accept = Callable[[Session, str, bytes, int, bool], bool]


class GuardedHandler(BrokerProtocolHandler):
    """amqtt's protocol handler with our ending, our sending (the outbox) and our taking in (`accept`)."""

    outbox: Outbox
    accept: Accept
    _goodbye: asyncio.Future[DisconnectPacket | None] | None = None

    async def start(self) -> None:
        """Start reading; the wait for the end begins first, so that even an instant end is seen.

        amqtt waits for its reader to say that it has begun, and later that it has ended. One cancelled before
        its first step says neither, and who takes the session over would wait for ever.
        """
        self._goodbye = asyncio.get_running_loop().create_future()
        self._reader_ready, self._reader_stopped = asyncio.Event(), asyncio.Event()
        self._reader_task = asyncio.create_task(self._reader_loop())
        self._reader_task.add_done_callback(self._reader_has_ended)
        await self._reader_ready.wait()

    def _reader_has_ended(self, _task: asyncio.Task[None]) -> None:
        if self._reader_ready is not None:
            self._reader_ready.set()
        self._reader_stopped.set()
        self._say_goodbye(None)

    async def stop(self) -> None:
        """Stop reading and close."""
        await super().stop()
        self._say_goodbye(None)

    async def wait_disconnect(self) -> DisconnectPacket | None:
        """The DISCONNECT packet, or None when the connection ended without one."""
        return None if self._goodbye is None else await asyncio.shield(self._goodbye)

    async def handle_disconnect(self, disconnect: DisconnectPacket | None) -> None:
        """The client left, with or without saying so."""
        self._say_goodbye(disconnect)

    async def handle_connect(self, connect: ConnectPacket) -> None:
        """A second CONNECT breaks the protocol [MQTT-3.1.0-2]."""
        self.hang_up()

    def handle_read_timeout(self) -> None:
        """Nothing came for one and a half keepalives [MQTT-3.1.2-24]."""
        self.hang_up()

    def hang_up(self) -> None:
        """End this connection from our side."""
        if isinstance(self.reader, PacketReader):
            self.reader.hang_up()
        if isinstance(self.writer, PatientWriter):
            self.writer.abort()
        self._say_goodbye(None)

    def _say_goodbye(self, disconnect: DisconnectPacket | None) -> None:
        if self._goodbye is not None and not self._goodbye.done():
            self._goodbye.set_result(disconnect)

    def handle_publish(self, publish_packet: PublishPacket) -> Coroutine[Any, Any, None]:
        """Take a message in at once and in order, and only then acknowledge it.

        amqtt makes a task of what this returns; a task can be cancelled before it ever runs, so the message
        is taken in here and now and the task has nothing left to do.
        """
        session, topic = self.session, publish_packet.topic_name
        if session is None or topic is None:
            return _done()
        qos = publish_packet.qos or 0
        if qos > 1:
            if len(session.inflight_in) < _MAX_UNRELEASED:
                return super().handle_publish(publish_packet)
            self.hang_up()
            return _done()
        if not self.accept(
            session, topic, bytes(publish_packet.data or b""), qos, publish_packet.retain_flag
        ):
            self.hang_up()
        elif qos and publish_packet.packet_id is not None:
            self._answer(PubackPacket.build(publish_packet.packet_id).to_bytes())
        return _done()

    def handle_pingreq(self, pingreq: PingReqPacket) -> Coroutine[Any, Any, None]:
        """Answer at once."""
        self._answer(PingRespPacket.build().to_bytes())
        return _done()

    def _answer(self, data: bytes) -> None:
        """Write without waiting for the client, up to a bound."""
        if isinstance(self.writer, PatientWriter):
            self.writer.write(data)
            if self.writer.unread_bytes > _MAX_UNREAD_BYTES:
                log.warning("a client does not read its answers; disconnected")
                self.hang_up()

    def handle_subscribe(self, subscribe: SubscribePacket) -> Coroutine[Any, Any, None]:
        """Queue a subscription for the broker."""
        return self._queued(super().handle_subscribe, subscribe, self._pending_subscriptions.qsize())

    def handle_unsubscribe(self, unsubscribe: UnsubscribePacket) -> Coroutine[Any, Any, None]:
        """Queue the end of a subscription for the broker."""
        return self._queued(super().handle_unsubscribe, unsubscribe, self._pending_unsubscriptions.qsize())

    def _queued(
        self, handle: Callable[[P], Coroutine[Any, Any, None]], packet: P, waiting: int
    ) -> Coroutine[Any, Any, None]:
        if waiting < _MAX_UNHANDLED:
            return handle(packet)
        self.hang_up()
        return _done()

    def handle_puback(self, puback: PubackPacket) -> Coroutine[Any, Any, None]:
        """The client has confirmed a message."""
        if puback.variable_header is not None:
            self.outbox.acknowledged(puback.variable_header.packet_id)
        return _done()

    async def end(self) -> None:
        """Hang up and close, whatever state the connection is in."""
        self.hang_up()
        with contextlib.suppress(Exception):
            await self.stop()


async def _done() -> None:
    """What is left of a packet that has been dealt with."""
