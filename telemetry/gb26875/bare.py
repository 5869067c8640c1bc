"""The bare form over NB-IoT (LwM2M, CoAP): length (2, low byte first), command (1), application data unit.

Start, serial number, addresses and time are left to the carrier, and so is the check: whoever takes such a
message must have it from a transport that guards its bytes.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from telemetry.errors import FrameError
from telemetry.gb26875.dialect import EDITION_2011, Dialect

_HEAD = struct.Struct("<HB")


class BareMessage(NamedTuple):
    """A command and its data unit."""

    command: int
    adu: bytes = b""


def parse(data: bytes, dialect: Dialect = EDITION_2011) -> BareMessage:
    """Read exactly one message. Raises FrameError naming the byte that is wrong."""
    if len(data) < _HEAD.size:
        raise FrameError(f"{len(data)} bytes; a bare message has at least {_HEAD.size}")
    length, command = _HEAD.unpack_from(data)
    if length > dialect.max_adu_bytes:
        raise FrameError(f"byte 0: length {length} (应用数据单元长度); at most {dialect.max_adu_bytes}")
    if len(data) != _HEAD.size + length:
        raise FrameError(f"byte 0: length {length} makes {_HEAD.size + length} bytes; there are {len(data)}")
    if not dialect.knows_command(command):
        raise FrameError(f"byte 2: command {command} is reserved (命令字节)")
    return BareMessage(command, data[_HEAD.size :])


def encode(message: BareMessage, dialect: Dialect = EDITION_2011) -> bytes:
    """The message as it travels. Raises ValueError on what the standard does not allow."""
    if len(message.adu) > dialect.max_adu_bytes:
        raise ValueError(f"adu: {len(message.adu)} bytes; at most {dialect.max_adu_bytes}")
    if not dialect.knows_command(message.command):
        raise ValueError(f"command: {message.command} is reserved")
    return _HEAD.pack(len(message.adu), message.command) + message.adu
