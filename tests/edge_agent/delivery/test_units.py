"""The systemd units: accepted by systemd, started again for ever, and shut in."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.edge_agent.delivery.places import ROOT
from tests.services import find_or_skip

UNITS = ROOT / "deploy" / "systemd"
NAMES = sorted(unit.name for unit in UNITS.glob("steppewatch-edge*"))
#: systemd's own figure from 0 (shut in) to 10 (open), times ten; a service that it calls OK has less than 50.
_EXPOSURE = 25


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The units with programs and users that exist on this machine."""
    for name in NAMES:
        text = re.sub(r"/opt/steppewatch/\S+", "/bin/true", (UNITS / name).read_text())
        (tmp_path / name).write_text(text.replace("=steppewatch-edge\n", "=daemon\n"))
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_systemd_takes_the_unit_without_a_word(here: Path, name: str) -> None:
    command = [find_or_skip("systemd-analyze"), "verify", "--man=no", str(here / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_agent_is_shut_in(here: Path) -> None:
    command = [find_or_skip("systemd-analyze"), "security", "--offline=true", f"--threshold={_EXPOSURE}"]
    done = subprocess.run(
        [*command, str(here / "steppewatch-edge.service")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_agent_is_watched_and_started_again_for_ever() -> None:
    unit = (UNITS / "steppewatch-edge.service").read_text()
    for line in ("Type=notify", "Restart=always", "StartLimitIntervalSec=0"):
        assert f"\n{line}\n" in unit
    assert int(re.search(r"^WatchdogSec=(\d+)$", unit, re.MULTILINE)[1]) >= 30  # type: ignore[index]
    assert "SupplementaryGroups=dialout" in unit
