"""A running centre to measure: every role in one process, on PostgreSQL, VictoriaMetrics and Mosquitto."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.ingest import services
from benchmarks.ingest.stack import Stack, make

_STACK: Final = "postgresql+victoriametrics+mosquitto"
_SETTINGS: Final = '[people]\nlogin = "open-on-loopback"'


@dataclass(frozen=True)
class Centre:
    """A running centre: its page, its broker's port, its records."""

    address: str
    port: int
    stack: Stack

    def changes(self, after: int = 0, kind: str = "alarm") -> list[tuple[int, int, dict[str, Any]]]:
        """The changes of a kind behind a number: their numbers, when they were committed, the objects."""
        rows = self.stack.query("SELECT id, at, kind, payload FROM change ORDER BY id")
        return [
            (int(str(number)), int(str(at)), json.loads(str(payload)))
            for number, at, of, payload in rows
            if of == kind and int(str(number)) > after
        ]


@contextmanager
def centre_on_loopback() -> Iterator[Centre]:
    """A centre without a login, until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="bench-paint-") as folder:
        stack = make(_STACK, Path(folder))
        stack.one_process = True
        with services.running(stack.services), stack.working(1, _SETTINGS):
            yield Centre(stack.addresses[1], stack.ports[0], stack)
