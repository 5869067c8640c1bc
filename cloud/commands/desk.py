"""Commands on their way: sent until a reply has come or their time is over; replies taken in as they come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from cloud.commands import repository
from cloud.commands.settings import CommandSettings
from cloud.commands.states import OPEN, State, after_its_end, after_reply, after_sending, pause_s
from cloud.commands.tables import GatewayCommand
from cloud.database.engine import Database
from runtime.clock import Clock
from runtime.logging import get_logger
from runtime.mqtt_line import LineDown
from runtime.waker import Waker
from telemetry import encoding, topics
from telemetry.messages import Command, CommandKind, Stream

log = get_logger("commands")

_LOOK_S = 1.0

Publish = Callable[[str, bytes], Awaitable[None]]


class _Sending(NamedTuple):
    topic: str
    payload: bytes


class CommandDesk:
    """Looks after open commands. `run` works until cancelled."""

    def __init__(self, settings: CommandSettings, database: Database, publish: Publish, clock: Clock) -> None:
        self.settings = settings
        self._database = database
        self._publish = publish
        self._clock = clock
        self._waker = Waker()

    def given(self) -> None:
        """A command was given: look at once. Any thread may say so."""
        self._waker.wake()

    async def run(self) -> None:
        """Send, send again, take replies in, end what is over."""
        while True:
            try:
                for sending in await asyncio.to_thread(self.look):
                    with contextlib.suppress(LineDown):
                        await self._publish(sending.topic, sending.payload)
            except Exception as fault:
                log.error("commands could not be looked after; tried again", fault=str(fault))
            await self._waker.wait(_LOOK_S)

    def look(self) -> list[_Sending]:
        """Take replies in, end what is over; returns what is to be sent now."""
        now = self._clock.now_ms()
        with self._database.read() as session:
            if not repository.answered(session, 1) and not repository.due(session, now, 1):
                return []
        sendings = []
        with self._database.write() as session:
            for row, reply in repository.answered(session):
                row.state = after_reply(State(row.state), reply.stage)
                row.open = row.state in OPEN
                row.text, row.details, row.answered_at = reply.text, dict(reply.details), reply.ts_cloud
            session.flush()
            for row in repository.due(session, now):
                sending = self._take(row, now)
                if sending is not None and repository.claim(session, row, self._next(row, now)):
                    sendings.append(sending)
                    row.state = after_sending(State(row.state))
        return sendings

    def _next(self, row: GatewayCommand, now: int) -> int:
        pause = pause_s(row.sent + 1, self.settings.resend_s, self.settings.longest_s)
        return now + int(pause * 1000)

    def _take(self, row: GatewayCommand, now: int) -> _Sending | None:
        if now > row.expires_at + self.settings.grace_s * 1000:
            row.state, row.open = after_its_end(State(row.state)), False
            row.text = row.text or "网关未在时限内答复 / the gateway did not answer in time"
            return None
        if now > row.expires_at or row.state == State.ACCEPTED:
            # Nothing more to send; a last word may still come.
            row.next_send_at = now + int(self.settings.resend_s * 1000)
            return None
        command = Command(
            gateway=row.gateway,
            seq=row.seq,
            ts_gateway=now,
            clock_synced=True,
            command=CommandKind(row.kind),
            expires_at=row.expires_at,
            arguments=row.arguments,
        )
        return _Sending(topics.prefix(row.area, row.gateway) + Stream.CMD, encoding.encode(command))
