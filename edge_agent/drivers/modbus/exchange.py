"""One request and its answer, as bytes: what belongs to the request, what came late, what is noise. No I/O.

Rules:

1. Only what answers the request that was begun last is an answer: same unit, same function, the length that
   was asked for, and on TCP the same transaction. Anything else is counted and passed over.
2. On a serial line the answer may stand behind noise or behind a late answer to an earlier request. A frame
   that begins as the answer must and whose checksum is wrong is damaged: waiting longer would not mend it.
3. What is left over when the next request begins is stale; it is counted and forgotten.

Sources: MODBUS over Serial Line V1.02, clauses 2.4 and 2.5.1; MODBUS Messaging on TCP/IP V1.0b, clause 3.1.3.
"""

from __future__ import annotations

import struct
from typing import Protocol

from telemetry import modbus
from telemetry.checksums import crc16_modbus
from telemetry.errors import FrameError

_CRC_BYTES = 2
_MAX_TRANSACTION = 0xFFFF
_EXCEPTION_PDU = 2
#: Far more than any answer; a device that sends more without an answer in it talks nonsense.
_LIMIT = 4096


class DamagedAnswer(Exception):
    """The answer came, and is not what was sent: its checksum is wrong."""


class NotModbus(Exception):
    """What comes cannot be Modbus TCP: the connection must be made anew."""


class Exchange(Protocol):
    """A master's view of one connection."""

    #: Answers to requests that were given up, or of other units.
    late: int
    #: Bytes that belonged to no frame.
    noise: int

    def begin(self, unit: int, pdu: bytes) -> bytes:
        """The request as it goes over the wire; what came before is stale from now on."""
        ...

    def feed(self, data: bytes) -> bytes | None:
        """Take bytes; give the answer's PDU once it is whole. Raises DamagedAnswer or NotModbus."""
        ...

    def answer_bytes(self, pdu: bytes) -> int:
        """How long the answer to this request will be on the wire."""
        ...


def answer_pdu_bytes(pdu: bytes) -> int | None:
    """How long the PDU is that answers a request to read; None where the device decides."""
    if pdu[0] not in modbus.READS:
        return None
    count: int = struct.unpack_from(">H", pdu, 3)[0]
    return 2 + (2 * count if pdu[0] in (modbus.HOLDING, modbus.INPUT) else (count + 7) // 8)


def _answers(pdu: bytes, request: bytes) -> bool:
    """Whether a PDU is an answer to the request, as far as it can be told from it alone."""
    if len(pdu) == _EXCEPTION_PDU and pdu[0] == request[0] | modbus.EXCEPTION_BIT:
        return True
    expected = answer_pdu_bytes(request)
    if not pdu or pdu[0] != request[0]:
        return False
    return expected is None or (len(pdu) == expected and pdu[1] == expected - 2)


class RtuExchange:
    """RTU frames, on a serial line or inside TCP."""

    def __init__(self) -> None:
        self.late = 0
        self.noise = 0
        self._buffer = bytearray()
        self._unit = 0
        self._request = b"\0"
        #: How the answer begins, where that is known, and how long it is.
        self._head = b""
        self._whole = 0

    def begin(self, unit: int, pdu: bytes) -> bytes:
        """The request with its checksum."""
        self._discard(len(self._buffer))
        self._unit, self._request = unit, pdu
        size = answer_pdu_bytes(pdu)
        self._head = bytes((unit, pdu[0], size - 2)) if size is not None else b""
        self._whole = 1 + (size or 0) + _CRC_BYTES
        return modbus.frame("rtu", unit, pdu)

    def answer_bytes(self, pdu: bytes) -> int:
        """Address, PDU, CRC."""
        return 1 + (answer_pdu_bytes(pdu) or 64) + _CRC_BYTES

    def feed(self, data: bytes) -> bytes | None:
        """Look for the answer anywhere in what came since the request."""
        self._buffer += data
        if self._begins_as_asked() and len(self._buffer) < self._whole:
            return None  # on a slow line an answer comes byte by byte; it need not be looked for each time
        if len(self._buffer) > _LIMIT:
            self._discard(len(self._buffer) - _LIMIT)
        for start in range(len(self._buffer) - 1):
            if self._buffer[start] != self._unit or self._buffer[start + 1] & 0x7F != self._request[0]:
                continue
            frame = self._frame_at(start)
            if frame is None or not _answers(frame[1:-_CRC_BYTES], self._request):
                continue
            if crc16_modbus(frame[:-_CRC_BYTES]) != struct.unpack("<H", frame[-_CRC_BYTES:])[0]:
                if start == 0:
                    self._discard(len(self._buffer))
                    raise DamagedAnswer("the answer's checksum is wrong")
                continue
            self._discard(start)
            del self._buffer[: len(frame)]
            return frame[1:-_CRC_BYTES]
        return None

    def _begins_as_asked(self) -> bool:
        return bool(self._head) and self._buffer.startswith(self._head)

    def _frame_at(self, start: int) -> bytes | None:
        """The frame that begins there, if it is whole."""
        head = bytes(self._buffer[start : start + modbus.MAX_RTU_BYTES])
        try:
            length = modbus.answer_length("rtu", head)
        except FrameError:
            return None
        return head[:length] if length is not None and length <= len(head) else None

    def _discard(self, size: int) -> None:
        """Forget the first bytes, counting the frames among them as late answers."""
        stale = bytes(self._buffer[:size])
        del self._buffer[:size]
        while stale:
            try:
                length = modbus.answer_length("rtu", stale) or 0
            except FrameError:
                length = 0
            frame = stale[:length]
            if length >= 5 and len(frame) == length and crc16_modbus(frame[:-2]) == _crc_of(frame):
                self.late += 1
                stale = stale[length:]
            else:
                self.noise += 1
                stale = stale[1:]


def _crc_of(frame: bytes) -> int:
    return int.from_bytes(frame[-_CRC_BYTES:], "little")


class MbapExchange:
    """Modbus TCP frames."""

    def __init__(self) -> None:
        self.late = 0
        self.noise = 0
        self._buffer = b""
        self._unit = 0
        self._request = b"\0"
        self._transaction = 0

    def begin(self, unit: int, pdu: bytes) -> bytes:
        """The request under a transaction number of its own."""
        self._transaction = self._transaction % _MAX_TRANSACTION + 1
        self._unit, self._request = unit, pdu
        return modbus.frame("mbap", unit, pdu, self._transaction)

    def answer_bytes(self, pdu: bytes) -> int:
        """Header and PDU."""
        return modbus.MBAP_BYTES + (answer_pdu_bytes(pdu) or 64)

    def feed(self, data: bytes) -> bytes | None:
        """Frame after frame; a transaction that is not the present one came late."""
        self._buffer += data
        answer: bytes | None = None
        while self._buffer:
            try:
                length = modbus.answer_length("mbap", self._buffer)
            except FrameError as fault:
                raise NotModbus(str(fault)) from None
            if length is None or len(self._buffer) < length:
                break
            frame, self._buffer = self._buffer[:length], self._buffer[length:]
            (transaction,) = struct.unpack_from(">H", frame)
            pdu = frame[modbus.MBAP_BYTES :]
            unit = frame[modbus.MBAP_BYTES - 1]
            ours = (transaction, unit) == (self._transaction, self._unit) and _answers(pdu, self._request)
            if ours and answer is None:
                answer = pdu
            else:
                self.late += 1
        return answer
