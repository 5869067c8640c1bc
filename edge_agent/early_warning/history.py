"""Warnings that began and ended, in shadow mode too: the latest in memory, more in a file beside the spool.

The file holds one JSON object a line. When it is full it takes the place of the one before, so that there
are never more than two of LARGEST bytes.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runtime.logging import get_logger

log = get_logger("early-warning")

LARGEST = 1_000_000
_SHOWN = 50


class History:
    """`path` is the file; its folder is there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._older = path.with_suffix(".1.jsonl")
        self._failed = False
        self.latest: deque[Mapping[str, Any]] = deque(maxlen=_SHOWN)

    def read(self) -> None:
        """Begin with what an earlier process wrote; a line that cannot be read is left out."""
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()[-_SHOWN:]
        except OSError:
            return
        self.latest.clear()
        for line in lines:
            try:
                entry = json.loads(line, parse_constant=lambda _: None)
            except (ValueError, RecursionError):
                continue
            if isinstance(entry, dict):
                self.latest.append(entry)

    def write(self, entry: Mapping[str, Any]) -> None:
        """Add to the file; a disk that refuses it is told once, and costs nothing but the line."""
        try:
            if self._path.exists() and self._path.stat().st_size > LARGEST:
                os.replace(self._path, self._older)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._failed = False
        except OSError as fault:
            if not self._failed:
                log.warning("warnings cannot be noted", file=str(self._path), fault=str(fault))
            self._failed = True
