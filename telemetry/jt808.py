"""JT/T 808: what vehicle terminals (车载终端) of the BeiDou and GPS fleets say, fire engines among them.

A message stands between two 7E; inside, 7E travels as 7D 02 and 7D as 7D 01. Before escaping it is

    message id 2 | properties 2 | [protocol version 1] | phone BCD 6 or 10 | serial 2 | [packets 2, number 2]
    | body | XOR of all before it 1

high byte first. Bit 14 of the properties marks the 2019 edition (version byte, ten-byte phone), bit 13 a
message split into packets. Bodies of messages that are not listed here are kept as bytes.

    python -m telemetry.jt808 7E 00 02 00 00 01 23 45 67 89 00 00 0A 81 7E

Sources: JT/T 808-2013 and JT/T 808-2019 as implemented by terminal and platform makers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

from telemetry import command_line
from telemetry.errors import FrameError
from telemetry.jt808_messages import Body, describe_body, pack_body, read_body
from telemetry.terms import Term, TermTable

FLAG = 0x7E
_ESCAPE = 0x7D
MAX_BODY_BYTES = 1023
#: 2019 header with packets, body, checksum, every byte escaped, two flags.
MAX_BYTES = (21 + MAX_BODY_BYTES + 1) * 2 + 2

MESSAGES = TermTable(
    "message id 消息ID",
    (
        Term(0x0001, "terminal general answer", "终端通用应答"),
        Term(0x0002, "heartbeat", "终端心跳"),
        Term(0x0100, "register", "终端注册"),
        Term(0x0102, "authenticate", "终端鉴权"),
        Term(0x0200, "location report", "位置信息汇报"),
        Term(0x8001, "platform general answer", "平台通用应答"),
        Term(0x8100, "register answer", "终端注册应答"),
    ),
)
_LENGTH_BITS, _ENCRYPTION_SHIFT, _SPLIT, _EDITION_2019 = 0x03FF, 10, 1 << 13, 1 << 14


@dataclass(frozen=True, slots=True)
class Message:
    """One message, or one packet of a split one (`packets`: how many, and which counted from 1)."""

    id: int
    phone: str
    serial: int
    body: bytes = b""
    #: 2013 or 2019.
    edition: int = 2013
    version: int = 1
    packets: tuple[int, int] | None = None
    encryption: int = 0
    reserved: bool = False

    def read(self) -> Body | None:
        """The body as its type. None when it is not listed, encrypted or only a packet of several.

        Raises FrameError when a listed body has the wrong size.
        """
        if self.packets or self.encryption:
            return None
        return read_body(self.id, self.body, self.edition)


def compose(message_id: int, phone: str, serial: int, body: Body, *, edition: int = 2013) -> Message:
    """A message with a typed body."""
    return Message(message_id, phone, serial, pack_body(body, edition), edition)


def encode(message: Message) -> bytes:
    """The message as it travels, flags and escapes included. Raises ValueError on a wrong field."""
    if len(message.body) > MAX_BODY_BYTES:
        raise ValueError(f"body: {len(message.body)} bytes; at most {MAX_BODY_BYTES}, split it into packets")
    if message.edition not in (2013, 2019):
        raise ValueError(f"edition {message.edition}: 2013 or 2019")
    newer = message.edition == 2019
    digits = 20 if newer else 12
    if not (message.phone.isascii() and message.phone.isdecimal()) or len(message.phone) > digits:
        raise ValueError(f"phone {message.phone!r}: at most {digits} digits")
    properties = len(message.body) | message.encryption << _ENCRYPTION_SHIFT | message.reserved << 15
    properties |= (_SPLIT if message.packets else 0) | (_EDITION_2019 if newer else 0)
    try:
        head = message.id.to_bytes(2, "big") + properties.to_bytes(2, "big")
        head += (bytes((message.version,)) if newer else b"") + bytes.fromhex(message.phone.zfill(digits))
        head += message.serial.to_bytes(2, "big")
        for number in message.packets or ():
            head += number.to_bytes(2, "big")
    except (OverflowError, ValueError) as fault:
        raise ValueError(f"id, version, serial or packet out of range: {fault}") from fault
    plain = head + message.body
    plain += bytes((_xor(plain),))
    return b"\x7e" + plain.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"


def parse(data: bytes) -> Message:
    """Read one whole message, flags included. Raises FrameError naming what is wrong."""
    if not 2 < len(data) <= MAX_BYTES or data[0] != FLAG or data[-1] != FLAG:
        raise FrameError(f"{len(data)} bytes; a message stands between two 7E and has at most {MAX_BYTES}")
    plain = _unescape(data[1:-1])
    if len(plain) < 13:
        raise FrameError(f"{len(plain)} bytes between the flags; a message has at least 13")
    if _xor(plain):
        raise FrameError(f"checksum is {plain[-1]:02X}, computed {_xor(plain[:-1]):02X} (校验码)")
    properties = int.from_bytes(plain[2:4], "big")
    newer = bool(properties & _EDITION_2019)
    split = bool(properties & _SPLIT)
    phone_at, phone_end = (5, 15) if newer else (4, 10)
    body_at = phone_end + (6 if split else 2)
    length = properties & _LENGTH_BITS
    if len(plain) != body_at + length + 1:
        raise FrameError(
            f"properties say a body of {length} bytes; {len(plain) - body_at - 1} are there (消息体长度)"
        )
    phone = plain[phone_at:phone_end].hex()
    if not phone.isdecimal():
        raise FrameError(f"byte {phone_at}: phone {phone} is not BCD (终端手机号)")
    numbers = [int.from_bytes(plain[at : at + 2], "big") for at in range(phone_end, body_at, 2)]
    return Message(
        id=int.from_bytes(plain[:2], "big"),
        phone=phone,
        serial=numbers[0],
        body=plain[body_at:-1],
        edition=2019 if newer else 2013,
        version=plain[4] if newer else 1,
        packets=(numbers[1], numbers[2]) if split else None,
        encryption=properties >> _ENCRYPTION_SHIFT & 0b111,
        reserved=bool(properties >> 15),
    )


def _unescape(data: bytes) -> bytes:
    if FLAG in data:
        raise FrameError(f"byte {data.index(FLAG) + 1}: 7E inside a message")
    at = data.find(_ESCAPE)
    while at >= 0:
        if data[at + 1 : at + 2] not in (b"\x01", b"\x02"):
            raise FrameError(f"byte {at + 1}: 7D is followed by neither 01 nor 02 (转义)")
        at = data.find(_ESCAPE, at + 2)
    return data.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")


def _xor(data: bytes) -> int:
    return reduce(xor, data, 0)


def describe(data: bytes) -> dict[str, object]:
    """What a message says, as plain data. Raises FrameError on one that is not valid."""
    message = parse(data)
    body = message.read()
    known = MESSAGES.get(message.id, Term(message.id, f"unknown {message.id:04X}", f"未知 {message.id:04X}"))
    said: dict[str, object] = {
        "protocol": f"JT/T 808-{message.edition}",
        "kind": known.en,
        "kind_zh": known.zh,
        "id": f"{message.id:04X}",
        "phone": message.phone,
        "serial": message.serial,
        "encryption": message.encryption,
    }
    if message.edition == 2019:
        said["version"] = message.version
    if message.packets:
        said["packets"], said["packet"] = message.packets
    if body is None:
        said["body"] = message.body.hex(" ").upper()
    else:
        said |= describe_body(body)
    return said


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.jt808", describe))
