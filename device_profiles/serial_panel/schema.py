"""What a profile says of a panel that tells what happens over a serial line."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from device_profiles.record import Change, Names, Pattern, Record, Seconds

Protocol = Literal[
    "espa444",
    "gst-crt",
    "gst-bus",
    "gst-printer",
    "jbf193k",
    "ld128e",
    "jb3208",
    "fs5101w",
    "simplex4100",
    "notifier-printer",
    "ei2000",
]
#: Protocols whose messages are words of the site or the maker: the profile's patterns say what they mean.
WORDED = frozenset({"espa444", "gst-printer"})
#: Protocols in which we ask and the panel answers.
POLLED = frozenset({"gst-crt", "ld128e"})


class TextPattern(Change):
    """A message text and what it means; the first pattern that is found in the text decides."""

    match: Pattern
    name: Names


class CodeMeaning(Change):
    """What a code of the protocol means on this panel, instead of what the protocol's table says."""

    name: Names


class Jbf193kOptions(Record):
    """What differs between versions of the JBF-193K board."""

    #: Which bytes the sum covers: all eleven, the first five, or to be learnt from the line.
    checksum: Literal["learn", "whole", "short"] = "learn"
    #: Documents before version 2.3 swap 97 (release) and 98 (isolate).
    isolate_release: Literal["as-2.3", "swapped"] = "as-2.3"


class Ld128eOptions(Record):
    """How an LD128E line, which carries no check, is made believable."""

    #: Answers in which a fire must be said before it is told as a fire; 1: at once.
    confirmations: int = Field(default=2, ge=1, le=10)
    #: Answers after which a fire that was not confirmed is told as a pre-alarm.
    patience: int = Field(default=5, ge=1, le=100)
    loops: tuple[int, int] = (0, 255)
    addresses: tuple[int, int] = (0, 255)


class SerialPanel(Record):
    """A panel on a serial line: its protocol, the line's frame, what differs from the protocol's tables."""

    protocol: Protocol
    #: Patterns with the groups `loop` and `device` (or `point`); tried in order on the text.
    addresses: tuple[Pattern, ...] = ()
    patterns: tuple[TextPattern, ...] = ()
    #: The protocol's own code, as `telemetry.PROTOCOL` prints it, and what it means here.
    codes: dict[str, CodeMeaning] = Field(default_factory=dict)
    #: What a reset of the panel ends; what stands after it is said again by the panel.
    reset: Change = Change(clear="all")
    baudrate: int = Field(default=9600, ge=300, le=115_200)
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O", "M", "S"] = "N"
    stopbits: Literal[1, 2] = 1
    #: So many bytes of each question go out with mark parity, the rest with the line's own.
    mark_bytes: int = Field(default=0, ge=0, le=8)
    #: Seconds between two questions; None: the panel speaks by itself.
    poll_s: float | None = Field(default=None, ge=0.02, le=3600)
    #: Seconds until the next question after an answer that said something; None: at the usual pace.
    poll_again_s: float | None = Field(default=None, ge=0.02, le=3600)
    #: Within this the panel wants its confirmation; later is too late, and it repeats the frame.
    answer_within_s: float = Field(default=2.5, gt=0, le=15)
    #: A line that is silent for so long inside a frame will not complete it.
    quiet_s: float = Field(default=0.5, ge=0.02, le=30)
    #: Hours by which the panel's clock is ahead of UTC.
    utc_offset_h: float = Field(default=8.0, ge=-14, le=14)
    #: A panel's time further than this from the gateway's is not believed.
    clock_tolerance_s: Seconds = 86_400
    #: False for a panel that may be silent for ever: nothing tells whether it is still there.
    supervised: bool = True
    jbf193k: Jbf193kOptions = Jbf193kOptions()
    ld128e: Ld128eOptions = Ld128eOptions()

    @model_validator(mode="after")
    def _fits_the_protocol(self) -> SerialPanel:
        if self.protocol in WORDED and not self.patterns:
            raise ValueError(f"`patterns` must say what the words of {self.protocol} mean")
        if self.protocol in POLLED and self.poll_s is None:
            raise ValueError(f"`poll_s` is missing: {self.protocol} is asked, or says nothing")
        for section in ("jbf193k", "ld128e"):
            if section in self.model_fields_set and section != self.protocol:
                raise ValueError(f"`{section}` has no meaning for {self.protocol}")
        return self
