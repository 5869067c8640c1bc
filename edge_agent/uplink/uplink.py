"""From the spool to the cloud: published at QoS 1, fire first, kept until a receipt names it.

Each rank has a window of records on their way, so that a backlog of readings never keeps a fire waiting; the
ranks are served in their order. A record without a receipt is sent again after `resend_after_s`, three times
at that pace, then at growing pauses, for ever. After a reconnect everything without a receipt is sent again
at once. `link_ok` is False once a record stayed unanswered through its third repetition, until a receipt
comes, and while the line is down for longer than `resend_after_s`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from edge_agent.spool.record import STREAM_OF, Rank, Stored
from edge_agent.spool.spool import Spool
from edge_agent.vitals.clock_offset import ClockOffset
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.logging import get_logger
from runtime.mqtt_line import Incoming, LineDown
from runtime.mqtt_pair import MqttPair
from telemetry import topics
from telemetry.encoding import decode_downlink
from telemetry.errors import ContractError
from telemetry.messages import Command, Receipt, StoredRange, Stream

log = get_logger("uplink")

#: Records on their way at once, by rank, and how many of their bytes may still lack the broker's PUBACK.
WINDOWS = {Rank.FIRE: 64, Rank.REPLY: 8, Rank.EVENT: 64, Rank.SNAPSHOT: 4, Rank.READING: 16, Rank.HEALTH: 4}
UNACKNOWLEDGED_BYTES = {Rank.SNAPSHOT: 131_072, Rank.READING: 131_072, Rank.HEALTH: 131_072}
_QUICK_TRIES = 3
_GONE_OVER_S = 0.2
_LISTEN_AGAIN_S = 0.2


@dataclass(slots=True)
class _OnItsWay:
    stored: Stored
    tries: int = 0
    due: float = 0.0
    backoff: Backoff | None = None
    sending: bool = False
    #: When it went out first, in monotonic seconds.
    first_sent: float | None = None


class Uplink:
    """Sends what the spool holds over one line; `run` does it until cancelled."""

    def __init__(
        self,
        spool: Spool,
        line: MqttPair,
        area: str,
        gateway: str,
        clock: Clock,
        *,
        resend_after_s: float = 10.0,
        resend_limit_s: float = 300.0,
        windows: dict[Rank, int] | None = None,
        on_command: Callable[[Command, Callable[[], None]], None] | None = None,
    ) -> None:
        self._spool = spool
        self._line = line
        self._clock = clock
        self._resend_after_s = resend_after_s
        self._resend_limit_s = max(resend_limit_s, resend_after_s)
        self._windows = windows or WINDOWS
        self._topics = {
            stream: str(topics.Topic(area, gateway, stream)) for stream in set(STREAM_OF.values())
        }
        self._receipt_topic = str(topics.Topic(area, gateway, Stream.RECEIPT))
        self._command_topic = str(topics.Topic(area, gateway, Stream.CMD))
        self._on_command = on_command
        self._under_way: dict[Rank, dict[int, _OnItsWay]] = {rank: {} for rank in Rank}
        self._cursor = dict.fromkeys(Rank, 0)
        self._unacknowledged = dict.fromkeys(Rank, 0)
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unanswered = False
        self._down_since: float | None = clock.monotonic()
        self.offset = ClockOffset()
        #: Sendings begun and receipts taken: moves while the uplink gets on.
        self.steps = 0
        self.receipts = 0
        self.unread = 0
        self.resent = 0
        self.last_error = ""
        spool.on_stored.append(self._wake.set)
        line.on_connect.append(self._reconnected)

    @classmethod
    def subscriptions(cls, area: str, gateway: str) -> list[tuple[str, int]]:
        """What the line must subscribe to."""
        return [(str(topics.Topic(area, gateway, stream)), 1) for stream in (Stream.RECEIPT, Stream.CMD)]

    def set_pace(self, resend_after_s: float, resend_limit_s: float) -> None:
        """Hold other pauses from now on."""
        self._resend_after_s = resend_after_s
        self._resend_limit_s = max(resend_limit_s, resend_after_s)
        self._wake.set()

    @property
    def under_way(self) -> int:
        """Records that were sent, or are being sent, and have no receipt."""
        return sum(len(entries) for entries in self._under_way.values())

    @property
    def link_ok(self) -> bool:
        """Whether receipts come back."""
        down_for = self._clock.monotonic() - self._down_since if self._down_since is not None else 0.0
        return not self._unanswered and down_for < self._resend_after_s

    async def run(self) -> None:
        """Send and listen until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen())
                tasks.create_task(self._send())
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self) -> None:
        while True:
            self._wake.clear()
            if self._line.connected:
                self._down_since = None
                for rank in Rank:
                    await self._fill(rank)
            elif self._down_since is None:
                self._down_since = self._clock.monotonic()
            self._send_due()
            try:
                async with asyncio.timeout(self._until_due()):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _fill(self, rank: Rank) -> None:
        """Take records from the spool into the rank's window, and publish them."""
        entries = self._under_way[rank]
        limit = UNACKNOWLEDGED_BYTES.get(rank)
        while len(entries) < self._windows[rank]:
            if self._spool.state.held[rank] <= len(entries):
                return
            if limit is not None and self._unacknowledged[rank] >= limit:
                return
            room = self._windows[rank] - len(entries)
            fetched = await self._spool.fetch(rank, self._cursor[rank], min(room, 8) if limit else room)
            if not fetched:
                return
            for stored in fetched:
                entries[stored.seq] = entry = _OnItsWay(stored)
                self._cursor[rank] = stored.seq
                self._spool.pin((stored.stream, stored.seq))
                self._publish(entry)
            if rank is not Rank.FIRE and self._spool.state.held[Rank.FIRE] > len(self._under_way[Rank.FIRE]):
                await self._fill(Rank.FIRE)

    def _send_due(self) -> None:
        if not self._line.connected:
            return
        now = self._clock.monotonic()
        for rank in Rank:
            for entry in self._under_way[rank].values():
                if not entry.sending and entry.due <= now:
                    self._publish(entry)

    def _until_due(self) -> float | None:
        if not self._line.connected:
            return self._resend_after_s
        due = [
            entry.due
            for entries in self._under_way.values()
            for entry in entries.values()
            if not entry.sending
        ]
        return max(0.001, min(due) - self._clock.monotonic()) if due else None

    def _publish(self, entry: _OnItsWay) -> None:
        entry.sending = True
        rank, size = entry.stored.rank, len(entry.stored.data)
        self.steps += 1
        if entry.first_sent is None:
            entry.first_sent = self._clock.monotonic()
        self._unacknowledged[rank] += size
        if entry.tries:
            self.resent += 1

        async def publish() -> None:
            try:
                async with asyncio.timeout(self._resend_after_s):
                    await self._line.publish(self._topics[entry.stored.stream], entry.stored.data)
            except (LineDown, TimeoutError) as fault:
                self.last_error = str(fault) or "the broker did not acknowledge"
                if isinstance(fault, TimeoutError):
                    self._sent(entry)
                else:
                    # Cut by going over to another broker that is up: nobody will say again that it is.
                    pause = _GONE_OVER_S if self._line.connected else self._resend_after_s
                    entry.due = self._clock.monotonic() + pause
            else:
                self._sent(entry)
            finally:
                entry.sending = False
                self._unacknowledged[rank] -= size
                self._wake.set()

        task = asyncio.create_task(publish(), name=f"publish {entry.stored.stream.value} {entry.stored.seq}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _sent(self, entry: _OnItsWay) -> None:
        entry.tries += 1
        pause = self._resend_after_s
        if entry.tries > _QUICK_TRIES:
            self._unanswered = True
            if entry.backoff is None:
                entry.backoff = Backoff(self._resend_after_s, 2.0, self._resend_limit_s, 0.2)
            pause = entry.backoff.next()
        entry.due = self._clock.monotonic() + pause

    def _reconnected(self) -> None:
        """The line is up: whatever has no receipt is due now, and may be tried quickly again."""
        self._down_since = None
        for entries in self._under_way.values():
            for entry in entries.values():
                entry.due = 0.0
                entry.tries = min(entry.tries, 1)
                entry.backoff = None
        self._wake.set()

    async def _listen(self) -> None:
        while True:  # messages end with a run of the line; when that is started again, they go on
            async for incoming in self._line.messages():
                self._hear(incoming)
            await asyncio.sleep(_LISTEN_AGAIN_S)

    def _hear(self, incoming: Incoming) -> None:
        if incoming.topic == self._command_topic and not incoming.retain:
            self._take_command(incoming)
            return
        if incoming.topic == self._receipt_topic and not incoming.retain:
            self._take(incoming.payload)
        incoming.ack()  # a receipt that is lost here comes again when its records are sent again

    def _take_command(self, incoming: Incoming) -> None:
        """Hand it on; it is acknowledged once the word on it is on the disk."""
        try:
            message = decode_downlink(self._command_topic, incoming.payload)
        except ContractError as fault:
            self._passed_over("command", fault)
            incoming.ack()  # it would never become readable
            return
        if isinstance(message, Command) and self._on_command is not None:
            self._on_command(message, incoming.ack)
        else:
            incoming.ack()

    def _take(self, payload: bytes) -> None:
        try:
            message = decode_downlink(self._receipt_topic, payload)
        except ContractError as fault:
            self._passed_over("receipt", fault)
            return
        if isinstance(message, Receipt):
            self.receipts += 1
            self.steps += 1
            self._measure(message)
            deleted = self._spool.forget(message.stored)
            deleted.add_done_callback(partial(self._deleted, message.stored))

    def _passed_over(self, what: str, fault: ContractError) -> None:
        self.unread += 1
        self.last_error = f"{what}: {fault}"[:512]
        log.warning("what the centre sent cannot be read and was passed over", what=what, fault=str(fault))

    def _measure(self, receipt: Receipt) -> None:
        """The receipt was stamped after the last of its records had left, and before now."""
        sent = [
            entry.first_sent
            for stored in receipt.stored
            for rank, entries in self._under_way.items()
            if STREAM_OF[rank] is stored.stream
            for seq, entry in entries.items()
            if stored.first <= seq <= stored.last and entry.first_sent is not None
        ]
        if sent and receipt.clock_synced:
            self.offset.add(max(sent), self._clock.monotonic(), receipt.ts_gateway)

    def _deleted(self, ranges: Sequence[StoredRange], done: asyncio.Future[None]) -> None:
        fault = None if done.cancelled() else done.exception()
        if fault is None:
            self._forgotten(ranges)
        else:
            self.last_error = f"receipt: {fault}"[:512]
            log.warning("a receipt could not be applied; its records are sent again", fault=str(fault))

    def _forgotten(self, ranges: Iterable[StoredRange]) -> None:
        """The cloud has these records, whether or not they were still spooled here, and it answers."""
        self._unanswered = False
        for entry in ranges:
            for rank, entries in self._under_way.items():
                if STREAM_OF[rank] is not entry.stream:
                    continue
                gone = [seq for seq in entries if entry.first <= seq <= entry.last]
                for seq in gone:
                    del entries[seq]
                self._spool.unpin((entry.stream, seq) for seq in gone)
        for entries in self._under_way.values():
            for waiting in entries.values():
                if waiting.tries > _QUICK_TRIES:
                    waiting.tries, waiting.backoff = 1, None
                    waiting.due = self._clock.monotonic() + self._resend_after_s
        self._wake.set()
