"""The door's routes, and the door itself: on loopback, its address and token noted beside the spool."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from edge_agent.control.commands import CannotAnswer
from edge_agent.drivers.driver import CannotProbe
from edge_agent.local import whereabouts
from edge_agent.local.guard import Guard, Refusal
from edge_agent.local.watchers import TooManyWatchers, Watchers
from edge_agent.recording import live as line_recordings
from edge_agent.recording.live import CannotRecord
from edge_agent.spool.record import SpoolError
from edge_agent.walk_test import mode as walk_test_mode
from runtime.http_server import serving_http
from runtime.logging import get_logger
from runtime.process import open_listener
from runtime.settings import HostPort

log = get_logger("door")

_PAGE = Path(__file__).with_name("page")
_FILES = {"/": "index.html", "/page.css": "page.css", "/page.js": "page.js", "/words.js": "words.js"}
_CONNECTIONS = 64
#: A comment line on a quiet stream, so that both ends notice when the other is gone.
_BREATH_S = 10.0
_PROBE_S = 15.0
_WHO_LIMIT = 64


class Inside(Protocol):
    """What the door asks of the agent."""

    watchers: Watchers

    def status(self) -> Mapping[str, Any]:
        """Everything there is to know on site."""
        ...

    async def probe(self, bus: str, address: str) -> Mapping[str, object]:
        """Read one point now. Raises CannotProbe; LookupError for a bus that is not there."""
        ...

    async def answer(self, seq: int, person: str) -> Mapping[str, Any]:
        """A person answers the duty check. Raises CannotAnswer; SpoolError when it cannot be kept."""
        ...

    async def apply(self) -> Mapping[str, Any]:
        """Take up the settings file as it stands now. Gives `ok`, `text` and what was restarted."""
        ...

    def walk_test(self, for_s: float | None, who: str) -> Mapping[str, Any]:
        """Mark events as of a walk test for so many seconds from now; None ends it."""
        ...

    def record(self, bus: str, for_s: float | None) -> Mapping[str, Any]:
        """Record the line of a bus for so many seconds; None ends it. Raises CannotRecord; LookupError."""
        ...

    def metrics(self) -> tuple[bytes, str]:
        """The figures as Prometheus reads them, and their content type."""
        ...


Answer = Callable[[Inside, Request], Awaitable[Response]]


async def _status(inside: Inside, _request: Request) -> Response:
    return JSONResponse(inside.status())


async def _metrics(inside: Inside, _request: Request) -> Response:
    body, kind = inside.metrics()
    return Response(body, media_type=kind)


async def _probe(inside: Inside, request: Request) -> Response:
    asked = await _asked(request)
    bus = _text(asked, "bus", 64)
    address = next((asked[key] for key in ("address", "register", "topic") if key in asked), None)
    if isinstance(address, bool) or not isinstance(address, str | int) or len(str(address)) > 256:
        raise Refusal(
            422,
            "no-address",
            "请给出 address、register 或 topic。",
            "Give `address`, `register` or `topic`, up to 256 characters.",
        )
    try:
        async with asyncio.timeout(_PROBE_S):
            return JSONResponse(await inside.probe(bus, str(address)))
    except LookupError as fault:
        raise Refusal(
            404, "no-bus", f"没有总线 {bus}。", f"There is no bus {bus!r}; {fault.args[0]}"
        ) from None
    except (CannotProbe, TimeoutError) as fault:
        zh, _, en = str(fault).partition(" / ")
        zh = zh or f"{_PROBE_S:g} 秒内没有应答;查看该总线的状态"
        en = en or str(fault) or f"no answer within {_PROBE_S:g} s; look at the bus's health"
        raise Refusal(409, "cannot-probe", f"现在无法读取：{zh}", f"It cannot be read now: {en}") from None


async def _answer(inside: Inside, request: Request) -> Response:
    person = _text(await _asked(request), "person", 64)
    try:
        return JSONResponse(await inside.answer(request.path_params["seq"], person))
    except CannotAnswer as fault:
        zh, _, en = str(fault).partition(" / ")
        raise Refusal(409, "cannot-answer", zh, en) from None
    except SpoolError as fault:
        raise Refusal(
            503,
            "not-stored",
            f"应答未能落盘：{fault}",
            f"The answer could not be stored: {fault}; free the disk, then answer again.",
        ) from None


async def _apply(inside: Inside, _request: Request) -> Response:
    outcome = await inside.apply()
    return JSONResponse(outcome, status_code=200 if outcome["ok"] else 409)


async def _walk_test(inside: Inside, request: Request) -> Response:
    asked = await _asked(request)
    who = asked.get("who", "")
    if not isinstance(who, str) or len(who) > _WHO_LIMIT:
        raise Refusal(
            422,
            "no-who",
            f"who 应为不超过 {_WHO_LIMIT} 个字的文字。",
            f"`who` must be text of up to {_WHO_LIMIT} characters.",
        )
    return JSONResponse(inside.walk_test(_seconds(asked, walk_test_mode.MAX_S), who))


async def _record(inside: Inside, request: Request) -> Response:
    asked = await _asked(request)
    bus = _text(asked, "bus", 64)
    try:
        return JSONResponse(inside.record(bus, _seconds(asked, line_recordings.MAX_S)))
    except LookupError as fault:
        raise Refusal(
            404, "no-bus", f"没有总线 {bus}。", f"There is no bus {bus!r}; {fault.args[0]}"
        ) from None
    except CannotRecord as fault:
        raise Refusal(409, "cannot-record", f"无法录制：{fault}", f"It cannot be recorded: {fault}") from None


def _seconds(asked: Mapping[str, Any], most_s: float) -> float | None:
    """`on: false` is None: end it now. Else for how long."""
    if asked.get("on") is False:
        return None
    for_s = asked.get("seconds")
    if isinstance(for_s, bool) or not isinstance(for_s, int | float) or not 0 < for_s <= most_s:
        raise Refusal(
            422,
            "no-seconds",
            f"请给出 seconds，大于 0 且不超过 {most_s:g}；或 on: false 以结束。",
            f"Give `seconds`, more than 0 and at most {most_s:g}; or `on: false` to end it.",
        )
    return float(for_s)


async def _asked(request: Request) -> dict[str, Any]:
    try:
        # Unlike the standard library's, this decoder refuses half a surrogate pair: no message can carry it.
        asked = msgspec.json.decode(await request.body() or b"{}")
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise Refusal(422, "not-an-object", "请求体不是 JSON 对象。", "The body is no JSON object.")
    return asked


def _text(asked: Mapping[str, Any], key: str, limit: int) -> str:
    value = asked.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > limit:
        raise Refusal(
            422,
            f"no-{key}",
            f"请给出 {key}，不超过 {limit} 个字。",
            f"Give `{key}`: text of up to {limit} characters.",
        )
    return value.strip()


#: path, method, what answers. What is open without a token stands in `guard.OPEN_PATHS`.
ROUTES: tuple[tuple[str, str, Answer], ...] = (
    ("/status", "GET", _status),
    ("/metrics", "GET", _metrics),
    ("/probe", "POST", _probe),
    ("/duty/{seq:int}/answer", "POST", _answer),
    ("/apply", "POST", _apply),
    ("/walk-test", "POST", _walk_test),
    ("/record", "POST", _record),
)


class Door:
    """The open door. Make it with `opened`."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside
        self._ending = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, inside: Inside, listen: HostPort, spool: Path) -> AsyncIterator[HostPort]:
        """Serve until the end of the block; gives where. Raises PlainFault when it cannot be opened."""
        door = cls(inside)
        app = Guard(door.application(), whereabouts.own_token(spool))
        listener = open_listener(listen.host, listen.port)
        where = HostPort(listen.host, listener.getsockname()[1])
        try:
            async with serving_http(
                app, listener, on_ending=door._ending.set, limit_concurrency=_CONNECTIONS
            ):
                whereabouts.tell(spool, where)
                yield where
        finally:
            whereabouts.untell(spool)
            listener.close()

    def application(self) -> Starlette:
        """The routes, unguarded."""
        routes = [Route(path, self._endpoint(answer), methods=[method]) for path, method, answer in ROUTES]
        routes += [Route(path, self._file(name)) for path, name in _FILES.items()]
        routes.append(Route("/watch", self._watch))
        return Starlette(routes=routes, exception_handlers={Refusal: _refused, HTTPException: _http_fault})

    def _endpoint(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await answer(self._inside, request)

        return endpoint

    def _file(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(_request: Request) -> Response:
            return FileResponse(_PAGE / name)

        return endpoint

    async def _watch(self, _request: Request) -> Response:
        return StreamingResponse(self._edges(), media_type="text/event-stream")

    async def _edges(self) -> AsyncIterator[bytes]:
        """Server-sent events: `edge` for each edge, `dropped` before it where some did not fit."""
        try:
            with self._inside.watchers.watching() as watcher:
                yield b": open\n\n"
                while not self._ending.is_set():
                    try:
                        async with asyncio.timeout(_BREATH_S):
                            dropped, told = await _first(watcher.next(), self._ending)
                    except TimeoutError:
                        yield b": still here\n\n"
                        continue
                    if dropped:
                        yield _sse("dropped", {"count": dropped})
                    yield _sse("edge", told)
        except TooManyWatchers:
            yield _sse("full", {"zh": "观看者过多", "en": "too many watch; close another page"})
        except _Ending:
            return


class _Ending(Exception):
    """The door shuts."""


async def _first(
    wanted: Awaitable[tuple[int, dict[str, Any]]], ending: asyncio.Event
) -> tuple[int, dict[str, Any]]:
    """What is wanted, or _Ending once that is set."""
    want = asyncio.ensure_future(wanted)
    end = asyncio.ensure_future(ending.wait())
    try:
        await asyncio.wait({want, end}, return_when=asyncio.FIRST_COMPLETED)
        if not want.done():
            raise _Ending
        return want.result()
    finally:
        want.cancel()
        end.cancel()


def _sse(event: str, told: Mapping[str, Any]) -> bytes:
    return f"event: {event}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


async def _refused(_request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101 - registered for it alone
    return JSONResponse(refusal.body(), status_code=refusal.status)


async def _http_fault(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101 - registered for it alone
    words = {404: "没有这个地址。", 405: "该地址不支持这种请求。"}.get(fault.status_code, "请求有误。")
    return JSONResponse({"code": "http", "zh": words, "en": fault.detail}, status_code=fault.status_code)
