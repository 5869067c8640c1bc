"""MQTT 3.1.1 packets that come in great numbers, read from and written to plain bytes. Pure.

Only what is well formed is read here; everything else is left to the client library, which can refuse it.
"""

from __future__ import annotations

from typing import NamedTuple

from runtime.mqtt_faults import sound_topic

PUBLISH = 0x30
_PUBACK = b"\x40\x02"

#: Longer packets are left to the client library, which takes them piece by piece.
MAX_HERE = 1_048_576

#: Longer packets end the connection: what a broker announces is held in memory until it is whole.
MAX_PACKET = 16_777_216


class Publish(NamedTuple):
    """A PUBLISH at QoS 0 or 1, and where the next packet begins."""

    topic: str
    payload: bytes
    qos: int
    retain: bool
    again: bool
    packet_id: int
    end: int


class Incomplete(NamedTuple):
    """A PUBLISH of which more has to come."""


INCOMPLETE = Incomplete()


def read_publish(data: bytes, at: int) -> Publish | Incomplete | None:
    """The PUBLISH that begins at `at`; INCOMPLETE when bytes are missing; None when it is not for us."""
    head = data[at]
    qos = (head >> 1) & 3
    if head & 0xF0 != PUBLISH or qos > 1:
        return None
    have = len(data)
    length, shift, body = 0, 0, at + 1
    while True:
        if body >= have:
            return INCOMPLETE
        byte = data[body]
        body += 1
        length |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if shift > 21:
            return None
    if length > MAX_HERE:
        return None
    end = body + length
    if end > have:
        return INCOMPLETE
    text = body + 2
    after = text + ((data[body] << 8) | data[body + 1]) if length >= 2 else end + 1
    content = after + 2 if qos else after
    if content > end or after == text:
        return None
    packet_id = (data[after] << 8) | data[after + 1] if qos else 0
    if qos and not packet_id:
        return None
    try:
        topic = data[text:after].decode()
    except UnicodeDecodeError:
        return None
    if not sound_topic(topic):
        return None
    return Publish(topic, data[content:end], qos, bool(head & 1), bool(head & 8), packet_id, end)


def pubacks(packet_ids: list[int]) -> bytes:
    """The PUBACKs of all these, joined for one write."""
    return b"".join([_PUBACK + packet_id.to_bytes(2) for packet_id in packet_ids])
