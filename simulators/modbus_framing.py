"""How Modbus requests and replies stand on a wire: RTU (also inside TCP) and MBAP. Bytes in, requests out.

Source: MODBUS over Serial Line V1.02 clause 2.5.1 (RTU, CRC), MODBUS Messaging on TCP/IP V1.0b clause 3.1.3.
"""

from __future__ import annotations

from typing import Protocol

from simulators.modbus_slave import READ_DEVICE_ID, Reply, Request
from telemetry.checksums import crc16_modbus

_MBAP = 7
_MAX_PDU = 253
_MAX_RTU = 256
_SHORTEST_RTU = 4
#: Lengths of whole RTU requests by function: address, function, fields, CRC. Others end by silence only.
_RTU_LENGTHS = {**dict.fromkeys((1, 2, 3, 4, 5, 6, 8), 8), READ_DEVICE_ID: 7}


class Framing(Protocol):
    """One side's view of one connection. `broken` counts what was no request."""

    broken: int

    def feed(self, data: bytes) -> list[Request]:
        """Take bytes; give the requests they complete."""
        ...

    def silence(self) -> list[Request]:
        """The line was silent for longer than a frame may pause: what came is whole, or void."""
        ...

    def encode(self, request: Request, reply: Reply) -> bytes:
        """The reply as it stands on the wire."""
        ...


class Rtu:
    """RTU frames. A request of a known function ends by its length, any other by a silence."""

    def __init__(self) -> None:
        self.broken = 0
        self._buffer = b""

    def feed(self, data: bytes) -> list[Request]:
        """Take bytes; a frame whose CRC is wrong is dropped, with all behind it until the next silence."""
        self._buffer += data
        found = []
        while len(self._buffer) >= 2:
            length = _RTU_LENGTHS.get(self._buffer[1], _MAX_RTU + 1)
            if len(self._buffer) < length:
                break
            frame, self._buffer = self._buffer[:length], self._buffer[length:]
            if crc16_modbus(frame) != 0:
                self.broken += 1
                self._buffer = b""
                break
            found.append(Request(frame[0], frame[1:-2]))
        if len(self._buffer) > _MAX_RTU:
            self.broken += 1
            self._buffer = b""
        return found

    def silence(self) -> list[Request]:
        """What has come is a frame if its CRC says so; otherwise it is forgotten and counted."""
        frame, self._buffer = self._buffer, b""
        if len(frame) >= _SHORTEST_RTU and crc16_modbus(frame) == 0:
            return [Request(frame[0], frame[1:-2])]
        self.broken += bool(frame)
        return []

    def encode(self, request: Request, reply: Reply) -> bytes:
        """Address, PDU, CRC low byte first."""
        body = bytes((reply.unit,)) + reply.pdu
        return _spoilt(body + crc16_modbus(body).to_bytes(2, "little"), reply)


class Mbap:
    """Modbus TCP frames. A header that cannot be one ends the connection, as the standard asks."""

    def __init__(self) -> None:
        self.broken = 0
        self._buffer = b""

    def feed(self, data: bytes) -> list[Request]:
        """Take bytes; give the requests they complete. Raises ValueError for what is no Modbus TCP."""
        self._buffer += data
        found = []
        while len(self._buffer) >= _MBAP:
            length = int.from_bytes(self._buffer[4:6])
            if self._buffer[2:4] != b"\0\0" or not 2 <= length <= _MAX_PDU + 1:
                self.broken += 1
                raise ValueError(f"{self._buffer[:_MBAP].hex()} is no Modbus TCP header")
            end = 6 + length
            if len(self._buffer) < end:
                break
            frame, self._buffer = self._buffer[:end], self._buffer[end:]
            found.append(Request(frame[6], frame[7:], int.from_bytes(frame[:2])))
        return found

    def silence(self) -> list[Request]:
        """MBAP carries lengths: a pause says nothing."""
        return []

    def encode(self, request: Request, reply: Reply) -> bytes:
        """Transaction, protocol 0, length, unit, PDU."""
        head = (request.transaction or 0).to_bytes(2) + b"\0\0" + (len(reply.pdu) + 1).to_bytes(2)
        return _spoilt(head + bytes((reply.unit,)) + reply.pdu, reply)


def _spoilt(frame: bytes, reply: Reply) -> bytes:
    """With `corrupt`, one bit turned in the reply's last byte of data."""
    if not reply.corrupt:
        return frame
    place = -3 if len(frame) >= 5 else -1
    spoilt = bytearray(frame)
    spoilt[place] ^= 0x04
    return bytes(spoilt)
