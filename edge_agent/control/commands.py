"""The centre's commands: taken once, answered in the order of their life, whatever restarts in between.

See `command_states` for the rules. Here are the edges: the spool that remembers, the clock, the work itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from msgspec.structs import replace

from edge_agent.control.command_memory import CommandMemory, Remembered, digest_of
from edge_agent.control.command_states import FINAL, OK_STAGES, Happening, State, step
from edge_agent.intake.observation import Stamp
from edge_agent.spool.record import PENDING_SEQ, SpoolError, SpoolRefused
from edge_agent.spool.spool import Spool
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.faults import PlainFault
from runtime.logging import get_logger
from telemetry.messages import Command, CommandKind, Reply, UplinkMessage

log = get_logger("commands")

#: Commands that may wait to be looked at; past it they are not acknowledged, and the broker sends them again.
QUEUE_LIMIT = 64
_MAX_TEXT = 512
_LOOK_S = 0.5


class CannotAnswer(PlainFault):
    """A duty check that cannot be answered: there is none of that number, or it is settled."""


@dataclass(frozen=True)
class Done:
    """What the work came to, and what is sent along with the word on it."""

    ok: bool
    text: str
    details: Mapping[str, str | float | bool | None] = field(default_factory=dict)
    messages: Sequence[UplinkMessage] = ()


class Work(NamedTuple):
    """How one kind of command is carried out."""

    #: Why this gateway will not do it, with the cure; empty: it will.
    refusal: Callable[[Command], str]
    #: Does it. None: a person does (a duty check).
    do: Callable[[Remembered], Awaitable[Done]] | None


Ack = Callable[[], None]


class Commands:
    """Takes commands from the line, and answers through the spool."""

    def __init__(
        self,
        gateway: str,
        spool: Spool,
        clock: Clock,
        stamp: Callable[[], Stamp],
        centre_now_ms: Callable[[], int | None],
        works: Mapping[CommandKind, Work],
    ) -> None:
        self._gateway = gateway
        self._spool = spool
        self._clock = clock
        self._stamp = stamp
        self._centre_now_ms = centre_now_ms
        self._works = works
        self._memory = CommandMemory(spool.notes)
        if self._memory.unreadable:
            log.warning("notes on commands cannot be read; those are not begun", seq=self._memory.unreadable)
        self._arrived: asyncio.Queue[tuple[Command, Ack]] = asyncio.Queue(QUEUE_LIMIT)
        self._to_do: asyncio.Queue[int] = asyncio.Queue()
        self._due: dict[int, float] = {}
        self._settling = asyncio.Lock()
        self.taken = 0
        self.repeated = 0
        #: Commands that did not fit into the queue; the broker still has them.
        self.put_off = 0
        for known in self._memory.all:
            if known.state is State.WAITING:
                self._due[known.seq] = self._deadline(known)

    @property
    def waiting(self) -> int:
        """Commands that wait to be looked at or worked on."""
        return self._arrived.qsize() + self._to_do.qsize()

    def remembered(self) -> list[Remembered]:
        """Every command that is remembered, by number."""
        return self._memory.all

    def take(self, command: Command, ack: Ack) -> None:
        """A command came. `ack` is called once the word on it is on the disk."""
        try:
            self._arrived.put_nowait((command, ack))
        except asyncio.QueueFull:
            self.put_off += 1

    async def run(self) -> None:
        """Answer until cancelled, beginning with what an earlier process left unfinished."""
        self._to_do = asyncio.Queue()
        for known in self._memory.all:
            if known.state is State.WORKING:
                self._to_do.put_nowait(known.seq)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive())
            tasks.create_task(self._work())
            tasks.create_task(self._watch_deadlines())

    async def answer(self, seq: int, person: str) -> dict[str, Any]:
        """A person on site answers the duty check. Raises CannotAnswer; SpoolError when it cannot be kept."""
        async with self._settling:
            known = self._memory.get(seq)
            if known is None or known.kind is not CommandKind.DUTY_CHECK:
                raise CannotAnswer(f"没有 {seq} 号查岗 / there is no duty check {seq}; look at the open ones")
            if known.state is not State.WAITING:
                raise CannotAnswer(
                    f"{seq} 号查岗已结束 / duty check {seq} is settled already: {known.state.value}"
                )
            left = self._due.get(seq, 0.0) - self._clock.monotonic()
            if left <= 0:
                raise CannotAnswer(f"{seq} 号查岗已超时 / duty check {seq}: its time is up")
            said = Done(
                True,
                f"{person} 在岗应答 / answered on site by {person}",
                {"person": person, "answered_after_s": round(max(0.0, known.lifetime_s - left), 1)},
            )
            settled = replace(known, person=person)
            await self._settle(settled, Happening.ANSWERED, said)
        return {"seq": seq, "person": person, "text": said.text}

    async def _receive(self) -> None:
        while True:
            command, ack = await self._arrived.get()
            pauses = Backoff(first_s=0.2, factor=2.0, limit_s=15.0, jitter=0.3)
            while True:
                try:
                    await self._look_at(command)
                    break
                except SpoolError as fault:
                    log.warning("a command waits for the disk", seq=command.seq, fault=str(fault))
                    await asyncio.sleep(pauses.next())
            ack()

    async def _look_at(self, command: Command) -> None:
        known = self._memory.get(command.seq)
        if known is not None and known.digest == digest_of(command):
            self.repeated += 1
            return
        if self._memory.used(command.seq):
            await self._refuse_number(command)
            return
        self.taken += 1
        work = self._works[command.command]
        fresh = Remembered(
            seq=command.seq,
            kind=command.command,
            state=State.NEW,
            digest=digest_of(command),
            sent_at=command.ts_gateway,
            expires_at=command.expires_at,
            arguments=dict(command.arguments),
        )
        refusal = work.refusal(command)
        if refusal:
            await self._settle(fresh, Happening.ARRIVES_UNWANTED, Done(False, refusal))
        elif self._deadline(fresh) <= self._clock.monotonic():
            late = f"到达时已过期 / it came after its time; by this gateway's clock it is {self._stamp().ts}"
            await self._settle(fresh, Happening.ARRIVES_LATE, Done(False, late))
        elif work.do is None:
            await self._settle(
                fresh, Happening.ARRIVES_FOR_A_PERSON, Done(True, "等待现场应答 / waits on site")
            )
            self._due[fresh.seq] = self._deadline(fresh)
        else:
            await self._settle(fresh, Happening.ARRIVES, Done(True, "已接受 / accepted"))
            self._to_do.put_nowait(fresh.seq)

    async def _refuse_number(self, command: Command) -> None:
        text = (
            f"编号 {command.seq} 已用于另一命令 / number {command.seq} was used for another command; "
            f"count on from {self._memory.highest + 1}"
        )
        details = {"next_seq": float(self._memory.highest + 1)}
        happened = step(State.NEW, Happening.ARRIVES_UNWANTED)
        await self._spool.append([self._reply(command.seq, happened.told, Done(False, text, details))])

    async def _work(self) -> None:
        while True:
            seq = await self._to_do.get()
            known = self._memory.get(seq)
            if known is None or known.state is not State.WORKING:
                continue
            do = self._works[known.kind].do
            if do is None:
                raise TypeError(f"{known.kind.value} is not worked on")
            try:
                said = await do(known)
            except Exception as fault:  # whatever it was, the centre gets a word
                log.exception("a command failed", seq=seq, kind=known.kind.value)
                said = Done(False, f"{type(fault).__name__}: {fault}")
            await self._settle_surely(known, Happening.SUCCEEDS if said.ok else Happening.FAILS, said)

    async def _watch_deadlines(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            now = self._clock.monotonic()
            for seq in [seq for seq, due in self._due.items() if due <= now]:
                async with self._settling:
                    known = self._memory.get(seq)
                    if known is None or known.state is not State.WAITING:
                        continue
                    nobody = Done(False, "规定时间内无人应答 / nobody answered in time")
                    await self._settle_surely(known, Happening.TIME_UP, nobody)

    async def _settle_surely(self, known: Remembered, happening: Happening, said: Done) -> None:
        pauses = Backoff(first_s=0.2, factor=2.0, limit_s=15.0, jitter=0.3)
        while True:
            try:
                await self._settle(known, happening, said)
                return
            except SpoolRefused as fault:
                log.error("the word on a command cannot be told", seq=known.seq, fault=str(fault))
                if happening is Happening.SUCCEEDS:
                    happening = Happening.FAILS
                said = Done(
                    False, "结果无法上报，见网关日志 / the result cannot be told; see the gateway's log"
                )
                await asyncio.sleep(pauses.next())
            except SpoolError as fault:
                log.warning("the word on a command waits for the disk", seq=known.seq, fault=str(fault))
                await asyncio.sleep(pauses.next())

    async def _settle(self, known: Remembered, happening: Happening, said: Done) -> None:
        """Take the step and store it with its word. Raises SpoolError; then nothing has changed."""
        state, told = step(known.state, happening)
        notes = self._memory.notes_for(replace(known, state=state))
        messages = [*said.messages]
        if told is not None:
            messages.append(self._reply(known.seq, told, said))
        await self._spool.append(messages, notes=notes)
        self._memory.stored(notes)
        if state in FINAL:
            self._due.pop(known.seq, None)
        log.info("command", seq=known.seq, kind=known.kind.value, state=state.value, text=said.text)

    def _reply(self, answers: int, told: Any, said: Done) -> Reply:
        stamp = self._stamp()
        return Reply(
            gateway=self._gateway,
            seq=PENDING_SEQ,
            ts_gateway=stamp.ts,
            clock_synced=stamp.synced,
            answers=answers,
            ok=told in OK_STAGES,
            text=said.text[:_MAX_TEXT],
            stage=told,
            details=dict(said.details),
        )

    def _deadline(self, known: Remembered) -> float:
        """Until when it holds, in monotonic seconds.

        By the best idea of the centre's time; without any, the command counts as just sent. It never lives
        longer here than the centre gave it, so a clock that runs behind keeps nothing alive for years.
        """
        now = self._centre_now_ms()
        left = known.lifetime_s if now is None else (known.expires_at - now) / 1000
        return self._clock.monotonic() + min(left, known.lifetime_s)
