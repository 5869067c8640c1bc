"""Real counterparts: a Modbus server, an ESPA panel on a pseudo-terminal, a cloud over MQTT."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tty
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from edge_agent.supervision import end_all
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry.encoding import decode_uplink, encode
from telemetry.espa444 import ACK, ENQ, EOT, Block, Record, encode_block, select
from telemetry.messages import Event, Receipt, StoredRange, Stream, UplinkMessage

AREA, GATEWAY = "150102", "gw-1"
REGISTERS = 2410


class Panel:
    """A Modbus panel: set `registers`, look at `requests`, forbid addresses, pull the plug."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.registers: dict[int, int] = {}
        self.requests: list[tuple[int, int]] = []
        self.forbidden: set[int] = set()
        self.hang = False
        self._server: ModbusTcpServer | None = None

    async def plug(self) -> None:
        device = SimDevice(
            id=0,
            simdata=[SimData(address=0, count=REGISTERS, values=0, datatype=DataType.REGISTERS)],
            action=self._serve,
        )
        self._server = ModbusTcpServer(device, address=("127.0.0.1", self.port))
        await self._server.serve_forever(background=True)

    async def unplug(self) -> None:
        if self._server is not None:
            await self._server.shutdown()
            self._server = None

    async def _serve(
        self, _function: int, start: int, address: int, count: int, current: list[int], _set: object
    ) -> ExcCodes | None:
        self.requests.append((address, count))
        if self.hang:
            await asyncio.sleep(3600)
        if count > 100:
            return ExcCodes.ILLEGAL_VALUE
        if self.forbidden & set(range(address, address + count)):
            return ExcCodes.ILLEGAL_ADDRESS
        for offset in range(count):
            current[address - start + offset] = self.registers.get(address + offset, 0)
        return None


@contextlib.asynccontextmanager
async def modbus_panel(port: int) -> AsyncIterator[Panel]:
    panel = Panel(port)
    await panel.plug()
    try:
        yield panel
    finally:
        await panel.unplug()


class EspaPanel:
    """The control station's side of a pseudo-terminal; `path` is where the agent finds its side."""

    def __init__(self, link: Path) -> None:
        self.path = link
        self._link = link
        self.open()

    def open(self) -> None:
        self._master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(self._master, False)
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(os.ttyname(slave))
        self._slave = slave

    def close(self) -> None:
        os.close(self._slave)
        os.close(self._master)

    async def ask(self, data: bytes, within_s: float = 10.0) -> bytes:
        """Write, and give the first answer; asks again while nobody has opened the other side yet."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[bytes] = loop.create_future()

        def readable() -> None:
            with contextlib.suppress(OSError):
                answer = os.read(self._master, 64)
                if not answered.done():
                    answered.set_result(answer)

        loop.add_reader(self._master, readable)
        try:
            os.write(self._master, data)
            async with asyncio.timeout(within_s):
                return await answered
        finally:
            loop.remove_reader(self._master)

    async def select(self) -> bytes:
        """Select the agent's station until it answers."""
        for _ in range(100):
            with contextlib.suppress(TimeoutError):
                return await self.ask(select("1", "2"), within_s=0.2)
        raise AssertionError("the station never answered")

    async def call(self, text: str, call_type: str = "3", block: bytes | None = None) -> int:
        """One whole call; gives the verdict byte."""
        assert await self.select() == bytes((ACK,))
        verdict = await self.ask(block or call_block(text, call_type))
        os.write(self._master, bytes((EOT,)))
        assert len(verdict) == 1
        return verdict[0]


def call_block(text: str, call_type: str = "3") -> bytes:
    records = (Record(1, b"1"), Record(2, text.encode("gb18030")), Record(4, call_type.encode()))
    return encode_block(Block(1, records))


assert ENQ  # the select sequence carries it


class Cloud:
    """A cloud that keeps all it gets and, while `answers`, sends receipts."""

    def __init__(self, port: int, *, answers: bool = True) -> None:
        self.answers = answers
        self.got: list[UplinkMessage] = []
        self.raw: list[bytes] = []
        self.line = MqttLine(
            MqttSettings(host="127.0.0.1", port=port, client_id="cloud"),
            [("sw/1/#", 1)],
            backoff=Backoff(first_s=0.02, limit_s=0.05),
        )
        self._numbers = 0

    @property
    def events(self) -> list[Event]:
        """Each event once, in the order of arrival; a gateway may send one again."""
        return [message for message in self.once().values() if isinstance(message, Event)]

    def seen(self) -> list[str]:
        return [
            f"{event.part.part} {event.kind.value}{'+' if event.active else '-'}" for event in self.events
        ]

    def once(self) -> dict[tuple[str, int], UplinkMessage]:
        return {(message.stream, message.seq): message for message in self.got}

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.line.run())
            tasks.create_task(self._listen())

    async def _listen(self) -> None:
        async for incoming in self.line.messages():
            if incoming.topic.endswith(("/receipt", "/cmd")):
                incoming.ack()
                continue
            message = decode_uplink(incoming.topic, incoming.payload)
            self.got.append(message)
            self.raw.append(incoming.payload)
            incoming.ack()
            if self.answers:
                await self.receipt([(message.stream, message.seq)])

    async def receipt(self, identities: Iterable[tuple[str, int]]) -> None:
        self._numbers += 1
        receipt = Receipt(
            gateway=GATEWAY,
            seq=self._numbers,
            ts_gateway=1,
            clock_synced=True,
            stored=[StoredRange(Stream(stream), seq, seq) for stream, seq in identities],
        )
        await self.line.publish(f"sw/1/{AREA}/{GATEWAY}/receipt", encode(receipt))


@contextlib.asynccontextmanager
async def running(*coroutines: object) -> AsyncIterator[None]:
    """Run these beside the test, and cancel them at its end."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]  # type: ignore[call-overload]
    try:
        yield
    finally:
        await end_all(tasks)
        for task in tasks:
            if not task.cancelled() and (fault := task.exception()) is not None:
                raise fault
