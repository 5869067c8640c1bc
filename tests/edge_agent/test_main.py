"""The command line, as a process: READY, a clean end, and faults told plainly."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_agent.config import EXAMPLE
from edge_agent.main import main
from tests.services import free_port

SETTINGS = """
gateway = "gw-1"
area = "150102"
[spool]
path = "spool"
[uplink]
port = {port}
"""


def test_lint_says_what_would_be_watched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--config", str(EXAMPLE)]) == 0
    said = capsys.readouterr().out
    assert "modbus panel-1: 5 registers" in said
    assert "profile gst5000-modbus 2:" in said


def test_a_bad_file_is_told_plainly_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "agent.toml").write_text("gateway = 5\n")
    assert main(["run", "--config", str(tmp_path / "agent.toml")]) == 2
    assert "agent.toml:1: gateway:" in capsys.readouterr().err


@pytest.mark.processes
def test_the_process_says_ready_and_ends_cleanly_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text(SETTINGS.format(port=free_port()))
    command = [sys.executable, "-m", "edge_agent.main", "run", "--config", str(path)]
    root = Path(__file__).parents[2]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=root) as agent:
        assert agent.stdout is not None
        assert agent.stdout.readline().startswith("READY edge-agent gw-1 -> 127.0.0.1:")
        second = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=20, check=False)
        assert second.returncode == 2
        assert "another agent uses this spool" in second.stderr
        assert "Traceback" not in second.stderr
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(10) == 0


@pytest.mark.processes
def test_output_that_nobody_reads_to_its_end_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").write_text("gateway = 5\n")
    command = [sys.executable, "-m", "edge_agent.main", "doctor", "--config", str(tmp_path / "agent.toml")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=Path(__file__).parents[2]) as doctor:
        assert doctor.stdout is not None
        assert doctor.stderr is not None
        doctor.stdout.close()
        assert doctor.stderr.read() == b""
        assert doctor.wait(20) == 141
