"""Real series that may lie beside the project; a user's copy does not have them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def series(needed: str | Path) -> Path:
    """The file of the folder that STEPPEWATCH_DATA names; the test is skipped where it is not there."""
    folder = os.environ.get("STEPPEWATCH_DATA")
    if not folder or not (Path(folder) / needed).is_file():
        pytest.skip(f"not here: set STEPPEWATCH_DATA to the folder with {needed}")
    return Path(folder) / needed
