"""What is said once waits for the disk, in order, and fires outlast the rest."""

from __future__ import annotations

import asyncio

from device_profiles.finding import Finding
from edge_agent.drivers.serial import backlog
from edge_agent.drivers.serial.backlog import Backlog
from edge_agent.intake.observation import Observation
from tests.edge_agent.drivers.serial.panels import Disk
from tests.edge_agent.panels import running
from tests.services import until


def seen(part: str, state: str) -> list[Observation]:
    return [Observation(part, Finding(sets=frozenset({state})))]


async def test_reports_are_stored_in_order_once_the_disk_takes_them() -> None:
    disk, told = Disk(), list[str]()
    disk.full = True
    waiting = Backlog(disk, told.append)
    async with running(waiting.run()):
        waiting.add(seen("a", "fault"))
        waiting.add(seen("b", "fire"))
        await until(lambda: bool(told))
        disk.full = False
        await until(lambda: [entry.part for entry in disk.seen] == ["a", "b"])
    assert len(waiting) == 0


async def test_what_waits_at_the_end_is_still_handed_over() -> None:
    disk = Disk()
    disk.slow = True
    waiting = Backlog(disk, lambda _: None)
    async with running(waiting.run()):
        waiting.add(seen("a", "fire"))
        await asyncio.sleep(0.01)  # it is on its way, and the disk says nothing
        disk.slow = False
    assert [entry.part for entry in disk.seen] == ["a"]


def test_a_full_backlog_drops_what_is_no_fire_and_counts_it() -> None:
    told: list[str] = []
    waiting = Backlog(Disk(), told.append)
    waiting.add(seen("first", "fire"))
    for number in range(backlog.MAX_WAITING):
        waiting.add(seen(f"p{number}", "fault"))
    assert (len(waiting), waiting.dropped) == (backlog.MAX_WAITING, 1)
    assert waiting._waiting[0][0].part == "first"
    assert "1 reports dropped" in told[0]


async def test_a_report_that_nobody_can_take_holds_up_none_behind_it() -> None:
    disk, told = Disk(), list[str]()

    def observe(observations: list[Observation], *more: object) -> asyncio.Future[None]:
        if observations[0].part == "poison":
            raise LookupError("nobody configured it")
        return disk(observations)

    waiting = Backlog(observe, told.append)  # type: ignore[arg-type]
    async with running(waiting.run()):
        waiting.add(seen("poison", "fault"))
        waiting.add(seen("b", "fire"))
        await until(lambda: [entry.part for entry in disk.seen] == ["b"])
    assert waiting.dropped == 1
    assert "nobody configured it" in told[0]
