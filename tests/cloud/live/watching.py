"""A program that watches the live stream, as a browser would."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx


class Told(NamedTuple):
    """One server-sent event."""

    id: int | None
    event: str
    data: Any


class Watcher:
    """The events of one connection, in their order."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()
        self.comments: list[str] = []

    async def next(self, *kinds: str) -> Told:
        """The next event of one of these kinds; of any kind without any."""
        found: dict[str, str] = {}
        async for line in self._lines:
            if line.startswith(":"):
                self.comments.append(line)
            elif line:
                name, _, value = line.partition(": ")
                found[name] = value
            elif "data" in found:
                told = Told(
                    int(found["id"]) if "id" in found else None, found["event"], json.loads(found["data"])
                )
                if not kinds or told.event in kinds:
                    return told
                found = {}
            else:
                found = {}
        raise EOFError("the stream has ended")


@contextlib.asynccontextmanager
async def watching(
    url: str, query: str = "", path: str = "/api/v1/live", **headers: str
) -> AsyncIterator[Watcher]:
    async with (
        httpx.AsyncClient(trust_env=False, timeout=20) as client,
        client.stream("GET", f"{url}{path}{query}", headers=headers) as response,
    ):
        assert response.status_code == 200
        yield Watcher(response)
