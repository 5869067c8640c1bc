"""A recording through the real driver and the real normaliser: which events come of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError

from edge_agent.config import AgentSettings
from edge_agent.drivers.driver import Driver
from edge_agent.drivers.families import FAMILIES, serve
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Columns, Observation, PartGroup, Stamp
from edge_agent.planning import BusPlan, CannotPlan, Planner
from edge_agent.recording.line_file import Header, Recording
from edge_agent.replay import modbus_end, stream
from edge_agent.replay.answers import AnswerBook
from edge_agent.replay.pace import PATIENCE_S, Pace
from runtime.clock import SystemClock
from runtime.faults import PlainFault
from telemetry.messages import Event
from telemetry.modbus import Framing

#: After the last byte the driver may still be reading; when nothing new comes for so long, it is done.
_SETTLE_S = 0.4
_LOOPBACK = "127.0.0.1"


class Told(NamedTuple):
    """An event, and how far into the recording it came."""

    at_s: float
    event: Event

    @property
    def line(self) -> str:
        """The event without its time: what two replays of one recording have in common."""
        sign = "+" if self.event.active else "-"
        return f"{self.event.part.part} {self.event.kind.value}{sign} {self.event.text}".rstrip()


class Outcome(NamedTuple):
    """What came of a replay."""

    events: list[Told]
    readings: int
    notes: list[str]
    bus_fault: str


Tell = Callable[[Told], None]
_Play = Callable[[], Awaitable[None]]


class _Sink:
    """Takes what the driver hands over, as the agent's intake does, and keeps the events."""

    def __init__(self, plan: BusPlan, gateway: str, at_s: Callable[[], float], tell: Tell) -> None:
        self._clock = SystemClock()
        self._normaliser = Normaliser(gateway, plan.watched.values(), {}, self._clock.monotonic())
        self._at_s = at_s
        self._tell = tell
        self.events: list[Told] = []
        self.readings = 0

    def observe(
        self,
        observations: Sequence[Observation],
        alive: PartGroup | Iterable[str] = (),
        columns: Sequence[Columns] = (),
    ) -> asyncio.Future[None]:
        stamp = Stamp(self._clock.now_ms(), True)
        outcome = self._normaliser.observe(observations, stamp, self._clock.monotonic(), alive, columns)
        self.readings += len(outcome.rows) + sum(map(len, outcome.blocks))
        for message in outcome.messages:
            if isinstance(message, Event):
                self.events.append(Told(self._at_s(), message))
                self._tell(self.events[-1])
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        stored.set_result(None)
        return stored


async def replay(
    recording: Recording,
    own_profiles: Path | None = None,
    *,
    real_time: bool = False,
    tell: Tell = lambda _: None,
) -> Outcome:
    """Play it. Raises PlainFault for a recording whose bus cannot be served again."""
    header = recording.header
    if header.family not in _ENDS:
        raise PlainFault(
            f"{header.bus}: {header.family} 的录制不能重放 / a recording of {header.family} cannot be played"
            " to a driver; 用 decode 逐帧解读 / read its frames with decode"
        )
    return await _ENDS[header.family](recording, own_profiles, Pace(real=real_time), tell)


def planned(header: Header, own_profiles: Path | None, changed: Mapping[str, Any]) -> BusPlan:
    """The bus as it was recorded, but for where it is reached. Raises PlainFault."""
    (model, *_) = get_args(AgentSettings.model_fields[header.family].annotation)
    planner = Planner(header.gateway or "replay", own_profiles)
    place = (header.family, 0)
    try:
        settings = model.model_validate({**header.settings, **changed})
        planner.bus(settings.bus, place)
        plan = FAMILIES[header.family].plan(settings, planner, place)
    except CannotPlan:
        plan = None
    except ValidationError as fault:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())
        raise PlainFault(f"{header.bus}: 录制中的配置已不适用 / its settings no longer fit: {told}") from None
    if plan is None or planner.faults:
        told = "; ".join(why for _, why in planner.faults)
        raise PlainFault(
            f"{header.bus}: {told}; 用 --profiles 给出当时的档案 / give the profiles of then with --profiles"
        )
    return plan


def _profile_notes(header: Header, plan: BusPlan, own_profiles: Path | None) -> list[str]:
    from device_profiles import loader

    notes = []
    for name in sorted({entry.part.profile for entry in plan.watched.values()}):
        with contextlib.suppress(loader.ProfileError):
            mark = loader.load(name, own_profiles).mark
            if header.profiles.get(name, mark) != mark:
                notes.append(
                    f"档案 {name} 与录制时不同 / profile {name} is not that of then: "
                    f"{header.profiles[name]} → {mark}"
                )
    return notes


async def _run(
    recording: Recording,
    own_profiles: Path | None,
    changed: Mapping[str, Any],
    at_s: Callable[[], float],
    play: _Play,
    tell: Tell,
) -> Outcome:
    header = recording.header
    plan = planned(header, own_profiles, changed)
    sink = _Sink(plan, header.gateway or "replay", at_s, tell)
    driver: Driver = serve(plan, sink.observe)
    serving = asyncio.create_task(driver.run())
    try:
        await play()
        await _settled(sink)
    except (OSError, TimeoutError) as fault:
        raise PlainFault(
            f"{header.bus}: 驱动没有打开线路 / the driver did not open the line: "
            f"{driver.bus.last_error or fault}"
        ) from None
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    notes = [*recording.notes, *_profile_notes(header, plan, own_profiles)]
    return Outcome(sink.events, sink.readings, notes, driver.bus.last_error)


async def _settled(sink: _Sink) -> None:
    seen = -1
    while seen != len(sink.events) + sink.readings:
        seen = len(sink.events) + sink.readings
        await asyncio.sleep(_SETTLE_S)


async def _serial(recording: Recording, own: Path | None, pace: Pace, tell: Tell) -> Outcome:
    far = stream.Stream(recording.pieces, pace)
    async with stream.on_a_terminal(far) as (path, play):
        outcome = await _run(recording, own, {"port": path}, lambda: far.at_s, play, tell)
    return outcome._replace(notes=[*outcome.notes, *far.notes()])


async def _uitd(recording: Recording, own: Path | None, pace: Pace, tell: Tell) -> Outcome:
    far = stream.Stream(recording.pieces, pace)
    with socket.create_server((_LOOPBACK, 0)) as free:
        port = free.getsockname()[1]
    changed = {"listen_tcp": f"{_LOOPBACK}:{port}", "listen_udp": None}

    async def play() -> None:
        await stream.over_tcp(far, _LOOPBACK, port)

    outcome = await _run(recording, own, changed, lambda: far.at_s, play, tell)
    return outcome._replace(notes=[*outcome.notes, *far.notes()])


async def _modbus(recording: Recording, own: Path | None, pace: Pace, tell: Tell) -> Outcome:
    transport = recording.header.settings.get("transport", "tcp")
    framing: Framing = "mbap" if transport == "tcp" else "rtu"
    book = AnswerBook(recording.pieces, framing, collapse=not pace.real)
    skipped = 0

    async def play() -> None:
        nonlocal skipped
        pace.start()
        loop = asyncio.get_running_loop()
        given, since = book.given, loop.time()
        while not book.done:
            await asyncio.sleep(0.01)
            if book.given != given:
                given, since = book.given, loop.time()
            elif not pace.real and loop.time() - since > PATIENCE_S:
                skipped += book.skip()
                since = loop.time()
            elif pace.real and pace.elapsed_s > recording.pieces[-1].at_s + PATIENCE_S:
                skipped += book.left
                return

    async with contextlib.AsyncExitStack() as stack:
        if transport == "rtu":
            changed: dict[str, Any] = {
                "serial": await stack.enter_async_context(modbus_end.on_a_terminal(book, pace))
            }
        else:
            port = await stack.enter_async_context(modbus_end.on_a_port(book, framing, pace))
            changed = {"host": _LOOPBACK, "port": port}
        outcome = await _run(recording, own, changed, lambda: book.at_s, play, tell)
    notes = list(outcome.notes)
    if skipped:
        notes.append(f"{skipped} 个应答没有人再问 / answers nobody asked for any more")
    if book.unknown:
        notes.append(f"{len(book.unknown)} 种询问当时没有 / questions that were not asked then")
    return outcome._replace(notes=notes)


_ENDS: Mapping[str, Callable[[Recording, Path | None, Pace, Tell], Awaitable[Outcome]]] = {
    "serial": _serial,
    "uitd": _uitd,
    "modbus": _modbus,
}
