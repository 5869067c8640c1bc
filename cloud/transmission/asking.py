"""What a person asks of a device: noted before it is asked, awaited, its result kept and audited.

Where several processes take devices, the one that holds the device carries it out: the request waits in the
records until that process takes it, and whoever asked looks there for what it came to. Nobody has taken it
within `TAKEN_WITHIN_S`: it has failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from cloud.audit import service as audit
from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.people.asker import Asker
from cloud.transmission import requests_repository as repository
from cloud.transmission import service
from cloud.transmission.questions import QUESTIONS, Outcome, on_duty
from cloud.transmission.requests import CannotAsk
from cloud.transmission.schemas import RequestOut
from cloud.transmission.server import TransmissionServer
from cloud.transmission.tables import TransmissionRequest
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("transmission")

TAKEN_WITHIN_S = 3.0
_LOOK_S = 0.25
_NOT_CONNECTED = "装置未连接;请检查装置与线路 / not connected; check the device and its line"
#: States that what a device said may still replace: it may come after all.
_OPEN = ("waiting", "failed")


class Asked(NamedTuple):
    """A request that waits for the process that holds its device."""

    id: int
    device_id: int
    kind: str
    arguments: Mapping[str, Any]


class Asking:
    """Requests that are under way. They outlive the call that began them."""

    def __init__(self, server: TransmissionServer, database: Database, clock: Clock) -> None:
        self._server = server
        self._holding = server.holding
        self._database = database
        self._clock = clock
        self._tasks: set[asyncio.Task[Any]] = set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="asking")
        server.requests.elsewhere = self._answered_here

    async def run(self) -> None:
        """Take what other processes were asked of the devices that speak to this one; until cancelled.

        What is under way then has failed.
        """
        try:
            while self._holding.shared:
                await asyncio.sleep(_LOOK_S)
                try:
                    for asked in await self._take():
                        self._go_on(self._carry_out(asked))
                except Exception as fault:
                    log.error("what is asked of devices cannot be read", fault=str(fault))
            await asyncio.Event().wait()
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def ask(
        self, asker: Asker, number: int, kind: str, arguments: dict[str, Any], wait_s: float
    ) -> RequestOut:
        """Ask; gives what it came to, or how it stands after `wait_s`. Raises ApiError."""
        QUESTIONS[kind](arguments)
        mine = self._is_here(number) or not self._holding.shared
        request_id = await asyncio.to_thread(self._note, asker, number, kind, arguments, mine)
        asked = Asked(request_id, number, kind, arguments)
        task = self._go_on(self._carry_out(asked) if mine else self._see_it_taken(request_id))
        until = self._clock.monotonic() + wait_s
        await asyncio.wait({task}, timeout=wait_s)
        while True:
            seen = await asyncio.to_thread(self._look, request_id)
            left_s = until - self._clock.monotonic()
            if seen.state != repository.WAITING or left_s <= 0:
                return seen
            await asyncio.sleep(min(left_s, _LOOK_S))

    def _go_on(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _is_here(self, number: int) -> bool:
        device = self._server.devices.get(number)
        return device is not None and device.peer is not None

    def _note(self, asker: Asker, number: int, kind: str, arguments: dict[str, Any], mine: bool) -> int:
        with self._database.write() as session:
            row = service.found(session, asker, number)
            request = TransmissionRequest(
                device_id=row.id,
                kind=kind,
                arguments=arguments,
                asked_by=asker.name,
                asked_at=self._clock.now_ms(),
                state=repository.WAITING,
                holder=self._holding.name if mine else None,
                result={},
                text="",
            )
            session.add(request)
            session.flush()
            audit.record(
                session,
                asker,
                f"transmission-device.{kind}",
                f"transmission-device/{row.id}",
                None,
                {"request": request.id, **arguments},
            )
            return request.id

    async def _carry_out(self, asked: Asked) -> None:
        device = self._server.devices.get(asked.device_id)
        try:
            if device is None or device.peer is None:
                raise CannotAsk(_NOT_CONNECTED)
            work = QUESTIONS[asked.kind](asked.arguments)
            self._server.asking.add(device)
            outcome = await work(self._server.requests, device)
        except CannotAsk as fault:
            outcome = "failed", {}, str(fault)
        except ApiError as fault:
            told = fault.detail
            outcome = "failed", {}, f"{told.message_zh} / {told.message_en}"
        except asyncio.CancelledError:
            stopped: Outcome = "failed", {}, "平台停止 / the centre stopped"
            await asyncio.shield(asyncio.to_thread(self._finish, [asked.id], stopped))
            raise
        await asyncio.to_thread(self._finish, [asked.id], outcome)

    async def _see_it_taken(self, request_id: int) -> None:
        """Until a process has taken it, or none has."""
        await asyncio.sleep(TAKEN_WITHIN_S)

        def close() -> None:
            with self._database.write() as session:
                repository.close_untaken(session, request_id, self._clock.now_ms(), _NOT_CONNECTED)

        await asyncio.to_thread(close)

    async def _take(self) -> list[Asked]:
        def waiting() -> list[Asked]:
            with self._database.read() as session:
                return [
                    Asked(row.id, row.device_id, row.kind, row.arguments)
                    for row in repository.untaken(session)
                ]

        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._thread, waiting)
        here = [asked for asked in found if self._is_here(asked.device_id)]
        now_ms, now = self._clock.now_ms(), self._clock.monotonic()
        heard = {
            asked.id: now_ms - int((now - self._server.devices[asked.device_id].heard_at) * 1000)
            for asked in here
        }

        def take() -> list[Asked]:
            with self._database.write() as session:
                return [
                    asked
                    for asked in here
                    if self._holding.is_ours(session, asked.device_id, heard[asked.id])
                    and repository.take(session, asked.id, self._holding.name)
                ]

        return await loop.run_in_executor(self._thread, take) if here else []

    def _answered_here(self, number: int, operator: int) -> None:
        """An operator pressed the answer key, and no duty check of this process waits for it."""
        if not self._holding.shared:
            return

        def settle() -> None:
            with self._database.read() as session:
                waiting = [row.id for row in repository.duty_checks(session, number)]
            if waiting:
                self._finish(waiting, on_duty(operator))

        async def work() -> None:
            await asyncio.to_thread(settle)

        self._go_on(work())

    def _finish(self, ids: Sequence[int], outcome: Outcome) -> None:
        with self._database.write() as session:
            for number in ids:
                row = session.get_one(TransmissionRequest, number)
                if row.state in _OPEN:
                    row.state, row.result, row.text = outcome
                    row.answered_at = self._clock.now_ms()

    def _look(self, request_id: int) -> RequestOut:
        with self._database.read() as session:
            return request_out(session.get_one(TransmissionRequest, request_id))


def request_out(row: TransmissionRequest) -> RequestOut:
    """A request as the API shows it."""
    return RequestOut.model_validate(row, from_attributes=True)
