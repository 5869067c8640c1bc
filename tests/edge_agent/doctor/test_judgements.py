"""What is found, and what is made of it: each check as values in and a verdict out."""

import errno
import os
import pwd
from dataclasses import replace
from pathlib import Path

import pytest

from edge_agent.doctor import (
    clock,
    disk,
    listeners,
    machine,
    packages,
    panels,
    secret_files,
    serial_lines,
    spool,
)
from edge_agent.doctor.clock import Clock
from edge_agent.doctor.disk import Disk
from edge_agent.doctor.listeners import Listener
from edge_agent.doctor.machine import Progress
from edge_agent.doctor.packages import Package
from edge_agent.doctor.secret_files import SecretFile
from edge_agent.doctor.serial_lines import SerialLine
from edge_agent.doctor.spool import SpoolFile
from edge_agent.doctor.verdict import Level, Verdict, worst

NOW_MS = 1_780_000_000_000
DISK = Disk(Path("/var"), 10**9, 10**10, 10**5, False, 4.0)
CLOCK = Clock(NOW_MS, True, ("chrony",), True)
LINE = SerialLine("panel-1", "by-id:usb", "/dev/ttyUSB0", group="dialout", user="steppewatch-edge")
AGENT = pwd.struct_passwd(("steppewatch-edge", "x", 990, 990, "", "/", "/bin/false"))
SECRET = SecretFile(Path("gateway.key"), 0o600, 990, 200)
UNIT = {
    "LoadState": "loaded",
    "ActiveState": "active",
    "SubState": "running",
    "UnitFileState": "enabled",
    "NRestarts": "0",
}
LISTENER = Listener("devices", "127.0.0.1:26875/tcp")
IN_USE = replace(LISTENER, error=errno.EADDRINUSE)
WELL = Package("numpy", "2.4", "2.4")


def meminfo(megabytes: int) -> str:
    return f"MemTotal: 1 kB\nMemAvailable:  {megabytes * 1024} kB\n"


CASES: list[tuple[str, list[Verdict], Level, str]] = [
    ("disk", [*disk.judge(DISK, 64 * 10**6, 0)], Level.OK, ""),
    ("full disk", [*disk.judge(replace(DISK, free=10**7), 64 * 10**6, 0)], Level.FAULT, "spool.limit_mb"),
    ("nearly full", [*disk.judge(replace(DISK, free=10**8), 64 * 10**6, 0)], Level.WARNING, "spool.limit_mb"),
    ("spool grown", [*disk.judge(replace(DISK, free=2 * 10**8), 64 * 10**6, 64 * 10**6)], Level.OK, ""),
    ("read-only", [*disk.judge(replace(DISK, read_only=True), 1, 0)], Level.FAULT, "mount it read-write"),
    ("unwritable", [*disk.judge(replace(DISK, sync_ms=None), 1, 0)], Level.FAULT, "mount it read-write"),
    ("not root", [*disk.judge(replace(DISK, sync_ms=None, may_look=False), 1, 0)], Level.WARNING, "sudo"),
    ("spool, not root", [*spool.judge(SpoolFile(Path("s"), may_look=False))], Level.WARNING, "sudo"),
    ("slow card", [*disk.judge(replace(DISK, sync_ms=80.0), 1, 0)], Level.WARNING, "replace the card"),
    ("dying card", [*disk.judge(replace(DISK, sync_ms=1800.0), 1, 0)], Level.FAULT, "replace the card"),
    ("inodes", [*disk.judge(replace(DISK, free_inodes=3), 1, 0)], Level.FAULT, "small files"),
    ("clock", [*clock.judge(CLOCK, False)], Level.OK, ""),
    ("1970", [*clock.judge(replace(CLOCK, now_ms=5), False)], Level.FAULT, "NTP"),
    ("drifting", [*clock.judge(replace(CLOCK, synced=False), False)], Level.WARNING, "enable chrony"),
    ("trusted", [*clock.judge(replace(CLOCK, synced=False, has_chip=False), True)], Level.OK, ""),
    ("no chip", [*clock.judge(replace(CLOCK, has_chip=False), False)], Level.WARNING, "RTC"),
    ("serial", [*serial_lines.judge(LINE)], Level.OK, ""),
    ("no port", [*serial_lines.judge(replace(LINE, missing="gone"))], Level.FAULT, "plug the adapter in"),
    ("no tty", [*serial_lines.judge(replace(LINE, is_tty=False))], Level.FAULT, "correct `port`"),
    ("rights", [*serial_lines.judge(replace(LINE, allowed=False))], Level.FAULT, "usermod -aG dialout"),
    ("held", [*serial_lines.judge(replace(LINE, holders=("9 minicom",)))], Level.FAULT, "ModemManager"),
    ("ours", [*serial_lines.judge(replace(LINE, holders=("9 edge-agent run",)))], Level.OK, ""),
    ("secret", [*secret_files.judge(SECRET, AGENT)], Level.OK, ""),
    ("open secret", [*secret_files.judge(replace(SECRET, mode=0o640), AGENT)], Level.FAULT, "chmod 600"),
    (
        "foreign",
        [*secret_files.judge(replace(SECRET, owner=5), AGENT)],
        Level.FAULT,
        "chown steppewatch-edge",
    ),
    ("empty secret", [*secret_files.judge(replace(SECRET, size=0), AGENT)], Level.WARNING, "content"),
    ("no secret", [*secret_files.judge(SecretFile(Path("k"), missing="gone"), AGENT)], Level.FAULT, "0600"),
    ("hidden", [*secret_files.judge(SecretFile(Path("k"), may_look=False), AGENT)], Level.WARNING, "sudo"),
    ("packages", [*packages.judge([WELL], (3, 11))], Level.OK, ""),
    ("source", [*packages.judge([], (3, 13))], Level.WARNING, "edge-agent bundle"),
    ("old python", [*packages.judge([WELL], (3, 9))], Level.FAULT, "3.11"),
    ("no package", [*packages.judge([replace(WELL, installed=None)], (3, 11))], Level.FAULT, "install.sh"),
    ("other", [*packages.judge([replace(WELL, installed="2.5")], (3, 11))], Level.FAULT, "install.sh"),
    ("changed", [*packages.judge([replace(WELL, changed=("a.py",))], (3, 11))], Level.FAULT, "install.sh"),
    ("memory", [*machine.judge_memory(meminfo(900))], Level.OK, ""),
    ("little memory", [*machine.judge_memory(meminfo(150))], Level.WARNING, "stop programs"),
    ("no memory", [*machine.judge_memory(meminfo(40))], Level.FAULT, "stop programs"),
    ("unit", [*machine.judge_unit(UNIT)], Level.OK, ""),
    ("no systemd", [*machine.judge_unit(None)], Level.OK, ""),
    ("no unit", [*machine.judge_unit({"LoadState": "not-found"})], Level.WARNING, "bundle"),
    ("failed", [*machine.judge_unit({**UNIT, "ActiveState": "failed"})], Level.FAULT, "journalctl"),
    ("not enabled", [*machine.judge_unit({**UNIT, "UnitFileState": "disabled"})], Level.WARNING, "enable"),
    ("restarts", [*machine.judge_unit({**UNIT, "NRestarts": "7"})], Level.WARNING, "journalctl"),
    ("progress", [*machine.judge_progress(Progress(3.0))], Level.OK, ""),
    ("never ran", [*machine.judge_progress(Progress(None))], Level.WARNING, "start the service"),
    ("stuck", [*machine.judge_progress(Progress(600.0))], Level.FAULT, "restart"),
    ("ill", [*machine.judge_progress(Progress(3.0, healthy=False))], Level.FAULT, "edge-agent status"),
    ("listener", [*listeners.judge(LISTENER, agent_runs=False)], Level.OK, ""),
    ("our listener", [*listeners.judge(IN_USE, agent_runs=True)], Level.OK, ""),
    ("taken", [*listeners.judge(IN_USE, agent_runs=False)], Level.FAULT, "ss -lntup"),
    (
        "low port",
        [*listeners.judge(replace(LISTENER, error=errno.EACCES), agent_runs=False)],
        Level.FAULT,
        "1024",
    ),
    (
        "not ours",
        [*listeners.judge(replace(LISTENER, error=99), agent_runs=False)],
        Level.FAULT,
        "listen_tcp",
    ),
    ("panel", [*panels.judge(panels.Panel("line-1", "10.0.0.5:502"))], Level.OK, ""),
    ("no panel", [*panels.judge(panels.Panel("line-1", "10.0.0.5:502", "refused"))], Level.FAULT, "cable"),
]


@pytest.mark.parametrize(
    ("verdicts", "level", "cure"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_found_is_judged_and_the_cure_is_named(
    verdicts: list[Verdict], level: Level, cure: str
) -> None:
    assert worst(verdicts) == level
    bad = [verdict for verdict in verdicts if verdict.level]
    assert all(verdict.cure for verdict in bad)
    assert not cure or any(cure in verdict.cure for verdict in bad)


@pytest.mark.parametrize("verdict", [verdict for case in CASES for verdict in case[1] if verdict.level])
def test_every_bad_line_speaks_both_languages_or_commands(verdict: Verdict) -> None:
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in verdict.text + verdict.cure)
    command = any(word in verdict.cure for word in ("systemctl", "journalctl", "chmod", "chown"))
    assert chinese or command
    assert verdict.text.isascii() or " / " in verdict.text or ":" in verdict.text


def test_the_disk_is_really_written_and_left_clean(tmp_path: Path) -> None:
    found = disk.look(tmp_path / "not" / "there" / "yet")
    assert found.folder == tmp_path
    assert found.sync_ms is not None
    assert found.free > 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_seen() -> None:
    assert disk.look(Path("/proc")).sync_ms is None


def test_the_machines_own_clock_and_memory_are_found() -> None:
    assert clock.look().now_ms > NOW_MS - 10**11
    assert list(machine.judge_memory(Path("/proc/meminfo").read_text()))


def test_a_secret_is_found_with_its_rights(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("x")
    (tmp_path / "key").chmod(0o644)
    found = secret_files.look(tmp_path / "key")
    assert (found.mode, found.owner, found.size) == (0o644, os.geteuid(), 1)
    assert secret_files.look(tmp_path / "none").missing
