"""Modbus slaves as pure logic: units with registers, bits and an identity, and the faults real ones have.

A request comes in, an answer or silence comes out; nothing here knows a wire or a clock. The functions are
those that read (1, 2, 3, 4 and 43/14); every other is answered as an illegal one, for a panel is never
commanded. Source: MODBUS Application Protocol Specification V1.1b3, clauses 6.1 to 6.4, 6.21 and 7.
"""

from __future__ import annotations

import sys
from array import array
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

READ_COILS, READ_DISCRETES, READ_HOLDING, READ_INPUTS = 1, 2, 3, 4
READ_DEVICE_ID = 43
DEVICE_ID_KIND = 14

ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3
MAX_REGISTERS, MAX_BITS = 125, 2000

_MAX_PDU = 253
#: The last object of each "read device identification" code: basic, regular, extended.
_LAST_OBJECT = {1: 0x02, 2: 0x7F, 3: 0xFF}
_SPECIFIC = 4
_ASKED_KEPT = 4096


class Request(NamedTuple):
    """One request as it came off a wire; `transaction` is None where the wire has none."""

    unit: int
    pdu: bytes
    transaction: int | None = None


class Reply(NamedTuple):
    """What goes back, after `delay_s`. With `corrupt`, one bit of it is turned on the wire."""

    unit: int
    pdu: bytes
    delay_s: float = 0.0
    corrupt: bool = False


class Asked(NamedTuple):
    """One request that a unit understood: function, first address, how many."""

    function: int
    first: int
    size: int


@dataclass(slots=True)
class Faults:
    """What is wrong with a unit; `last` says for how many requests, None for ever."""

    dead: bool = False
    delay_s: float = 0.0
    #: Answer everything with this exception code.
    exception: int | None = None
    corrupt: bool = False
    #: Answer under another unit's number.
    foreign: bool = False
    #: The reply is one register or byte shorter than asked, its checksum right.
    short: bool = False
    last: int | None = None


def registers(count: int, value: int = 0) -> array[int]:
    """`count` registers of 16 bits, all `value`."""
    return array("H", [value]) * count


@dataclass(slots=True)
class Unit:
    """One device: its tables, counted from 0 as on the wire; beyond a table's end is an illegal address."""

    number: int
    holding: array[int] = field(default_factory=lambda: registers(0))
    inputs: array[int] = field(default_factory=lambda: registers(0))
    coils: bytearray = field(default_factory=bytearray)
    discretes: bytearray = field(default_factory=bytearray)
    #: Objects of 43/14 by number: 0 vendor, 1 product code, 2 revision, 3 to 6 URL and names, then private.
    identity: Mapping[int, bytes] = field(default_factory=dict)
    max_registers: int = MAX_REGISTERS
    #: Ranges of addresses that do not exist: a request that touches one is refused whole.
    illegal: Iterable[range] = ()
    faults: Faults = field(default_factory=Faults)
    #: Seconds from the end of a request to the start of its reply.
    response_delay_s: float = 0.0
    requests: int = 0
    refused: int = 0
    asked: deque[Asked] = field(default_factory=lambda: deque(maxlen=_ASKED_KEPT))

    def answer(self, pdu: bytes) -> Reply | None:
        """The answer to one request, or None for silence."""
        self.requests += 1
        faults = self._faults_now()
        if faults.dead:
            return None
        answer = self._answer(pdu) if faults.exception is None else _exception(pdu, faults.exception)
        if answer[0] & 0x80:
            self.refused += 1
        elif faults.short:
            answer = _shortened(answer)
        number = self.number % 247 + 1 if faults.foreign else self.number
        return Reply(number, answer, self.response_delay_s + faults.delay_s, faults.corrupt)

    def _faults_now(self) -> Faults:
        faults = self.faults
        if faults.last is not None:
            faults.last -= 1
            if faults.last < 0:
                self.faults = Faults()
        return self.faults

    def _answer(self, pdu: bytes) -> bytes:
        function = pdu[0]
        if function == READ_DEVICE_ID:
            return self._identify(pdu)
        words = {READ_HOLDING: self.holding, READ_INPUTS: self.inputs}.get(function)
        bits = {READ_COILS: self.coils, READ_DISCRETES: self.discretes}.get(function)
        if words is None and bits is None:
            return _exception(pdu, ILLEGAL_FUNCTION)
        if len(pdu) != 5:
            return _exception(pdu, ILLEGAL_VALUE)
        first, count = int.from_bytes(pdu[1:3]), int.from_bytes(pdu[3:5])
        self.asked.append(Asked(function, first, count))
        if not 1 <= count <= (self.max_registers if words is not None else MAX_BITS):
            return _exception(pdu, ILLEGAL_VALUE)
        table = words if words is not None else bits
        if table is None or first + count > len(table) or self._forbidden(first, count):
            return _exception(pdu, ILLEGAL_ADDRESS)
        data = _words(words, first, count) if words is not None else _bits(bits or b"", first, count)
        return bytes((function, len(data))) + data

    def _forbidden(self, first: int, count: int) -> bool:
        return any(first < hole.stop and hole.start < first + count for hole in self.illegal)

    def _identify(self, pdu: bytes) -> bytes:
        """Read device identification (clause 6.21); what does not fit is offered in a next request."""
        if not self.identity:
            return _exception(pdu, ILLEGAL_FUNCTION)
        if len(pdu) != 4 or pdu[1] != DEVICE_ID_KIND or not 1 <= pdu[2] <= _SPECIFIC:
            return _exception(pdu, ILLEGAL_VALUE)
        code, wanted = pdu[2], pdu[3]
        known = sorted(self.identity)
        if code == _SPECIFIC:
            if wanted not in self.identity:
                return _exception(pdu, ILLEGAL_ADDRESS)
            objects = [wanted]
        else:
            within = [number for number in known if number <= _LAST_OBJECT[code]]
            # An object that is unknown starts the reading over, as the specification says.
            objects = [number for number in within if number >= wanted] if wanted in within else within
        conformity = 0x80 | next(level for level, last in _LAST_OBJECT.items() if known[-1] <= last)
        body, sent = b"", 0
        for number in objects:
            value = self.identity[number][: _MAX_PDU - 9]
            if 7 + len(body) + 2 + len(value) > _MAX_PDU:
                break
            body += bytes((number, len(value))) + value
            sent += 1
        more = sent < len(objects)
        head = (READ_DEVICE_ID, DEVICE_ID_KIND, code, conformity, 0xFF * more, objects[sent] if more else 0)
        return bytes((*head, sent)) + body


class Slave:
    """Every unit behind one wire. A number nobody has is silence, or `absent` as a gateway would say it."""

    def __init__(self, units: Iterable[Unit], absent: int | None = None) -> None:
        self.units = {unit.number: unit for unit in units}
        self._absent = absent

    def answer(self, request: Request) -> Reply | None:
        """What goes back for a request, or None for silence."""
        unit = self.units.get(request.unit)
        if unit is not None:
            return unit.answer(request.pdu)
        if self._absent is None:
            return None
        return Reply(request.unit, _exception(request.pdu, self._absent))


def _exception(pdu: bytes, code: int) -> bytes:
    return bytes((pdu[0] | 0x80, code))


def _words(table: array[int], first: int, count: int) -> bytes:
    part = table[first : first + count]
    if sys.byteorder == "little":
        part.byteswap()
    return part.tobytes()


def _bits(table: bytes | bytearray, first: int, count: int) -> bytes:
    packed = bytearray((count + 7) // 8)
    for place, bit in enumerate(table[first : first + count]):
        packed[place // 8] |= bool(bit) << place % 8
    return bytes(packed)


def _shortened(answer: bytes) -> bytes:
    """One register (or one byte of bits) less than asked, the byte count honest about it."""
    if answer[0] == READ_DEVICE_ID:
        return answer[:-1]
    size = 2 if answer[0] in (READ_HOLDING, READ_INPUTS) else 1
    return bytes((answer[0], max(0, answer[1] - size))) + answer[2 : len(answer) - size]
