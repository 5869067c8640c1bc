"""The ESPA panel against a station of the suite's own codec, over a real pseudo-terminal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tty
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from device_profiles import loader
from device_profiles.serial_panel import reading as panel_text
from runtime.faults import PlainFault
from simulators.panel import Change, PanelLogic, State
from simulators.panel_espa import RESET_TEXT, EspaPanel, EspaSettings, Message, messages_of
from telemetry.espa444 import NAK, Block, BlockReceived, Receiver
from tests.simulators.places import demo, until

STORE, EAST = "panel-2/3-017", "panel-2/3-018"
QUICK = {"handshake_s": 0.15, "answer_s": 0.3, "retry_s": 0.02, "limit_s": 0.05, "repeat_s": 60.0}


class Station:
    """Station 2 on the far side of the port: answers by `verdicts`, then with ACK."""

    def __init__(self, link: Path) -> None:
        self.blocks: list[Block] = []
        self.verdicts: list[str] = []
        self._receiver = Receiver("2")
        self._file = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self._file)
        asyncio.get_running_loop().add_reader(self._file, self._read)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for event in self._receiver.feed(os.read(self._file, 1024)):
                os.write(self._file, self._receiver.take_answer())
                if isinstance(event, BlockReceived):
                    self._judge(event)

    def _judge(self, event: BlockReceived) -> None:
        verdict = self.verdicts.pop(0) if self.verdicts else "accept"
        self.blocks.append(event.block)
        if verdict != "silence":
            os.write(self._file, self._receiver.accept() if verdict == "accept" else bytes((NAK,)))

    @property
    def texts(self) -> list[str]:
        return [block.message for block in self.blocks]

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._file)
        os.close(self._file)


@contextlib.asynccontextmanager
async def running(tmp_path: Path, **other: float) -> AsyncIterator[EspaPanel]:
    settings = EspaSettings.model_validate(
        {"panel": "panel-2", "link": tmp_path / "line.tty", **QUICK, **other}
    )
    panel = EspaPanel(PanelLogic(demo().points_of("panel-2")), settings)
    panel.plug()
    task = asyncio.create_task(panel.run())
    try:
        yield panel
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def panel(tmp_path: Path) -> AsyncIterator[EspaPanel]:
    async with running(tmp_path) as served:
        yield served


@pytest.fixture
async def station(panel: EspaPanel) -> AsyncIterator[Station]:
    listening = Station(panel.settings.link)
    yield listening
    listening.close()


async def test_a_fire_is_called_with_its_text_and_priority(panel: EspaPanel, station: Station) -> None:
    panel.tell(panel.logic.sense(STORE, True, 0))
    await until(lambda: panel.sent == 1)
    block = station.blocks[0]
    assert block.message == "FIRE ALARM L03 D017 STORE 4F"
    assert (block.header, block.first(1), block.first(4), block.first(6)) == (1, "03017", "3", "1")


async def test_a_message_stays_until_it_is_acknowledged(panel: EspaPanel, station: Station) -> None:
    station.verdicts = ["refuse", "silence", "refuse"]
    panel.tell(panel.logic.sense(STORE, True, 0))
    await until(lambda: panel.sent >= 1 and not panel.waiting)
    assert len(station.texts) >= 4
    assert len(set(station.texts)) == 1
    assert panel.naks == 2
    assert panel.waiting == 0


async def test_nobody_listening_loses_nothing(panel: EspaPanel) -> None:
    panel.tell(panel.logic.sense(STORE, True, 0))
    panel.tell(panel.logic.sense(EAST, True, 0))
    await until(lambda: panel.line_failed)
    assert panel.waiting == 2
    late = Station(panel.settings.link)
    await until(lambda: panel.waiting == 0)
    assert set(late.texts) == {"FIRE ALARM L03 D017 STORE 4F", "FIRE ALARM L03 D018 STORE EAST 4F"}
    assert not panel.line_failed
    late.close()


async def test_what_stands_is_said_again_and_again(tmp_path: Path) -> None:
    async with running(tmp_path, repeat_s=0.1) as panel:
        station = Station(panel.settings.link)
        panel.tell(panel.logic.sense(STORE, True, 0))
        panel.tell(panel.logic.set("panel-2/3-021", State.ISOLATE, 0))
        await until(lambda: len(station.texts) >= 6)
        assert set(station.texts) == {"FIRE ALARM L03 D017 STORE 4F", "DISABLED L03 D021 ARCHIVE 4F"}
        station.close()


async def test_a_panel_at_rest_says_so_again_and_again(tmp_path: Path) -> None:
    async with running(tmp_path, repeat_s=0.1) as panel:
        station = Station(panel.settings.link)
        await until(lambda: len(station.texts) >= 2)
        assert set(station.texts) == {"SYSTEM NORMAL"}
        station.close()


async def test_an_end_is_said_as_well_as_a_beginning(panel: EspaPanel, station: Station) -> None:
    panel.tell(panel.logic.set(STORE, State.FAULT, 0))
    panel.tell(panel.logic.set(STORE, State.RESTORE, 1))
    panel.tell(panel.logic.tick(10))
    await until(lambda: panel.waiting == 0)
    assert station.texts == ["FAULT L03 D017 STORE 4F", "FAULT CLEARED L03 D017 STORE 4F"]


async def test_a_full_queue_keeps_its_fires_and_counts_what_it_drops(tmp_path: Path) -> None:
    async with running(tmp_path, queue=3) as panel:
        panel.say(Message("1", "FIRE ALARM L01 D001", fire=True))
        for number in range(4):
            panel.say(Message("1", f"FAULT L01 D{number:03}"))
        panel.say(Message("1", "FIRE ALARM L01 D002", fire=True))
        panel.say(Message("1", "FIRE ALARM L01 D003", fire=True))
        panel.say(Message("1", "FAULT L01 D009"))
        assert panel.waiting == 3
        assert panel.dropped == 5
        station = Station(panel.settings.link)
        await until(lambda: panel.waiting == 0)
        assert sorted(set(station.texts)) == [f"FIRE ALARM L01 D00{number}" for number in (1, 2, 3)]
        station.close()


async def test_a_pulled_plug_takes_the_port_away_and_plugged_again_it_goes_on(panel: EspaPanel) -> None:
    panel.unplug()
    assert not panel.settings.link.exists()
    panel.tell(panel.logic.sense(STORE, True, 0))
    await asyncio.sleep(0)
    assert panel.waiting == 1
    panel.plug()
    station = Station(panel.settings.link)
    await until(lambda: panel.waiting == 0)
    assert station.texts[0].startswith("FIRE ALARM L03 D017")
    station.close()


async def test_a_link_that_cannot_be_made_is_told_with_its_cure(tmp_path: Path) -> None:
    link = tmp_path / "taken"
    link.write_text("a file of somebody else's")
    panel = EspaPanel(PanelLogic(()), EspaSettings(panel="panel-2", link=link))
    with pytest.raises(PlainFault, match="remove that file or set another"):
        panel.plug()
    assert link.read_text() == "a file of somebody else's"


async def test_a_stale_link_of_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "line.tty").symlink_to("/dev/pts/9999999")
    async with running(tmp_path) as panel:
        assert panel.settings.link.exists()


@pytest.mark.parametrize(
    ("state", "meaning"),
    [
        (State.FIRE, "fire"),
        (State.FAULT, "fault"),
        (State.ISOLATE, "disabled"),
        (State.START, "started"),
        (State.ACTION, "feedback"),
    ],
)
def test_a_gateway_with_the_generic_profile_understands_each_text(state: State, meaning: str) -> None:
    texts = loader.load("espa444-generic").profile.serial_panel
    assert texts is not None
    for point in demo().points_of("panel-2"):
        (begins,) = messages_of(Change(point, State.NONE, state))
        (ends,) = messages_of(Change(point, state, State.NONE))
        begun, ended = panel_text.read(texts, begins.text), panel_text.read(texts, ends.text)
        assert begun.address == ended.address == f"{point.loop}-{point.device}"
        assert begun.finding.sets == {meaning}
        assert meaning in ended.finding.clears
        assert not ended.finding.sets


def test_a_gateway_understands_the_reset() -> None:
    texts = loader.load("espa444-generic").profile.serial_panel
    assert texts is not None
    assert panel_text.read(texts, RESET_TEXT).everywhere
