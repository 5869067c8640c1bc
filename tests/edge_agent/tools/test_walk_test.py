"""`edge-agent walk-test` beside a running agent: heard points, pauses, restarts, the report at the end."""

import asyncio
import contextlib
import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from edge_agent.tools import walk_test_screen
from edge_agent.tools.screen import out
from edge_agent.walk_test import session as walk_test_session
from edge_agent.walk_test import sheet as walk_test
from edge_agent.walk_test.sheet import Heard, Result
from tests.edge_agent.tools.conftest import Site
from tests.edge_agent.walk_test.sheets import edge, fresh
from tests.services import until


async def walking(site: Site, tool: Any, *more: str, seconds: float) -> asyncio.Task[Any]:
    arguments = ["walk-test", "--config", str(site.path), "--out", str(site.path.parent), "--json"]
    task = asyncio.create_task(tool(*arguments, "--seconds", str(seconds), *more))
    await until(lambda: site.agent.walk_test.left_s > 0 and site.agent.watchers.count == 1)
    return task


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8-sig")


class Terminal:
    """A process on a terminal of its own: keys in, a screen out."""

    def __init__(self, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        command = "import sys; from edge_agent.main import main; sys.exit(main(sys.argv[1:]))"
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color"},
        )
        os.close(slave)
        self.shown = ""
        asyncio.get_running_loop().add_reader(self._master, self._read)

    def _read(self) -> None:
        try:
            self.shown += os.read(self._master, 65_536).decode(errors="replace")
        except OSError:
            asyncio.get_running_loop().remove_reader(self._master)

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._master)
        self.process.kill()
        self.process.wait()
        os.close(self._master)


async def test_points_are_heard_on_the_screen_marked_and_reported(site: Site) -> None:
    folder = site.path.parent
    given = ("--config", str(site.path), "--out", str(folder), "--who", "巴特尔")
    terminal = Terminal("walk-test", *given)
    try:
        await until(lambda: site.agent.watchers.count == 1 and "q 结束" in terminal.shown)
        site.panel.registers[263] = 1
        assert await site.espa.call("FIRE ALARM L03 D017") == 6
        await until(lambda: "2 / 3 听到" in terminal.shown)
        terminal.type("n")
        await until(lambda: "part (empty" in terminal.shown)
        terminal.type("\n")
        await until(lambda: "备注 / note" in terminal.shown)
        terminal.type("needs a key\n")
        terminal.type("fp")
        terminal.type("q")
        await until(lambda: terminal.process.poll() is not None)
    finally:
        terminal.close()
    assert terminal.process.returncode == 1
    (record,) = [name for name in os.listdir(folder) if name.endswith(".json")]
    sheet = walk_test_session.load(folder / record)
    assert set(sheet.heard) == {"panel-1/1-023", "panel-2/3-017"}
    assert list(sheet.notes.values()) == ["needs a key"]
    await until(lambda: len(site.cloud.events) >= 2)
    assert all(event.evidence.get("walk_test") is True for event in site.cloud.events)
    assert {event.kind.value for event in site.cloud.events} == {"fire"}
    text = "".join(page.extract_text() for page in PdfReader(folder / record.replace(".json", ".pdf")).pages)
    assert "巴特尔" in text
    assert "panel-1/1-024" in read(str(folder / record.replace(".json", ".csv")))
    assert site.agent.walk_test.left_s == 0


async def test_events_outside_a_walk_test_are_not_marked(site: Site) -> None:
    site.panel.registers[263] = 1
    await until(lambda: bool(site.cloud.events))
    assert "walk_test" not in site.cloud.events[0].evidence


async def test_all_heard_is_a_success(site: Site, tool: Any) -> None:
    test = await walking(site, tool, seconds=60)
    site.panel.registers |= {263: 1, 264: 1}
    assert await site.espa.call("FIRE ALARM L03 D017") == 6
    assert (await test).code == 0


async def test_an_unfinished_walk_test_is_not_begun_again_by_mistake(site: Site, tool: Any) -> None:
    folder = site.path.parent
    sheet = fresh()
    walk_test.take(sheet, edge("panel-1/1-023"))
    walk_test_session.save(folder / "walk-test-gw-1.unfinished.json", sheet)
    given = ["walk-test", "--config", str(site.path), "--out", str(folder), "--seconds", "0.5", "--json"]
    refused = await tool(*given)
    assert refused.code == 2
    assert "--resume" in refused.err
    resumed = (await tool(*given, "--resume")).told
    assert (resumed["heard"], resumed["points"]) == (1, 3)
    assert resumed["interruptions"] >= 1
    assert (await tool(*given, "--resume")).code == 2


async def test_what_became_active_in_a_gap_is_taken_from_the_state(site: Site, tool: Any) -> None:
    folder = site.path.parent
    sheet = walk_test.sheet_for("gw-1", fresh().building, site.agent.plan.watched, 1_000)
    sheet.active = {"panel-1/1-024": ["fire"]}
    walk_test_session.save(folder / "walk-test-gw-1.unfinished.json", sheet)
    site.panel.registers |= {263: 1, 264: 1}
    await until(lambda: len(site.cloud.events) == 2)
    given = ["walk-test", "--config", str(site.path), "--out", str(folder), "--seconds", "1", "--resume"]
    told = (await tool(*given, "--json")).told
    assert told["heard"] == 1
    assert told["missing"] == ["panel-1/1-024", "panel-2/3-017"]


async def test_a_report_is_made_again_from_its_record(site: Site, tool: Any, tmp_path: Path) -> None:
    test = await walking(site, tool, seconds=1.0)
    first = (await test).told
    again = await tool(
        "walk-test",
        "--config",
        str(site.path),
        "--out",
        str(tmp_path / "again"),
        "--json",
        "--report",
        first["record"],
    )
    assert again.code == 2  # the folder is not there
    (tmp_path / "again").mkdir()
    again = await tool(
        "walk-test",
        "--config",
        str(site.path),
        "--out",
        str(tmp_path / "again"),
        "--json",
        "--report",
        first["record"],
    )
    assert again.told["sha256"] == first["sha256"]


async def test_a_walk_test_that_is_cut_can_go_on(site: Site) -> None:
    folder = site.path.parent
    arguments = ["walk-test", "--config", str(site.path), "--out", str(folder), "--json", "--seconds", "60"]
    command = "import sys; from edge_agent.main import main; sys.exit(main(sys.argv[1:]))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", command, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        await until(lambda: site.agent.watchers.count == 1)
        site.panel.registers[263] = 1
        assert process.stdout is not None
        news = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        assert news["part"] == "panel-1/1-023"
        process.send_signal(signal.SIGTERM)
        _, said = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    assert process.returncode == 1
    assert b"--resume" in said
    kept = walk_test_session.load(folder / "walk-test-gw-1.unfinished.json")
    assert set(kept.heard) == {"panel-1/1-023"}


async def test_without_an_agent_nothing_begins(tmp_path: Path, tool: Any) -> None:
    from tests.edge_agent.site import bus, head

    path = tmp_path / "agent.toml"
    path.write_text(head(1) + bus("panel-1", 1))
    done = await tool("walk-test", "--config", str(path), "--out", str(tmp_path), "--seconds", "1")
    assert done.code == 2
    assert "does not run" in done.err
    assert not [name for name in os.listdir(tmp_path) if name.startswith("walk-test")]


def printed(**more: Any) -> str:
    sheet = fresh()
    walk_test.take(sheet, edge("panel-1/1-023"))
    console = out()
    with console.capture() as captured:
        console.print(walk_test_screen.screen(sheet, "panel-1/1-023", **more))
    return captured.get()


def test_the_screen_shows_the_last_one_big_and_the_missing_by_floor() -> None:
    text = printed()
    for words in ("三层302", "1 / 4 听到", "地下1层 0/1", "3层 1/2", "panel-1/1-024", "q 结束"):
        assert words in text, words
    assert "panel-1/1-024" not in printed(only="地下1层")
    assert "panel-1 1/3" in printed(by_panel=True)
    assert "cut" in printed(link="cut")


def test_a_part_that_is_not_on_the_sheet_is_pointed_out() -> None:
    sheet = fresh()
    sheet.strays["panel-9/1-001"] = Heard(1, 1, ["fire"])
    assert "不在表中" in walk_test_screen.news(sheet, "panel-9/1-001")
    assert sheet.result(sheet.points[0]) is Result.MISSING


def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(Exception, match="no walk test"):
        walk_test_session.load(tmp_path / "x.json")
