"""An ESPA 4.4.4 station as any panel's line is heard: frames, refusals and signs of life."""

from __future__ import annotations

from telemetry.espa444 import ACK, BlockReceived, BlockRefused, Receiver
from telemetry.panel_line import RESET, FrameReceived, FrameRefused, Heard, LineEvent, Statement

#: A call of type 1 takes an earlier one back: at the point that its text names, or everywhere.
_TAKEN_BACK = RESET._replace(en="call taken back", zh="撤销呼叫", everywhere=False)
_CALL = 1


def statements(event: BlockReceived) -> tuple[Statement, ...]:
    """What a block says; nothing for a status block without words."""
    block = event.block
    if block.header != _CALL and not block.message:
        return ()
    return (
        Statement(
            _TAKEN_BACK if block.is_reset else None,
            words=block.message,
            evidence={
                "header": block.header,
                "call_address": block.first(1),
                "call_type": block.first(4),
                "priority": block.first(6),
            },
        ),
    )


class Listener:
    """Our station on the line."""

    def __init__(self, address: str = "2") -> None:
        self._station = Receiver(address)

    @property
    def noise(self) -> int:
        """Bytes that belonged to nothing."""
        return self._station.noise

    def feed(self, data: bytes) -> list[LineEvent]:
        """Take bytes from the line, in pieces of any size."""
        events: list[LineEvent] = []
        for event in self._station.feed(data):
            if isinstance(event, BlockReceived):
                events.append(FrameReceived(statements(event), event.frame, bytes((ACK,)), repeats=True))
            elif isinstance(event, BlockRefused):
                events.append(FrameRefused(event.reason, event.frame))
            else:
                events.append(Heard(type(event).__name__.lower()))
        return events

    def quiet(self) -> list[LineEvent]:
        """Nothing: the panel begins again with a selection."""
        return []

    def take_answer(self) -> bytes:
        """What is due to the panel at once."""
        return self._station.take_answer()

    def accept(self, frame: FrameReceived) -> bytes:
        """ACK, unless the panel has given up meanwhile."""
        return self._station.accept()

    def refuse(self, frame: FrameReceived) -> bytes:
        """NAK, unless the panel has given up meanwhile."""
        return self._station.refuse()

    def poll(self) -> bytes:
        """Nothing: the panel calls."""
        return b""
