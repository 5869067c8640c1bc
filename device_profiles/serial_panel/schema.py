"""What a profile says of a panel that tells what happens over a serial line."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from device_profiles.record import Change, Names, Pattern, Record


class TextPattern(Change):
    """A message text and what it means; the first pattern that is found in the text decides."""

    match: Pattern
    name: Names


class SerialPanel(Record):
    """A panel that says what happens in message texts (ESPA 4.4.4, printer lines)."""

    protocol: Literal["espa444"]
    #: Patterns with the groups `loop` and `device` (or `point`); tried in order on the text.
    addresses: tuple[Pattern, ...]
    patterns: tuple[TextPattern, ...] = Field(min_length=1)
    #: What a call of type 1 (reset) clears at the part it names, or everywhere when it names none.
    reset: Change = Change(clear="all")
    baudrate: int = 9600
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1
