"""The answer to a client that watches: server-sent events until it leaves, lags or the centre stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import msgspec
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from cloud.live.hub import Client, Hub, event
from cloud.live.settings import LiveSettings
from runtime.clock import Clock

HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
}
#: What a browser waits before it comes back, in milliseconds.
_RETRY = b"retry: 1000\n\n"


class LiveStream(Response):
    """Sends what the hub has for one client. Ends on `stopping`, on leaving, on a stuck connection, and when
    `still`, asked at every tick, says that the client would not be let in any more.
    """

    def __init__(
        self,
        hub: Hub,
        client: Client,
        settings: LiveSettings,
        clock: Clock,
        stopping: asyncio.Event,
        still: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(headers=HEADERS)
        # A body of unknown length: the length that the base class has set must not be sent.
        del self.headers["content-length"]
        self._hub = hub
        self._client = client
        self._settings = settings
        self._clock = clock
        self._stopping = stopping
        self._still = still

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the client."""
        leaving = asyncio.create_task(_gone(receive))
        stopping = asyncio.create_task(self._stopping.wait())
        serving = asyncio.create_task(self._serve(send))
        try:
            await asyncio.wait({leaving, stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
            if stopping.done() and not leaving.done() and not serving.done():
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)
                await _within(1.0, send({"type": "http.response.body", "body": b"", "more_body": False}))
        finally:
            self._hub.leave(self._client)
            for task in (leaving, stopping, serving):
                task.cancel()
            await asyncio.gather(leaving, stopping, serving, return_exceptions=True)

    async def _serve(self, send: Send) -> None:
        start: Message = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        async for piece in self._pieces():
            body: Message = {"type": "http.response.body", "body": piece, "more_body": True}
            if not await _within(self._settings.send_timeout_s, send(body)):
                return
        await _within(1.0, send({"type": "http.response.body", "body": b"", "more_body": False}))

    async def _pieces(self) -> AsyncIterator[bytes]:
        client = self._client
        # Where this client begins: what has a higher number is new to it.
        yield _RETRY + self._tick(client.cursor)
        next_tick = self._clock.monotonic() + self._settings.heartbeat_s
        while True:
            client.woken.clear()
            found = await self._hub.fetch(client)
            if found is None:
                self._hub.resync(client)
                yield event("resync", "{}", client.cursor)
                continue
            if found:
                yield b"".join(client.told(change) for change in found)
            while client.passing:
                yield client.passed(client.passing.popleft())
            left_s = next_tick - self._clock.monotonic()
            if left_s <= 0:
                if not await asyncio.to_thread(self._still):
                    return
                yield self._tick()
                next_tick = self._clock.monotonic() + self._settings.heartbeat_s
            elif not found:
                await _within(left_s, client.woken.wait())

    def _tick(self, number: int | None = None) -> bytes:
        now = msgspec.json.encode({"now": self._clock.now_ms()}).decode()
        return b": alive\n\n" + event("tick", now, number)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _within(seconds: float, awaitable: object) -> bool:
    try:
        await asyncio.wait_for(awaitable, seconds)  # type: ignore[arg-type]
    except TimeoutError:
        return False
    return True
