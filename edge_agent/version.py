"""The installed version of the suite. It imports nothing of the agent, so that every command can say it."""

from __future__ import annotations

import functools
from importlib import metadata


@functools.cache
def version() -> str:
    """The installed version; `0+source` where nothing is installed."""
    try:
        return metadata.version("steppewatch")
    except metadata.PackageNotFoundError:
        return "0+source"
