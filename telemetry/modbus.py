"""Modbus answers and requests as they stand on the wire: RTU (also inside TCP) and TCP (MBAP). No I/O.

    RTU   unit  function  …  CRC-16 (low byte first)
    MBAP  transaction(2)  0 0  length(2)  unit  function  …        length counts from the unit on

Only reading is here: functions 1 to 4, and 43/14 by which a device says who made it. An answer with bit 7 of
the function set is an exception: the device lives, and refuses.

    python -m telemetry.modbus 01 03 02 00 01 79 84

Sources: MODBUS Application Protocol V1.1b3, clauses 6 and 7; MODBUS over Serial Line V1.02, clause 2.5.1;
MODBUS Messaging on TCP/IP V1.0b, clause 3.1.3.
"""

from __future__ import annotations

import struct
from typing import Literal, NamedTuple

from telemetry import command_line
from telemetry.checksums import crc16_modbus
from telemetry.errors import FrameError

COILS, DISCRETE, HOLDING, INPUT, IDENTIFY = 1, 2, 3, 4, 43
READS = (COILS, DISCRETE, HOLDING, INPUT)
Framing = Literal["rtu", "mbap"]
EXCEPTION_BIT = 0x80
MAX_RTU_BYTES = 256
MBAP_BYTES = 7
_MEI_DEVICE_ID = 14
_ID_HEAD = 6
_READ_REQUEST_BYTES = 5
#: The most coils or registers that one request may ask for.
MAX_QUANTITY = {COILS: 2000, DISCRETE: 2000, HOLDING: 125, INPUT: 125}

FUNCTIONS = {
    COILS: ("read coils", "读线圈"),
    DISCRETE: ("read discrete inputs", "读离散输入"),
    HOLDING: ("read holding registers", "读保持寄存器"),
    INPUT: ("read input registers", "读输入寄存器"),
    IDENTIFY: ("read device identification", "读设备标识"),
}
EXCEPTIONS = {
    1: ("illegal function", "非法功能码"),
    2: ("illegal data address", "非法数据地址"),
    3: ("illegal data value", "非法数据值"),
    4: ("server device failure", "从站设备故障"),
    5: ("acknowledge", "已确认,处理中"),
    6: ("server device busy", "从站忙"),
    8: ("memory parity error", "存储奇偶校验错"),
    10: ("gateway path unavailable", "网关路径不可用"),
    11: ("gateway target device failed to respond", "网关目标设备无响应"),
}
#: Objects of 43/14 that the standard names.
OBJECTS = {
    0: "vendor",
    1: "product_code",
    2: "revision",
    3: "vendor_url",
    4: "product_name",
    5: "model",
    6: "application",
}


class Answer(NamedTuple):
    """A device's answer. One of `registers`, `bits`, `objects` is filled, or `exception` is not None."""

    framing: Framing
    unit: int
    function: int
    transaction: int | None = None
    exception: int | None = None
    registers: tuple[int, ...] = ()
    #: Coils or discrete inputs, first at index 0; padded to whole bytes.
    bits: tuple[bool, ...] = ()
    objects: dict[int, str] = {}  # noqa: RUF012 - never changed
    #: Objects go on at this number; None: these were all.
    more_from: int | None = None


class Request(NamedTuple):
    """A request to read."""

    framing: Framing
    unit: int
    function: int
    first: int
    quantity: int
    transaction: int | None = None


def read_pdu(function: int, first: int, quantity: int) -> bytes:
    """A request to read `quantity` coils or registers from the 0-based `first`."""
    return struct.pack(">BHH", function, first, quantity)


def identify_pdu(level: int = 1, first_object: int = 0) -> bytes:
    """A request for identification: level 1 basic, 2 regular, 3 extended."""
    return bytes((IDENTIFY, _MEI_DEVICE_ID, level, first_object))


def frame(framing: Framing, unit: int, pdu: bytes, transaction: int = 0) -> bytes:
    """A PDU as it goes over the wire."""
    if framing == "mbap":
        return struct.pack(">HHHB", transaction, 0, len(pdu) + 1, unit) + pdu
    body = bytes((unit,)) + pdu
    return body + struct.pack("<H", crc16_modbus(body))


def answer_length(framing: Framing, data: bytes) -> int | None:
    """How long the answer that begins `data` will be; None while too little of it is here.

    Raises FrameError when it can be no answer.
    """
    if framing == "mbap":
        if len(data) < MBAP_BYTES - 1:
            return None
        protocol, length = struct.unpack_from(">HH", data, 2)
        if protocol or not 2 <= length <= MAX_RTU_BYTES:
            raise FrameError(f"bytes 2 to 5 are {data[2:6].hex(' ').upper()}: not a Modbus TCP header")
        return int(length) + MBAP_BYTES - 1
    if len(data) < 3:
        return None
    function = data[1]
    if function & EXCEPTION_BIT:
        return 5
    if function in READS:
        return 5 + data[2]
    if function == IDENTIFY:
        return _identification_length(data)
    raise FrameError(f"byte 1 is {function:02X}: no answer to a request to read")


def _identification_length(data: bytes) -> int | None:
    at = 1 + 1 + _ID_HEAD
    if len(data) < at:
        return None
    for _ in range(data[at - 1]):
        if len(data) < at + 2:
            return None
        at += 2 + data[at + 1]
    return at + 2


def parse_answer(data: bytes) -> Answer:
    """Read a whole answer of either framing. Raises FrameError naming the byte that is wrong."""
    framing, unit, transaction, pdu = _unwrapped(data)
    function = pdu[0]
    if function & EXCEPTION_BIT:
        if len(pdu) != 2:
            raise FrameError(f"{len(data)} bytes; an exception carries one code")
        return Answer(framing, unit, function & ~EXCEPTION_BIT, transaction, exception=pdu[1])
    if function == IDENTIFY:
        objects, more_from = parse_objects(pdu)
        return Answer(framing, unit, function, transaction, objects=objects, more_from=more_from)
    if function not in READS:
        raise FrameError(f"function {function} is none of {', '.join(map(str, FUNCTIONS))}")
    offset = MBAP_BYTES if framing == "mbap" else 1
    if len(pdu) < 2 or len(pdu) != 2 + pdu[1]:
        raise FrameError(
            f"byte {offset + 1} announces {pdu[1] if len(pdu) > 1 else 'no'} bytes; {len(pdu) - 2} came"
        )
    values = pdu[2:]
    if function in (COILS, DISCRETE):
        bits = tuple(bool(byte >> n & 1) for byte in values for n in range(8))
        return Answer(framing, unit, function, transaction, bits=bits)
    if len(values) % 2:
        raise FrameError(f"byte {offset + 1} is {pdu[1]}; registers take an even number of bytes")
    return Answer(
        framing, unit, function, transaction, registers=struct.unpack(f">{len(values) // 2}H", values)
    )


def parse_request(data: bytes) -> Request:
    """Read a whole request to read coils or registers. Raises FrameError."""
    framing, unit, transaction, pdu = _unwrapped(data)
    if pdu[0] not in READS or len(pdu) != _READ_REQUEST_BYTES:
        raise FrameError(f"function {pdu[0]} with {len(pdu)} bytes is no request to read")
    first, quantity = struct.unpack(">HH", pdu[1:])
    if not 1 <= quantity <= MAX_QUANTITY[pdu[0]]:
        raise FrameError(f"{quantity} are asked for; function {pdu[0]} allows 1 to {MAX_QUANTITY[pdu[0]]}")
    return Request(framing, unit, pdu[0], first, quantity, transaction)


def _unwrapped(data: bytes) -> tuple[Framing, int, int | None, bytes]:
    if len(data) < 4:
        raise FrameError(f"{len(data)} bytes; a frame has at least 4")
    if len(data) > MBAP_BYTES + MAX_RTU_BYTES:
        raise FrameError(f"{len(data)} bytes; a frame has at most {MBAP_BYTES + MAX_RTU_BYTES}")
    expected = crc16_modbus(data[:-2])
    if struct.unpack("<H", data[-2:])[0] == expected:
        return "rtu", data[0], None, data[1:-2]
    # The CRC is asked first: an RTU request for registers from 0 on has the shape of a TCP header too.
    if len(data) > MBAP_BYTES and data[2:4] == b"\0\0":
        transaction, _, length = struct.unpack_from(">HHH", data)
        if length == len(data) - MBAP_BYTES + 1:
            return "mbap", data[6], transaction, data[MBAP_BYTES:]
    shown = struct.pack("<H", expected).hex(" ").upper()
    raise FrameError(f"CRC at byte {len(data) - 2} is {data[-2:].hex(' ').upper()}, computed {shown}")


def parse_objects(pdu: bytes) -> tuple[dict[int, str], int | None]:
    """The objects of an identification, and where they go on (None: nowhere). Raises FrameError."""
    if len(pdu) < 1 + _ID_HEAD or pdu[1] != _MEI_DEVICE_ID:
        raise FrameError("function 43 is not followed by 14 and five further bytes")
    _, _, _, more, following, count = pdu[1 : 1 + _ID_HEAD]
    objects: dict[int, str] = {}
    at = 1 + _ID_HEAD
    for _ in range(count):
        text = pdu[at + 2 : at + 2 + pdu[at + 1]] if at + 2 <= len(pdu) else b""
        if at + 2 > len(pdu) or len(text) != pdu[at + 1]:
            raise FrameError(f"identification ends inside object {len(objects) + 1} of {count}")
        objects[pdu[at]] = text.decode("gb18030", "backslashreplace").strip("\0 ")
        at += 2 + len(text)
    return objects, following if more == 0xFF else None


def describe(data: bytes) -> dict[str, object]:
    """What a frame says, as plain data; an answer is tried first. Raises FrameError."""
    try:
        answer = parse_answer(data)
    except FrameError as fault:
        try:
            request = parse_request(data)
        except FrameError:
            raise fault from None
        en, zh = FUNCTIONS[request.function]
        return {"protocol": "Modbus", "kind": "request", "text": en, "text_zh": zh, **request._asdict()}
    en, zh = FUNCTIONS.get(answer.function, (f"function {answer.function}", f"功能码 {answer.function}"))
    said: dict[str, object] = {
        "protocol": "Modbus",
        "kind": "answer",
        "text": en,
        "text_zh": zh,
        "framing": answer.framing,
        "unit": answer.unit,
        "function": answer.function,
    }
    if answer.transaction is not None:
        said["transaction"] = answer.transaction
    if answer.exception is not None:
        en, zh = EXCEPTIONS.get(answer.exception, ("unknown", "未知"))
        said.update(kind="exception", exception=answer.exception, text=en, text_zh=zh)
    elif answer.function == IDENTIFY:
        said["objects"] = {OBJECTS.get(number, str(number)): text for number, text in answer.objects.items()}
    elif answer.bits:
        said["bits"] = [int(bit) for bit in answer.bits]
    else:
        said["registers"] = list(answer.registers)
    return said


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.modbus", describe))
