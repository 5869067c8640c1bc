"""What several simulator tests need: the demo building, and a settings file for its simulator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from simulators import building, documents
from simulators.building import Building


def demo() -> Building:
    return building.load(documents.find("demo", "buildings"))


async def until(true: Callable[[], object], within_s: float = 10.0) -> None:
    """Wait until `true()` is; a test that waits in vain fails here."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 - what is waited for lies on the far side of a socket
            await asyncio.sleep(0.01)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
