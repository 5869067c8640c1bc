"""Running a simulator for training: its own process, its own files; models know only what it wrote."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from runtime.faults import PlainFault


class SimulatorFault(PlainFault):
    """The simulator did not do its work; its words are in the message."""


def run(module: str, *arguments: str | Path | int) -> None:
    """Run `python -m module arguments`; its progress goes to the terminal. SimulatorFault when it fails."""
    done = subprocess.run([sys.executable, "-m", module, *map(str, arguments)], stderr=None, check=False)
    if done.returncode:
        raise SimulatorFault(f"python -m {module} ended with {done.returncode}; its words are above")
