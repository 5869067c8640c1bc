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
from runtime.mqtt_client import Client
from runtime.mqtt_faults import sound_topic
from runtime.mqtt_packets import Publish, read_publish
from runtime.mqtt_terms import Incoming, LineDown, MqttSettings, Will, nothing

log = get_logger("mqtt")

_LOOK_S = 1.0
_HANDSHAKE_S = 10.0

_SUBSCRIBED_S = 30.0
"""A broker that has let us in answers our subscriptions within this time, or it is dialled again."""

_PACKET_S = 300.0
"""A packet that has begun is whole within this time, or the broker is dialled again; the slowest links bring
the largest message in four minutes."""

_MAX_UNSENT = 10_000
"""A broker that lets so many packets lie unread is dialled again."""

_AT_ONCE = 32
"""Packets and pieces read in a row before others on the loop have their turn."""


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
        self._pubacks: list[int] = []
        self._serial = itertools.count()
        self._passed_over = 0
        self._reads_on = False
        client = Client(
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
        began = self._loop.time()
        while not self._ended.done():
            await asyncio.wait({self._ended}, timeout=_LOOK_S)
            if self._wire.paused:
                self._client.excuse_late_pong()
                began = began if self._settled else self._loop.time()
            self._client.loop_misc()
            late = self._late(self._loop.time() - began)
            if late is not None:
                self._end(late)
        self._line.last_fault = self._ended.result()

    def _late(self, for_s: float) -> str | None:
        """What the broker should have done by now, after `for_s` seconds."""
        if not self._accepted and for_s > _HANDSHAKE_S:
            return f"the broker did not answer within {_HANDSHAKE_S:g} s"
        if not self._settled and for_s > _SUBSCRIBED_S:
            return f"the broker did not answer our subscriptions within {_SUBSCRIBED_S:g} s"
        if self._client.half_for_s > _PACKET_S:
            return f"the broker began a packet and did not end it within {_PACKET_S:g} s"
        return None

    def close(self, fault: LineDown) -> None:
        """Say goodbye if the socket still stands, close it, and tell everyone who waits."""
        self._client.on_disconnect = None
        if not self._ended.done():
            self._send_pubacks()
            self._client.disconnect()
            self._client.loop_write()
        self._client.drop_socket()
        self._wire.close()
        if self._passed_over > 1:
            log.warning("messages were passed over: their topics are none", count=self._passed_over)
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
        packet_id, qos = self._unacked.pop(serial, (0, 0))
        if not qos or self._ended.done():
            return
        if qos > 1:
            self._client.ack(packet_id, qos)
            return
        if not self._pubacks:
            self._loop.call_soon(self._send_pubacks)
        self._pubacks.append(packet_id)

    def _send_pubacks(self) -> None:
        waiting, self._pubacks = self._pubacks, []
        if waiting and not self._ended.done():
            self._client.send_pubacks(waiting)
            self._look_at_unsent()

    def _look_at_unsent(self) -> None:
        if self._client.unsent > _MAX_UNSENT:
            self._end("the broker does not read what is sent to it")

    def _end(self, why: str) -> None:
        if not self._ended.done():
            self._ended.set_result(why)

    def _on_readable(self) -> None:
        try:
            for _ in range(_AT_ONCE):
                if self._ended.done() or self._wire.paused:
                    return
                if not self._accepted or not self._read_publishes():
                    self._client.loop_read()
                    self._look_at_unsent()
                if not self._wire.buffered:
                    return
            if not self._reads_on:
                self._reads_on = True
                self._loop.call_soon(self._read_on)
        except Exception as fault:
            log.exception("reading from the broker failed")
            self._end(f"{type(fault).__name__}: {fault}")

    def _read_on(self) -> None:
        self._reads_on = False
        self._on_readable()

    def _read_publishes(self) -> bool:
        """Take the messages that were read ahead. False when what comes next is for paho to read."""
        if not self._client.between_packets:
            return False
        if not self._wire.buffered and not self._wire.read_more():
            return False
        data, at = self._wire.ahead
        while at < len(data) and not self._wire.paused:
            found = read_publish(data, at)
            if not isinstance(found, Publish):
                self._wire.take_to(at)
                return found is not None and self._wire.read_more()
            at = found.end
            self._wire.take_to(at)
            self._pass_on(found.topic, found.payload, found.qos, found.retain, found.packet_id, found.again)
        self._client.heard()
        return True

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
            topic = ""
        if not sound_topic(topic):
            self._pass_over(message)
            return
        payload = bytes(message.payload)
        self._pass_on(topic, payload, message.qos, message.retain, message.mid, message.dup)

    def _pass_over(self, message: paho.MQTTMessage) -> None:
        """Nobody can use a message whose topic is none. It is acknowledged, or it would come again for ever.

        MQTT would have the connection closed [MQTT-1.5.3-1]; but then one message of one client, on a broker
        that lets it through, would keep everybody else's from coming.
        """
        if not self._passed_over:
            log.warning("a message was passed over: its topic is none", size=len(message.payload))
        self._passed_over += 1
        self._client.ack(message.mid, message.qos)

    def _pass_on(
        self, topic: str, payload: bytes, qos: int, retain: bool, packet_id: int, again: bool
    ) -> None:
        acknowledge = nothing
        if qos:
            serial = next(self._serial)
            self._unacked[serial] = (packet_id, qos)
            acknowledge = partial(self._acknowledge, serial)
        incoming = Incoming(topic, payload, qos, retain, acknowledge, packet_id, again, self._number)
        if not self._line.take(incoming):
            self._pause()

    def _on_publish(self, _client: Any, _data: Any, mid: int, _reason: Any, _properties: Any) -> None:
        waiter = self._puback.get(mid)
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _on_disconnect(self, _c: Any, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
        if self._wire.fault is not None:
            self._end(tls_faults.plain(self._wire.fault))
        elif self._client.fault is not None:
            self._end(f"the broker does not keep to MQTT 3.1.1: {self._client.fault}")
        else:
            self._end(f"the connection broke ({reason})")


def _password(settings: MqttSettings) -> str | None:
    if settings.password_file is None:
        return None
    return settings.password_file.read_text(encoding="utf-8").rstrip("\r\n")
