"""A fire panel that calls over ESPA 4.4.4: the control station of a serial line, on a pseudo-terminal.

Theory of operation
-------------------
The panel is station 1 and calls station 2, the gateway.

1. Every change of a point becomes one text message in a queue. The queue is bounded: when it is full the
   oldest message that is not vital (a fire, its end, a reset) makes room and is counted; vital ones make room
   only for their like.
2. For the message at the head: EOT, select (`1 ENQ 2 ENQ`), wait `handshake_s` for ACK; send the block, wait
   `answer_s` for ACK, send EOT. The message leaves the queue with that ACK and no sooner.
3. NAK or silence: the same message again, `attempts` times at `retry_s`; then the line counts as failed, the
   pauses grow to `limit_s`, and the message stays.
4. When a failed line answers again, and every `repeat_s`, everything that stands is queued again, or that all
   is normal when nothing does: a listener who missed something learns what is, and that the panel lives.

Texts are ASCII, as an ESPA line with seven data bits carries them: `FIRE ALARM L03 D017 STORE 4F`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import NamedTuple

from pydantic import Field

from runtime.backoff import Backoff
from runtime.logging import get_logger
from runtime.settings import Settings, SettingsPath
from simulators.building import Point
from simulators.panel import STANDING, Change, PanelLogic, State
from simulators.pty_port import PtyPort
from telemetry import espa444
from telemetry.espa444_control import ControlStation, Outcome

log = get_logger("panel-espa")

#: What the panel says of a point that enters a state, and of one that leaves it.
ENTERS = {
    State.FIRE: "FIRE ALARM",
    State.FAULT: "FAULT",
    State.ACTION: "ACTIVE",
    State.START: "ACTIVATED",
    State.ISOLATE: "DISABLED",
}
LEAVES = {
    State.FIRE: "FIRE ALARM CLEARED",
    State.FAULT: "FAULT CLEARED",
    State.ACTION: "FEEDBACK OFF",
    State.START: "STOPPED",
    State.ISOLATE: "ENABLED",
}
RESET_TEXT = "SYSTEM RESET"
NORMAL = "SYSTEM NORMAL"
_ALARM, _NORMAL = b"1", b"3"


class EspaSettings(Settings):
    """The panel's side of the line. Times in seconds."""

    panel: str
    link: SettingsPath
    own: str = Field(default="1", pattern=r"^[0-9]$")
    station: str = Field(default="2", pattern=r"^[0-9]$")
    handshake_s: float = Field(default=2.5, gt=0, le=60)
    answer_s: float = Field(default=15.0, gt=0, le=120)
    retry_s: float = Field(default=1.0, gt=0, le=60)
    attempts: int = Field(default=3, ge=1, le=20)
    limit_s: float = Field(default=10.0, gt=0, le=600)
    repeat_s: float = Field(default=60.0, gt=0, le=3600)
    queue: int = Field(default=200, ge=1, le=10_000)


class Message(NamedTuple):
    """One call: where it belongs, what it says, and whether it is a fire."""

    address: str
    text: str
    fire: bool = False

    @property
    def vital(self) -> bool:
        """Whether a full queue keeps it: a fire, its end, a reset."""
        return self.fire or self.text.startswith((LEAVES[State.FIRE], RESET_TEXT))

    def block(self) -> espa444.Block:
        """The call as a block: address, message, beep, call type standard, one transmission, priority."""
        priority = _ALARM if self.fire else _NORMAL
        fields = ((1, self.address.encode()), (2, self.text.encode("ascii", "replace")), (3, b"1"), (4, b"3"))
        records = tuple(espa444.Record(kind, data) for kind, data in (*fields, (5, b"1"), (6, priority)))
        return espa444.Block(1, records)


def messages_of(change: Change) -> list[Message]:
    """What the panel says of a change; nothing when it only showed a notice."""
    point = change.point
    said = []
    if change.before in LEAVES and change.after is not State.FIRE:
        said.append(_message(point, LEAVES[change.before]))
    if change.after in ENTERS:
        said.append(_message(point, ENTERS[change.after], fire=change.after is State.FIRE))
    return said


def _message(point: Point, words: str, *, fire: bool = False) -> Message:
    address = f"{point.loop:02}{point.device:03}"
    text = f"{words} L{point.loop:02} D{point.device:03} {point.text or point.name.en}".strip()
    return Message(address, text.encode("ascii", "ignore").decode()[:128], fire)


class EspaPanel:
    """One panel's ESPA side. `run` serves the line until cancelled; `unplug` takes the port away."""

    def __init__(self, logic: PanelLogic, settings: EspaSettings) -> None:
        self.logic = logic
        self.settings = settings
        self.sent = 0
        self.naks = 0
        self.silences = 0
        self.dropped = 0
        self.line_failed = False
        self._queue: deque[Message] = deque()
        self._wake = asyncio.Event()
        self._station = ControlStation(settings.own, settings.station)
        self._outcomes: asyncio.Queue[Outcome] = asyncio.Queue(maxsize=64)
        self._port = PtyPort(settings.link, self._heard)
        self._backoff = Backoff(
            first_s=settings.retry_s, limit_s=max(settings.limit_s, settings.retry_s), jitter=0.2
        )

    @property
    def plugged(self) -> bool:
        """Whether the port is there."""
        return self._port.plugged

    @property
    def waiting(self) -> int:
        """Messages that nobody has acknowledged yet."""
        return len(self._queue)

    def queued(self) -> list[Message]:
        """The messages that wait, oldest first."""
        return list(self._queue)

    def standing(self) -> list[Message]:
        """What the panel would say of every point that is not at rest."""
        states = self.logic.states()
        return [
            _message(point, ENTERS[states[point.id]], fire=states[point.id] is State.FIRE)
            for point in self.logic.points
            if states[point.id] in STANDING
        ]

    def say(self, message: Message) -> None:
        """Queue a message, making room as rule 1 says."""
        if len(self._queue) >= self.settings.queue:
            weaker = next((held for held in self._queue if not held.vital), None)
            self.dropped += 1
            if weaker is None and not message.vital:
                return
            self._queue.remove(weaker or self._queue[0])
        self._queue.append(message)
        self._wake.set()

    def tell(self, changes: list[Change]) -> None:
        """Queue what the panel says of these changes."""
        for change in changes:
            for message in messages_of(change):
                self.say(message)

    def repeat(self) -> None:
        """Queue everything that stands, or that nothing does, if it is not waiting already (rule 4)."""
        waiting = self._since_reset()
        for message in self.standing() or [Message("00000", NORMAL)]:
            if message not in waiting:
                self.say(message)

    def _since_reset(self) -> list[Message]:
        """What waits behind the last reset: what waits before it will be undone by it."""
        queued = self.queued()
        resets = [number for number, message in enumerate(queued) if message.text == RESET_TEXT]
        return queued[resets[-1] :] if resets else queued

    def plug(self) -> None:
        """Make the port appear under its link. Raises PlainFault when the link cannot be made."""
        self._port.plug()
        self._wake.set()

    def unplug(self) -> None:
        """Take the port away, as when an adapter is pulled."""
        if self.plugged:
            self._port.unplug()
            self.line_failed = True

    async def run(self) -> None:
        """Serve the line until cancelled; then the port is gone."""
        self.plug()
        repeating = asyncio.create_task(self._repeat_for_ever())
        try:
            while True:
                await self._wake.wait()
                if not self._queue or not self.plugged:
                    self._wake.clear()
                    continue
                await self._deliver(self._queue[0])
        finally:
            repeating.cancel()
            self.unplug()

    async def _repeat_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self.settings.repeat_s)
            self.repeat()

    async def _deliver(self, message: Message) -> None:
        """Try the message until it is acknowledged, `attempts` times, or the port is gone."""
        for _ in range(self.settings.attempts):
            if await self._call(message):
                if message in self._queue:
                    self._queue.remove(message)
                self.sent += 1
                self._backoff.reset()
                if self.line_failed:
                    self.line_failed = False
                    self.repeat()
                return
            if not self.plugged:
                return
            await asyncio.sleep(self._backoff.next() if self.line_failed else self.settings.retry_s)
        if not self.line_failed:
            log.warning("the station does not answer; its messages wait", waiting=len(self._queue))
        self.line_failed = True

    async def _call(self, message: Message) -> bool:
        """One transaction. True when the station acknowledged the block."""
        while not self._outcomes.empty():
            self._outcomes.get_nowait()
        self._station.call(message.block())
        self._port.write(self._station.take_output())
        selected = await self._outcome(self.settings.handshake_s) is Outcome.SELECTED
        if not selected:
            self._port.forget_unread()
            return False
        return await self._outcome(self.settings.answer_s) is Outcome.DELIVERED

    async def _outcome(self, within_s: float) -> Outcome | None:
        """What becomes of the call next; None, and the call is given up, when nothing does in time."""
        try:
            async with asyncio.timeout(within_s):
                outcome = await self._outcomes.get()
        except TimeoutError:
            self.silences += 1
            self._station.give_up()
            self._port.write(self._station.take_output())
            return None
        self.naks += outcome in (Outcome.BUSY, Outcome.REFUSED)
        return outcome

    def _heard(self, data: bytes) -> None:
        """The station's bytes; those that no state expects (an address before a NAK) are passed over."""
        for outcome in self._station.feed(data):
            with contextlib.suppress(asyncio.QueueFull):
                self._outcomes.put_nowait(outcome)
        self._port.write(self._station.take_output())
