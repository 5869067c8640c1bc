"""Which messages a broker sends again after a lost connection. Pure, bounded.

An acknowledgement may be lost with its connection; the broker then sends the message again, marked so, with
the packet id it had. Told twice, a fire that was over would begin anew.

A broker that gives a packet id out anew at once could make a new message look like an old one. Such a broker
shows itself within a connection, and everything it sends is then taken for new.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from runtime.mqtt_line import Incoming

#: Packet ids are given out in a circle of 65,535; far fewer than that are remembered.
_REMEMBERED = 4096


class _Seen(NamedTuple):
    connection: int
    topic: str
    payload: int


class Redelivery:
    """What came at QoS 1, by packet id."""

    def __init__(self) -> None:
        #: Whether the broker gives packet ids out anew too soon for them to tell anything.
        self.unsure = False
        self._seen: OrderedDict[int, _Seen] = OrderedDict()
        self._connection = -1
        self._connection_before = -1

    def is_again(self, incoming: Incoming) -> bool:
        """Note the message; whether it came on the connection before already."""
        if not incoming.qos or self.unsure:
            return False
        if incoming.connection != self._connection:
            self._connection_before, self._connection = self._connection, incoming.connection
        said = _Seen(incoming.connection, incoming.topic, hash(incoming.payload))
        before = self._seen.pop(incoming.packet_id, None)
        self._seen[incoming.packet_id] = said
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        if before is None:
            return False
        if before.connection == incoming.connection:
            self.unsure = True
            self._seen.clear()
            return False
        return incoming.again and before == said._replace(connection=self._connection_before)
