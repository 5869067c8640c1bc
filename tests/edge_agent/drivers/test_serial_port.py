"""A port on a pseudo-terminal: pieces, time-outs, parity it cannot do, and its end."""

from __future__ import annotations

import contextlib
import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_agent.drivers.ports import PortMissing
from edge_agent.drivers.serial_port import LineSettings, SerialPort


@pytest.fixture
def pair() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    for end in (slave, master):
        os.close(end)


def test_a_line_is_written_as_installers_write_it() -> None:
    assert str(LineSettings()) == "9600 8N1"
    assert str(LineSettings(2400, 7, "E", 2)) == "2400 7E2"


async def test_what_comes_is_read_and_silence_is_empty(pair: tuple[int, str]) -> None:
    master, device = pair
    port = SerialPort.open(device, LineSettings())
    assert await port.read(0.01) == b""
    os.write(master, b"abc")
    assert await port.read(5) == b"abc"
    port.write(b"xyz")
    assert os.read(master, 10) == b"xyz"
    port.close()


@pytest.mark.parametrize("parity", "EOMS")
async def test_a_parity_that_the_terminal_cannot_do_is_told_and_bytes_go_without(
    pair: tuple[int, str], parity: str
) -> None:
    master, device = pair
    port = SerialPort.open(device, LineSettings(2400, 8, parity, 1))
    assert not port.parity_kept
    await port.write_marked(b"\x01\x00\x0f", 2)
    assert os.read(master, 10) == b"\x01\x00\x0f"
    port.close()


class ParityLog:
    """A terminal that does every parity: notes what had gone out by each change."""

    def __init__(self, master: int, slave: int) -> None:
        self._master, self._slave = master, slave
        self._parity = "S"
        self.log: list[tuple[str, bytes]] = []

    def fileno(self) -> int:
        return self._slave

    @property
    def parity(self) -> str:
        return self._parity

    @parity.setter
    def parity(self, value: str) -> None:
        self.log.append((self._parity, self.sent()))
        self._parity = value

    def sent(self) -> bytes:
        with contextlib.suppress(BlockingIOError):
            return os.read(self._master, 64)
        return b""

    def close(self) -> None:
        pass


async def test_address_bytes_go_out_with_mark_parity_and_the_rest_without() -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    terminal = ParityLog(master, slave)
    port = SerialPort(terminal, LineSettings(2400, 8, "S", 1))
    port.parity_kept = True
    await port.write_marked(b"\x01\x00\x0f", 2)
    assert terminal.log == [("S", b""), ("M", b"\x01\x00")]
    assert (terminal.parity, terminal.sent()) == ("S", b"\x0f")
    port.close()
    for end in (slave, master):
        os.close(end)


async def test_the_end_of_a_port_is_an_error_after_its_last_bytes() -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    port = SerialPort.open(os.ttyname(slave), LineSettings())
    os.write(master, b"last")
    assert await port.read(5) == b"last"
    os.close(slave)
    os.close(master)
    with pytest.raises(OSError, match=r".+"):
        await port.read(5)
    port.close()


async def test_a_port_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PortMissing, match="does not exist"):
        SerialPort.open(str(tmp_path / "none"), LineSettings())


async def test_a_port_held_by_another_is_told(pair: tuple[int, str]) -> None:
    _, device = pair
    first = SerialPort.open(device, LineSettings())
    with pytest.raises(OSError, match="another program holds it; stop that program"):
        SerialPort.open(device, LineSettings())
    first.close()
