"""The simulated transmission device against a bare centre: fire first, bounded window, resends, answers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime

from runtime.settings import HostPort
from simulators.building import Point
from simulators.panel import PanelLogic, State
from simulators.uitd import SimulatedUitd, UitdSettings
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver
from telemetry.gb26875.time_label import TimeLabel
from tests.services import until

AT = TimeLabel.of(datetime(2026, 7, 2, 9, 0, 4))
POINTS = tuple(
    Point(
        id=f"p{device}",
        panel="a",
        room="r",
        loop=1,
        device=device,
        component_type=40,
        name={"zh": "烟感", "en": "smoke"},
    )
    for device in range(1, 6)
)


class Centre:
    """Hears one device; confirms while `confirming`."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.confirming = True
        self._writer: asyncio.StreamWriter | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        receiver = Receiver()
        with contextlib.suppress(OSError):
            while data := await reader.read(4096):
                for event in receiver.feed(data):
                    assert isinstance(event, Frame)
                    self.frames.append(event)
                    if self.confirming and event.command == Command.SEND:
                        self.send(event.answer(Command.CONFIRM, AT))
        writer.close()

    def send(self, frame: Frame) -> None:
        assert self._writer is not None
        self._writer.write(framing.encode(frame))

    def hang_up(self) -> None:
        assert self._writer is not None
        self._writer.transport.abort()

    def uploads(self, code: int) -> list[bodies.Body]:
        found = [units.parse(frame.adu) for frame in self.frames if frame.command == Command.SEND]
        return [body for unit in found if unit.type == code for body in unit.objects]


@contextlib.asynccontextmanager
async def device(centre: Centre, settings: UitdSettings) -> AsyncIterator[SimulatedUitd]:
    server = await asyncio.start_server(centre.serve, "127.0.0.1", 0)
    simulated = SimulatedUitd(PanelLogic(POINTS), settings)
    port = server.sockets[0].getsockname()[1]
    task = asyncio.create_task(simulated.run_tcp(HostPort("127.0.0.1", port)))
    try:
        await until(lambda: simulated.connected)
        yield simulated
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        server.close()


SETTINGS = UitdSettings((889).to_bytes(6, "little"), heartbeat_s=600.0)


async def test_a_fire_goes_before_a_backlog_of_everything_else() -> None:
    centre = Centre()
    centre.confirming = False
    async with device(centre, SETTINGS._replace(window=1, timeout_s=0.1)) as simulated:
        for point in ("p1", "p2", "p3"):
            simulated.report(simulated.logic.set(point, State.FAULT, 0.0))
        simulated.report(simulated.logic.sense("p5", True, 0.0))
        centre.confirming = True
        await until(lambda: simulated.waiting == 0)
        seen = [body for body in centre.uploads(2) if isinstance(body, bodies.ComponentState)]
        order = list(dict.fromkeys(body.component_address[2] for body in seen))
        assert order.index(5) <= 1  # only what was on its way already comes before it


async def test_what_was_not_confirmed_goes_out_again_under_its_number_and_is_never_forgotten() -> None:
    centre = Centre()
    centre.confirming = False
    async with device(centre, SETTINGS._replace(timeout_s=0.05, resends=2)) as simulated:
        simulated.report(simulated.logic.sense("p5", True, 0.0))
        await until(lambda: simulated.failures > 0)
        first = [frame.serial for frame in centre.frames if frame.adu][:3]
        assert len(set(first)) == 1
        centre.confirming = True
        await until(lambda: simulated.waiting == 0)
        assert simulated.confirmed > 0


async def test_the_line_is_dialled_again_when_it_falls() -> None:
    centre = Centre()
    async with device(centre, SETTINGS) as simulated:
        await until(lambda: bool(centre.frames) or simulated.connected)
        await until(lambda: centre._writer is not None)
        centre.hang_up()
        await until(lambda: not simulated.connected)
        simulated.report(simulated.logic.sense("p1", True, 0.0))
        await until(lambda: bool(centre.uploads(2)))


async def test_heartbeats_keep_a_quiet_line_alive() -> None:
    centre = Centre()
    async with device(centre, SETTINGS._replace(heartbeat_s=0.05)):
        await until(lambda: len([frame for frame in centre.frames if not frame.adu]) >= 3)


async def test_the_panel_is_read_and_keys_are_reported() -> None:
    centre = Centre()
    async with device(centre, SETTINGS) as simulated:
        await until(lambda: centre._writer is not None)
        simulated.logic.sense("p2", True, 0.0)
        query = units.encode(61, [bodies.ReadSystem(1, 1)])
        centre.send(Frame(40, Command.REQUEST, query, bytes(6), simulated.settings.address, AT))
        await until(lambda: any(frame.command == Command.RESPONSE for frame in centre.frames))
        (answer,) = [frame for frame in centre.frames if frame.command == Command.RESPONSE]
        (body,) = units.parse(answer.adu).objects
        assert isinstance(body, bodies.SystemState)
        assert (answer.serial, body.state) == (40, 0b11)
        simulated.press_alarm(3)
        simulated.press_reset(3)
        await until(lambda: len(centre.uploads(24)) == 2)
        keys = centre.uploads(24)
        assert [body.flags for body in keys if isinstance(body, bodies.UitdOperation)] == [4, 1]


async def test_a_duty_check_waits_for_the_operator() -> None:
    centre = Centre()
    async with device(centre, SETTINGS) as simulated:
        await until(lambda: centre._writer is not None)
        command = units.encode(91, [bodies.DutyCheck(10)])
        centre.send(Frame(41, Command.CONTROL, command, bytes(6), simulated.settings.address, AT))
        await until(lambda: simulated.duty_minutes == 10)
        assert any(frame.command == Command.CONFIRM and frame.serial == 41 for frame in centre.frames)
        simulated.answer_duty_check(8)
        await until(lambda: bool(centre.uploads(24)))
        assert simulated.duty_minutes is None
