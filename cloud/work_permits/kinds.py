"""What is worked at. A table."""

from __future__ import annotations

from typing import Final

KINDS: Final[dict[str, tuple[str, str]]] = {
    "hot-work": ("动火作业", "hot work"),
    "building": ("施工改造", "building works"),
    "electrical": ("临时用电", "temporary power"),
    "other": ("其他作业", "other works"),
}
