"""A line with a stand-in: the first broker while it holds, the backup while it does not.

Rules:
1. The first broker is dialled always. The backup is dialled once the first has been away for a while, and let
   go once the first has been steady for a while.
2. There is one active line at a time; `publish` goes out on it. What had not been acknowledged when the line
   changed raises LineDown, as any cut does. `on_connect` is called after each change.
3. Messages are taken from both as they come, so none that was sent before a change is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Literal, NamedTuple

from runtime.backoff import Backoff
from runtime.clock import monotonic
from runtime.logging import get_logger
from runtime.mqtt_line import MqttLine
from runtime.mqtt_terms import Incoming, MqttSettings

log = get_logger("mqtt")

Place = Literal["primary", "backup"]

_LOOK_S = 0.2


class Pace(NamedTuple):
    """When to dial the backup, and when to come back from it, in seconds."""

    backup_after_s: float = 5.0
    primary_steady_s: float = 30.0


class View(NamedTuple):
    """How the brokers stand: which is active, and since how many seconds the first is up or away."""

    active: Place
    primary_up_s: float | None
    primary_away_s: float
    backup_up: bool


class Choice(NamedTuple):
    """Which line is active from now on, and whether the backup is dialled or held."""

    active: Place
    dial_backup: bool


def choose(view: View, pace: Pace) -> Choice:
    """Rules 1 and 2, as a function of what is seen."""
    if view.primary_up_s is not None:
        back = view.active == "primary" or not view.backup_up or view.primary_up_s >= pace.primary_steady_s
        return Choice("primary", False) if back else Choice("backup", True)
    if view.backup_up:
        return Choice("backup", True)
    return Choice(view.active, view.active == "backup" or view.primary_away_s >= pace.backup_after_s)


class MqttPair:
    """A line that `run` keeps up over one broker or the other. See MqttLine for what its members mean."""

    def __init__(
        self,
        primary: MqttSettings,
        backup: MqttSettings | None = None,
        subscriptions: Sequence[tuple[str, int]] = (),
        pace: Pace | None = None,
        *,
        incoming_limit: int = 1000,
        backoff: Callable[[], Backoff] = lambda: Backoff(first_s=0.2, limit_s=30.0),
    ) -> None:
        self.subscriptions = tuple(subscriptions)
        self.on_connect: list[Callable[[], None]] = []
        #: Which line is active now.
        self.active: Place = "primary"
        #: Times the active line came up, beyond the first.
        self.reconnects = 0
        self._comings = 0
        self._incoming_limit = incoming_limit
        self._backoff = backoff
        self._incoming: asyncio.Queue[Incoming | None] = asyncio.Queue(incoming_limit)
        self._up = asyncio.Event()
        self._changed = asyncio.Event()
        self._renewed = asyncio.Event()
        self._published = self._dropped = 0
        self._pace = pace or Pace()
        self._settings: dict[Place, MqttSettings | None] = {"primary": primary, "backup": backup}
        self._primary = self._line("primary", primary)
        self._backup = self._line("backup", backup) if backup is not None else None

    def _line(self, place: Place, settings: MqttSettings) -> MqttLine:
        line = MqttLine(
            settings, self.subscriptions, incoming_limit=self._incoming_limit, backoff=self._backoff()
        )
        line.on_connect.append(lambda: self._came_up(place, line))
        return line

    @property
    def line(self) -> MqttLine:
        """The active line."""
        return self._backup if self.active == "backup" and self._backup is not None else self._primary

    @property
    def connected(self) -> bool:
        """Whether the active line is up; not while it is being renewed."""
        return self.line.connected and not self._renewed.is_set()

    @property
    def broker(self) -> str:
        """Where the active line leads, `host:port`."""
        return f"{self.line.settings.host}:{self.line.settings.port}"

    @property
    def last_fault(self) -> str | None:
        """Why the line is down or last was; with a stand-in, which broker said so."""
        told = self._primary.last_fault
        if self._backup is None or self._backup.last_fault is None:
            return told
        return f"primary: {told or 'no fault'}; backup: {self._backup.last_fault}"

    @property
    def refused(self) -> tuple[str, ...]:
        """Subscriptions that the active line's broker refused."""
        return self.line.refused

    @property
    def published(self) -> int:
        """Publishes that a broker has acknowledged."""
        return self._published + self._primary.published + (self._backup.published if self._backup else 0)

    @property
    def dropped(self) -> int:
        """Messages refused by a queue far over its limit; the broker still has them."""
        return self._dropped + self._primary.dropped + (self._backup.dropped if self._backup else 0)

    @property
    def waiting(self) -> int:
        """Messages that came and were not taken yet."""
        return self._incoming.qsize()

    async def wait_connected(self) -> None:
        """Return once the active line is up."""
        while not self.connected:
            self._up.clear()
            await self._up.wait()

    async def publish(self, topic: str, payload: bytes, qos: int = 1, retain: bool = False) -> None:
        """Return once the active line's broker has acknowledged; else LineDown."""
        await self.line.publish(topic, payload, qos, retain)

    async def messages(self) -> AsyncIterator[Incoming]:
        """Every message from either line, until `run` ends."""
        while True:
            message = await self._incoming.get()
            if message is None:
                return
            yield message

    def renew(self, primary: MqttSettings, backup: MqttSettings | None, pace: Pace | None = None) -> None:
        """Go over to other brokers, or to the same by other means; `run` does it at once."""
        self._settings = {"primary": primary, "backup": backup}
        self._pace = pace or Pace()
        self._renewed.set()
        self._changed.set()

    async def run(self) -> None:
        """Keep the line up until cancelled."""
        try:
            while True:
                self._renewed.clear()
                self.active = "primary"
                self._fresh("primary")
                self._fresh("backup")
                await self._serve()
        finally:
            self._end_messages()

    def _fresh(self, place: Place) -> None:
        """A line runs once; the next dialling takes a new one, and the figures go on."""
        old = self._primary if place == "primary" else self._backup
        if old is not None:
            self._published += old.published
            self._dropped += old.dropped
        settings = self._settings[place]
        line = self._line(place, settings) if settings is not None else None
        if place == "backup":
            self._backup = line
        elif line is not None:
            self._primary = line

    async def _serve(self) -> None:
        """Over the two lines until they are renewed."""
        primary = self._primary
        async with asyncio.TaskGroup() as tasks:
            first = tasks.create_task(self._keep(primary))
            stand_in: asyncio.Task[None] | None = None
            up_since: float | None = None
            away_since = monotonic()
            while not self._renewed.is_set():
                now = monotonic()
                if not primary.connected:
                    away_since = now if up_since is not None else away_since
                    up_since = None
                elif up_since is None:
                    up_since = now
                if self._backup is not None:
                    view = View(
                        self.active,
                        None if up_since is None else now - up_since,
                        now - away_since,
                        self._backup.connected,
                    )
                    choice = choose(view, self._pace)
                    self._go_over(choice.active)
                    if choice.dial_backup and stand_in is None:
                        self._fresh("backup")
                        stand_in = tasks.create_task(self._keep(self._backup))
                    elif not choice.dial_backup and stand_in is not None:
                        stand_in.cancel()
                        stand_in = None
                await self._wait()
            first.cancel()
            if stand_in is not None:
                stand_in.cancel()

    async def _wait(self) -> None:
        self._changed.clear()
        try:
            async with asyncio.timeout(_LOOK_S):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _keep(self, line: MqttLine) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(line.run())
            tasks.create_task(self._pass_on(line))

    async def _pass_on(self, line: MqttLine) -> None:
        async for message in line.messages():
            await self._incoming.put(message)

    def _go_over(self, place: Place) -> None:
        if place == self.active:
            return
        self.active = place
        log.warning("the line goes over", to=place, broker=self.broker)
        if self.connected:
            self._tell()

    def _came_up(self, place: Place, line: MqttLine) -> None:
        self._changed.set()
        if place == self.active and line is self.line:
            self._tell()

    def _tell(self) -> None:
        self.reconnects = self._comings
        self._comings += 1
        self._up.set()
        for hook in self.on_connect:
            try:
                hook()
            except Exception:
                log.exception("an on_connect hook failed")

    def _end_messages(self) -> None:
        """Let `messages` end, even when the queue is full."""
        while True:
            try:
                self._incoming.put_nowait(None)
                return
            except asyncio.QueueFull:
                self._incoming.get_nowait()
