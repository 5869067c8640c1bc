"""Sequence numbers that outlive the spool's file.

If the file is damaged or deleted, numbering must not begin again: the cloud knows a record by its number, and
would take a new fire with an old number for the old record told once more. So a small file beside the spool
holds, for each stream, a number that no record has passed yet. It is renewed in steps, hence rarely.

A gateway that was wiped has neither; it must enrol anew, and is told there what the cloud knows of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from telemetry.messages import UPLINK_STREAMS, Stream

STEP = 256


class Numbers:
    """The ceilings, in `<spool>.numbers`."""

    def __init__(self, spool: Path) -> None:
        self.path = spool.with_name(spool.name + ".numbers")
        self._ceilings = _read(self.path)

    def ceiling(self, stream: Stream) -> int:
        """No record of the stream bears a higher number."""
        return self._ceilings[stream]

    def raise_to(self, floors: Mapping[str, int]) -> None:
        """Count on from these at least, by the streams' names: what the centre knows. Raises OSError."""
        raised = {
            stream: max(ceiling, floors.get(stream.value, 0)) for stream, ceiling in self._ceilings.items()
        }
        if raised != self._ceilings:
            self._write(raised)

    def reserve(self, published: Mapping[Stream, int]) -> None:
        """Make sure, on the disk, that every ceiling is at or above what is given out. Raises OSError."""
        if all(number <= self._ceilings[stream] for stream, number in published.items()):
            return
        raised = {
            stream: number + STEP if number > self._ceilings[stream] else self._ceilings[stream]
            for stream, number in published.items()
        }
        self._write(raised)

    def _write(self, raised: dict[Stream, int]) -> None:
        text = json.dumps({stream.value: number for stream, number in raised.items()}) + "\n"
        fresh = self.path.with_name(self.path.name + ".new")
        with fresh.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._ceilings = raised


def _read(path: Path) -> dict[Stream, int]:
    ceilings = dict.fromkeys(UPLINK_STREAMS, 0)
    try:
        kept = json.loads(path.read_text(encoding="ascii"))
        for stream in UPLINK_STREAMS:
            ceilings[stream] = max(0, int(kept.get(stream.value, 0)))
    except (OSError, ValueError, AttributeError, TypeError):
        return ceilings
    return ceilings
