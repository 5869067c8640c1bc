"""The last word on a command, when the word itself or its time is the trouble."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.control.command_memory import Remembered
from edge_agent.control.command_states import State
from edge_agent.control.commands import CannotAnswer, Commands, Done, Work
from edge_agent.intake.observation import Stamp
from edge_agent.spool.record import Rank
from edge_agent.spool.spool import Spool
from runtime.clock import SystemClock
from telemetry.encoding import decode_uplink
from telemetry.messages import CommandKind, Reply
from tests.edge_agent.panels import AREA, GATEWAY
from tests.edge_agent.site import command
from tests.services import until


class Wound(SystemClock):
    """A clock that a test can wind on."""

    wound_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.wound_s


async def read_back(_command: Remembered) -> Done:
    return Done(True, "half a surrogate pair: \ud800")


@contextlib.asynccontextmanager
async def commands(folder: Path, clock: Wound) -> AsyncIterator[tuple[Commands, Spool]]:
    spool = Spool.open(folder / "spool", 8_000_000)
    works = {
        CommandKind.READ_BACK: Work(lambda _: "", read_back),
        CommandKind.DUTY_CHECK: Work(lambda _: "", None),
    }
    made = Commands(GATEWAY, spool, clock, lambda: Stamp(1, True), clock.now_ms, works)
    task = asyncio.create_task(made.run())
    try:
        yield made, spool
    finally:
        task.cancel()
        await asyncio.wait({task})
        await spool.close()


async def told(spool: Spool) -> list[Reply]:
    stored = await spool.fetch(Rank.REPLY, 0, 100)
    messages = [decode_uplink(f"sw/1/{AREA}/{GATEWAY}/reply", record.data) for record in stored]
    return [message for message in messages if isinstance(message, Reply)]


async def test_a_word_that_cannot_be_told_does_not_hold_up_the_commands_behind_it(tmp_path: Path) -> None:
    async with commands(tmp_path, Wound()) as (made, spool):
        for number in (1, 2):
            made.take(command(number, CommandKind.READ_BACK), lambda: None)
        await until(lambda: [known.state for known in made.remembered()] == [State.FAILED] * 2)
        assert [(said.answers, said.stage.value) for said in await told(spool)][-1] == (2, "failed")


async def test_an_answer_after_its_time_is_none_and_one_word_is_told(tmp_path: Path) -> None:
    clock = Wound()
    async with commands(tmp_path, clock) as (made, spool):
        made.take(command(1, CommandKind.DUTY_CHECK), lambda: None)
        await until(lambda: [known.state for known in made.remembered()] == [State.WAITING])
        await asyncio.sleep(0)
        clock.wound_s = 1e6
        with pytest.raises(CannotAnswer):
            await made.answer(1, "王强")
        await until(lambda: [known.state for known in made.remembered()] == [State.UNANSWERED])
        assert [said.stage.value for said in await told(spool)] == ["accepted", "unanswered"]
