"""Texts in GB 18030: the 31-byte description (部件说明) and free texts; liberal to read, strict to write."""

from __future__ import annotations

from typing import NamedTuple

DESCRIPTION_BYTES = 31
_ENCODING = "gb18030"


class Text(NamedTuple):
    """The words, and what was odd about their bytes: codes of `telemetry.gb26875.notes`."""

    words: str
    oddities: tuple[str, ...]


def read(raw: bytes) -> Text:
    """The words of a text field, without its padding of 00 or spaces.

    A field of 31 bytes may cut a character in half: the half is left out. Bytes that are no character are
    shown as escapes.
    """
    body, _, behind = raw.partition(b"\x00")
    oddities = ["text-after-end"] if behind.strip(b"\x00 ") else []
    body = body.rstrip(b" ")
    try:
        words = body.decode(_ENCODING)
    except UnicodeDecodeError as fault:
        if fault.end == len(body) and fault.reason.startswith("incomplete"):
            words = body[: fault.start].decode(_ENCODING)
            oddities.append("half-character")
        else:
            words = body.decode(_ENCODING, "backslashreplace")
            oddities.append("text-garbled")
    if not words.isprintable():
        words = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in words)
    return Text(words.strip(), tuple(oddities))


def packed(words: str, length: int = DESCRIPTION_BYTES) -> bytes:
    """The words as a field of `length` bytes, cut between characters and filled with 00."""
    raw = bytearray()
    for sign in words:
        piece = sign.encode(_ENCODING)
        if len(raw) + len(piece) > length:
            break
        raw += piece
    return bytes(raw.ljust(length, b"\x00"))


def free(words: str) -> bytes:
    """The words of a text with its own length byte. Raises ValueError above 255 bytes."""
    raw = words.encode(_ENCODING)
    if len(raw) > 255:
        raise ValueError(f"{len(raw)} bytes of text; the length byte holds at most 255")
    return raw
