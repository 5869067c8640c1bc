"""A site with transmission devices: settings on a disk, a driver that serves them, a disk that can fail."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from device_profiles.level import Level
from edge_agent.drivers.uitd.driver import UitdDriver
from edge_agent.drivers.uitd.plan import UitdPlan
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Observation, Stamp
from edge_agent.plan import load_plan
from edge_agent.spool.record import SpoolUnwritable
from runtime.clock import SystemClock
from runtime.settings import HostPort
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver
from telemetry.gb26875.time_label import TimeLabel
from telemetry.messages import Event
from tests.services import until

DEVICE, CENTRE = (889).to_bytes(6, "little"), (88888).to_bytes(6, "little")
HEAD = """gateway = "gw-1"
area = "150102"
[spool]
path = "spool"
[uplink]
port = 1884
"""
BUS = """[[uitd]]
bus = "uitd"
"""
#: The device of the tests, with two listed components, a system of its own, and no questions asked.
LISTED = """
  [[uitd.device]]
  address = "889"
  profile = "{profile}"
  part = "building-a"
    [[uitd.device.system]]
    system_type = 12
    system_address = 3
    [[uitd.device.point]]
    address = "10-2"
    component_type = 40
    [[uitd.device.point]]
    address = "3-017"
    component_type = 42
"""
QUIET_PROFILE = "quiet"


@dataclass
class Disk:
    """Takes reports as the intake does: levels and events as if stored, or held back, or refused."""

    normaliser: Normaliser
    events: list[Event] = field(default_factory=list)
    values: list[tuple[str, int, float | None]] = field(default_factory=list)
    alive: list[str] = field(default_factory=list)
    broken: bool = False
    held: list[asyncio.Future[None]] | None = None
    stored: dict[str, Level] = field(default_factory=dict)

    def __call__(
        self, observations: Sequence[Observation], alive: Iterable[str] = ()
    ) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        clock = SystemClock()
        alive = list(alive)
        self.alive += alive
        outcome = self.normaliser.observe(observations, Stamp(clock.now_ms(), True), clock.monotonic(), alive)
        if self.broken and observations:
            self.normaliser.restore(self.stored, [observation.part for observation in observations])
            done.set_exception(SpoolUnwritable("disk full"))
            return done
        self.stored.update(outcome.levels)
        self.events += [message for message in outcome.messages if isinstance(message, Event)]
        self.values += [(row.part, row.analog_type, row.value) for row in outcome.rows]
        if self.held is not None and observations:
            self.held.append(done)
        else:
            done.set_result(None)
        return done

    def told(self) -> list[str]:
        return [
            f"{event.part.part} {event.kind.value}{'+' if event.active else '-'}" for event in self.events
        ]


def plan_of(folder: Path, bus: str = "", devices: str = LISTED, profile: str = QUIET_PROFILE) -> UitdPlan:
    """The plan of a settings file; `quiet` is the generic profile, made to ask nothing by itself."""
    generic = Path(__file__).parents[4] / "device_profiles" / "records" / "gb26875-generic.yaml"
    own = folder / "profiles"
    own.mkdir(exist_ok=True)
    text = generic.read_text(encoding="utf-8").replace(
        "profile: gb26875-generic", f"profile: {QUIET_PROFILE}"
    )
    (own / f"{QUIET_PROFILE}.yaml").write_text(
        text.replace("ask_after_s: 30", "ask_after_s: 0"), encoding="utf-8"
    )
    listens = "" if "listen" in bus else 'listen_tcp = "127.0.0.1:0"\n'
    path = folder / "agent.toml"
    path.write_text(
        f'profiles = "profiles"\n{HEAD}{BUS}{listens}{bus}{devices.replace("{profile}", profile)}',
        encoding="utf-8",
    )
    (plan,) = load_plan(path).buses
    assert isinstance(plan, UitdPlan)
    return plan


@contextlib.asynccontextmanager
async def serving(plan: UitdPlan) -> AsyncIterator[tuple[UitdDriver, Disk]]:
    disk = Disk(Normaliser("gw-1", plan.watched.values(), {}, SystemClock().monotonic()))
    driver = UitdDriver(plan, disk)
    task = asyncio.create_task(driver.run())
    try:
        await until(lambda: driver.bus.up)
        yield driver, disk
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def tcp_of(driver: UitdDriver) -> HostPort:
    assert driver.tcp is not None
    return HostPort("127.0.0.1", driver.tcp.port)


def udp_of(driver: UitdDriver) -> HostPort:
    assert driver.udp is not None
    return HostPort("127.0.0.1", driver.udp.port)


def label() -> TimeLabel:
    return TimeLabel.of(datetime(2021, 7, 2, 9, 0, 4))


def component(address: str, state: int, words: bytes = b"", system: tuple[int, int] = (1, 1)) -> Body:
    raw = bytes.fromhex(address)
    return bodies.ComponentState(*system, 40, raw, state, words.ljust(31, b"\x00"), label())


def sent(serial: int, code: int, *objects: Body, source: bytes = DEVICE, command: int = 2) -> bytes:
    return framing.encode(Frame(serial, command, units.encode(code, objects), source, CENTRE, label()))


def heartbeat(serial: int, source: bytes = DEVICE) -> bytes:
    return framing.encode(Frame(serial, 2, b"", source, CENTRE, label()))


class Line:
    """A bare TCP line to the centre: bytes out, frames in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._receiver = Receiver()
        self.answers: list[Frame] = []
        self.ended = False
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := await self._reader.read(4096):
                for event in self._receiver.feed(data):
                    assert isinstance(event, Frame)
                    self.answers.append(event)
        self.ended = True

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def answer(self, count: int = 1) -> Frame:
        """The `count`th answer so far."""
        await until(lambda: len(self.answers) >= count)
        return self.answers[count - 1]

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
        await self._task


@contextlib.asynccontextmanager
async def line_to(driver: UitdDriver) -> AsyncIterator[Line]:
    line = Line(*await asyncio.open_connection(*tcp_of(driver)))
    try:
        yield line
    finally:
        await line.close()


def udp_socket() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(20)
    return sock
