"""The ESPA driver on a pseudo-terminal: no ACK before the disk has it, and a port that vanishes."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from device_profiles import loader
from edge_agent.drivers.serial.driver import SerialDriver
from edge_agent.drivers.serial.plan import SerialPlan
from edge_agent.drivers.serial.settings import SerialSettings
from edge_agent.intake.observation import Observation
from edge_agent.spool.record import SpoolUnwritable
from telemetry.espa444 import ACK, NAK
from tests.edge_agent.panels import EspaPanel, running
from tests.services import until


class Disk:
    """Stores when told to, or refuses."""

    def __init__(self) -> None:
        self.seen: list[Observation] = []
        self.slow = False
        self.full = False

    def __call__(
        self, observations: Sequence[Observation], alive: Iterable[str] = ()
    ) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.full and observations:
            done.set_exception(SpoolUnwritable("disk full"))
        elif not (self.slow and observations):
            self.seen += observations
            done.set_result(None)
        return done


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[EspaPanel]:
    panel = EspaPanel(tmp_path / "tty")
    yield panel
    panel.close()


def driver_on(panel: EspaPanel, disk: Disk) -> SerialDriver:
    texts = loader.load("espa444-generic").profile.serial_panel
    assert texts is not None
    settings = SerialSettings(
        bus="panel-2", profile="espa444-generic", port=str(panel.path), store_within_s=0.2
    )
    points = {"3-17": "panel-2/3-017", "3-18": "panel-2/3-018"}
    return SerialDriver(
        SerialPlan("panel-2", "serial", settings=settings, texts=texts, panel="panel-2", points=points), disk
    )


async def test_a_block_that_is_not_stored_in_time_is_refused(panel: EspaPanel) -> None:
    disk = Disk()
    async with running(driver_on(panel, disk).run()):
        disk.slow = True
        assert await panel.call("FIRE ALARM 3-017") == NAK
        disk.slow = False
        assert await panel.call("FIRE ALARM 3-017") == ACK
    assert [seen.part for seen in disk.seen] == ["panel-2/3-017"]


async def test_a_block_that_a_full_disk_refuses_is_refused(panel: EspaPanel) -> None:
    disk = Disk()
    driver = driver_on(panel, disk)
    async with running(driver.run()):
        disk.full = True
        assert await panel.call("FIRE ALARM 3-017") == NAK
        assert "disk full" in driver.health().last_error


async def test_a_system_reset_speaks_of_every_point(panel: EspaPanel) -> None:
    disk = Disk()
    async with running(driver_on(panel, disk).run()):
        assert await panel.call("SYSTEM RESET") == ACK
    assert {seen.part for seen in disk.seen} == {"panel-2", "panel-2/3-017", "panel-2/3-018"}
    assert all("fire" in seen.finding.clears for seen in disk.seen)


async def test_the_evidence_holds_the_frame_and_its_records(panel: EspaPanel) -> None:
    disk = Disk()
    async with running(driver_on(panel, disk).run()):
        await panel.call("FIRE ALARM 3-018")
    evidence = disk.seen[0].finding.evidence
    assert str(evidence["frame"]).startswith("01 31 02")
    assert (evidence["call_type"], evidence["call_address"]) == ("3", "1")


async def test_a_port_that_vanishes_is_opened_again(panel: EspaPanel) -> None:
    disk = Disk()
    driver = driver_on(panel, disk)
    async with running(driver.run()):
        assert await panel.call("FIRE ALARM 3-017") == ACK
        panel.close()
        await until(lambda: not driver.health().up)
        panel.open()
        assert await panel.call("FIRE ALARM 3-018") == ACK
    assert [seen.part for seen in disk.seen] == ["panel-2/3-017", "panel-2/3-018"]
