"""The centre at work behind its HTTP listener."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from cloud.app import make_app
from cloud.centre import Centre, running
from cloud.settings import CloudSettings
from runtime.clock import Clock
from runtime.http_server import serving_http
from runtime.process import open_listener
from runtime.settings import HostPort


@contextlib.asynccontextmanager
async def serving(
    settings: CloudSettings, clock: Clock | None = None
) -> AsyncIterator[tuple[Centre, HostPort]]:
    """Work and serve until the end of the block; gives the centre and the address it is reached at."""
    listener = open_listener(settings.listen.host, settings.listen.port)
    try:
        async with (
            running(settings, clock) as centre,
            serving_http(make_app(centre), listener, on_ending=centre.stopping.set),
        ):
            yield centre, HostPort(settings.listen.host, listener.getsockname()[1])
    finally:
        listener.close()
