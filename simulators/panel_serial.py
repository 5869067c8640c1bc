"""A fire panel of a chosen maker on a pseudo-terminal: the panel's logic, a voice, and a port.

A voice that speaks and wants a confirmation sends the head of its queue, again every `repeat_s` until it is
confirmed. Nothing is lost while nobody listens, but what no protocol confirms.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from pydantic import Field

from runtime.logging import get_logger
from runtime.settings import Settings, SettingsPath
from simulators.panel import Change, PanelLogic
from simulators.panel_voices import VOICES, Clock
from simulators.pty_port import PtyPort
from telemetry.errors import FrameError

log = get_logger("panel-serial")


class SerialPanelSettings(Settings):
    """One simulated panel: which profile it speaks as, and where its port appears."""

    panel: str
    profile: str = Field(pattern=r"^[a-z0-9-]{1,64}$")
    link: SettingsPath
    repeat_s: float = Field(default=4.0, gt=0, le=60)


class SerialPanel:
    """One panel. `run` serves the line until cancelled; `unplug` takes the port away."""

    def __init__(self, logic: PanelLogic, settings: SerialPanelSettings, clock: Clock = datetime.now) -> None:
        self.logic = logic
        self.settings = settings
        self.voice = VOICES[settings.profile](clock)
        self.port = PtyPort(settings.link, self._heard)
        #: How often each frame has gone out, counted over all.
        self.sent = 0
        #: Damage the next so many frames on the wire.
        self.damage = 0
        self._wake = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Frames that nobody has confirmed yet."""
        return len(self.voice.waiting)

    def tell(self, changes: list[Change]) -> None:
        """Say what changed."""
        self.voice.tell(changes)
        self._wake.set()

    def reset(self, now: float) -> None:
        """Reset the panel: say so, and what stands behind it."""
        self.logic.reset(now)
        self.voice.tell_reset(self.logic)
        self._wake.set()

    def plug(self) -> None:
        """Make the port appear."""
        self.port.plug()
        self._wake.set()

    def unplug(self) -> None:
        """Take the port away."""
        self.port.unplug()

    async def run(self) -> None:
        """Serve the line until cancelled; then the port is gone."""
        self.plug()
        try:
            while True:
                if not self.voice.speaks or not self.voice.waiting or not self.port.plugged:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                await self._say(self.voice.waiting[0])
        finally:
            self.unplug()

    async def _say(self, frame: bytes) -> None:
        delivered = self.voice.delivered
        self._wake.clear()
        self._send(frame)
        if not self.voice.confirmed:
            self.voice.waiting.popleft()
            self.voice.delivered += 1
            return
        loop = asyncio.get_running_loop()
        until = loop.time() + self.settings.repeat_s
        while self.voice.delivered == delivered and self.port.plugged and loop.time() < until:
            try:
                async with asyncio.timeout(until - loop.time()):
                    await self._wake.wait()
            except TimeoutError:
                self.port.forget_unread()
            self._wake.clear()

    def _send(self, frame: bytes) -> None:
        self.sent += 1
        if self.damage:
            self.damage -= 1
            middle = len(frame) // 2
            frame = frame[:middle] + bytes((frame[middle] ^ 0x01,)) + frame[middle + 1 :]
        self.port.write(frame)

    def _heard(self, data: bytes) -> None:
        try:
            answer = self.voice.heard(data)
        except FrameError as fault:
            log.warning("an answer came damaged", panel=self.settings.panel, fault=str(fault))
            return
        if answer:
            self._send(answer)
        self._wake.set()
