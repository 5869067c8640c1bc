from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from pymodbus.client import AsyncModbusTcpClient

from runtime.faults import PlainFault
from runtime.settings import HostPort
from simulators.panel import PanelLogic, State
from simulators.panel_modbus import MAINS, ModbusPanel, register_of
from tests.services import find_or_skip, free_port
from tests.simulators.places import demo

SMOKE = "panel-1/1-023"
REGISTER = 263


@pytest.fixture
async def panel() -> AsyncIterator[ModbusPanel]:
    building = demo()
    served = ModbusPanel(
        PanelLogic(building.points_of("panel-1"), building.linkages), HostPort("127.0.0.1", 0)
    )
    await served.plug()
    yield served
    await served.unplug()


@pytest.fixture
async def client(panel: ModbusPanel) -> AsyncIterator[AsyncModbusTcpClient]:
    asking = AsyncModbusTcpClient("127.0.0.1", port=panel.port, retries=0, timeout=2)
    assert await asking.connect()
    yield asking
    asking.close()


async def mbpoll(panel: ModbusPanel, first: int, count: int) -> tuple[int, dict[int, int], str]:
    program = find_or_skip("mbpoll")
    where = ["-0", "-1", "-t", "4", "-r", str(first), "-c", str(count), "-p", str(panel.port), "127.0.0.1"]
    running = await asyncio.create_subprocess_exec(
        program, "-m", "tcp", *where, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said = (await running.communicate())[0].decode()
    values = {int(register): int(value) for register, value in re.findall(r"\[(\d+)\]:\s+(\d+)", said)}
    return running.returncode or 0, values, said


def test_a_point_has_the_register_that_the_panel_documents() -> None:
    assert register_of(1, 23) == REGISTER


async def test_a_foreign_master_reads_the_fire(panel: ModbusPanel) -> None:
    panel.logic.sense(SMOKE, True, 0)
    code, values, said = await mbpoll(panel, 250, 20)
    assert code == 0, said
    assert values[REGISTER] == State.FIRE
    assert sum(values.values()) == 1


async def test_more_than_a_hundred_registers_are_refused(
    panel: ModbusPanel, client: AsyncModbusTcpClient
) -> None:
    assert len((await client.read_holding_registers(0, count=100)).registers) == 100
    refused = await client.read_holding_registers(0, count=101)
    assert refused.isError()
    assert refused.exception_code == 3
    code, _, said = await mbpoll(panel, 0, 101)
    assert code != 0, said
    assert panel.rejected == 2


async def test_only_reading_of_holding_registers_is_served(client: AsyncModbusTcpClient) -> None:
    for answer in (
        await client.read_input_registers(0, count=1),
        await client.write_register(REGISTER, 1),
        await client.read_coils(0, count=1),
    ):
        assert answer.isError()
        assert answer.exception_code == 1


async def test_beyond_the_map_is_an_illegal_address(client: AsyncModbusTcpClient) -> None:
    assert (await client.read_holding_registers(5000, count=1)).exception_code == 2


async def test_the_panel_says_what_it_is(client: AsyncModbusTcpClient) -> None:
    answer = await client.read_device_information()
    assert b"GST" in answer.information[0]


async def test_registers_follow_the_points_at_once(panel: ModbusPanel, client: AsyncModbusTcpClient) -> None:
    for state in (State.FAULT, State.RESTORE, State.ISOLATE):
        panel.logic.set(SMOKE, state, 0)
        assert (await client.read_holding_registers(REGISTER, count=1)).registers == [state]


async def test_mains_stand_behind_the_loops(panel: ModbusPanel, client: AsyncModbusTcpClient) -> None:
    panel.logic.power(True, 0)
    assert (await client.read_holding_registers(MAINS, count=1)).registers == [2]


async def test_a_forced_value_stands(panel: ModbusPanel, client: AsyncModbusTcpClient) -> None:
    panel.force(REGISTER, 17)
    assert (await client.read_holding_registers(REGISTER, count=1)).registers == [17]
    assert panel.registers() == {REGISTER: 17}
    with pytest.raises(ValueError, match="registers are 0 to"):
        panel.force(70_000, 1)


async def test_unplugged_the_connection_falls_and_plugged_again_the_port_is_the_same(
    panel: ModbusPanel,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", panel.port)
    port = panel.port
    await panel.unplug()
    assert await reader.read() == b""
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    await panel.plug()
    assert panel.port == port
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def test_a_taken_port_is_told_with_its_cure() -> None:
    port = free_port()
    taken = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", port)
    async with taken:
        with pytest.raises(PlainFault, match=f"{port}: the port is taken"):
            await ModbusPanel(PanelLogic(()), HostPort("127.0.0.1", port)).plug()
