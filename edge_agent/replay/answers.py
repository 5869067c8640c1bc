"""The far end of a Modbus line: recorded answers for whatever the driver asks now. Pure.

The driver does not ask in the same rhythm again. So each answer is kept under its question (unit and PDU) in
the order of the recording, and that order holds across questions: an answer of a later time than one that is
due for another question waits, and its question is answered as it was before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from edge_agent.recording.line_file import RX, Piece
from telemetry import modbus
from telemetry.errors import FrameError
from telemetry.modbus import Framing

_RTU_CRC = 2
_TRANSACTION = 2


class Question(NamedTuple):
    """What was asked, whatever framing and transaction carried it."""

    unit: int
    pdu: bytes


class Recorded(NamedTuple):
    """An answer as it came, with its framing taken off as far as it was whole; None: silence."""

    at_s: float
    frame: bytes | None


def question(framing: Framing, frame: bytes) -> Question | None:
    """The question that a whole request frame asks; None for what is none."""
    head = modbus.MBAP_BYTES - 1 if framing == "mbap" else 0
    body = frame[head:] if framing == "mbap" else frame[:-_RTU_CRC]
    return Question(body[0], bytes(body[1:])) if len(body) >= 2 else None


class AnswerBook:
    """The answers of a recording. `answer` each question; `done` when nothing is left."""

    def __init__(self, pieces: Sequence[Piece], framing: Framing, *, collapse: bool) -> None:
        self._framing = framing
        self._due: dict[Question, deque[Recorded]] = {}
        self._last: dict[Question, bytes | None] = {}
        self.at_s = 0.0
        self.unknown: set[Question] = set()
        self.given = 0
        self._read(pieces)
        if collapse:
            self._collapse()

    @property
    def done(self) -> bool:
        """Whether every answer was given."""
        return not any(self._due.values())

    @property
    def left(self) -> int:
        """Answers that were not given yet."""
        return sum(map(len, self._due.values()))

    def answer(self, asked: Question, elapsed_s: float | None) -> bytes | None:
        """The frame to send; None for silence. `elapsed_s` None: as fast as the driver asks."""
        due = self._due.get(asked)
        if due is None:
            self.unknown.add(asked)
            return None
        if due and (asked not in self._last or self._is_next(due[0], elapsed_s)):
            recorded = due.popleft()
            self._last[asked] = recorded.frame
            self.at_s = max(self.at_s, recorded.at_s)
            self.given += 1
        return self._last.get(asked)

    def skip(self) -> int:
        """Nobody asks for what is next any more: leave it out. Gives how many answers that were."""
        waiting = [question for question, due in self._due.items() if due]
        if not waiting:
            return 0
        first = min(waiting, key=lambda asked: self._due[asked][0].at_s)
        return len(self._due.pop(first))

    def _is_next(self, recorded: Recorded, elapsed_s: float | None) -> bool:
        if elapsed_s is not None:
            return elapsed_s >= recorded.at_s
        return recorded.at_s <= min(due[0].at_s for due in self._due.values() if due)

    def _read(self, pieces: Sequence[Piece]) -> None:
        asked: Question | None = None
        heard, at_s = b"", 0.0
        for piece in pieces:
            if piece.direction == RX:
                heard += piece.data
                continue
            self._note(asked, at_s, heard)
            asked, heard, at_s = question(self._framing, piece.data), b"", piece.at_s
        if heard:  # a question at the very end may have been answered after the recording
            self._note(asked, at_s, heard)

    def _note(self, asked: Question | None, at_s: float, heard: bytes) -> None:
        if asked is not None:
            self._due.setdefault(asked, deque()).append(Recorded(at_s, heard or None))

    def _collapse(self) -> None:
        """Of answers that say the same one after the other, keep the first."""
        for asked, due in self._due.items():
            kept: deque[Recorded] = deque()
            for recorded in due:
                if not kept or self._said(kept[-1]) != self._said(recorded):
                    kept.append(recorded)
            self._due[asked] = kept

    def _said(self, recorded: Recorded) -> bytes | None:
        skipped = _TRANSACTION if self._framing == "mbap" else 0
        return None if recorded.frame is None else recorded.frame[skipped:]


def request_length(framing: Framing, data: bytes) -> int | None:
    """How long the request that begins `data` is; None while too little is here. Raises FrameError."""
    if framing == "mbap":
        return modbus.answer_length("mbap", data)
    if len(data) < 2:
        return None
    length = {**dict.fromkeys(modbus.READS, 8), modbus.IDENTIFY: 7}.get(data[1])
    if length is None:
        raise FrameError(f"function {data[1]} is no request to read")
    return length
