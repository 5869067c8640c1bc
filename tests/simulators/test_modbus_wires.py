"""The simulated slave on real ports and pseudo-terminals, asked by a foreign master."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

import pytest
from pymodbus import FramerType
from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient
from pymodbus.exceptions import ModbusIOException

from runtime.faults import PlainFault
from runtime.settings import HostPort
from simulators.modbus_framing import Rtu
from simulators.modbus_line import LineRate, ModbusLine
from simulators.modbus_slave import Faults, Slave, Unit, registers
from simulators.modbus_tcp import ModbusTcp
from telemetry.checksums import crc16_modbus
from tests.services import until


def a_slave() -> Slave:
    return Slave([Unit(number, holding=registers(200, number), coils=bytearray(16)) for number in (1, 2)])


@pytest.mark.parametrize("framer", [FramerType.SOCKET, FramerType.RTU])
async def test_a_foreign_master_reads_over_tcp(framer: FramerType) -> None:
    slave = a_slave()
    slave.units[1].identity = {0: b"GST", 1: b"GST5000", 2: b"1.0"}
    framing = {"framing": Rtu} if framer is FramerType.RTU else {}
    async with ModbusTcp(slave, **framing) as port:
        client = AsyncModbusTcpClient("127.0.0.1", port=port.port, framer=framer, retries=0, timeout=5)
        assert await client.connect()
        for unit in (2, 1, 2):
            answer = await client.read_holding_registers(10, count=100, device_id=unit)
            assert answer.registers == [unit] * 100
        assert (await client.read_holding_registers(150, count=100, device_id=1)).exception_code == 2
        assert (await client.read_coils(0, count=16, device_id=2)).bits == [False] * 16
        assert (await client.read_device_information(device_id=1)).information[0] == b"GST"
        client.close()
        assert port.connections == 1


async def test_a_corrupted_or_foreign_reply_never_passes_for_one() -> None:
    slave = a_slave()
    async with ModbusTcp(slave, framing=Rtu) as port:
        client = AsyncModbusTcpClient(
            "127.0.0.1", port=port.port, framer=FramerType.RTU, retries=0, timeout=0.2
        )
        assert await client.connect()
        for faults in (Faults(corrupt=True, last=1), Faults(dead=True, last=1), Faults(foreign=True, last=1)):
            slave.units[1].faults = faults
            with pytest.raises(ModbusIOException):
                await client.read_holding_registers(0, count=4, device_id=1)
        client.close()


async def test_noise_ends_the_connection() -> None:
    async with ModbusTcp(a_slave()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port.port)
        writer.write(b"no Modbus at all")
        assert await reader.read() == b""
        await closed(writer)


async def test_a_pulled_plug_ends_every_connection() -> None:
    port = ModbusTcp(a_slave())
    await port.plug()
    reader, writer = await asyncio.open_connection("127.0.0.1", port.port)
    await until(lambda: port.connections == 1)
    await port.unplug()
    assert await reader.read() == b""
    await closed(writer)


async def closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def test_a_taken_port_is_told_with_its_cure() -> None:
    async with ModbusTcp(a_slave()) as taken:
        with pytest.raises(PlainFault, match="the port is taken"):
            await ModbusTcp(a_slave(), HostPort("127.0.0.1", taken.port)).plug()


@pytest.mark.parametrize("rate", [None, LineRate(115_200)])
async def test_a_foreign_master_reads_over_a_serial_line(tmp_path: Path, rate: LineRate | None) -> None:
    slave = a_slave()
    with ModbusLine(slave, rate, tmp_path / "tty") as line:
        client = AsyncModbusSerialClient(line.port, baudrate=9600, retries=0, timeout=5)
        assert await client.connect()
        for unit in (2, 1, 2):
            answer = await client.read_holding_registers(0, count=100, device_id=unit)
            assert answer.registers == [unit] * 100
            await asyncio.sleep(0.01)
        client.close()
        assert line.lost == 0
    assert not (tmp_path / "tty").is_symlink()


def request(unit: int, count: int) -> bytes:
    body = bytes((unit, 3, 0, 0)) + count.to_bytes(2)
    return body + crc16_modbus(body).to_bytes(2, "little")


class Master:
    """The bare far end of a line: what came, and when the last of it came."""

    def __init__(self, line: ModbusLine) -> None:
        self.heard = b""
        self.at = 0.0
        self._loop = asyncio.get_running_loop()
        self._file = os.open(line.port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._loop.add_reader(self._file, self._read)

    def _read(self) -> None:
        self.heard += os.read(self._file, 4096)
        self.at = self._loop.time()

    def say(self, data: bytes) -> float:
        os.write(self._file, data)
        return self._loop.time()

    def close(self) -> None:
        self._loop.remove_reader(self._file)
        os.close(self._file)


async def test_a_paced_line_is_never_faster_than_its_wire() -> None:
    slave = a_slave()
    slave.units[1].response_delay_s = 0.02
    rate = LineRate(9600, 11)
    with ModbusLine(slave, rate) as line:
        master = Master(line)
        asked_at = master.say(request(1, 10))
        await until(lambda: len(master.heard) == 25)
        assert master.at - asked_at >= (8 + 25) * rate.character_s + rate.gap_s + 0.02
        master.close()


async def test_who_speaks_too_early_or_over_a_reply_is_not_heard() -> None:
    slave, rate = a_slave(), LineRate(110)  # slow enough to speak into a reply on a busy machine
    with ModbusLine(slave, rate) as line:
        master = Master(line)
        master.say(request(1, 1))
        await until(lambda: len(master.heard) >= 2)
        master.say(request(2, 1))
        await until(lambda: line.collisions == 1)
        await until(lambda: len(master.heard) == 7)
        master.say(request(2, 1))
        await until(lambda: line.early == 1)
        await asyncio.sleep(rate.gap_s)
        master.say(request(2, 1))
        await until(lambda: len(master.heard) == 14)
        assert slave.units[2].requests == 1
        assert line.lost == 2
        master.close()


def test_the_silence_between_frames_is_the_standards() -> None:
    assert LineRate(9600).gap_s == pytest.approx(0.003646, abs=1e-6)
    assert LineRate(4800, 11).gap_s == pytest.approx(0.008021, abs=1e-6)
    assert LineRate(115_200).gap_s == 0.00175


async def test_a_link_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "tty").touch()
    line = ModbusLine(a_slave(), link=tmp_path / "tty")
    with pytest.raises(PlainFault, match="cannot appear here"):
        line.plug()
    with pytest.raises(RuntimeError, match="not plugged in"):
        assert line.port
