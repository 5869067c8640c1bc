"""`edge-agent record` and `replay`: a line recorded beside the running agent gives the same events again."""

import asyncio
import json
import os
import tty
from pathlib import Path
from typing import Any

import pytest

from device_profiles import loader
from edge_agent.drivers import driver as hooks
from edge_agent.recording import line_file as recording
from edge_agent.recording.line_file import Header, Piece
from edge_agent.recording.live import LineRecordings
from telemetry import espa444, modbus
from tests.edge_agent.panels import call_block
from tests.edge_agent.tools.conftest import Done, Site
from tests.services import until


async def recorded(site: Site, tool: Any, bus: str) -> "asyncio.Task[Done]":
    arguments = ["record", "--config", str(site.path), bus, "--seconds", "60", "--json"]
    task = asyncio.create_task(tool(*arguments))
    await until(lambda: any(row["bus"] == bus for row in site.agent.recordings.told()))
    return task


def stop(site: Site, bus: str) -> None:
    site.agent.recordings.stop(bus)


async def test_an_espa_line_gives_the_same_events_again(site: Site, tool: Any, tmp_path: Path) -> None:
    task = await recorded(site, tool, "panel-2")
    for text in ("FIRE ALARM L03 D017 STORE 4F", "FAULT L03 D099", "FIRE ALARM CLEARED L03 D017"):
        assert await site.espa.call(text) == 6
    await until(lambda: len(site.cloud.events) >= 3)
    files = site.agent.recordings.told()[0]["files"]
    stop(site, "panel-2")
    assert (await task).told["files"] == files
    replayed = await tool("replay", *files, "--json")
    came = [(event["part"], event["kind"], event["active"]) for event in replayed.told["events"]]
    assert came == [(e.part.part, e.kind.value, e.active) for e in site.cloud.events]
    assert replayed.told["notes"] == []
    expected = tmp_path / "events.txt"
    assert (await tool("replay", *files, "--write", str(expected))).code == 0
    assert (await tool("replay", *files, "--expect", str(expected))).code == 0
    expected.write_text("panel-2/3-017 fault+ other\n")
    differs = await tool("replay", *files, "--expect", str(expected))
    assert differs.code == 1
    assert "-panel-2/3-017 fault+ other" in differs.out


async def test_a_modbus_line_gives_the_same_events_again(
    site: Site, tool: Any, caplog: pytest.LogCaptureFixture
) -> None:
    task = await recorded(site, tool, "panel-1")
    for step, values in enumerate(({263: 1}, {264: 2}, {264: 9}, {263: 0}), 1):
        site.panel.registers |= values
        await until(lambda step=step: len(site.cloud.events) >= step)  # type: ignore[misc]
    files = site.agent.recordings.told()[0]["files"]
    stop(site, "panel-1")
    await task
    replayed = (await tool("replay", *files, "--json")).told
    came = [(event["part"], event["kind"], event["active"]) for event in replayed["events"]]
    assert came == [(e.part.part, e.kind.value, e.active) for e in site.cloud.events]
    assert replayed["bus_fault"] == ""
    assert [record for record in caplog.records if record.name == "asyncio"] == []


async def test_a_bus_without_a_line_says_so(site: Site, tool: Any) -> None:
    done = await tool("record", "--config", str(site.path), "panel-9", "--seconds", "1")
    assert done.code == 2
    assert "panel-1, panel-2" in done.err


async def test_a_line_is_recorded_once_at_a_time_and_ends_by_itself(site: Site) -> None:
    told = site.agent.recordings.start("panel-2", 0.3)
    with pytest.raises(Exception, match="being recorded already"):
        site.agent.recordings.start("panel-2", 1)
    await until(lambda: site.agent.recordings.told() == [])
    with open(told["files"][0], "rb") as lines:  # noqa: ASYNC230 - a small file
        found = recording.read("x", lines)
    assert found.end is not None
    assert found.end.end == "time"
    assert found.header.settings["profile"] == "espa444-generic"
    assert hooks.record(site.agent.buses.drivers["panel-2"], None)
    assert "panel-2" not in [row["bus"] for row in site.agent.recordings.told()]


async def test_old_recordings_make_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_agent.recording.live.KEEP_FILES", 6)
    recordings: LineRecordings = site.agent.recordings
    for _ in range(6):
        told = recordings.start("panel-2", 60)
        recordings.stop("panel-2")
        await asyncio.sleep(0.002)
    folder = os.path.dirname(told["files"][0])
    assert len(os.listdir(folder)) <= 6


async def test_a_free_port_is_recorded_without_an_agent(tool: Any, tmp_path: Path) -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    try:
        given = ("record", "--port", os.ttyname(slave), "--seconds", "1", "--out", str(tmp_path), "--json")
        task = asyncio.create_task(tool(*given))
        while not task.done():
            os.write(master, b"\x31\x05")
            await asyncio.sleep(0.05)
        done = await task
    finally:
        os.close(slave)
        os.close(master)
    assert done.code == 0
    assert done.told["rx_bytes"] >= 2
    assert done.told["tx_bytes"] == 0


def written(path: Path, header: Header, pieces: list[Piece]) -> str:
    lines = [recording.header_line(header), *(recording.piece_lines(piece) for piece in pieces)]
    path.write_bytes(b"".join(lines))
    return str(path)


ESPA = Header(
    bus="panel-2",
    family="serial",
    started_at=1,
    settings={"bus": "panel-2", "port": "/dev/none", "profile": "espa444-generic"},
)


def call(at_s: float, text: str) -> list[Piece]:
    return [
        Piece(at_s, "rx", espa444.select("1", "2")),
        Piece(at_s + 0.01, "tx", bytes((espa444.ACK,))),
        Piece(at_s + 0.02, "rx", call_block(text)),
        Piece(at_s + 0.03, "tx", bytes((espa444.ACK,))),
        Piece(at_s + 0.04, "rx", bytes((espa444.EOT,))),
    ]


async def test_a_recording_of_hours_is_replayed_at_once_or_at_its_own_pace(tool: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "a", ESPA, [*call(0, "FIRE ALARM L01 D001"), *call(7200, "FAULT L01 D002")])
    told = (await tool("replay", path, "--json")).told
    assert [event["at_s"] for event in told["events"]] == [0.02, 7200.02]
    assert "no end line" in told["notes"][0]
    short = written(tmp_path / "b", ESPA, call(0.5, "FIRE ALARM L01 D001"))
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert (await tool("replay", short, "--real-time")).code == 0
    assert loop.time() - began >= 0.5


async def test_an_answer_that_does_not_come_any_more_is_told(tool: Any, tmp_path: Path) -> None:
    pieces = [*call(0, "FIRE ALARM L01 D001")]
    pieces.insert(0, Piece(0, "tx", b"\x06\x06\x06"))
    told = (await tool("replay", written(tmp_path / "a", ESPA, pieces), "--json")).told
    assert [event["kind"] for event in told["events"]] == ["fire"]
    assert any("did not come" in note for note in told["notes"])


async def test_a_profile_that_has_changed_since_is_told(tool: Any, tmp_path: Path) -> None:
    header = Header(**{**json.loads(recording.header_line(ESPA)), "profiles": {"espa444-generic": "0:old"}})
    told = (await tool("replay", written(tmp_path / "a", header, call(0, "FAULT L01 D001")), "--json")).told
    assert any("not that of then" in note for note in told["notes"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"settings": {"bus": "x", "port": "/dev/x", "profile": "no-such"}}, "no profile"),
        ({"settings": {"bus": "x", "nonsense": 1}}, "no longer fit"),
        ({"family": "mqtt"}, "cannot be played"),
        ({"family": "line"}, "cannot be played"),
    ],
)
async def test_a_recording_that_cannot_be_played_says_why(
    tool: Any, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    header = Header(**{**json.loads(recording.header_line(ESPA)), **changes})
    done = await tool("replay", written(tmp_path / "a", header, []))
    assert done.code == 2
    assert said in done.err


async def test_a_transmission_device_is_replayed_to_its_listener(tool: Any, tmp_path: Path) -> None:
    vectors = loader.load("gb26875-generic").profile.vectors
    said = next(vector for vector in vectors if "fire+" in " ".join(vector.events) and "hex" in vector.input)
    header = Header(
        bus="uitd",
        family="uitd",
        started_at=1,
        settings={"bus": "uitd", "listen_tcp": ["10.0.0.1", 26875], "allow": ["10.0.0.0/24"]},
    )
    frame = bytes.fromhex(said.input["hex"])
    path = written(tmp_path / "a", header, [Piece(0.1, "rx", frame[:20]), Piece(0.2, "rx", frame[20:])])
    told = (await tool("replay", path, "--json")).told
    assert "fire" in [event["kind"] for event in told["events"]]


async def test_a_serial_modbus_line_is_replayed_on_a_terminal(tool: Any, tmp_path: Path) -> None:
    settings = {
        "bus": "line",
        "transport": "rtu",
        "serial": "/dev/none",
        "unit": [
            {
                "unit": 3,
                "name": "panel-3",
                "profile": "gst5000-modbus",
                "power": False,
                "point": [{"loop": 1, "device": 23}],
            }
        ],
    }
    header = Header(bus="line", family="modbus", started_at=1, settings=settings)
    asked = modbus.frame("rtu", 3, modbus.read_pdu(3, 263, 1))
    pieces = []
    for step, value in enumerate((0, 0, 1, 1, 0)):
        answer = modbus.frame("rtu", 3, bytes((3, 2, 0, value)))
        pieces += [Piece(step, "tx", asked), Piece(step + 0.1, "rx", answer)]
    told = (await tool("replay", written(tmp_path / "a", header, pieces), "--json")).told
    assert [(event["kind"], event["active"]) for event in told["events"]] == [("fire", True), ("fire", False)]
