"""The promise with a real spool: what a device had confirmed is in the file; three at once all are."""

from __future__ import annotations

import asyncio
from pathlib import Path

from device_profiles.level import Level
from edge_agent.clock_state import ClockState
from edge_agent.drivers.uitd.driver import UitdDriver
from edge_agent.intake.intake import Intake
from edge_agent.intake.normaliser import Normaliser
from edge_agent.local.inside import part_rows
from edge_agent.local.latest import LatestValues
from edge_agent.spool.spool import Spool
from runtime.clock import SystemClock
from telemetry.gb26875 import bodies
from telemetry.gb26875.frame import Frame
from tests.edge_agent.drivers.uitd.site import component, label, line_to, plan_of, sent
from tests.services import until

THREE = "".join(
    f"""
  [[uitd.device]]
  address = "{number}"
  profile = "{{profile}}"
  part = "building-{number}"
    [[uitd.device.point]]
    address = "10-2"
"""
    for number in (1, 2, 3)
)


def image_of(folder: Path) -> Path:
    """A copy of the spool's files as they lie on the disk at this moment."""
    image = folder / "image"
    image.mkdir()
    for file in folder.glob("spool.sqlite3*"):
        (image / file.name).write_bytes(file.read_bytes())
    return image


async def confirmed(driver: UitdDriver, number: int) -> Frame:
    async with line_to(driver) as line:
        source = number.to_bytes(6, "little")
        line.write(sent(number, 2, component("0A 00 02 00", 3), source=source))
        return await line.answer()


async def test_three_fires_at_the_same_moment_are_all_stored_before_they_are_confirmed(
    tmp_path: Path,
) -> None:
    plan = plan_of(tmp_path, "", THREE)
    clock = SystemClock()
    spool = Spool.open(tmp_path / "spool.sqlite3", 8_000_000)
    normaliser = Normaliser("gw-1", plan.watched.values(), {}, clock.monotonic())
    intake = Intake(normaliser, spool, clock, ClockState(clock, "trust"))
    driver = UitdDriver(plan, intake.observe)
    task = asyncio.create_task(driver.run())
    try:
        await until(lambda: driver.bus.up)
        answers = await asyncio.gather(*(confirmed(driver, number) for number in (1, 2, 3)))
        assert [answer.command for answer in answers] == [3, 3, 3]
        # The process ends here as if the power had gone: nothing is flushed, nothing is closed.
        image = image_of(tmp_path)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await spool.close()
    found = Spool.open(image / "spool.sqlite3", 8_000_000)
    try:
        burning = {part for part, level in found.levels.items() if "fire" in level.states}
        assert burning == {"building-1/10-2", "building-2/10-2", "building-3/10-2"}
    finally:
        await found.close()


async def test_a_fire_from_before_the_start_says_beside_it_how_it_ends(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "", THREE)
    clock = SystemClock()
    spool = Spool.open(tmp_path / "spool.sqlite3", 8_000_000)
    before = {"building-1": Level(states=frozenset({"fire"}))}
    normaliser = Normaliser("gw-1", plan.watched.values(), before, clock.monotonic())
    driver = UitdDriver(plan, Intake(normaliser, spool, clock, ClockState(clock, "trust")).observe)
    task = asyncio.create_task(driver.run())

    def hints() -> dict[str, str]:
        rows = part_rows(normaliser, LatestValues(), [driver])
        return {row["part"]: row["hint"] for row in rows if row["hint"]}

    try:
        await until(lambda: driver.bus.up)
        async with line_to(driver) as line:
            source = (1).to_bytes(6, "little")
            line.write(sent(1, 2, component("0B 00 02 00", 1), source=source))
            await line.answer()
            assert "fire" in normaliser.level("building-1").states
            assert list(hints()) == ["building-1"]
            assert "alarm cleared" in hints()["building-1"]
            line.write(sent(2, 21, bodies.UitdState(1, label()), source=source))
            await line.answer(2)
            assert "fire" not in normaliser.level("building-1").states
            assert hints() == {}
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await spool.close()
