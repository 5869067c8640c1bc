"""uvicorn within our own loop: no signal handlers of its own, and an end that open streams cannot delay."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

_GRACE_S = 2


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the process's own business (`runtime.process`)."""
        yield


@contextlib.asynccontextmanager
async def serving_http(
    app: ASGIApp,
    listener: socket.socket,
    *,
    on_ending: Callable[[], None],
    limit_concurrency: int = 1_000,
    tls: ssl.SSLContext | None = None,
    behind_front: bool = False,
) -> AsyncIterator[None]:
    """Serve the application on an open listener until the end of the block.

    `on_ending` is called first of all when the end comes: streams that last must end by it. With `tls` the
    listener speaks TLS only. `behind_front`: a front on this machine hands requests on and says who asked, in
    `X-Forwarded-For` and `X-Forwarded-Proto`; otherwise these headers are nobody's word.
    """
    config = uvicorn.Config(
        app,
        http="h11",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        # Far above what our own pages open; a bound all the same.
        limit_concurrency=limit_concurrency,
        timeout_keep_alive=30,
        ws="none",
        proxy_headers=behind_front,
        forwarded_allow_ips="127.0.0.1,::1",
        ssl_context_factory=None if tls is None else lambda _config, _default: tls,
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
        on_ending()
        server.should_exit = True
        await task
