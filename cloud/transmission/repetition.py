"""What tells a repeated frame from news across a restart of the server: a key that is stored with the frame.

While the server runs, a session's own memory decides. A key holds the frame's number, its content and when it
was stored, so that the memory can be filled again from the keys of the last minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from telemetry.gb26875.exchange import RepeatMemory, content_of
from telemetry.gb26875.frame import Frame

#: How long a repetition is one (`RepeatMemory.keep_s`).
KEEP_MS = 120_000
_MARK = "f"


class Kept(NamedTuple):
    """A frame that was stored."""

    serial: int
    content: bytes
    at: int


def key_of(frame: Frame, at: int) -> str:
    """The key of a frame that is new at that time, ms UTC."""
    return f"{_MARK}{frame.serial:04x}-{content_of(frame).hex()}-{at:x}"


def kept(keys: Iterable[str], now_ms: int) -> list[Kept]:
    """The frames that these keys are of, as far as a repetition of them may still come."""
    found: list[Kept] = []
    for key in keys:
        name, _, place = key.partition("#")
        serial, _, rest = name.removeprefix(_MARK).partition("-")
        content, _, at = rest.partition("-")
        if not name.startswith(_MARK) or place not in ("", "0"):
            continue
        try:
            frame = Kept(int(serial, 16), bytes.fromhex(content), int(at, 16))
        except ValueError:
            continue
        if 0 <= now_ms - frame.at <= KEEP_MS:
            found.append(frame)
    return found


def remember(memory: RepeatMemory, source: bytes, frames: Iterable[Kept], now_ms: int, now: float) -> None:
    """Fill a session's memory."""
    for frame in frames:
        memory.recall(source, frame.serial, frame.content, now - (now_ms - frame.at) / 1000)
