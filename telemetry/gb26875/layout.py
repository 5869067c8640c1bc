"""How the bytes of one information object become its class and come back: a struct, perhaps with a text."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from telemetry.gb26875.bodies import Body
from telemetry.gb26875.time_label import LENGTH as TIME_BYTES
from telemetry.gb26875.time_label import TimeLabel


@dataclass(frozen=True)
class Layout:
    """Fields of one object. `head` is the struct of all that has a fixed place before time or text.

    `timed`: a time label ends it. `texted`: a length byte and that many bytes of text end it.
    """

    body: type[Any]
    head: str
    timed: bool = False
    texted: bool = False

    @cached_property
    def fixed(self) -> struct.Struct:
        """The whole object, without a text."""
        return struct.Struct(f"<{self.head}{'6s' if self.timed else ''}{'B' if self.texted else ''}")

    @property
    def least_bytes(self) -> int:
        """The size of an object; with a text, of one whose text is empty."""
        return self.fixed.size

    def read(self, data: bytes, skip: int = 0) -> Iterator[tuple[Body, int]]:
        """Objects from the front of `data`, each with the offset behind it; `skip` bytes follow each one."""
        at = 0
        while at + self.fixed.size <= len(data):
            fields = list(self.fixed.unpack_from(data, at))
            behind = at + self.fixed.size
            if self.texted:
                length = fields.pop()
                if behind + length > len(data):
                    return
                fields.append(data[behind : behind + length])
                behind += length
            elif self.timed:
                fields[-1] = TimeLabel._make(fields[-1])
            if behind + skip > len(data):
                return
            at = behind + skip
            yield self.body(*fields), at

    def pack(self, body: Body) -> bytes:
        """The object as it goes over the wire. Raises ValueError naming the field that cannot."""
        if not isinstance(body, self.body):
            raise ValueError(f"{type(body).__name__} given; this type carries {self.body.__name__}")
        fields: list[Any] = list(body)
        tail = b""
        if self.texted:
            tail = fields.pop()
            if len(tail) > 255:
                raise ValueError(f"description: {len(tail)} bytes; at most 255")
            fields.append(len(tail))
        for place, value in enumerate(fields):
            if isinstance(value, TimeLabel):
                if value.moment is None:
                    raise ValueError(f"{type(body)._fields[place]}: {tuple(value)} is no time")
                fields[place] = bytes(value)
        self._check_bytes(body, fields)
        try:
            return self.fixed.pack(*fields) + tail
        except struct.error as fault:
            raise ValueError(f"{type(body).__name__} {tuple(body)!r}: {fault}") from fault

    def _check_bytes(self, body: Body, fields: list[Any]) -> None:
        """`struct` would silently cut or fill byte fields."""
        widths = {"component_address": 4, "description": 31, "at": TIME_BYTES, "since": TIME_BYTES}
        for name, value in zip(type(body)._fields, fields, strict=True):
            if isinstance(value, bytes) and len(value) != widths[name]:
                raise ValueError(f"{name}: {len(value)} bytes; it has {widths[name]}")
