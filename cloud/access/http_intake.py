"""HTTP as a source: a message waits in a lane like any other, and its sender waits for what became of it.

A process that serves pages and runs no lanes for a broker has lanes for this alone: any process may write.

A message that is acknowledged without having been named as stored was quarantined.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from cloud.access.examine import Arrival, Identity, identity_of
from cloud.access.lanes import LANES, Lane
from runtime.clock import Clock
from telemetry.messages import Receipt, StoredRange
from telemetry.topics import Topic

#: How long a full lane is waited for, and how long the stores, before the sender is asked to come again.
PATIENCE_S = 20.0
#: How many senders may wait at once; each holds one message of at most 256 KiB.
MAX_WAITING = 500

_LANE_OF = {stream: lane for lane, streams in LANES.items() for stream in streams}


class NotNow(Exception):
    """It cannot be taken now; come again."""


class _Said:
    """One message over HTTP."""

    direct = True

    def __init__(self, topic: str, payload: bytes) -> None:
        self.topic = topic
        self.payload = payload
        self.stored = False
        self.settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def ack(self) -> None:
        """Its fate is committed."""
        if not self.settled.done():
            self.settled.set_result(None)


class HttpIntake:
    """Hands messages to this process's lanes."""

    def __init__(self, lanes: Mapping[str, Lane], clock: Clock) -> None:
        self.received = 0
        self._lanes = lanes
        self._clock = clock
        self._waiting = 0
        #: Who waits for which identity to be named as stored.
        self._named: dict[Identity, list[_Said]] = {}
        self._seq = 0

    def stored(self, identities: Iterable[Identity]) -> None:
        """These are committed. Told before their messages are acknowledged."""
        if self._named:
            for identity in identities:
                for said in self._named.get(identity, ()):
                    said.stored = True

    async def take(self, place: Topic, payload: bytes) -> Receipt | None:
        """Returns after the commit: the receipt, or None when the message was quarantined. Raises NotNow."""
        lane = self._lanes.get(_LANE_OF[place.stream.value])
        if lane is None:
            raise NotNow("this process runs no lane for this stream")
        if self._waiting >= MAX_WAITING:
            raise NotNow("too many messages wait already")
        said = _Said(str(place), payload)
        identity = identity_of(Arrival(said.topic, payload, self._clock.now_ms()))
        if identity is not None:
            self._named.setdefault(identity, []).append(said)
        self._waiting += 1
        self.received += 1
        try:
            async with asyncio.timeout(PATIENCE_S):
                await lane.take(said)
                await said.settled
        except TimeoutError:
            raise NotNow(lane.fault or "the lane is full") from None
        finally:
            self._waiting -= 1
            if identity is not None:
                self._named[identity].remove(said)
                if not self._named[identity]:
                    del self._named[identity]
        return self._receipt(place, identity) if said.stored and identity is not None else None

    def _receipt(self, place: Topic, identity: Identity) -> Receipt:
        now = self._clock.now_ms()
        self._seq = max(self._seq + 1, now)
        told = StoredRange(stream=place.stream, first=identity.seq, last=identity.seq)
        return Receipt(gateway=place.gateway, seq=self._seq, ts_gateway=now, clock_synced=True, stored=[told])
