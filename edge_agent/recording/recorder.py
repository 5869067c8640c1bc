"""Writing a recorded line to disk: bounded, in parts, the oldest of which make room, synced at the end.

A recorder stands beside a driver and must never harm it: `take` does not raise. When the disk fails, the
recorder counts what it could not keep, says why in `fault`, and goes on to count.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from edge_agent.recording.line_file import RX, SUFFIX, End, Header, Piece, end_line, header_line, piece_lines
from runtime.clock import monotonic
from runtime.faults import PlainFault

PART_BYTES = 4_000_000
KEEP_PARTS = 16
#: Bytes that may wait in memory before they are given to the system.
_BUFFER_BYTES = 65_536


class Recorder:
    """Records one bus. Give `take` to its driver's `on_bytes`; `close` ends it."""

    def __init__(
        self,
        folder: Path,
        header: Header,
        *,
        part_bytes: int = PART_BYTES,
        keep_parts: int = KEEP_PARTS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.header = header
        self.pieces = self.rx_bytes = self.tx_bytes = self.dropped = self.dropped_parts = 0
        #: Why bytes are being dropped; empty while all is well.
        self.fault = ""
        self._folder = folder
        self._part_bytes = part_bytes
        self._keep_parts = keep_parts
        self._clock = clock
        self._began = clock()
        self._parts: list[Path] = []
        self._part = 0
        self._size = 0
        self._file: BinaryIO | None = None
        try:
            self._next_part()
        except OSError as fault:
            raise PlainFault(
                f"{self._name(1)}: 不能写入 / cannot be written: {fault.strerror}; "
                "换一个目录或清理磁盘 / choose another folder or make room"
            ) from None

    @property
    def paths(self) -> list[Path]:
        """The files that hold the recording, oldest first."""
        return list(self._parts)

    def take(self, direction: str, data: bytes) -> None:
        """Keep bytes that just came or were just sent."""
        if not data:
            return
        self.pieces += 1
        if direction == RX:
            self.rx_bytes += len(data)
        else:
            self.tx_bytes += len(data)
        lines = piece_lines(Piece(self._clock() - self._began, direction, data))
        try:
            if self._size + len(lines) > self._part_bytes and self._size:
                self._next_part()
            self._write(lines)
        except OSError as fault:
            self.dropped += 1
            self._failed(fault)

    def flush(self) -> None:
        """Give what waits in memory to the system, so that a reader sees it."""
        with self._told():
            if self._file is not None:
                self._file.flush()

    def close(self, why: str = "asked") -> End:
        """Write the end and make the file safe on the disk."""
        end = End(
            end=why,
            pieces=self.pieces,
            rx_bytes=self.rx_bytes,
            tx_bytes=self.tx_bytes,
            dropped=self.dropped,
            dropped_parts=self.dropped_parts,
        )
        with self._told():
            if self._file is not None:
                self._file.write(end_line(end))
        self._end_file()
        return end

    def _write(self, lines: bytes) -> None:
        if self._file is None:
            raise OSError(0, self.fault)
        self._size += len(lines)
        self._file.write(lines)

    def _next_part(self) -> None:
        self._end_file()
        self._part += 1
        path = self._name(self._part)
        self._file = path.open("xb", buffering=_BUFFER_BYTES)
        path.chmod(0o600)
        self._parts.append(path)
        while len(self._parts) > self._keep_parts:
            self._parts.pop(0).unlink(missing_ok=True)
            self.dropped_parts += 1
        line = header_line(msgspec.structs.replace(self.header, part=self._part))
        self._file.write(line)
        self._size = len(line)

    def _end_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with self._told(), contextlib.closing(file):
                file.flush()
                os.fsync(file.fileno())

    def _failed(self, fault: OSError) -> None:
        if not self.fault:
            self.fault = fault.strerror or str(fault)
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            self._failed(fault)

    def _name(self, part: int) -> Path:
        return self._folder / f"{self.header.bus}-{self.header.started_at}-{part:03}{SUFFIX}"
