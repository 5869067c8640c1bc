"""`progress.json` beside the spool: what an updater or a script reads to see that this process gets on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

NAME = "progress.json"


def write(spool: Path, told: Mapping[str, object]) -> None:
    """Replace the file at once: a reader finds the old text or the new one. Raises OSError."""
    path = spool.with_name(NAME)
    fresh = path.with_name(NAME + ".new")
    fresh.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)
