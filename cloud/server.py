"""The centre at work behind its HTTP listener."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator

from cloud.app import make_app
from cloud.centre import Centre, running
from cloud.settings import CloudSettings
from cloud.tls import ListenerCertificate
from runtime.clock import Clock
from runtime.http_server import serving_http
from runtime.process import open_listener
from runtime.settings import HostPort


@contextlib.asynccontextmanager
async def serving(
    settings: CloudSettings, clock: Clock | None = None
) -> AsyncIterator[tuple[Centre, HostPort]]:
    """Work and serve until the end of the block; gives the centre and the address it is reached at."""
    certificate = ListenerCertificate(settings.tls) if settings.tls is not None else None
    listener = open_listener(settings.listen.host, settings.listen.port)
    try:
        async with (
            running(settings, clock) as centre,
            _watching(certificate),
            serving_http(
                make_app(centre, certificate),
                listener,
                on_ending=centre.stopping.set,
                tls=certificate.context if certificate is not None else None,
                behind_front=certificate is None and bool(settings.hosts),
            ),
        ):
            yield centre, HostPort(settings.listen.host, listener.getsockname()[1])
    finally:
        listener.close()


@contextlib.asynccontextmanager
async def _watching(certificate: ListenerCertificate | None) -> AsyncIterator[None]:
    """Have the certificate taken anew when its files change, and at once on SIGHUP."""
    if certificate is None:
        yield
        return
    loop = asyncio.get_running_loop()
    watch = asyncio.create_task(certificate.watch())
    with contextlib.suppress(RuntimeError, ValueError):  # signals belong to the main thread's loop
        loop.add_signal_handler(signal.SIGHUP, certificate.reload)
    try:
        yield
    finally:
        with contextlib.suppress(RuntimeError, ValueError):
            loop.remove_signal_handler(signal.SIGHUP)
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
