"""uvicorn within our own loop: no signal handlers of its own, and an end that open streams cannot delay."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from cloud.app import make_app
from cloud.centre import Centre, running
from cloud.settings import CloudSettings
from runtime.clock import Clock
from runtime.process import open_listener
from runtime.settings import HostPort

_GRACE_S = 2


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the process's own business (`runtime.process`)."""
        yield


@contextlib.asynccontextmanager
async def serving(
    settings: CloudSettings, clock: Clock | None = None
) -> AsyncIterator[tuple[Centre, HostPort]]:
    """Work and serve until the end of the block; gives the centre and the address it is reached at."""
    listener = open_listener(settings.listen.host, settings.listen.port)
    try:
        async with running(settings, clock) as centre, _http(centre, listener):
            yield centre, HostPort(settings.listen.host, listener.getsockname()[1])
    finally:
        listener.close()


@contextlib.asynccontextmanager
async def _http(centre: Centre, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        make_app(centre),
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        # Far above what our own pages open; a bound all the same.
        limit_concurrency=1_000,
        timeout_keep_alive=30,
        ws="none",
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                await task
                raise RuntimeError("the HTTP server ended before it had started")
            await asyncio.sleep(0.005)
        yield
    finally:
        centre.stopping.set()
        server.should_exit = True
        await task
