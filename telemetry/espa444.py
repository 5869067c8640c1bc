"""ESPA 4.4.4: the serial protocol by which fire panels call paging and nurse-call systems.

Theory of operation
-------------------
Two stations share a line. The panel is the *control station* (address 1 by custom) and calls; we are the
station it selects (address 2 by custom).

1. The panel selects: its own address, ENQ, our address, ENQ. We answer ACK when ready. Addresses that are
   not ours are not for us and get no answer.
2. The panel sends a block: SOH header STX record {RS record} ETX BCC, a record being type US data.
   BCC is the exclusive or of every byte after SOH up to and including ETX.
3. We answer ACK for a block that is whole *and safely stored*, NAK for one that is not. Until we answer, the
   panel says nothing: bytes that follow a block at once are a sign that a byte inside it was damaged into
   ETX, and such a block is refused.
4. EOT ends the transaction; either side falls back to rest.

`Receiver` walks this for our side and does no I/O: bytes in, events out. Its owner writes what `answer`
returns, and chooses between `accept` and `refuse` when a block has come.

    python -m telemetry.espa444 01 31 02 ... prints what one block says.

Sources: ESPA 4.4.4 (1984) as implemented by panel and pager makers. Data may be 7 or 8 bits wide; we take
both and decode text as GB 18030, of which ASCII is a part.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from telemetry import command_line
from telemetry.errors import FrameError

SOH, STX, ETX, EOT, ENQ, ACK, NAK, RS, US = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x15, 0x1E, 0x1F
#: A block that has not ended by then is noise; the largest message text seen in the field is 128 characters.
MAX_BLOCK_BYTES = 512

HEADERS = {
    1: ("call to pager", "呼叫寻呼机"),
    2: ("status information", "状态信息"),
    3: ("status request", "状态请求"),
    4: ("call subscriber line", "呼叫用户线"),
}
RECORD_TYPES = {
    1: "call_address",
    2: "message",
    3: "beep_coding",
    4: "call_type",
    5: "transmissions",
    6: "priority",
    7: "call_status",
    8: "system_status",
}
CALL_TYPES = {1: "reset", 2: "speech", 3: "standard"}
PRIORITIES = {1: "alarm", 2: "high", 3: "normal"}
CALL_STATUSES = {1: "busy", 2: "queue", 3: "paged", 4: "absent", 5: "terminated"}
_CODED = {"call_type": CALL_TYPES, "priority": PRIORITIES, "call_status": CALL_STATUSES}


class Record(NamedTuple):
    """One data field of a block: its type digit and its bytes."""

    type: int
    data: bytes

    @property
    def text(self) -> str:
        """The data as text; bytes that are no character are kept as escapes."""
        return self.data.decode("gb18030", "backslashreplace")


class Block(NamedTuple):
    """A whole block whose check character agreed. Unknown headers and record types are kept."""

    header: int
    records: tuple[Record, ...]

    def first(self, record_type: int) -> str | None:
        """The text of the first record of that type, or None."""
        return next((record.text for record in self.records if record.type == record_type), None)

    @property
    def message(self) -> str:
        """The display message (record type 2), empty when there is none."""
        return self.first(2) or ""

    @property
    def is_reset(self) -> bool:
        """Whether the call takes an earlier one back (record type 4, value 1)."""
        return self.first(4) == "1"


def check_character(body: bytes) -> int:
    """BCC: the exclusive or of `body`, which runs from after SOH up to and including ETX."""
    value = 0
    for byte in body:
        value ^= byte
    return value


def encode_block(block: Block) -> bytes:
    """The block as it goes over the line, SOH to BCC."""
    if not 0 <= block.header <= 9:
        raise ValueError(f"header {block.header} is not one digit")
    fields = []
    for record in block.records:
        if not 0 <= record.type <= 9:
            raise ValueError(f"record type {record.type} is not one digit")
        if any(byte < 0x20 for byte in record.data):
            raise ValueError(f"record {record.type}: control characters cannot travel in a record")
        fields.append(bytes((0x30 + record.type, US)) + record.data)
    body = bytes((0x30 + block.header, STX)) + bytes((RS,)).join(fields) + bytes((ETX,))
    if len(body) + 2 > MAX_BLOCK_BYTES:
        raise ValueError(f"{len(body) + 2} bytes; a block holds at most {MAX_BLOCK_BYTES}")
    return bytes((SOH,)) + body + bytes((check_character(body),))


def parse_block(frame: bytes) -> Block:
    """Read a block from SOH to BCC. Raises FrameError naming the byte that is wrong."""
    if len(frame) < 5:
        raise FrameError(f"{len(frame)} bytes; a block has at least 5")
    if len(frame) > MAX_BLOCK_BYTES:
        raise FrameError(f"{len(frame)} bytes; a block has at most {MAX_BLOCK_BYTES}")
    parity = _parity_left_in(frame)
    if parity:
        raise FrameError(
            f"every byte carries {parity} parity in its top bit: set the line to 7 bits, {parity} parity"
        )
    if frame[0] != SOH:
        raise FrameError(f"byte 0 is {frame[0]:02X}, not SOH (01)")
    if frame[-2] != ETX:
        raise FrameError(f"byte {len(frame) - 2} is {frame[-2]:02X}, not ETX (03)")
    expected = check_character(frame[1:-1])
    if frame[-1] != expected:
        raise FrameError(f"check character is {frame[-1]:02X}, computed {expected:02X}")
    if not 0x30 <= frame[1] <= 0x39 or frame[2] != STX:
        raise FrameError("a header digit and STX must follow SOH")
    records = []
    offset = 3
    for field in frame[3:-2].split(bytes((RS,))):
        if len(field) < 2 or not 0x30 <= field[0] <= 0x39 or field[1] != US:
            raise FrameError(f"byte {offset}: a record is a type digit, US, data")
        if any(byte < 0x20 for byte in field[2:]):
            raise FrameError(f"byte {offset}: a control character stands inside record {field[0] - 0x30}")
        records.append(Record(field[0] - 0x30, field[2:]))
        offset += len(field) + 1
    return Block(frame[1] - 0x30, tuple(records))


def _parity_left_in(frame: bytes) -> str:
    """`even` or `odd` for bytes of a 7-bit line that was read with 8 bits; else nothing.

    SOH and ETX differ in theirs, so a block that was read as it was sent is never taken for one.
    """
    weights = {byte.bit_count() % 2 for byte in frame}
    if len(weights) == 2 or not any(byte & 0x80 for byte in frame):
        return ""
    return "odd" if weights == {1} else "even"


def select(own: str, other: str) -> bytes:
    """What the control station `own` sends to select the station `other`."""
    return bytes((ord(own), ENQ, ord(other), ENQ))


class Selected(NamedTuple):
    """The panel selected us; `answer` (ACK) is to be written."""

    by: str


class BlockReceived(NamedTuple):
    """A whole block came. Store it, then write what `accept` returns; or what `refuse` returns."""

    block: Block
    frame: bytes


class BlockRefused(NamedTuple):
    """A damaged block came; `answer` (NAK) is to be written."""

    reason: str
    frame: bytes


class Ended(NamedTuple):
    """The panel ended the transaction."""


ReceiverEvent = Selected | BlockReceived | BlockRefused | Ended


class _State(Enum):
    REST = auto()
    SELECTED = auto()
    IN_BLOCK = auto()
    CHECK = auto()
    VERDICT = auto()


class Receiver:
    """Our side of the line: feed it bytes, write `take_answer()`, judge each block that comes."""

    def __init__(self, address: str = "2") -> None:
        if len(address) != 1:
            raise ValueError(f"a station address is one character, not {address!r}")
        self._address = ord(address)
        self._state = _State.REST
        self._recent = bytearray()
        self._frame = bytearray()
        self._answer = bytearray()
        #: Bytes that belonged to nothing; a growing count means a wrong speed, parity or wiring.
        self.noise = 0

    def take_answer(self) -> bytes:
        """The bytes now due to the panel; empty when none are."""
        answer = bytes(self._answer)
        self._answer.clear()
        return answer

    def accept(self) -> bytes:
        """ACK for the block just received; call it only once the block is safely stored."""
        return self._judge(ACK)

    def refuse(self) -> bytes:
        """NAK for the block just received; the panel will send it again."""
        return self._judge(NAK)

    def _judge(self, verdict: int) -> bytes:
        if self._state is not _State.VERDICT:
            return b""  # the panel has given up waiting meanwhile; an answer now would answer another block
        self._state = _State.SELECTED
        return bytes((verdict,))

    def feed(self, data: bytes) -> list[ReceiverEvent]:
        """Take bytes from the line, in pieces of any size."""
        events: list[ReceiverEvent] = []
        for index, byte in enumerate(data):
            event = self._step(byte, more=index + 1 < len(data))
            if event is not None:
                events.append(event)
        return events

    def _step(self, byte: int, more: bool) -> ReceiverEvent | None:
        if self._state is _State.CHECK:
            return self._end_block(byte, more)
        if self._state is _State.IN_BLOCK:
            return self._in_block(byte)
        if byte == EOT:
            return self._rest()
        if byte == SOH and self._state in (_State.SELECTED, _State.VERDICT):
            self._frame[:] = bytes((SOH,))
            self._state = _State.IN_BLOCK
            return None
        return self._selecting(byte)

    def _in_block(self, byte: int) -> ReceiverEvent | None:
        self._frame.append(byte)
        if byte == ETX:
            self._state = _State.CHECK
        elif byte == EOT:
            return self._rest()
        elif byte == SOH:
            self.noise += len(self._frame) - 1
            self._frame[:] = bytes((SOH,))
        elif len(self._frame) > MAX_BLOCK_BYTES:
            return self._refused(f"no end after {MAX_BLOCK_BYTES} bytes")
        return None

    def _end_block(self, check: int, more: bool) -> ReceiverEvent:
        self._frame.append(check)
        if more:
            return self._refused("bytes follow the check character before our answer")
        frame = bytes(self._frame)
        try:
            block = parse_block(frame)
        except FrameError as fault:
            return self._refused(str(fault))
        self._state = _State.VERDICT
        return BlockReceived(block, frame)

    def _refused(self, reason: str) -> BlockRefused:
        frame = bytes(self._frame)
        self._frame.clear()
        self._state = _State.SELECTED
        self._answer.append(NAK)
        return BlockRefused(reason, frame)

    def _rest(self) -> Ended | None:
        was_at_rest = self._state is _State.REST
        self._state = _State.REST
        self._recent.clear()
        self._frame.clear()
        return None if was_at_rest else Ended()

    def _selecting(self, byte: int) -> Selected | None:
        """Watch for `own ENQ other ENQ` at any time: a panel that gave up begins again with it."""
        self._recent.append(byte)
        if len(self._recent) > 4:
            self.noise += 1
            del self._recent[0]
        if len(self._recent) == 4 and self._recent[1] == ENQ and self._recent[3] == ENQ:
            by, address = self._recent[0], self._recent[2]
            self._recent.clear()
            if address != self._address:
                self._state = _State.REST
                return None
            self._state = _State.SELECTED
            self._answer.append(ACK)
            return Selected(chr(by))
        return None


def describe(frame: bytes) -> dict[str, object]:
    """What a block says, as plain data. Raises FrameError on one that is not valid."""
    block = parse_block(frame)
    en, zh = HEADERS.get(block.header, (f"unknown header {block.header}", f"未知报头 {block.header}"))
    records = []
    for record in block.records:
        name = RECORD_TYPES.get(record.type, f"unknown {record.type}")
        entry: dict[str, object] = {"type": record.type, "name": name, "data": record.text}
        if name in _CODED and record.text.isdecimal():
            entry["meaning"] = _CODED[name].get(int(record.text), f"unknown {record.text}")
        records.append(entry)
    return {
        "protocol": "ESPA 4.4.4",
        "kind": "reset" if block.is_reset else en,
        "kind_zh": "复位" if block.is_reset else zh,
        "header": block.header,
        "address": block.first(1),
        "text": block.message,
        "records": records,
    }


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.espa444", describe))
