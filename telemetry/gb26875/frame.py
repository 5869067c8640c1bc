"""The frame (数据包) of table 1: thirty bytes around the application data unit. One frame in, one frame out.

    40 40, serial 2, version 2, time 6, source 6, destination 6, length 2, command 1, ADU, sum 1, 23 23

Nothing is escaped: `@@` and `##` may stand inside the unit, so a frame is delimited by its length alone.
Numbers travel low byte first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from telemetry.errors import FrameError
from telemetry.gb26875.dialect import EDITION_2011, FIRST_USER_COMMAND, Dialect
from telemetry.gb26875.notes import Note, note
from telemetry.gb26875.time_label import NO_TIME, TimeLabel

_HEAD = struct.Struct("<2sHBB6s6s6sHB")
HEAD_BYTES = _HEAD.size
#: Bytes of a frame whose unit is empty.
LEAST_BYTES = HEAD_BYTES + 3
ADDRESS_BYTES = 6
_LENGTH_AT = 24
_COMMAND_AT = 26
NO_ADDRESS = bytes(ADDRESS_BYTES)


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame whose checks agreed. Addresses are the six bytes as they travel."""

    serial: int
    command: int
    adu: bytes = b""
    source: bytes = NO_ADDRESS
    destination: bytes = NO_ADDRESS
    time: TimeLabel = NO_TIME
    main_version: int = 1
    user_version: int = 1

    def notes(self, dialect: Dialect = EDITION_2011) -> list[Note]:
        """What is odd about the control unit (控制单元)."""
        notes = []
        if self.main_version != dialect.main_version:
            notes.append(note("main-version", self.main_version, dialect.main_version))
        if self.command >= FIRST_USER_COMMAND:
            notes.append(note("unknown-command", self.command))
        return [*notes, *self.time.notes("header-time")]

    def answer(self, command: int, time: TimeLabel, adu: bytes = b"") -> Frame:
        """The frame that answers this one: same serial and versions, addresses swapped, own time."""
        return Frame(
            serial=self.serial,
            command=command,
            adu=adu,
            source=self.destination,
            destination=self.source,
            time=time,
            main_version=self.main_version,
            user_version=self.user_version,
        )


def adu_bytes(head: bytes | bytearray | memoryview) -> int:
    """The length field of a frame of which at least the control unit is there."""
    return int.from_bytes(head[_LENGTH_AT : _LENGTH_AT + 2], "little")


def checksum(data: bytes | bytearray | memoryview) -> int:
    """Sum of the control unit's and the data unit's bytes, modulo 256."""
    return sum(data) & 0xFF


def encode(frame: Frame, dialect: Dialect = EDITION_2011) -> bytes:
    """The frame as it travels. Raises ValueError naming the field that the standard does not allow."""
    if len(frame.adu) > dialect.max_adu_bytes:
        raise ValueError(f"adu: {len(frame.adu)} bytes; at most {dialect.max_adu_bytes}")
    for name, address in (("source", frame.source), ("destination", frame.destination)):
        if len(address) != ADDRESS_BYTES:
            raise ValueError(f"{name}: {len(address)} bytes; an address has {ADDRESS_BYTES}")
    if not dialect.knows_command(frame.command):
        raise ValueError(f"command: {frame.command} is reserved")
    try:
        head = _HEAD.pack(
            dialect.start,
            frame.serial,
            frame.main_version,
            frame.user_version,
            bytes(frame.time),
            frame.source,
            frame.destination,
            len(frame.adu),
            frame.command,
        )
    except (struct.error, ValueError) as fault:
        raise ValueError(f"serial, version or time out of range: {fault}") from fault
    summed = checksum(memoryview(head)[2:]) + checksum(frame.adu) & 0xFF
    return b"".join((head, frame.adu, bytes((summed,)), dialect.end))


def parse(data: bytes, dialect: Dialect = EDITION_2011) -> Frame:
    """Read exactly one frame. Raises FrameError naming the byte that is wrong and why.

    The check errors (校验错误) of the standard and no others: markers, checksum, length, command byte.
    """
    if len(data) < LEAST_BYTES:
        raise FrameError(f"{len(data)} bytes; a frame has at least {LEAST_BYTES}")
    if data[:2] != dialect.start:
        raise FrameError(f"byte 0: start is {_hex(data[:2])}, not {_hex(dialect.start)} (启动符)")
    length = adu_bytes(data)
    if length > dialect.max_adu_bytes:
        raise FrameError(
            f"byte {_LENGTH_AT}: length {length} (应用数据单元长度); at most {dialect.max_adu_bytes}"
        )
    if len(data) != LEAST_BYTES + length:
        raise FrameError(
            f"byte {_LENGTH_AT}: length {length} makes {LEAST_BYTES + length} bytes; there are {len(data)}"
        )
    if data[-2:] != dialect.end:
        raise FrameError(f"byte {len(data) - 2}: end is {_hex(data[-2:])}, not {_hex(dialect.end)} (结束符)")
    expected = checksum(memoryview(data)[2:-3])
    if data[-3] != expected:
        raise FrameError(
            f"byte {len(data) - 3}: checksum is {data[-3]:02X}, computed {expected:02X} (校验和)"
        )
    if not dialect.knows_command(data[_COMMAND_AT]):
        raise FrameError(f"byte {_COMMAND_AT}: command {data[_COMMAND_AT]} is reserved (命令字节)")
    return unpack(data)


def unpack(data: bytes) -> Frame:
    """The fields of bytes whose length is that of a frame, unchecked: to answer a damaged one."""
    _, serial, main, user, time, source, destination, _, command = _HEAD.unpack_from(data)
    return Frame(serial, command, data[HEAD_BYTES:-3], source, destination, TimeLabel._make(time), main, user)


def _hex(data: bytes) -> str:
    return data.hex(" ").upper()
