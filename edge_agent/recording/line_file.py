"""A recorded line: every byte of a bus in both directions with its time, as JSON, one object or list a line.

    {"recording": 1, "bus": "panel-2", "family": "serial", …}      the header
    [0.0, "rx", "310532 05"]                                       seconds since the start, direction, bytes
    {"end": "asked", "pieces": 812, …}                             the end, written when the recorder stops

A long recording is cut into parts, each with the header and the `part` it is; times go on from part to part.
What a power cut leaves, a last line without its end, is read up to there and told.

Pure: text in, pieces out. `edge_agent.recording.recorder` writes the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple, TypeVar

import msgspec
from msgspec import Meta, Struct
from msgspec.json import Decoder

from runtime.faults import PlainFault

FORMAT = 1
SUFFIX = ".line.jsonl"
RX, TX = "rx", "tx"
#: No line of a recording is longer: a piece is what one read of a port or socket gives.
MAX_LINE_BYTES = 1_000_000
#: A longer piece is written as several.
MAX_PIECE_BYTES = 65_536


T = TypeVar("T")


class RecordingError(PlainFault):
    """A recording that cannot be read; the text names file and line."""


class Piece(NamedTuple):
    """Bytes that came (`rx`) or were sent (`tx`) together, seconds after the recording began."""

    at_s: float
    direction: str
    data: bytes


class _Line(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    at_s: float
    direction: str
    digits: str


class Header(Struct, frozen=True, kw_only=True):
    """What is needed to read a line again: who recorded which bus, with which settings and profiles."""

    recording: int = FORMAT
    version: str = ""
    gateway: str = ""
    bus: str
    family: str
    #: When it began: milliseconds UTC by the gateway's clock.
    started_at: int
    #: The bus's table of the settings file.
    settings: dict[str, Any] = {}
    #: Each profile with its version and hash.
    profiles: dict[str, str] = {}
    part: Annotated[int, Meta(ge=1)] = 1


class End(Struct, frozen=True, kw_only=True):
    """How the recording ended, and what it holds in all its parts."""

    end: str
    pieces: int
    rx_bytes: int
    tx_bytes: int
    #: Pieces that the recorder saw and could not keep, and whole parts thrown away for room.
    dropped: int = 0
    dropped_parts: int = 0


_anything = Decoder(dict[str, Any])
_lines, _headers, _ends = Decoder(_Line), Decoder(Header), Decoder(End)


class Recording(NamedTuple):
    """One file of a recording. `end` None: it was cut off; `notes` say what is wrong with it."""

    header: Header
    pieces: list[Piece]
    end: End | None
    notes: tuple[str, ...] = ()


def header_line(header: Header) -> bytes:
    """The first line of a file."""
    return msgspec.json.encode(header) + b"\n"


def piece_lines(piece: Piece) -> bytes:
    """The line, or lines, of one piece."""
    return b"".join(
        b'[%.6f,"%s","%s"]\n'
        % (piece.at_s, piece.direction.encode(), piece.data[at : at + MAX_PIECE_BYTES].hex().encode())
        for at in range(0, len(piece.data), MAX_PIECE_BYTES)
    )


def end_line(end: End) -> bytes:
    """The last line."""
    return msgspec.json.encode(end) + b"\n"


def read(name: str, lines: Iterable[bytes]) -> Recording:
    """Read one file of a recording. Raises RecordingError with `name:line` and the cure."""
    numbered = enumerate(lines, 1)
    header = _header(name, next(numbered, (1, b""))[1])
    pieces: list[Piece] = []
    end: End | None = None
    notes: list[str] = []
    for number, line in numbered:
        if end is not None:
            raise RecordingError(f"{name}:{number}: something stands after the end; remove it")
        if not line.endswith(b"\n"):
            notes.append(f"{name}:{number}: cut off here; what came before is whole")
            break
        if line.startswith(b"{"):
            end = _decoded(name, number, line, _ends)
        else:
            pieces.append(_piece(name, number, line, pieces[-1].at_s if pieces else 0.0))
    if end is None and not notes:
        notes.append(f"{name}: has no end line; the recorder was stopped by force")
    return Recording(header, pieces, end, tuple(notes))


def joined(parts: Sequence[Recording]) -> Recording:
    """The parts of one recording as one, in their order. Raises RecordingError when they do not belong."""
    if not parts:
        raise RecordingError("no recording was given; name at least one file")
    ordered = sorted(parts, key=lambda part: part.header.part)
    first, last = ordered[0].header, ordered[-1]
    notes = [note for part in ordered for note in part.notes if part is last or "no end line" not in note]
    for number, part in enumerate(ordered, first.part):
        if (part.header.bus, part.header.started_at) != (first.bus, first.started_at):
            raise RecordingError(f"{part.header.bus} and {first.bus} are two recordings; give one")
        if part.header.part != number:
            raise RecordingError(f"part {number} of {first.bus} is missing or given twice; give each once")
    if first.part > 1:
        notes.insert(0, f"begins with part {first.part}; what came before was thrown away for room")
    return Recording(first, [piece for part in ordered for piece in part.pieces], last.end, tuple(notes))


def _header(name: str, line: bytes) -> Header:
    try:
        version = _anything.decode(line).get("recording")
    except msgspec.DecodeError:
        version = None
    if not isinstance(version, int):
        raise RecordingError(f"{name}:1: not a recorded line; give a file of `edge-agent record`")
    if version != FORMAT:
        raise RecordingError(f"{name}:1: format {version}; this version reads {FORMAT}; update edge-agent")
    return _decoded(name, 1, line, _headers)


def _decoded(name: str, number: int, line: bytes, decoder: Decoder[T]) -> T:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise RecordingError(f"{name}:{number}: {fault}; the file was changed or damaged") from None


def _piece(name: str, number: int, line: bytes, before_s: float) -> Piece:
    if len(line) > MAX_LINE_BYTES:
        raise RecordingError(f"{name}:{number}: {len(line)} bytes in one line; this is no recording")
    said = _decoded(name, number, line, _lines)
    at_s, direction, digits = said.at_s, said.direction, said.digits
    try:
        data = bytes.fromhex(digits)
    except ValueError:
        raise RecordingError(f"{name}:{number}: {digits[:32]!r} is not hexadecimal; correct it") from None
    if direction not in (RX, TX):
        raise RecordingError(f'{name}:{number}: {direction!r} is no direction; write "rx" or "tx"')
    if not before_s <= at_s < 1e9:
        raise RecordingError(f"{name}:{number}: time {at_s} is before the line above; times never go back")
    return Piece(at_s, direction, data)
