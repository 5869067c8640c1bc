"""Duty checks on their way: passed on to transmission devices and gateways, answers taken in, limits kept.

A process that serves pages runs it, for devices speak to such a one. Several may: a check is claimed before
devices are told, and decided under its lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from cloud.commands import service as commands
from cloud.commands.schemas import CommandIn
from cloud.commands.settings import CommandSettings
from cloud.database.engine import Database
from cloud.duty import checks
from cloud.duty import checks_repository as repository
from cloud.duty import repository as rooms
from cloud.duty.settings import DutySettings
from cloud.people.asker import Asker
from cloud.transmission.schemas import RequestOut
from runtime.clock import Clock
from runtime.logging import get_logger
from runtime.waker import Waker

log = get_logger("duty")

_LOOK_S = 1.0

#: Asks a transmission device: asker, number, kind, arguments, how long to wait.
Ask = Callable[[Asker, int, str, dict[str, Any], float], Awaitable[RequestOut]]


class _Passing(NamedTuple):
    """A check that is to be passed on."""

    check: int
    devices: list[int]
    gateways: list[str]


class DutyDesk:
    """Looks after open checks. `run` works until cancelled."""

    def __init__(
        self,
        settings: DutySettings,
        command_settings: CommandSettings,
        database: Database,
        ask: Ask,
        commanded: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._command_settings = command_settings
        self._database = database
        self._ask = ask
        self._commanded = commanded
        self._clock = clock
        self._waker = Waker()

    def given(self) -> None:
        """A check was sent: look at once. Any thread may say so."""
        self._waker.wake()

    async def run(self) -> None:
        """Look every second, and at once when a check was sent."""
        while True:
            try:
                await self.look()
            except Exception as fault:
                log.error("duty checks could not be looked after; tried again", fault=str(fault))
            await self._waker.wait(_LOOK_S)

    async def look(self) -> None:
        """Pass new checks on, take answers in, end what is over. A check that fails keeps back no other."""
        for number in await asyncio.to_thread(self._untold):
            try:
                passing = await asyncio.to_thread(self._claimed, number)
                if passing is not None:
                    await self._pass_on(passing)
            except Exception:
                log.exception("a duty check could not be passed on and is tried again", check=number)
                await asyncio.to_thread(self._let_go, number)
        await asyncio.to_thread(self._settle)

    def _untold(self) -> list[int]:
        with self._database.read() as session:
            return repository.untold(session)

    def _claimed(self, number: int) -> _Passing | None:
        with self._database.write() as session:
            row = repository.claim(session, number, self._clock.now_ms())
            room = rooms.rooms_by_id(session, [row.room_id]).get(row.room_id) if row is not None else None
            if room is None:
                return None
            devices = repository.devices(session, room)
            return _Passing(number, devices, repository.gateways(session, room))

    def _let_go(self, number: int) -> None:
        with self._database.write() as session:
            row = repository.locked(session, number)
            if not row.requests:
                row.told_at = None

    async def _pass_on(self, passing: _Passing) -> None:
        asked: list[dict[str, Any]] = []
        minutes = self._settings.check_min
        for device in passing.devices:
            try:
                out = await self._ask(checks.AUTOMATIC, device, "duty-check", {"timeout_min": minutes}, 0.0)
                asked.append({"request": out.id})
            except Exception as fault:
                # The others are told all the same; the page has the check anyhow.
                log.warning("a device was not told of a duty check", device=device, fault=str(fault))
        asked += await asyncio.to_thread(self._command, passing.gateways)
        if asked:
            await asyncio.to_thread(self._keep, passing.check, asked)

    def _command(self, gateways: list[str]) -> list[dict[str, Any]]:
        asked: list[dict[str, Any]] = []
        told = CommandIn(
            kind="duty-check",
            arguments={"question": "查岗:请应答 / duty check: please answer"},
            expires_in_s=self._settings.check_min * 60,
        )
        for gateway in gateways:
            try:
                with self._database.write() as session:
                    row = commands.give(
                        session, checks.AUTOMATIC, gateway, told, self._command_settings, self._clock.now_ms()
                    )
                    asked.append({"gateway": gateway, "seq": row.seq})
            except Exception as fault:
                log.warning("a gateway was not told of a duty check", gateway=gateway, fault=str(fault))
        if asked:
            self._commanded()
        return asked

    def _keep(self, number: int, asked: list[dict[str, Any]]) -> None:
        with self._database.write() as session:
            repository.locked(session, number).requests = asked

    def _settle(self) -> None:
        now = self._clock.now_ms()
        with self._database.read() as session:
            if not checks.due(session, now):
                return
        with self._database.write() as session:
            checks.settle(session, self._settings, now)
