"""What a registered device says: handed over, and confirmed once it is committed.

1. What cannot be stored now is not confirmed; its repetition is as good as new.
2. A frame that makes us stumble would do so each time it comes. It is kept as a dead letter with the reason,
   and confirmed once it is kept. It ends neither the connection nor the frames behind it.
3. If such a frame may tell of a fire, the device itself is held to be on fire, until it says otherwise.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from cloud.direct.line import DirectLine, Indigestible, LineFull
from cloud.direct.speech import Speech, Word
from cloud.transmission import repetition
from cloud.transmission.dead_frames import DeadFrames, Store, refused
from cloud.transmission.roster import Device
from cloud.transmission.translation import may_be_fire, unread_fire, words_of
from cloud.transmission.wire import Peer
from device_profiles.uitd import reading
from device_profiles.uitd.merged import MergedStates
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.centre import PRIVATE_ANSWERS, Answered, Upload, answers_duty_check
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame

log = get_logger("transmission")

_SEEN = 4096
#: A device's own state, and a part's, when it watches and nothing is the matter.
_MONITORING = _NORMAL = 0b1
#: Old records that a device was asked for are no news.
_RECORD_TYPES = (4, 24)
#: What answers us is confirmed no more.
ANSWERS = (Command.CONFIRM, Command.RESPONSE, Command.DENY)
#: Bound of a fallback's text.
_REASON = 200

Stored = asyncio.Future[Any]


class Uploads:
    """Takes what devices upload, and what they answer."""

    def __init__(
        self,
        line: DirectLine,
        put_away: Store,
        clock: Clock,
        counts: Counter[str],
        operator_answered: Callable[[Device, Body], None],
    ) -> None:
        self.put_away = put_away
        self._line = line
        self._dead = DeadFrames()
        self._clock = clock
        self._counts = counts
        self._operator_answered = operator_answered

    def close(self) -> None:
        """End."""
        self._dead.close()

    def take(self, device: Device, upload: Upload, peer: Peer) -> None:
        """Hand over what the device says; confirm it once it is stored."""
        frame = upload.frame
        if not frame.adu or frame.adu in PRIVATE_ANSWERS:
            self._counts["heartbeats"] += 1
            device.times_heard(frame, upload.adu, self._clock.now_ms())
            self.confirm(device, frame, peer)
            return
        self._await(device, frame, upload.adu, peer, self._tell(device, upload.adu, frame))

    def answered(self, device: Device, answered: Answered) -> None:
        """A query's answer says how the device stands; it asks for no confirmation."""
        unit = answered.adu
        if unit is not None and unit.type not in _RECORD_TYPES:
            device.polled_at = self._clock.monotonic()
            self._await(device, answered.frame, unit, None, self._tell(device, unit, answered.frame))

    def stumbled(self, device: Device, frame: Frame, peer: Peer, fault: Exception) -> None:
        """A frame that could not even be taken apart."""
        asks = None if frame.command in ANSWERS else peer
        self._await(device, frame, None, asks, self._put_away(device, frame, fault))

    def confirm(self, device: Device, frame: Frame, peer: Peer) -> None:
        """Confirm (3) a frame whose content is committed."""
        self._counts["confirmed"] += 1
        moment = device.moment(self._clock.now_ms())
        peer.send(device.session.confirm(frame, self._clock.monotonic(), moment))

    def _await(
        self, device: Device, frame: Frame, unit: Adu | None, peer: Peer | None, stored: Stored | None
    ) -> None:
        if stored is None:
            device.session.forget(frame)
            return
        device.in_flight += 1
        stored.add_done_callback(partial(self._settle, device, frame, unit, peer))

    def _settle(
        self, device: Device, frame: Frame, unit: Adu | None, peer: Peer | None, done: Stored
    ) -> None:
        device.in_flight -= 1
        fault = None if done.cancelled() else done.exception()
        if isinstance(fault, Indigestible):
            self._await(device, frame, unit, peer, self._put_away(device, frame, fault))
            return
        if done.cancelled() or fault is not None:
            self._counts["not_stored"] += 1
            device.session.forget(frame)
            device.states = MergedStates()
            return
        if peer is None:
            return
        self._counts["stored"] += 1
        self.confirm(device, frame, peer)
        for body in unit.objects if unit is not None else ():
            if answers_duty_check(body):
                self._operator_answered(device, body)

    def _tell(self, device: Device, unit: Adu, frame: Frame) -> Stored | None:
        """Hand over what a unit says. None when the line is full."""
        entry, now_ms = device.entry, self._clock.now_ms()
        try:
            device.times_heard(frame, unit, now_ms)
            entries = reading.read(entry.habits, unit, frame=frame, now_ms=now_ms)
            self._note_trouble(device, unit)
            for said in entries:
                address = said.report.address
                if address is not None and said.system is not None and len(device.seen) < _SEEN:
                    device.seen[address] = said.system
            words = words_of(entries, device.states, entry.name, entry.place, entry.profile, device.parts)
            return self._say(device, words, repetition.key_of(frame, now_ms), urgent=may_be_fire(unit))
        except LineFull:
            self._counts["line_full"] += 1
            return None
        except Exception as fault:
            return self._put_away(device, frame, fault, unit)

    def _say(self, device: Device, words: tuple[Word, ...], dedupe: str, *, urgent: bool) -> Stored:
        entry = device.entry
        now_ms = self._clock.now_ms()
        return self._line.say(Speech(entry.gateway, entry.area, now_ms, words, dedupe=dedupe, urgent=urgent))

    def _put_away(
        self, device: Device, frame: Frame, fault: Exception, unit: Adu | None = None
    ) -> Stored | None:
        """Keep what we cannot digest. It is our mistake; it must not end the line of the frames behind it."""
        self._counts["faults"] += 1
        entry, now_ms = device.entry, self._clock.now_ms()
        log.error("a frame could not be read and is a dead letter", gateway=entry.gateway, exc_info=fault)
        letter = refused(entry.gateway, framing.encode(frame), now_ms, fault)
        kept = self._dead.keep(letter, self.put_away)
        if unit is None or not may_be_fire(unit):
            return kept
        word = unread_fire(entry.name, entry.place, entry.profile, str(fault)[:_REASON])
        # Nobody holds this fire: a word for the whole device ends it, for which the device is asked.
        device.states, device.troubled = MergedStates(), True
        try:
            told = self._say(device, (word,), repetition.key_of(frame, now_ms), urgent=True)
        except LineFull:
            self._counts["line_full"] += 1
            return None
        return asyncio.gather(kept, told)

    def _note_trouble(self, device: Device, unit: Adu) -> None:
        """A device that has told of a fire of its own may never tell that it is over; its parts do."""
        for body in unit.objects:
            if isinstance(body, bodies.UitdState):
                device.troubled = body.state != _MONITORING
        if device.troubled and any(_is_normal(body) for body in unit.objects):
            device.asked_at = None


def _is_normal(body: bodies.Body) -> bool:
    return isinstance(body, bodies.ComponentState | bodies.SystemState) and body.state == _NORMAL
