"""Who starts the agent again after a switch: systemd, or a command that the operator gives."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Protocol

from edge_agent.delivery.layout import SERVICE, Layout, Release, write_durably

_RESTART_S = 120


class RestartFailed(Exception):
    """The agent could not be started; the text is what was said about it."""


class Restarter(Protocol):
    """Starts whatever `current` points to, ending what ran before."""

    def restart(self, release: Release) -> None:
        """Start the release that `current` points to now. Raises RestartFailed."""
        ...


class Systemd:
    """`systemctl restart`, with the release's own units in place first."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def restart(self, release: Release) -> None:
        """Bring in the release's units where they differ, then restart the service."""
        if install_units(release.folder / "systemd", self._layout.units):
            _run(["systemctl", "daemon-reload"])
        # A service that failed too often is not started again until this is forgotten.
        _run(["systemctl", "reset-failed", SERVICE], may_fail=True)
        _run(["systemctl", "restart", "--no-block", SERVICE])


class Command:
    """A command line of the operator's, for gateways without systemd."""

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)

    def restart(self, release: Release) -> None:
        """Run the command; it must end with 0."""
        _run(self._words)


def install_units(source: Path, target: Path) -> list[str]:
    """Copy the units that differ; gives their names."""
    changed = []
    for unit in sorted(source.iterdir()) if source.is_dir() else ():
        place = target / unit.name
        data = unit.read_bytes()
        if not place.is_file() or place.read_bytes() != data:
            target.mkdir(parents=True, exist_ok=True)
            write_durably(place, data)
            changed.append(unit.name)
    return changed


def _run(words: list[str], *, may_fail: bool = False) -> None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_RESTART_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise RestartFailed(f"{shlex.join(words)}: {fault}") from None
    if done.returncode != 0 and not may_fail:
        raise RestartFailed(
            f"{shlex.join(words)}: {done.returncode}: {(done.stderr or done.stdout).strip()[-500:]}"
        )
