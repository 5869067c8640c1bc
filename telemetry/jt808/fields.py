"""The fields that bodies are made of: how one is read from bytes, what it may hold, how it is written.

A value out of range, a field that the body is too short for, a text that is none: each is an error that names
the byte, the field and the cure. Bytes are counted from the body's first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from telemetry.errors import FrameError

ENCODING = "gbk"
_EDITION_CURE = (
    "check that the terminal speaks the edition its header marks (bit 14), or send the message again"
)


class Form(Protocol):
    """How a value travels."""

    def read(self, data: bytes, at: int) -> tuple[Any, int]:
        """The value at `at`, and where the next field begins. Raises FrameError without the field's name."""
        ...

    def pack(self, value: Any) -> bytes:
        """The value as it travels. Raises ValueError without the field's name."""
        ...


@dataclass(frozen=True)
class Field:
    """One field: its name in the code and in the standard, and its form."""

    name: str
    zh: str
    form: Form

    def read(self, data: bytes, at: int) -> tuple[Any, int]:
        """The value at `at`, and where the next field begins. Raises FrameError."""
        try:
            return self.form.read(data, at)
        except FrameError as fault:
            raise FrameError(f"body byte {at}: {self.name} ({self.zh}): {fault}") from None

    def pack(self, value: Any) -> bytes:
        """The value as it travels. Raises ValueError."""
        try:
            return self.form.pack(value)
        except ValueError as fault:
            raise ValueError(f"{self.name} ({self.zh}): {fault}") from None


@dataclass(frozen=True)
class Whole:
    """A number of `size` bytes, high byte first, times `scale` in `unit`; `least` and `most` are raw."""

    size: int
    unit: str = ""
    scale: float = 1
    least: int = 0
    most: int | None = None

    @property
    def _most(self) -> int:
        return (1 << 8 * self.size) - 1 if self.most is None else self.most

    @property
    def _range(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"{self._shown(self.least)} to {self._shown(self._most)}{unit}"

    def _shown(self, raw: int) -> float | int:
        return raw if self.scale == 1 else round(raw * self.scale, 6)

    def read(self, data: bytes, at: int) -> tuple[float | int, int]:
        """The number in its unit."""
        raw = int.from_bytes(_piece(data, at, self.size), "big")
        if not self.least <= raw <= self._most:
            raise FrameError(f"{self._shown(raw)} is out of range; {self._range}: correct the terminal")
        return self._shown(raw), at + self.size

    def pack(self, value: float | int) -> bytes:
        """The nearest raw number."""
        raw = round(value / self.scale)
        if not self.least <= raw <= self._most:
            raise ValueError(f"{value} is out of range; {self._range}")
        return raw.to_bytes(self.size, "big")


@dataclass(frozen=True)
class Text:
    """A text of `size` bytes, filled with zeros; without a size, up to the body's end."""

    size: int | None = None
    most: int = 1023

    def read(self, data: bytes, at: int) -> tuple[str, int]:
        """The text without its filling. Bytes that are no GBK stay visible as escapes."""
        end = len(data) if self.size is None else at + self.size
        return words(_piece(data, at, end - at)), end

    def pack(self, value: str) -> bytes:
        """The text and its filling."""
        raw = _encoded(value, self.most if self.size is None else self.size)
        return raw if self.size is None else raw.ljust(self.size, b"\0")


@dataclass(frozen=True)
class CountedText:
    """A text behind one byte that says how many bytes it has."""

    def read(self, data: bytes, at: int) -> tuple[str, int]:
        """The text."""
        size = _piece(data, at, 1)[0]
        return words(_piece(data, at + 1, size)), at + 1 + size

    def pack(self, value: str) -> bytes:
        """The text behind its length."""
        raw = _encoded(value, 255)
        return bytes((len(raw),)) + raw


@dataclass(frozen=True)
class Numbers:
    """Numbers of two bytes behind a count of `count_size` bytes."""

    count_size: int

    def read(self, data: bytes, at: int) -> tuple[tuple[int, ...], int]:
        """The numbers."""
        count = int.from_bytes(_piece(data, at, self.count_size), "big")
        raw = _piece(data, at + self.count_size, count * 2)
        found = tuple(int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2))
        return found, at + self.count_size + len(raw)

    def pack(self, value: tuple[int, ...]) -> bytes:
        """The numbers behind their count."""
        most = (1 << 8 * self.count_size) - 1
        if len(value) > most:
            raise ValueError(f"{len(value)} numbers; at most {most}")
        wrong = [number for number in value if not 0 <= number <= 0xFFFF]
        if wrong:
            raise ValueError(f"{wrong[0]} is out of range; 0 to 65535")
        numbers = b"".join(number.to_bytes(2, "big") for number in value)
        return len(value).to_bytes(self.count_size, "big") + numbers


def words(raw: bytes) -> str:
    """A text as it travels, without its filling."""
    return raw.strip(b"\0 ").decode(ENCODING, "backslashreplace")


def _encoded(value: str, most: int) -> bytes:
    try:
        raw = value.encode(ENCODING)
    except UnicodeEncodeError as fault:
        raise ValueError(f"{value[fault.start]!r} is not in GBK; write it otherwise") from None
    if len(raw) > most:
        raise ValueError(f"{len(raw)} bytes in GBK; at most {most}")
    return raw


def _piece(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise FrameError(f"needs {size} bytes, {max(0, len(data) - at)} are there; {_EDITION_CURE}")
    return data[at : at + size]
