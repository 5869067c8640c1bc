"""The control station's side of an ESPA 4.4.4 line: who calls. The station's side is `telemetry.espa444`.

Theory of operation
-------------------
1. `call` begins: EOT, own address ENQ, the station's address ENQ.
2. ACK: the block goes out. NAK: the station is busy. An address before the NAK is passed over.
3. ACK for the block: it is delivered. NAK: it came damaged or could not be stored. Both end with EOT.
4. The owner keeps the time: `give_up` after the handshake or the answer has taken too long.

Bytes in, events out; `take_output` gives what is due.
"""

from __future__ import annotations

from enum import Enum, auto

from telemetry.espa444 import ACK, EOT, NAK, Block, encode_block, select


class Outcome(Enum):
    """What became of a call."""

    SELECTED = auto()
    DELIVERED = auto()
    BUSY = auto()
    REFUSED = auto()


class _State(Enum):
    REST = auto()
    SELECTING = auto()
    CALLING = auto()


#: What the station's byte means in each state: what becomes of the call, and where it goes on.
_TRANSITIONS = {
    (_State.SELECTING, ACK): (Outcome.SELECTED, _State.CALLING),
    (_State.SELECTING, NAK): (Outcome.BUSY, _State.REST),
    (_State.CALLING, ACK): (Outcome.DELIVERED, _State.REST),
    (_State.CALLING, NAK): (Outcome.REFUSED, _State.REST),
}


class ControlStation:
    """Calls one station, one block at a time."""

    def __init__(self, own: str = "1", station: str = "2") -> None:
        self._select = select(own, station)
        self._state = _State.REST
        self._block = b""
        self._output = bytearray()
        #: Bytes that no state expected.
        self.noise = 0

    @property
    def resting(self) -> bool:
        """Whether no call is under way."""
        return self._state is _State.REST

    def call(self, block: Block) -> None:
        """Begin a call; one still under way is given up. Raises ValueError for a block that cannot travel."""
        self._block = encode_block(block)
        self._output += bytes((EOT,)) + self._select
        self._state = _State.SELECTING

    def take_output(self) -> bytes:
        """The bytes now due to the line."""
        output = bytes(self._output)
        self._output.clear()
        return output

    def feed(self, data: bytes) -> list[Outcome]:
        """Take the station's bytes."""
        outcomes = []
        for byte in data:
            step = _TRANSITIONS.get((self._state, byte))
            if step is None:
                self.noise += 1
                continue
            outcome, self._state = step
            outcomes.append(outcome)
            self._output += self._block if outcome is Outcome.SELECTED else bytes((EOT,))
        return outcomes

    def give_up(self) -> None:
        """No answer came in time: end the transaction."""
        if self._state is _State.CALLING:
            self._output.append(EOT)
        self._state = _State.REST
