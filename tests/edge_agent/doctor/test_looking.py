"""What the doctor finds on real ports, spools and packages."""

import asyncio
import base64
import errno
import hashlib
import os
import pty
import socket
import sqlite3
import subprocess
import sys
import tty
from pathlib import Path

import pytest

from edge_agent.doctor import listeners, packages, panels, serial_lines, spool
from edge_agent.doctor.packages import Package
from edge_agent.doctor.verdict import Level, worst
from edge_agent.spool.record import Append
from edge_agent.spool.store import SpoolStore
from telemetry.messages import Health
from tests.services import free_port


def test_a_free_port_is_ready_and_a_held_one_names_its_holder(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    device = os.ttyname(theirs)
    os.close(theirs)
    assert worst(serial_lines.judge(serial_lines.look("panel-1", device))) == Level.OK
    program = tmp_path / "minicom"
    program.write_text(
        f"#!{sys.executable}\nimport time\nheld = open({device!r}, 'rb', buffering=0)\n"
        "print('held', flush=True)\ntime.sleep(60)\n"
    )
    program.chmod(0o755)
    with subprocess.Popen([program], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        found = serial_lines.look("panel-1", device)
        holder.kill()
    os.close(ours)
    assert [text.split()[0] for text in found.holders] == [str(holder.pid)]
    (verdict,) = serial_lines.judge(found)
    assert "minicom" in verdict.text


def test_a_port_that_is_gone_is_told_with_what_is_there(tmp_path: Path) -> None:
    (verdict,) = serial_lines.judge(serial_lines.look("panel-1", str(tmp_path / "ttyUSB9")))
    assert "does not exist" in verdict.text
    (verdict,) = serial_lines.judge(serial_lines.look("panel-1", "usb:ffff:ffff"))
    assert "usb:ffff:ffff" in verdict.text


async def test_a_panel_answers_or_does_not() -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert not (await panels.look("line-1", "127.0.0.1", port)).trouble
    server.close()
    await server.wait_closed()
    assert (await panels.look("line-1", "127.0.0.1", free_port())).trouble


@pytest.mark.parametrize("udp", [False, True])
def test_an_address_is_free_until_someone_has_it(udp: bool) -> None:
    with socket.socket(type=socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1", 0))
        if not udp:
            other.listen()
        port = other.getsockname()[1]
        assert listeners.look("devices", "127.0.0.1", port, udp=udp).error == errno.EADDRINUSE
    assert not listeners.look("devices", "127.0.0.1", port, udp=udp).error
    assert listeners.look("devices", "203.0.113.9", port, udp=udp).error


def filled_spool(path: Path) -> SpoolStore:
    store = SpoolStore.open(path, 10**6)
    health = [
        Health(
            gateway="gw-1",
            seq=1,
            ts_gateway=1_780_000_000_000,
            clock_synced=True,
            version="1",
            started_at=1_780_000_000_000,
            interval_s=30,
            spool_bytes=0,
            spool_limit_bytes=1,
            rss_bytes=1,
            counts=[],
            buses=[],
            link_ok=True,
            profiles={},
        )
        for _ in range(5)
    ]
    store.write([Append(health, {})])
    return store


def test_a_sound_spool_is_read_beside_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    store = filled_spool(path)
    found = spool.look(path)
    assert worst(spool.judge(found)) == Level.OK
    assert sum(book.spooled for book in found.books) == 5
    store.close()


def test_books_that_do_not_balance_are_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    filled_spool(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE book SET forgotten = forgotten + 1 WHERE stream = 'health'")
    connection.close()
    (verdict, *_) = spool.judge(spool.look(path))
    assert verdict.level == Level.FAULT
    assert "books do not balance" in verdict.text


def test_a_damaged_spool_and_an_old_rescue_are_told(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    filled_spool(path).close()
    (tmp_path / "spool.sqlite3.damaged-1").write_bytes(b"")
    path.write_bytes(b"not a database at all" * 100)
    levels = [verdict.level for verdict in spool.judge(spool.look(path))]
    assert levels == [Level.FAULT, Level.WARNING]
    assert worst(spool.judge(spool.look(tmp_path / "none.sqlite3"))) == Level.OK


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    info = tmp_path / "tiny-4.5.dist-info"
    info.mkdir()
    code = tmp_path / "tiny.py"
    code.write_text("ANSWER = 42\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(code.read_bytes()).digest()).rstrip(b"=").decode()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 4.5\n")
    (info / "RECORD").write_text(f"tiny.py,sha256={digest},12\ntiny-4.5.dist-info/RECORD,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return code


def test_a_changed_file_is_found_by_its_hash(installed: Path) -> None:
    assert packages.look({"tiny": "4.5"}) == [Package("tiny", "4.5", "4.5")]
    installed.write_text("ANSWER = 41\n")
    assert packages.look({"tiny": "4.5"}) == [Package("tiny", "4.5", "4.5", ("tiny.py",))]
    assert [one.installed for one in packages.look({"none-such": "1"})] == [None]


def test_pins_are_read_from_a_releases_requirements(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(
        "steppewatch[edge]==0.1 --hash=sha256:00\nPyYAML==6.0.3 --hash=x\n"
    )
    wanted = packages.wanted_versions(tmp_path / "requirements.txt")
    assert wanted == {"steppewatch": "0.1", "PyYAML": "6.0.3"}
    assert packages.wanted_versions(tmp_path / "none") == {}
