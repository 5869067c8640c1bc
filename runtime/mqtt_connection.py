"""One connection of the MQTT line: a paho client on the event loop, from dialling to its end."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from runtime import tls_faults, wire
from runtime.logging import get_logger
from runtime.mqtt_terms import Incoming, LineDown, MqttSettings, Will, nothing

log = get_logger("mqtt")

_HANDSHAKE_S = 10.0


class Line(Protocol):
    """What a connection asks of the line it belongs to."""

    settings: MqttSettings
    subscriptions: tuple[tuple[str, int], ...]
    will: Will | None
    last_fault: str | None
    refused: tuple[str, ...]
    reconnects: int

    def came_up(self, refused: tuple[str, ...]) -> None:
        """Accepted and subscribed; `refused` are the filters the broker did not grant."""

    def take(self, message: Incoming) -> bool:
        """A message came. False when the queue is full and reading must pause."""


class _Client(paho.Client):
    """paho over a wire that is already connected. `_create_socket` is paho's own seam for transports."""

    ready_wire: wire.Wire

    def _create_socket(self) -> Any:
        return self.ready_wire

    def excuse_late_pong(self) -> None:
        """While reading is paused the broker's PINGRESP cannot be seen; that is not a dead line."""
        self._ping_t = 0.0

    def drop_socket(self) -> None:
        """Take the socket off the loop and close it."""
        self._sock_close()


class Connection:
    """One connection: the paho client, its socket on the loop, and who waits for which packet id."""

    def __init__(self, line: Line, ready_wire: wire.Wire) -> None:
        settings = line.settings
        self._line = line
        self._wire = ready_wire
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[str] = self._loop.create_future()
        self._number = line.reconnects
        self._accepted = False
        self._settled = False
        self._puback: dict[int, asyncio.Future[None]] = {}
        self._suback: dict[int, str] = {}
        self._refused: list[str] = []
        self._unacked: dict[int, tuple[int, int]] = {}
        self._serial = itertools.count()
        client = _Client(
            CallbackAPIVersion.VERSION2,
            client_id=settings.client_id,
            clean_session=settings.clean_session,
            protocol=paho.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.ready_wire = ready_wire
        client.suppress_exceptions = True
        client.max_inflight_messages_set(0)
        if settings.username is not None:
            client.username_pw_set(settings.username, _password(settings))
        if line.will is not None:
            client.will_set(line.will.topic, line.will.payload, line.will.qos, line.will.retain)
        client.on_socket_open = lambda _c, _u, sock: self._loop.add_reader(sock.fileno(), self._on_readable)
        client.on_socket_close = self._on_socket_close
        client.on_socket_register_write = lambda _c, _u, sock: self._loop.add_writer(
            sock.fileno(), self._on_writable
        )
        client.on_socket_unregister_write = self._on_unregister_write
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_disconnect = self._on_disconnect
        self._client = client

    @classmethod
    async def open(cls, line: Line) -> Connection:
        """Dial the broker and send CONNECT."""
        settings = line.settings
        context = None
        if settings.tls_ca is not None:
            context = wire.tls_context(settings.tls_ca, settings.tls_cert, settings.tls_key)
        ready_wire = await wire.dial(settings.host, settings.port, context)
        try:
            connection = cls(line, ready_wire)
            connection._client.connect(settings.host, settings.port, settings.keepalive_s)
        except BaseException:
            ready_wire.close()
            raise
        return connection

    async def live(self) -> None:
        """Until the connection ends; leaves the reason in the line's `last_fault`."""
        deadline = self._loop.time() + _HANDSHAKE_S
        while not self._ended.done():
            await asyncio.wait({self._ended}, timeout=1.0)
            if self._wire.paused:
                self._client.excuse_late_pong()
            self._client.loop_misc()
            if not self._accepted and self._loop.time() > deadline:
                self._end(f"the broker did not answer within {_HANDSHAKE_S:g} s")
        self._line.last_fault = self._ended.result()

    def close(self, fault: LineDown) -> None:
        """Say goodbye if the socket still stands, close it, and tell everyone who waits."""
        self._client.on_disconnect = None
        if not self._ended.done():
            self._client.disconnect()
            self._client.loop_write()
        self._client.drop_socket()
        self._wire.close()
        self._end("closed")
        self._unacked.clear()
        for waiter in self._puback.values():
            if not waiter.done():
                waiter.set_exception(fault)

    async def publish(self, topic: str, payload: bytes, qos: int, retain: bool) -> None:
        """Hand to paho and wait for the broker."""
        info = self._client.publish(topic, payload, qos, retain)
        if info.rc != paho.MQTT_ERR_SUCCESS:
            raise LineDown(f"cannot send: {paho.error_string(info.rc)}")
        waiter: asyncio.Future[None] = self._loop.create_future()
        self._puback[info.mid] = waiter
        try:
            await waiter
        finally:
            self._puback.pop(info.mid, None)

    def subscribe(self, filters: Sequence[tuple[str, int]]) -> None:
        """Subscribe to more, on the connection as it stands."""
        if self._accepted and not self._ended.done():
            for filter_, qos in filters:
                _, mid = self._client.subscribe(filter_, qos)
                if mid is not None:
                    self._suback[mid] = filter_

    def resume(self) -> None:
        """There is room again: read on."""
        if self._wire.paused and not self._ended.done():
            self._wire.paused = False
            self._loop.add_reader(self._wire.fileno(), self._on_readable)
            self._loop.call_soon(self._on_readable)

    def _pause(self) -> None:
        self._wire.paused = True
        self._loop.remove_reader(self._wire.fileno())

    def _acknowledge(self, serial: int) -> None:
        unacked = self._unacked.pop(serial, None)
        if unacked is not None and not self._ended.done():
            self._client.ack(*unacked)

    def _end(self, why: str) -> None:
        if not self._ended.done():
            self._ended.set_result(why)

    def _on_readable(self) -> None:
        try:
            while not self._ended.done() and not self._wire.paused:
                self._client.loop_read()
                if not self._wire.buffered:
                    break
        except Exception as fault:
            log.exception("reading from the broker failed")
            self._end(f"{type(fault).__name__}: {fault}")

    def _on_writable(self) -> None:
        try:
            self._client.loop_write()
        except Exception as fault:
            log.exception("writing to the broker failed")
            self._end(f"{type(fault).__name__}: {fault}")

    def _on_socket_close(self, _client: Any, _data: Any, sock: Any) -> None:
        with contextlib.suppress(ValueError, OSError):
            self._loop.remove_reader(sock.fileno())
            self._loop.remove_writer(sock.fileno())

    def _on_unregister_write(self, _client: Any, _data: Any, sock: Any) -> None:
        self._loop.remove_writer(sock.fileno())

    def _on_connect(self, client: Any, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
        if reason.is_failure:
            self._end(f"the broker refused us: {reason}; check the user name and the password file")
            return
        self._accepted = True
        for filter_, qos in self._line.subscriptions:
            _, mid = client.subscribe(filter_, qos)
            self._suback[mid] = filter_
        self._settle()

    def _on_subscribe(
        self, _c: Any, _data: Any, mid: int, reasons: list[ReasonCode], _properties: Any
    ) -> None:
        filter_ = self._suback.pop(mid, None)
        if filter_ is not None:
            if any(reason.is_failure for reason in reasons):
                self._refused.append(filter_)
            self._settle()

    def _settle(self) -> None:
        if self._suback:
            return
        if self._settled:
            self._line.refused = tuple(self._refused)
            return
        self._settled = True
        self._line.came_up(tuple(self._refused))

    def _on_message(self, client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            log.warning("a message with an unreadable topic was passed over", size=len(message.payload))
            client.ack(message.mid, message.qos)
            return
        acknowledge = nothing
        if message.qos:
            serial = next(self._serial)
            self._unacked[serial] = (message.mid, message.qos)
            acknowledge = partial(self._acknowledge, serial)
        incoming = Incoming(
            topic,
            bytes(message.payload),
            message.qos,
            message.retain,
            acknowledge,
            packet_id=message.mid,
            again=message.dup,
            connection=self._number,
        )
        if not self._line.take(incoming):
            self._pause()

    def _on_publish(self, _client: Any, _data: Any, mid: int, _reason: Any, _properties: Any) -> None:
        waiter = self._puback.get(mid)
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _on_disconnect(self, _c: Any, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
        fault = self._wire.fault
        self._end(f"the connection broke ({reason})" if fault is None else tls_faults.plain(fault))


def _password(settings: MqttSettings) -> str | None:
    if settings.password_file is None:
        return None
    return settings.password_file.read_text(encoding="utf-8").rstrip("\r\n")
