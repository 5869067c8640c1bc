"""`edge-agent doctor`: line by line, the worst line as the exit code."""

import json
from pathlib import Path

import pytest

from edge_agent.doctor.rounds import NAMES
from edge_agent.main import main
from tests.services import free_port, start_mosquitto

SETTINGS = """
gateway = "gw-1"
area = "150102"
clock = "trust"
[spool]
path = "spool.sqlite3"
limit_mb = 1
[uplink]
port = {port}
password_file = "gateway.password"
username = "gw-1"
"""


def site(folder: Path, port: int) -> str:
    (folder / "agent.toml").write_text(SETTINGS.format(port=port))
    (folder / "gateway.password").write_text("secret\n")
    (folder / "gateway.password").chmod(0o600)
    return str(folder / "agent.toml")


def test_a_gateway_that_will_do_has_no_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with start_mosquitto(tmp_path) as broker:
        code = main(["doctor", "--config", site(tmp_path, broker.port), "--prefix", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out)
    faults = [line for line in told["lines"] if line["level"] == "fault" and line["topic"] != "memory"]
    assert faults == []
    assert code == {"ok": 0, "warning": 1, "fault": 2}[told["level"]]
    assert {"config", "disk", "clock", "packages", "secrets", "spool", "broker"} <= {
        line["topic"] for line in told["lines"]
    }


def test_each_bad_line_is_shown_with_its_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path, free_port())
    (tmp_path / "gateway.password").chmod(0o644)
    assert main(["doctor", "--config", config, "--prefix", str(tmp_path)]) == 2
    said = capsys.readouterr().out
    assert "✗ MQTT / brokers: uplink 127.0.0.1:" in said
    assert f"→ chmod 600 {tmp_path / 'gateway.password'}" in said
    assert "✓ 磁盘 / disk:" in said


def test_settings_that_cannot_be_read_do_not_end_the_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "agent.toml"
    assert main(["doctor", "--config", str(config), "--prefix", str(tmp_path)]) == 2
    said = capsys.readouterr().out
    assert f"edge-agent init --output {config}" in said
    assert "时钟 / clock" in said
    config.write_text("gateway = 5\n")
    assert main(["doctor", "--config", str(config), "--prefix", str(tmp_path)]) == 2
    assert "agent.toml:1: gateway:" in capsys.readouterr().out


def test_every_topic_has_a_name_in_both_languages() -> None:
    assert all(zh and en for zh, en in NAMES.values())
