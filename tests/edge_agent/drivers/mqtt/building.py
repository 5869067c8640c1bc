"""A building on a real broker: a driver made from settings, a voice for its devices, and who hears them."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from edge_agent.drivers.mqtt.driver import MqttDetectorsDriver
from edge_agent.drivers.mqtt.plan import MqttPlan
from edge_agent.intake.observation import Observation
from edge_agent.plan import load_plan
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine, MqttSettings
from runtime.settings import SettingsError
from tests.edge_agent.panels import running
from tests.services import start_mosquitto, until

HEAD = 'gateway = "gw-1"\narea = "150102"\n[spool]\npath = "spool"\n[uplink]\nport = 1884\n'
LORA = "application/a1/device/24e124535b316056"


def plan_of(folder: Path, text: str, port: int = 1883) -> MqttPlan:
    path = folder / "agent.toml"
    path.write_text(f'{HEAD}[[mqtt]]\nbus = "d"\nport = {port}\n{text}', encoding="utf-8")
    (plan,) = load_plan(path).buses
    assert isinstance(plan, MqttPlan)
    return plan


def fault_of(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as told:
        plan_of(folder, text)
    return str(told.value)


class Hearer:
    """Takes what the driver hands over, and stores it at once or when it is told to."""

    def __init__(self) -> None:
        self.heard: list[Observation] = []
        self.stores = True
        self.waiting: list[asyncio.Future[None]] = []

    def __call__(
        self, observations: Sequence[Observation], alive: Iterable[str] = ()
    ) -> asyncio.Future[None]:
        self.heard += observations
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(stored)
        if self.stores:
            self.store()
        return stored

    def store(self) -> None:
        for stored in self.waiting:
            if not stored.done():
                stored.set_result(None)

    def said(self) -> list[str]:
        return [
            f"{heard.part} {'+'.join(sorted(heard.finding.sets)) or '-'}{'?' if heard.finding.doubts else ''}"
            for heard in self.heard
        ]


class Wire:
    """A TCP path to the broker that can be cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []
        self.port = 0

    async def open(self) -> asyncio.Server:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers += [writer, far_writer]
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(4096):
                writer.write(data)
        writer.close()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


class Building:
    """A broker, a driver made from settings, and a voice for everything in the building."""

    def __init__(self, plan: MqttPlan, port: int) -> None:
        self.plan = plan
        self.hearer = Hearer()
        self.driver = MqttDetectorsDriver(plan, self.hearer)
        self.driver.line._backoff = Backoff(first_s=0.02, limit_s=0.05)
        self.voice = MqttLine(MqttSettings(port=port, client_id="voice"))

    async def say(self, topic: str, payload: Any, *, retain: bool = False) -> None:
        await self.voice.wait_connected()
        raw = payload if isinstance(payload, str) else json.dumps(payload)
        await self.voice.publish(topic, raw.encode(), retain=retain)

    async def heard(self, count: int) -> list[str]:
        await until(lambda: len(self.hearer.heard) >= count)
        return self.hearer.said()


@contextlib.asynccontextmanager
async def building(folder: Path, text: str, *, started: bool = True) -> AsyncIterator[Building]:
    with start_mosquitto(folder) as broker:
        site = Building(plan_of(folder, text, broker.port), broker.port)
        async with running(site.voice.run(), *([site.driver.run()] if started else [])):
            if started:
                await site.driver.line.wait_connected()
            yield site


def device(topic: str, profile: str, **more: str) -> str:
    lines = [f'[[mqtt.device]]\ntopic = "{topic}"\nprofile = "{profile}"']
    return "\n".join([*lines, *(f"{key} = {value}" for key, value in more.items())]) + "\n"
