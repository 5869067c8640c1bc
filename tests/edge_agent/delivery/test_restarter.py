"""Starting the agent again: what systemd is asked, in which order, and what becomes of a refusal."""

import os
from pathlib import Path

import pytest

from edge_agent.delivery.layout import Layout, Release
from edge_agent.delivery.restarter import Command, RestartFailed, Systemd
from tests.edge_agent.delivery.places import Gateway, Workshop


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A systemctl that writes down what it is asked, and refuses what its folder's file names."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "systemctl"
    program.write_text(
        f'#!/bin/sh\necho "$*" >> {folder}/asked\n'
        f'if grep -qs "^$1$" {folder}/refuses; then echo "no $1 today" >&2; exit 4; fi\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


@pytest.fixture
def release(tmp_path: Path, workshop: Workshop) -> Release:
    release = Gateway(tmp_path / "gateway", workshop).place("1.0")
    (release.folder / "systemd").mkdir()
    (release.folder / "systemd" / "steppewatch-edge.service").write_text("[Service]\n")
    return release


def test_new_units_are_brought_in_before_the_restart_and_only_once(
    asked: Path, release: Release, tmp_path: Path
) -> None:
    layout = Layout(tmp_path / "gateway")
    Systemd(layout).restart(release)
    Systemd(layout).restart(release)
    assert (layout.units / "steppewatch-edge.service").read_text() == "[Service]\n"
    assert (asked / "asked").read_text().splitlines() == [
        "daemon-reload",
        "reset-failed steppewatch-edge.service",
        "restart --no-block steppewatch-edge.service",
        "reset-failed steppewatch-edge.service",
        "restart --no-block steppewatch-edge.service",
    ]


def test_a_refusal_is_told_in_systemds_words(asked: Path, release: Release, tmp_path: Path) -> None:
    (asked / "refuses").write_text("reset-failed\nrestart\n")
    with pytest.raises(RestartFailed, match="no restart today"):
        Systemd(Layout(tmp_path / "gateway")).restart(release)


def test_a_command_that_fails_or_is_not_there_is_told(release: Release) -> None:
    Command("true").restart(release)
    for command in ("false", "/nowhere/restart --now"):
        with pytest.raises(RestartFailed, match=command.split()[0]):
            Command(command).restart(release)
