"""Messages split into packets (分包), put together again within bounds, and what is missing asked for.

Theory of operation
-------------------
1. The packets of one message have serials in a row; the first packet's serial names the message.
2. Packets come in any order and any number of times. When the last one is there, the message is.
3. What is unfinished is bounded in messages, packets and bytes; a message that would break the bound is given
   up, oldest first, and counted. The sender keeps it until it is answered, and sends it again.
4. When nothing has come for `ask_after_s`, the missing packets are asked for, `asks` times; then the message
   is given up.
5. Of a message that was finished of late digests are remembered: a late packet begins no new message, but one
   with the same serial and other content does, for serials come round.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from telemetry.jt808.bodies import MissingPackets
from telemetry.jt808.frame import MAX_BODY_BYTES, Message

#: As many numbers as one request of the 2013 edition can carry.
_NUMBERS_IN_ONE = 255
_FINISHED_KEPT = 8

Key = tuple[int, int, int]


def packets_of(message: Message, size: int = MAX_BODY_BYTES) -> list[Message]:
    """The frames a message travels as: itself, or packets of at most `size` bytes with serials in a row.

    Raises ValueError when it would need more packets than can be counted.
    """
    if len(message.body) <= size:
        return [message]
    total = -(-len(message.body) // size)
    if total > 0xFFFF:
        raise ValueError(f"body: {len(message.body)} bytes make {total} packets; at most 65535")
    return [
        message._replace(
            serial=(message.serial + place) & 0xFFFF,
            body=message.body[place * size : (place + 1) * size],
            packets=(total, place + 1),
        )
        for place in range(total)
    ]


class Bounds(NamedTuple):
    """What one sender may leave unfinished, and how patiently it is asked."""

    messages: int = 4
    packets: int = 256
    bytes: int = 262_144
    ask_after_s: float = 5.0
    asks: int = 3


@dataclass(slots=True)
class _Unfinished:
    total: int
    heard_at: float
    asked: int = 0
    size: int = 0
    bodies: dict[int, bytes] = field(default_factory=dict)

    def missing(self) -> tuple[int, ...]:
        found = (number for number in range(1, self.total + 1) if number not in self.bodies)
        return tuple(islice(found, _NUMBERS_IN_ONE))


class Reassembly:
    """The unfinished messages of one sender."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._unfinished: OrderedDict[Key, _Unfinished] = OrderedDict()
        #: Digests of the packets of each.
        self._finished: OrderedDict[Key, tuple[int, ...]] = OrderedDict()
        #: Messages that were given up.
        self.given_up = 0

    def __len__(self) -> int:
        return len(self._unfinished)

    @property
    def held_bytes(self) -> int:
        """Bytes of bodies that wait for the rest of their messages."""
        return sum(one.size for one in self._unfinished.values())

    def take(self, packet: Message, now: float) -> Message | None:
        """Take one packet; the whole message, under its first packet's serial, when it is the last one."""
        if packet.packets is None:
            return packet
        total, number = packet.packets
        key = (packet.id, (packet.serial - number + 1) & 0xFFFF, total)
        digests = self._finished.get(key)
        if digests is not None and digests[number - 1] == hash(packet.body):
            return None
        if total > self._bounds.packets:
            self.given_up += 1
            return None
        one = self._unfinished.get(key)
        if one is None:
            one = self._unfinished[key] = _Unfinished(total, now)
        one.heard_at = now
        one.size += len(packet.body) - len(one.bodies.get(number, b""))
        one.bodies[number] = packet.body
        self._keep_within_bounds()
        if len(one.bodies) < total or key not in self._unfinished:
            return None
        del self._unfinished[key]
        bodies = [one.bodies[place] for place in range(1, total + 1)]
        self._finished[key] = tuple(map(hash, bodies))
        self._finished.move_to_end(key)
        while len(self._finished) > _FINISHED_KEPT:
            self._finished.popitem(last=False)
        body = b"".join(bodies)
        return packet._replace(serial=key[1], body=body, packets=None)

    def due(self, now: float) -> Iterator[MissingPackets]:
        """What must be asked for now; what was asked for often enough is given up."""
        for key, one in list(self._unfinished.items()):
            if now - one.heard_at < self._bounds.ask_after_s * (one.asked + 1):
                continue
            if one.asked >= self._bounds.asks:
                del self._unfinished[key]
                self.given_up += 1
                continue
            one.asked += 1
            yield MissingPackets(key[1], one.missing())

    def _keep_within_bounds(self) -> None:
        while self._unfinished and (
            len(self._unfinished) > self._bounds.messages or self.held_bytes > self._bounds.bytes
        ):
            self._unfinished.popitem(last=False)
            self.given_up += 1
