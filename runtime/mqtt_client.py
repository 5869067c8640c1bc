"""paho's client with what the line needs of it: a wire that stands already, and no trust in it."""

from __future__ import annotations

from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode

from runtime import mqtt_faults, wire
from runtime.clock import monotonic
from runtime.mqtt_faults import FROM_BROKER
from runtime.mqtt_packets import MAX_PACKET, pubacks

_CONNACK = 0x20
_PUBLISH_AT_QOS_2 = 0x34
_MAX_HALF = 100
"""Messages at QoS 2 that may be held until they are released; no more bytes than one packet may have."""


class Client(paho.Client):
    """paho over a wire that is already connected. `_create_socket` is paho's own seam for transports.

    Each packet is looked at before paho acts on it: its first byte before the rest is read, its length before
    more than a part of it is held, its form when it is whole. `fault` says what was wrong; paho then ends the
    connection as after any breach of the protocol.
    """

    ready_wire: wire.Wire
    fault: str | None = None
    _greeted = False
    _begun: float | None = None

    def _create_socket(self) -> Any:
        return self.ready_wire

    def excuse_late_pong(self) -> None:
        """While reading is paused the broker's PINGRESP cannot be seen; that is not a dead line."""
        self._ping_t = 0.0
        if self._begun is not None:
            self._begun = monotonic()

    def drop_socket(self) -> None:
        """Take the socket off the loop and close it."""
        self._sock_close()

    @property
    def between_packets(self) -> bool:
        """Whether the next byte begins a packet."""
        return self._in_packet["command"] == 0

    @property
    def half_for_s(self) -> float:
        """For how long a packet has been coming and is not whole yet."""
        return 0.0 if self._begun is None else monotonic() - self._begun

    @property
    def unsent(self) -> int:
        """Packets that the broker has not taken yet."""
        return len(self._out_packet)

    def heard(self) -> None:
        """Something came that paho did not read itself; the broker lives."""
        self._last_bytes_received = paho.time_func()  # its name since 2.2
        self._last_msg_in = self._last_bytes_received

    def send_pubacks(self, packet_ids: list[int]) -> None:
        """Acknowledge all of these in one write."""
        self._packet_queue(paho.PUBACK, pubacks(packet_ids), 0, 0)

    def _packet_read(self) -> MQTTErrorCode:
        if self.between_packets:
            first = self.ready_wire.next_byte()
            if first is not None:
                self.fault = mqtt_faults.head_fault(first, FROM_BROKER)
                if self.fault is None and (first == _CONNACK) is self._greeted:
                    self.fault = "CONNACK twice" if self._greeted else "something else before CONNACK"
                if self.fault is not None:
                    return MQTTErrorCode.MQTT_ERR_PROTOCOL
        code = super()._packet_read()
        if self.between_packets:
            self._begun = None
            return code
        if self._begun is None:
            self._begun = monotonic()
        if code == MQTTErrorCode.MQTT_ERR_PROTOCOL:
            self.fault = "a length of more than four bytes"
        elif self._in_packet["remaining_length"] > MAX_PACKET:
            self.fault = f"a packet of {self._in_packet['remaining_length']} bytes; {MAX_PACKET} are taken"
        return code if self.fault is None else MQTTErrorCode.MQTT_ERR_PROTOCOL

    def _packet_handle(self) -> MQTTErrorCode:
        first, body = self._in_packet["command"], self._in_packet["packet"]
        self.fault = mqtt_faults.fault(first, body, FROM_BROKER)
        if self.fault is None and first & 0xF6 == _PUBLISH_AT_QOS_2 and self._holds_too_much(len(body)):
            self.fault = "messages at QoS 2 and never their release"
        if self.fault is not None:
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        if first == _CONNACK:
            self._greeted = True
        return super()._packet_handle()

    def _holds_too_much(self, more: int) -> bool:
        held = [len(message.payload) for message in self._in_messages.values()]
        return len(held) >= _MAX_HALF or sum(held) + more > MAX_PACKET
