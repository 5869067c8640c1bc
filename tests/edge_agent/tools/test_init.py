"""`edge-agent init`: a file that passes lint, nothing half-written, nothing replaced unasked."""

import contextlib
import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from edge_agent.main import main
from edge_agent.plan import load_plan

ROOT = Path(__file__).parents[3]
SITE: dict[str, Any] = {
    "area": "150102",
    "building": {"zh": "示范楼", "en": "Demo"},
    "uplink": {"host": "mqtt.example.cn", "tls_cert": "-", "password": "s3cret"},
    "buses": [
        {
            "kind": "modbus-tcp",
            "bus": "line-1",
            "host": "10.0.0.5",
            "units": [{"profile": "gst5000-modbus", "device_label": {"zh": "1号控制器", "en": "panel 1"}}],
        },
        {
            "kind": "modbus-rtu",
            "bus": "line-2",
            "serial": "usb:1a86:7523",
            "baudrate": 9600,
            "parity": "E",
            "units": [{"unit": 3, "profile": "gst5000-modbus"}],
        },
        {
            "kind": "modbus-rtu-over-tcp",
            "bus": "line-3",
            "host": "10.0.0.6",
            "port": 4001,
            "units": [{"unit": 1, "profile": "gst5000-modbus"}, {"unit": 2, "profile": "gst5000-modbus"}],
        },
        {"kind": "serial", "bus": "panel-2", "port": "/dev/ttyS0", "profile": "espa444-generic"},
        {
            "kind": "mqtt",
            "bus": "detectors",
            "username": "agent",
            "password": 'with "quotes"',
            "devices": [{"topic": "zigbee2mqtt/smoke_1", "profile": "aqara-jy-gz-01aq"}],
        },
    ],
}


def answers(folder: Path, site: dict[str, Any]) -> str:
    path = folder / "answers.json"
    path.write_text(json.dumps(site))
    return str(path)


def test_every_kind_of_bus_comes_out_as_settings_that_lint_takes(tmp_path: Path) -> None:
    output = tmp_path / "etc" / "agent.toml"
    assert main(["init", "--output", str(output), "--answers", answers(tmp_path, SITE)]) == 0
    plan = load_plan(output)
    assert [bus.name for bus in plan.buses] == ["line-1", "line-2", "line-3", "panel-2", "detectors"]
    assert plan.settings.gateway == "gw-150102-0001"
    secret = output.parent / "identity" / "detectors.password"
    assert secret.read_text() == 'with "quotes"\n'
    assert secret.stat().st_mode & 0o777 == 0o600
    assert "s3cret" not in output.read_text()


def test_a_uitd_bus_comes_out_too(tmp_path: Path) -> None:
    device = {"address": "16909060", "profile": "gb26875-generic"}
    bus = {"kind": "uitd", "bus": "devices", "listen_tcp": "127.0.0.1:26875", "devices": [device]}
    output = tmp_path / "agent.toml"
    given = answers(tmp_path, {**SITE, "uplink": {}, "buses": [bus]})
    assert main(["init", "--output", str(output), "--answers", given]) == 0
    assert load_plan(output).buses[0].family == "uitd"


def test_settings_that_exist_are_not_replaced_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "agent.toml"
    output.write_text("mine")
    line = ["init", "--output", str(output), "--answers", answers(tmp_path, SITE)]
    assert main(line) == 2
    assert "--force" in capsys.readouterr().err
    assert output.read_text() == "mine"
    assert main([*line, "--force", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"] == str(output)
    load_plan(output)


def test_what_lint_refuses_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site").mkdir()
    output = tmp_path / "site" / "agent.toml"
    twice = [{"topic": "a/b", "profile": "heiman-smoke"}] * 2
    site = {**SITE, "buses": [{"kind": "mqtt", "bus": "detectors", "password": "x", "devices": twice}]}
    assert main(["init", "--output", str(output), "--answers", answers(tmp_path, site)]) == 2
    assert f"{output}:" in capsys.readouterr().err
    assert list(output.parent.iterdir()) == []


def test_scripts_may_say_it_with_flags(tmp_path: Path) -> None:
    output = tmp_path / "agent.toml"
    flags = ["--area", "150102", "--gateway", "gw-7", "--building", "楼", "--uplink-host", "127.0.0.1"]
    assert main(["init", "--output", str(output), "--answers", answers(tmp_path, {}), *flags]) == 0
    settings = load_plan(output).settings
    assert (settings.gateway, settings.building.zh, settings.uplink.host) == ("gw-7", "楼", "127.0.0.1")


def test_a_wrong_answer_is_told_with_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = answers(tmp_path, SITE | {"area": "15"})
    assert main(["init", "--output", str(tmp_path / "a.toml"), "--answers", file]) == 2
    assert f"{file}: area: '15'" in capsys.readouterr().err


def test_settings_for_another_machine_name_its_spool(tmp_path: Path) -> None:
    output = tmp_path / "a.toml"
    spool = "/var/lib/steppewatch/spool.sqlite3"
    assert (
        main(["init", "--output", str(output), "--answers", answers(tmp_path, SITE), "--spool", spool]) == 0
    )
    assert load_plan(output).settings.spool.path == Path(spool)


def test_without_a_terminal_a_missing_answer_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = answers(tmp_path, {"gateway": "gw-1"})
    assert main(["init", "--output", str(tmp_path / "agent.toml"), "--answers", given]) == 2
    assert "area: " in capsys.readouterr().err
    assert not (tmp_path / "agent.toml").exists()


@pytest.mark.processes
def test_a_person_at_a_real_terminal_is_led_through(tmp_path: Path) -> None:
    output = tmp_path / "agent.toml"
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edge_agent.main", "init", "--output", str(output)]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, start_new_session=True
    )
    os.close(theirs)
    script = [
        ("administrative code", "15010"),
        ("as 150102", "150102"),
        ("gateway's id", ""),
        ("in Chinese", "示范楼"),
        ("in English", ""),
        ("broker's host", ""),
        ("port", ""),
        ("user name", ""),
        ("password", "unseen"),
        ("add a bus", "n"),
    ]
    said, seen = "", 0
    deadline = time.monotonic() + 60
    for expected, line in script:
        while expected not in said[seen:]:
            assert time.monotonic() < deadline, said
            if select.select([ours], [], [], 1)[0]:
                said += os.read(ours, 4096).decode()
        seen = len(said)
        time.sleep(0.05)  # getpass drops what is typed before it has silenced the terminal
        os.write(ours, f"{line}\n".encode())
    with contextlib.suppress(OSError):
        while select.select([ours], [], [], 10)[0]:
            said += os.read(ours, 4096).decode()
    assert process.wait(20) == 0, said
    os.close(ours)
    assert load_plan(output).settings.building.zh == "示范楼"
    assert (tmp_path / "identity" / "gateway.password").read_text() == "unseen\n"
    assert "unseen" not in said
