"""The frame: a message between two 7E, one packet of a split message included. One frame in, one frame out.

Inside, 7E travels as 7D 02 and 7D as 7D 01. Before escaping a frame is

    message id 2 | properties 2 | [protocol version 1] | phone BCD 6 or 10 | serial 2 | [packets 2, number 2]
    | body | XOR of all before it 1

high byte first. Bit 14 of the properties marks the 2019 edition (version byte, ten-byte phone), bit 13 a
message split into packets (分包), bits 10 to 12 how the body is encrypted, bits 0 to 9 its length.

Sources: JT/T 808-2013 and JT/T 808-2019 as implemented by terminal and platform makers.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from telemetry.checksums import xor8
from telemetry.errors import FrameError

FLAG = b"\x7e"
EDITIONS = (2013, 2019)
MAX_BODY_BYTES = 1023
#: 2019 header with packets, body, checksum, every byte escaped, two flags.
MAX_BYTES = (21 + MAX_BODY_BYTES + 1) * 2 + 2
MAX_SERIAL = 0xFFFF
#: A 2013 header and the checksum.
_LEAST_BYTES = 13
LENGTH_BITS, ENCRYPTION_SHIFT, SPLIT, EDITION_2019 = 0x03FF, 10, 1 << 13, 1 << 14
_PROPERTIES = struct.Struct(">HH")
_SERIAL = struct.Struct(">H")
_SERIAL_AND_PACKETS = struct.Struct(">HHH")
#: For each edition: where the phone begins and ends.
_PHONE = {2013: (4, 10), 2019: (5, 15)}


class Message(NamedTuple):
    """One message, or one packet of a split one (`packets`: how many, and which counted from 1)."""

    id: int
    #: Digits of the terminal's phone number (终端手机号), filled with zeros to 12 or 20.
    phone: str
    serial: int
    body: bytes = b""
    edition: int = 2013
    #: The 2019 edition's own version byte; 1 everywhere so far.
    version: int = 1
    packets: tuple[int, int] | None = None
    #: 0: none, 1: RSA; encrypted bodies are kept as they are.
    encryption: int = 0
    reserved: bool = False


def encode(message: Message) -> bytes:
    """The message as it travels, flags and escapes included. Raises ValueError naming the wrong field."""
    if len(message.body) > MAX_BODY_BYTES:
        raise ValueError(f"body: {len(message.body)} bytes; at most {MAX_BODY_BYTES}, split it into packets")
    if message.edition not in EDITIONS:
        raise ValueError(f"edition: {message.edition}; 2013 or 2019")
    newer = message.edition == 2019
    digits = 20 if newer else 12
    phone = message.phone.zfill(digits)
    if not (phone.isascii() and phone.isdecimal()) or len(phone) > digits:
        raise ValueError(f"phone: {message.phone!r}; at most {digits} digits")
    for name, value, most in (
        ("id", message.id, 0xFFFF),
        ("serial", message.serial, MAX_SERIAL),
        ("version", message.version, 0xFF),
        ("encryption", message.encryption, 0b111),
    ):
        if not 0 <= value <= most:
            raise ValueError(f"{name}: {value}; 0 to {most}")
    properties = len(message.body) | message.encryption << ENCRYPTION_SHIFT | message.reserved << 15
    properties |= (SPLIT if message.packets else 0) | (EDITION_2019 if newer else 0)
    plain = _PROPERTIES.pack(message.id, properties)
    plain += (bytes((message.version,)) if newer else b"") + bytes.fromhex(phone)
    if message.packets:
        total, number = message.packets
        if not 1 <= number <= total <= 0xFFFF:
            raise ValueError(f"packets: number {number} of {total}; 1 to {total}, at most 65535")
        plain += _SERIAL_AND_PACKETS.pack(message.serial, total, number)
    else:
        plain += _SERIAL.pack(message.serial)
    plain += message.body
    plain += bytes((xor8(plain),))
    return FLAG + plain.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + FLAG


def parse(data: bytes) -> Message:
    """Read one whole frame, flags included. Raises FrameError naming the byte, the field and the cure."""
    if not 2 < len(data) <= MAX_BYTES or data[:1] != FLAG or data[-1:] != FLAG:
        raise FrameError(
            f"{len(data)} bytes that do not stand between two 7E, or more than {MAX_BYTES} (标识位); "
            "give a whole frame, from its first 7E to its last"
        )
    return parse_inside(data[1:-1])


def parse_inside(escaped: bytes) -> Message:
    """Read what stands between two flags. Bytes are counted from the first flag, escapes undone."""
    plain = _unescaped(escaped) if b"\x7d" in escaped or FLAG in escaped else escaped
    size = len(plain)
    if size < _LEAST_BYTES:
        raise FrameError(
            f"{size} bytes between the flags; a frame has at least {_LEAST_BYTES}: it was cut, send it again"
        )
    if xor8(plain):
        raise FrameError(
            f"byte {size}: checksum is {plain[-1]:02X}, computed {xor8(plain[:-1]):02X} (校验码); "
            "the line damaged the frame, or its escapes were undone twice"
        )
    message_id, properties = _PROPERTIES.unpack_from(plain)
    edition = 2019 if properties & EDITION_2019 else 2013
    begin, end = _PHONE[edition]
    split = properties & SPLIT
    body_at = end + (6 if split else 2)
    if size != body_at + (properties & LENGTH_BITS) + 1:
        raise FrameError(
            f"byte 3: properties say a body of {properties & LENGTH_BITS} bytes, "
            f"{max(0, size - body_at - 1)} are there (消息体属性); check that bit 14 marks the edition the "
            "terminal speaks"
        )
    phone = plain[begin:end].hex()
    if not phone.isdecimal():
        raise FrameError(
            f"byte {begin + 1}: phone {phone.upper()} is not BCD (终端手机号); "
            "set the terminal's phone number to digits"
        )
    packets = None
    if split:
        serial, total, number = _SERIAL_AND_PACKETS.unpack_from(plain, end)
        if not 1 <= number <= total:
            raise FrameError(
                f"byte {end + 3}: packet {number} of {total} (消息包封装项); packets are counted from 1"
            )
        packets = (total, number)
    else:
        (serial,) = _SERIAL.unpack_from(plain, end)
    return Message(
        message_id,
        phone,
        serial,
        plain[body_at:-1],
        edition,
        plain[4] if edition == 2019 else 1,
        packets,
        properties >> ENCRYPTION_SHIFT & 0b111,
        properties > 0x7FFF,
    )


def _unescaped(data: bytes) -> bytes:
    if FLAG in data:
        raise FrameError(
            f"byte {data.index(FLAG) + 1}: 7E inside a frame (转义); it travels as 7D 02, or two frames were "
            "given as one"
        )
    escapes = data.count(b"\x7d\x01") + data.count(b"\x7d\x02")
    if escapes != data.count(b"\x7d"):
        at = data.find(b"\x7d")
        while data[at + 1 : at + 2] in (b"\x01", b"\x02"):
            at = data.find(b"\x7d", at + 2)
        raise FrameError(
            f"byte {at + 1}: 7D is followed by neither 01 nor 02 (转义); the sender must write 7D as 7D 01"
        )
    return data.replace(b"\x7d\x02", FLAG).replace(b"\x7d\x01", b"\x7d")
