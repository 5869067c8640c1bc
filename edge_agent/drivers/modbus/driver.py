"""A fire panel behind Modbus TCP: its state registers are read in turn, and every change is told.

Rules:
1. One request at a time, no retries: a panel that does not answer is asked again after a pause that grows.
2. The period counts from start to start; a late poll does not delay the ones after it, and none are made up.
3. A register's value counts as told only once what came of it is on the disk.
4. A request that the panel refuses with an exception is, if it touches unused registers, split so that it
   does not; the others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

from device_profiles.registers import reading
from edge_agent.drivers.driver import BusState, Observe
from edge_agent.drivers.modbus.blocks import Block, blocks, without_gaps
from edge_agent.drivers.modbus.plan import ModbusPlan
from edge_agent.observation import Observation
from edge_agent.spool_record import SpoolError
from runtime.backoff import Backoff
from runtime.logging import get_logger
from telemetry.messages import BusHealth

log = get_logger("modbus")

_EXCEPTIONS = {
    1: "illegal function",
    2: "illegal data address",
    3: "illegal data value",
    4: "server device failure",
    5: "acknowledge",
    6: "server device busy",
    8: "memory parity error",
    10: "gateway path unavailable",
    11: "gateway target device failed to respond",
}
_ILLEGAL_ADDRESS = 2


class _Refused(Exception):
    """The device answered with an exception."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exception {code} ({_EXCEPTIONS.get(code, 'unknown')})")
        self.code = code


class ModbusTcpDriver:
    """Polls one panel."""

    def __init__(self, plan: ModbusPlan, observe: Observe) -> None:
        self._plan = plan
        self._observe = observe
        self._told: dict[int, int] = {}
        self._blocks = blocks(plan.points, plan.registers.max_registers, plan.registers.max_gap)
        self._unit = plan.registers.unit if plan.settings.unit is None else plan.settings.unit
        self.bus = BusState(plan.settings.bus, "modbus-tcp")

    def health(self) -> BusHealth:
        """How the bus does."""
        return self.bus.health()

    async def run(self) -> None:
        """Poll until cancelled."""
        settings = self._plan.settings
        backoff = Backoff(first_s=min(0.2, settings.poll_s), factor=2.0, limit_s=15.0, jitter=0.3)
        while True:
            client = AsyncModbusTcpClient(
                settings.host,
                port=settings.port,
                timeout=settings.timeout_s,
                retries=0,
                reconnect_delay=0,
                name=settings.bus,
            )
            try:
                if await client.connect():
                    await self._poll(client, backoff)
                else:
                    self._failed(f"{settings.host}:{settings.port} cannot be reached")
            except (ModbusException, OSError) as fault:
                self._failed(str(fault))
            finally:
                self.bus.up = False
                client.close()
            await asyncio.sleep(backoff.next())

    async def _poll(self, client: AsyncModbusTcpClient, backoff: Backoff) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            await self._poll_once(client)
            backoff.reset()
            due += self._plan.settings.poll_s
            behind = loop.time() - due
            if behind > 0:
                due += self._plan.settings.poll_s * (behind // self._plan.settings.poll_s)
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _poll_once(self, client: AsyncModbusTcpClient) -> None:
        """Read every block once, then tell what changed. Raises when the line fails."""
        values: dict[int, int] = {}
        refused = 0
        for block in list(self._blocks):
            try:
                registers = await self._read(client, block)
            except _Refused as fault:
                refused += 1
                self._failed(f"registers {block.first} to {block.first + block.size - 1}: {fault}")
                self._split(block, fault)
                continue
            values.update(zip(range(block.first, block.first + block.size), registers, strict=True))
        if not refused or values:
            self.bus.up = True
        await self._tell({register: values[register] for register in self._plan.points if register in values})

    async def _read(self, client: AsyncModbusTcpClient, block: Block) -> list[int]:
        read = (
            client.read_holding_registers
            if self._plan.registers.function == 3
            else client.read_input_registers
        )
        self.bus.requests += 1
        answer = await read(block.first, count=block.size, device_id=self._unit)
        if answer.isError():
            raise _Refused(int(getattr(answer, "exception_code", 0)))
        if len(answer.registers) != block.size:
            raise ModbusException(f"{len(answer.registers)} registers came, {block.size} were asked for")
        return list(answer.registers)

    def _split(self, block: Block, fault: _Refused) -> None:
        smaller = without_gaps(block, self._plan.points, self._plan.registers.max_registers)
        if fault.code == _ILLEGAL_ADDRESS and smaller != [block]:
            place = self._blocks.index(block)
            self._blocks[place : place + 1] = smaller

    async def _tell(self, values: dict[int, int]) -> None:
        changed = {register: value for register, value in values.items() if self._told.get(register) != value}
        observations = [self._observation(register, value) for register, value in changed.items()]
        if not values:
            return
        try:
            await self._observe(observations, self._alive(values))
        except SpoolError as fault:
            self._failed(f"not stored: {fault}")
        else:
            self._told.update(changed)

    def _observation(self, register: int, value: int) -> Observation:
        point = self._plan.points[register]
        return Observation(point.part, reading.read(self._plan.registers, register, value, point.fixed))

    def _alive(self, values: Iterable[int]) -> list[str]:
        return [self._plan.panel, *(self._plan.points[register].part for register in values)]

    def _failed(self, why: str) -> None:
        if self.bus.failed(why):
            log.warning("panel trouble", bus=self.bus.name, fault=why)
