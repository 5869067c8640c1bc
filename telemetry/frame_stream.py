"""The common part of receivers: frames cut from a stream of bytes, noise passed over and counted.

Rules 1 to 3 of `telemetry.panel_line` live here; a codec says only how one frame is cut.
"""

from __future__ import annotations

from telemetry.panel_line import FrameReceived, LineEvent


class FrameStream:
    """The common part of receivers: a subclass says how one frame is cut from the front of the bytes."""

    #: No frame is longer; what goes on longer is noise.
    max_bytes = 64
    #: Bytes with which a frame can begin; None: any.
    first_bytes: frozenset[int] | None = None
    #: Bytes that mean nothing between frames and are no noise.
    padding: frozenset[int] = frozenset()

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answer = bytearray()
        self._noise = 0

    @property
    def noise(self) -> int:
        """Bytes that belonged to nothing; a growing count means a wrong speed, parity or wiring."""
        return self._noise

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """How many bytes at the front of `data` belong together, and what they are.

        0 bytes: more must come first (never with `final`, when none will). Bytes without an event are noise.
        """
        raise NotImplementedError

    def feed(self, data: bytes) -> list[LineEvent]:
        """Take bytes from the line, in pieces of any size."""
        self._buffer += data
        return self._walk(final=False)

    def quiet(self) -> list[LineEvent]:
        """The line fell silent: what has come will not be completed."""
        return self._walk(final=True)

    def take_answer(self) -> bytes:
        """What is due to the panel at once."""
        answer = bytes(self._answer)
        self._answer.clear()
        return answer

    def accept(self, frame: FrameReceived) -> bytes:
        """What to write once the frame is stored."""
        return frame.answer

    def refuse(self, frame: FrameReceived) -> bytes:
        """Nothing: a panel that waits for a confirmation repeats the frame."""
        return b""

    def poll(self) -> bytes:
        """Nothing: most panels speak by themselves."""
        return b""

    def _walk(self, final: bool) -> list[LineEvent]:
        events: list[LineEvent] = []
        at, size = 0, len(self._buffer)
        while at < size:
            if self._buffer[at] in self.padding:
                at += 1
                continue
            if self.first_bytes is not None and self._buffer[at] not in self.first_bytes:
                self._noise += 1
                at += 1
                continue
            piece = bytes(self._buffer[at : at + self.max_bytes])
            taken, event = self.cut(piece, final or len(piece) == self.max_bytes)
            if taken == 0 and not final and len(piece) < self.max_bytes:
                break
            if event is None:
                self._noise += max(1, taken)
            else:
                events.append(event)
            at += max(1, taken)
        del self._buffer[:at]
        return events
